import Notation
import Testing

@testable import OnhookCommands

@Suite struct ProgramTests {
    @Test func listsAllCommandsInItsHelp() async {
        for words in [["--help"], ["-h"], ["help"]] {
            let run = await CommandRun(words)
            #expect(run.status == .done)
            #expect(run.errors.isEmpty)
            for command in Program.commands { #expect(run.output.contains("  \(command.name)")) }
        }
    }

    @Test(arguments: Program.commands.map(\.path))
    func everyCommandHasHelp(path: [String]) async throws {
        let command = try #require(Program.commands.first { $0.path == path })
        for words in [
            path + ["--help"], path + ["-h"], ["help"] + path, path + ["--help", "--bogus-is-not-read"].prefix(1),
        ] {
            let run = await CommandRun(words)
            #expect(run.status == .done)
            #expect(run.errors.isEmpty)
            #expect(run.output.hasPrefix("usage: onhook \(command.name) [OPTION …]"))
            for option in command.allOptions { #expect(run.output.contains("--\(option.name)")) }
        }
    }

    @Test(arguments: ["param", "profile", "rule", "history", "history savepoint", "bench"])
    func everyGroupHasHelp(group: String) async {
        let words = group.split(separator: " ").map(String.init)
        let run = await CommandRun(words + ["--help"])
        #expect(run.status == .done)
        #expect(run.output.hasPrefix("usage: onhook \(group) COMMAND"))
        let bare = await CommandRun(words)
        #expect(bare.status == .usage)
        #expect(bare.output.isEmpty)
        #expect(bare.errors == run.output)
    }

    @Test func tellsItsVersion() async {
        let run = await CommandRun("--version")
        #expect((run.status, run.output) == (.done, "onhook \(Program.version)\n"))
    }

    @Test func saysNothingOnStandardOutputWithoutACommand() async {
        let run = await CommandRun([])
        #expect(run.status == .usage)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains("usage: onhook COMMAND"))
    }

    @Test(arguments: [
        (["stauts"], "there is no command \"stauts\"; `onhook status` may be meant"),
        (["resinc"], "there is no command \"resinc\"; `onhook resync` may be meant"),
        (["param", "gte"], "there is no command \"param gte\"; `onhook param get` may be meant"),
        (["history", "restor"], "there is no command \"history restor\"; `onhook history restore` may be meant"),
        (["xyzzy"], "there is no command \"xyzzy\"; `onhook --help` lists them"),
        (["help", "xyzzy"], "there is no command \"xyzzy\"; `onhook --help` lists them"),
    ])
    func suggestsTheCommandThatWasMeant(words: [String], sentence: String) async {
        let run = await CommandRun(words)
        #expect(run.status == .usage)
        #expect(run.output.isEmpty)
        #expect(run.errors == "onhook: \(sentence)\n")
    }

    private static let nonsense: [(words: [String], sentence: String)] = [
        (["status", "--jsn"], "status: there is no option --jsn; --json may be meant"),
        (["status", "-x"], "status: there is no option -x"),
        (["status", "-xh"], "status: there is no option -x"),
        (["status", "--json=1"], "status: --json takes no value"),
        (["status", "--attempt"], "status: --attempt needs a value"),
        (
            ["rule", "explain", "--s", "x", "r"],
            "rule explain: --s may be --stored or --set or --state or --serial or --software-version"
        ),
        (["status", "--password=geheim"], "status: there is no option --password"),
        (["status", "x"], "status: too many arguments: no operand expected"),
        (["status", "--attempt", "one", "--state", "/"], "status: --attempt takes a number, not \"one\""),
        (["param", "get"], "param get: NAME is missing"),
        (["param", "set", "X"], "param set: NAME=VALUE is expected, not \"X\""),
        (["param", "set", "=x"], "param set: NAME=VALUE is expected, not \"=x\""),
        (["param", "set", "A=1", "A=2"], "param set: A is given twice"),
        (["param", "reset"], "param reset: NAME is missing"),
        (["profile", "check"], "profile check: FILE is missing"),
        (
            ["profile", "check", "--empty-elements", "drop", "x"],
            "profile check: --empty-elements takes one of set, keep, default, not \"drop\""
        ),
        (["profile", "check", "--model", "9999", "x"], "profile check: \"9999\" is no model; there are "),
        (["rule", "explain"], "rule explain: RULE is missing"),
        (["rule", "explain", "a", "--set", "b"], "rule explain: NAME=VALUE is expected, not \"b\""),
        (["history", "show", "-1", "--state", "/"], "history show: there is no option -1"),
        (["history", "show", "x"], "history show: N takes a number, not \"x\""),
        (["history", "diff", "1"], "history diff: N M is missing"),
        (["resync", "a", "b"], "resync: too many arguments: RULE expected"),
        (["serve", "x"], "serve: it takes options only"),
        (
            ["serve", "--listen", "8080"],
            "serve: --listen takes ADDR:PORT, such as 127.0.0.1:8080 or [::1]:0, not \"8080\""
        ),
        (["serve", "--listen", "host:80"], "serve: --listen takes an address of this machine, not \"host\""),
        (["serve", "--listen", "127.0.0.1:65536"], "serve: --listen takes ADDR:PORT"),
        (
            ["serve", "--script-login", "x", "--state", ":memory:"],
            "serve: --script-login takes basic, digest or none, not \"x\""
        ),
        (["serve", "--mac", "12", "--state", ":memory:"], "serve: \"12\" is no hardware address"),
        (["status", "--state", ":memory:"], "status: a phone in memory is reached by its control socket only"),
    ]

    @Test(arguments: nonsense)
    func aCommandLineThatMakesNoSenseIsOneSentence(words: [String], sentence: String) async {
        let run = await CommandRun(words)
        #expect(run.status == .usage)
        #expect(run.output.isEmpty)
        #expect(run.errors.hasPrefix("onhook \(sentence)"), "\(run.errors)")
        #expect(isOneSentence(run.errors))
        #expect(!run.errors.contains("geheim"))
    }

    @Test func takesOptionsFromTheEnvironment() async throws {
        let phone = try PhoneDirectory()
        let named = await CommandRun(
            "param", "get", "Resync_Periodic", environment: ["ONHOOK_STATE": phone.path, "ONHOOK_JSON": "1"])
        #expect(named.status == .done)
        #expect(try named.object.keySet == Keys.parameter)
        let off = await CommandRun(
            "param", "get", "Resync_Periodic", environment: ["ONHOOK_STATE": phone.path, "ONHOOK_JSON": "no"])
        #expect(off.output == "3600\n")
        let model = await CommandRun(
            "rule", "explain", "http://h/$PN", environment: ["ONHOOK_MODEL": "8851", "ONHOOK_STATE": ":memory:"])
        #expect(model.output.contains("http://h/CP-8851-3PCC\n"))
        let stronger = await CommandRun(
            "rule", "explain", "http://h/$PN", "--model", "7841",
            environment: ["ONHOOK_MODEL": "8851", "ONHOOK_STATE": ":memory:"])
        #expect(stronger.output.contains("http://h/CP-7841-3PCC\n"))
        let empty = await CommandRun(
            "rule", "explain", "http://h/$PN", environment: ["ONHOOK_MODEL": "", "ONHOOK_STATE": ":memory:"])
        #expect(empty.output.contains("http://h/CP-8841-3PCC\n"))
        let help = await CommandRun(
            "rule", "explain", "http://h/x", environment: ["ONHOOK_HELP": "1", "ONHOOK_STATE": ":memory:"])
        #expect(!help.output.hasPrefix("usage"))
    }
}
