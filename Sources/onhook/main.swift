internal import Glibc
internal import OnhookCommands
internal import ProxyScript

// A proxy script runs before anything else is there, in a process that does nothing else.
if CommandLine.arguments.dropFirst().first == ProxyScriptProgram.word {
    ProxyScriptProgram.run(Array(CommandLine.arguments.dropFirst(2)))
}

exit(
    await Program.run(
        Array(CommandLine.arguments.dropFirst()), environment: Environment.current,
        proxyScripts: ProxyScriptChild().evaluator))
