// The hidden command of `onhook` alone, for the tests of this part.
import ProxyScript

ProxyScriptProgram.run(Array(CommandLine.arguments.dropFirst()))
