internal import Glibc

/// The program: finds the command, runs it, and says how it ended.
public enum Program {
    static let commands: [Command] = [
        .serve, .status, .resync, .paramList, .paramGet, .paramSet, .paramReset, .paramDiff, .profileCheck,
        .profileShow, .profileDiff, .ruleExplain, .historyList, .historyShow, .historyDiff, .historyRestore,
    ]

    /// The version of the program.
    public static let version = "0.1.0"

    /// Runs a command line, without the program's name; the exit status.
    public static func run(_ words: [String], environment: [String: String]) async -> Int32 {
        await run(words, environment: environment, console: .standard).rawValue
    }

    static func run(_ words: [String], environment: [String: String], console: Console) async -> ExitStatus {
        guard let first = words.first, first != "--help", first != "-h", first != "help" else {
            guard !words.isEmpty else {
                console.complain(Help.program(commands))
                return .usage
            }
            console.write(Help.program(commands))
            return .done
        }
        if first == "--version" {
            console.line("onhook \(version)")
            return .done
        }
        guard let command = commands.first(where: { words.starts(with: $0.path) }) else {
            return unknown(words, console)
        }
        do throws(CommandFailure) {
            return try await run(command, Array(words.dropFirst(command.path.count)), environment, console)
        } catch {
            return report(error, of: command, console)
        }
    }

    private static func run(
        _ command: Command, _ words: [String], _ environment: [String: String], _ console: Console
    ) async throws(CommandFailure) -> ExitStatus {
        let arguments: Arguments
        do throws(UsageError) {
            arguments = try Arguments(words, options: command.allOptions, environment: environment)
        } catch {
            throw .usage(error.sentence)
        }
        guard !arguments.has("help") else {
            console.write(Help.command(command))
            return .done
        }
        return try await command.run(Invocation(arguments: arguments, console: console, environment: environment))
    }

    private static func report(_ failure: CommandFailure, of command: Command, _ console: Console) -> ExitStatus {
        switch failure {
        case .failed(let sentence):
            console.complain("onhook: \(sentence)\n")
            return .failed
        case .usage(let sentence):
            console.complain("onhook \(command.name): \(sentence); `onhook \(command.name) --help` tells more\n")
            return .usage
        }
    }

    private static func unknown(_ words: [String], _ console: Console) -> ExitStatus {
        let group = commands.filter { $0.path.first == words.first }
        if group.isEmpty {
            console.complain("onhook: there is no command \"\(words[0])\"; `onhook --help` lists them\n")
            return .usage
        }
        let wantsHelp = words.dropFirst().first.map { $0 == "--help" || $0 == "-h" } ?? false
        let help = Help.group(words[0], group)
        if wantsHelp { console.write(help) } else { console.complain(help) }
        return wantsHelp ? .done : .usage
    }
}

/// The texts of `--help`.
enum Help {
    static func program(_ commands: [Command]) -> String {
        """
        onhook: the web utility and provisioning engine of a Linux phone

        usage: onhook COMMAND [OPTION …]

        \(list(commands))

        `onhook COMMAND --help` tells what a command takes. Every option has an environment variable:
        --state is ONHOOK_STATE. Exit status: 0 done, 1 failed, 2 the command line makes no sense.

        """
    }

    static func group(_ word: String, _ commands: [Command]) -> String {
        "usage: onhook \(word) COMMAND [OPTION …]\n\n\(list(commands))\n"
    }

    static func command(_ command: Command) -> String {
        let operands = command.operands.isEmpty ? "" : " \(command.operands)"
        var text = "usage: onhook \(command.name) [OPTION …]\(operands)\n\n\(command.summary)\n"
        if !command.details.isEmpty { text += "\n\(command.details)\n" }
        let rows = command.allOptions.map { option in
            ("--\(option.name)" + (option.value.map { " \($0)" } ?? ""), option.help)
        }
        return text + "\n" + table(rows) + "\n"
    }

    private static func list(_ commands: [Command]) -> String {
        table(commands.map { ($0.name + ($0.operands.isEmpty ? "" : " \($0.operands)"), $0.summary) })
    }

    private static func table(_ rows: [(String, String)]) -> String {
        let width = min(rows.map(\.0.count).max() ?? 0, 36)
        return rows.map { row in
            row.0.count > width
                ? "  \(row.0)\n  \(String(repeating: " ", count: width))  \(row.1)"
                : "  \(row.0)\(String(repeating: " ", count: width - row.0.count))  \(row.1)"
        }.joined(separator: "\n")
    }
}
