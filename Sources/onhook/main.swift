internal import Glibc
internal import OnhookCommands
internal import ProxyScript
internal import ScreenPicture

// A proxy script runs before anything else is there, in a process that does nothing else; so is a picture of the screen drawn.
if CommandLine.arguments.dropFirst().first == ProxyScriptProgram.word {
    ProxyScriptProgram.run(Array(CommandLine.arguments.dropFirst(2)))
}
if CommandLine.arguments.dropFirst().first == ScreenPictureProgram.word { ScreenPictureProgram.run() }

exit(
    await Program.run(
        Array(CommandLine.arguments.dropFirst()), environment: Environment.current,
        helpers: Helpers(
            proxyScripts: ProxyScriptChild().evaluator, screenPictures: ScreenPictureChild().drawing)))
