internal import Transfer

/// One command of the program: what it is called, what it takes, and what it does.
struct Command: Sendable {
    /// Its words: `["param", "set"]`.
    var path: [String]
    /// Its operands, as the help writes them: `NAME=VALUE …`.
    var operands: String = ""
    /// One line for the list of commands.
    var summary: String
    /// More lines for its own help, or empty.
    var details: String = ""
    /// Its options, besides `--help`.
    var options: [Option] = []
    /// Does it; the exit status.
    var run: @Sendable (Invocation) async throws(CommandFailure) -> ExitStatus

    /// Its name: `param set`.
    var name: String { path.joined(separator: " ") }

    /// All options, `--help` too.
    var allOptions: [Option] { options + [.help] }
}

/// How a command ends; the numbers are part of the outside contract.
enum ExitStatus: Int32, Sendable {
    /// Done.
    case done = 0
    /// The operation failed.
    case failed = 1
    /// The command line makes no sense.
    case usage = 2
}

/// Why a command did not do what it was asked. The sentence goes to standard error.
enum CommandFailure: Error, Sendable {
    /// The operation failed.
    case failed(String)
    /// The command line makes no sense.
    case usage(String)
}

/// One call of a command.
struct Invocation: Sendable {
    /// What the command line says.
    var arguments: Arguments
    /// Where the command reads and writes.
    var console: Console
    /// The environment of the process.
    var environment: [String: String]
    /// What is done in processes of its own.
    var helpers = Helpers()

    /// Exactly that many operands, or the usage error that names them.
    func operands(_ count: ClosedRange<Int>, _ names: String) throws(CommandFailure) -> [String] {
        guard count.contains(arguments.operands.count) else {
            throw .usage(
                arguments.operands.count < count.lowerBound
                    ? "\(names) is missing" : "too many arguments: \(names) expected")
        }
        return arguments.operands
    }
}
