private import CPacparser
private import Confinement
private import Glibc

/// The child's side: runs one proxy script in this process, which is good for nothing else afterwards.
///
/// The script stands on standard input; arguments are the URL, the server's name and, if it is known, the phone's own address. The
/// answer, or the fault in the engine's words, goes to standard output; the exit status tells which.
public enum ProxyScriptProgram {
    /// The word that makes the program do this instead of its usual work. It is not for people and stands in no help.
    public static let word = "pac-evaluate"

    /// How it ends.
    enum Status: Int32 {
        case answered = 0
        case failed = 1
        case misused = 2
    }

    /// Bytes of memory besides what the process has when it begins.
    static let memory = 64 << 20
    /// Seconds of processor time, and of any time: more than the parent grants, whose clock began earlier.
    static let seconds: (processor: UInt32, any: UInt32) = (3, 30)

    /// Does it and ends the process, at once: what a hostile script may have spoilt is not tidied up. To be called on the main thread, whose
    /// stack is the one that the engine counts on.
    public static func run(_ arguments: [String]) -> Never { _exit(evaluate(arguments)) }

    static func evaluate(_ arguments: [String]) -> Int32 {
        guard (2...3).contains(arguments.count),
            let script = Confinement.readInput(atMost: ProxyScriptChild.longestScript)
        else { return Status.misused.rawValue }
        if let fault = Confinement(memory: memory, seconds: seconds).enter() {
            Confinement.writeOutput(Array(fault.utf8))
            return Status.misused.rawValue
        }
        var text = [CChar](repeating: 0, count: 16384)
        let own = arguments.count > 2 ? arguments[2] : nil
        let result = cpacparser_evaluate(
            script.map { CChar(bitPattern: $0) } + [0], arguments[0], arguments[1], own, &text, text.count)
        Confinement.writeOutput(text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)))
        return result == cpacparser_answered ? Status.answered.rawValue : Status.failed.rawValue
    }
}
