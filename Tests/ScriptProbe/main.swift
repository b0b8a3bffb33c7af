// The hidden command of `onhook` alone, for the tests of this part.
import Glibc
import ProxyScript

exit(ProxyScriptProgram.run(Array(CommandLine.arguments.dropFirst())))
