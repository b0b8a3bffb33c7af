internal import Glibc
internal import Notation

/// The program: finds the command, runs it, and says how it ended.
public enum Program {
    static let commands: [Command] = [
        .serve,
        .status,
        .resync,
        .upgrade,
        .updateCustomCA,
        .certificateList, .certificateShow, .certificateInstall, .certificateUse, .certificateDelete, .certificateRenew,
        .activate,
        .profileAccountShow, .profileAccountSet, .profileAccountClear,
        .report, .problemReport,
        .callState,
        .dhcpEvent,
        .reboot,
        .factoryReset,
        .paramList, .paramGet, .paramSet, .paramReset, .paramDiff,
        .profileCheck, .profileShow, .profileDiff, .profileImport, .profileSeal, .profileOpen,
        .ruleExplain,
        .historyList, .historyShow, .historyDiff, .historyRestore, .historyUndo, .historyExport,
        .draftList, .draftShow, .draftSet, .draftDiscard, .draftApply,
        .savepointList, .savepointMake, .savepointRename, .savepointDelete, .savepointRestore,
        .confirm, .revert,
        .sessionsEnd, .sessions,
        .backup, .restoreBackup,
        .hooksRun, .hooks,
        .timeZone,
        .benchNew, .benchList, .benchShow, .benchDevices, .benchScan, .benchRender, .benchExport, .benchDelete,
        .benchServe, .benchPages, .benchPassword, .benchRehearse, .benchResults, .benchLabels, .benchReport,
        .benchFleet,
    ]

    /// The version of the program.
    public static let version = "0.1.0"

    /// Runs a command line, without the program's name; the exit status.
    public static func run(
        _ words: [String], environment: [String: String], helpers: Helpers = Helpers()
    ) async -> Int32 {
        await run(words, environment: environment, console: .standard, helpers: helpers).rawValue
    }

    static func run(
        _ words: [String], environment: [String: String], console: Console, helpers: Helpers = Helpers()
    ) async -> ExitStatus {
        guard let first = words.first else {
            console.complain(Help.program(commands))
            return .usage
        }
        switch first {
        case "--help", "-h":
            console.write(Help.program(commands))
            return .done
        case "--version":
            console.line("onhook \(version)")
            return .done
        case "help":
            return await run(
                Array(words.dropFirst()) + ["--help"], environment: environment, console: console,
                helpers: helpers)
        default:
            break
        }
        guard let command = commands.first(where: { words.starts(with: $0.path) }) else {
            return unknown(words, console)
        }
        do throws(CommandFailure) {
            return try await run(
                command, Array(words.dropFirst(command.path.count)), environment, console, helpers)
        } catch {
            return report(error, of: command, console)
        }
    }

    private static func run(
        _ command: Command, _ words: [String], _ environment: [String: String], _ console: Console,
        _ helpers: Helpers
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
        return try await command.run(
            Invocation(
                arguments: arguments, console: console, environment: environment, helpers: helpers))
    }

    private static func report(_ failure: CommandFailure, of command: Command, _ console: Console) -> ExitStatus {
        switch failure {
        case .failed(let sentence):
            // Some parts write whole sentences, with a full stop.
            console.complain("onhook: \(sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence)\n")
            return .failed
        case .usage(let sentence):
            console.complain("onhook \(command.name): \(sentence); `onhook \(command.name) --help` tells more\n")
            return .usage
        }
    }

    /// What is no command: the word of a group, with or without a word behind it, or nothing that we know.
    private static func unknown(_ words: [String], _ console: Console) -> ExitStatus {
        let group = commands.filter { $0.path.first == words[0] }
        guard !group.isEmpty else {
            return complain(words[0], Nearest.word(to: words[0], among: commands.map { $0.path[0] }), console)
        }
        guard words.count > 1 else {
            console.complain(Help.group(words[0], group))
            return .usage
        }
        guard words[1] != "--help", words[1] != "-h" else {
            console.write(Help.group(words[0], group))
            return .done
        }
        let subgroup = group.filter { $0.path.count > 2 && $0.path[1] == words[1] }
        guard subgroup.isEmpty || words.count > 2 && !words[2].hasPrefix("-") else {
            let help = Help.group("\(words[0]) \(words[1])", subgroup)
            guard words.count > 2 && ["--help", "-h"].contains(words[2]) else {
                console.complain(help)
                return .usage
            }
            console.write(help)
            return .done
        }
        let nearest = Nearest.word(to: words[1], among: group.compactMap { $0.path.dropFirst().first })
        return complain("\(words[0]) \(words[1])", nearest.map { "\(words[0]) \($0)" }, console)
    }

    private static func complain(_ name: String, _ nearest: String?, _ console: Console) -> ExitStatus {
        let advice = nearest.map { "`onhook \($0)` may be meant" } ?? "`onhook --help` lists them"
        console.complain("onhook: there is no command \"\(name.prefix(40))\"; \(advice)\n")
        return .usage
    }
}

/// The texts of `--help`.
enum Help {
    static func program(_ commands: [Command]) -> String {
        """
        onhook: the web utility and provisioning engine of a Linux phone

        usage: onhook COMMAND [OPTION …]

        \(list(commands))

        `onhook COMMAND --help` tells what a command takes, `onhook --version` which onhook this is. Every option has an
        environment variable: --state is ONHOOK_STATE. Exit status: 0 done, 1 failed, 2 the command line makes no sense.

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
