internal import Glibc
internal import OnhookCommands

exit(await Program.run(Array(CommandLine.arguments.dropFirst()), environment: Environment.current))
