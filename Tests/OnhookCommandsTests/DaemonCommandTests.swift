import Foundation
import Testing
import TestSupport
import Threading

@testable import OnhookCommands

/// The real program: a daemon, and commands that talk to it.
@Suite struct DaemonCommandTests {
    private let directory: TemporaryDirectory
    private var state: String { directory.path(of: "state") }

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func onhook(_ words: String..., input: String = "") async throws -> OnhookRun {
        try await OnhookRun(words, input: input, environment: ["ONHOOK_STATE": state])
    }

    private static let questions = [
        ["param", "get", "GPP_A"], ["param", "list", "--json"], ["param", "diff"], ["param", "get", "Nonsense_"],
        ["history", "list", "--json"], ["history", "show", "1"], ["history", "show", "9"],
        ["history", "diff", "0", "1"],
        ["rule", "explain", "( \"$A\" eq \"x\" )? http://h/$PN/$MA | http://h/else", "--json"],
        ["rule", "explain", "(", "--json"], ["rule", "explain", "http://h/$PN/$A", "--model", "7841"],
        ["status", "--attempt", "1"], ["status", "--attempt", "2", "--json"],
        ["param", "set", "Resync_Periodic=x", "Nonsense_=1"],
        ["param", "set", "GPP_SA=x"], ["history", "restore", "9"], ["resync", "( x"],
    ]

    @Test func aDaemonAnswersAsItsDirectoryDoes() async throws {
        // Nothing may come by itself while the two are compared.
        try FileManager.default.createDirectory(
            atPath: state, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        #expect(try await onhook("param", "set", "Resync_On_Reset=No").status == 0)
        let server = try NginxServer(files: ["p.xml": "<flat-profile><GPP_B>b</GPP_B></flat-profile>"])
        let daemon = try await DaemonProcess(
            state: state, options: ["--model", "8851", "--mac", "00:0e:08:aa:bb:cc", "--serial", "SN1"])
        #expect(try await onhook("param", "set", input: "GPP_A=x\nGPP_SA=geheim\n").status == 0)
        #expect(try await onhook("param", "set", "Profile_Rule=http://127.0.0.1:\(server.port)/p.xml").status == 0)
        #expect(try await onhook("resync").status == 0)
        var answers: [OnhookRun] = []
        for words in Self.questions {
            answers.append(try await OnhookRun(words, environment: ["ONHOOK_STATE": state]))
        }
        let status = try await CommandRun("status", "--json", "--state", state).object
        #expect((status["identity"] as? [String: String])?["product_name"] == "CP-8851-3PCC")
        #expect((status["next_resync"] as? [String: String])?.keys.sorted() == ["at", "reason"])
        #expect(try await daemon.end() == 0)
        for (words, answer) in zip(Self.questions, answers) {
            let run = try await OnhookRun(words, environment: ["ONHOOK_STATE": state])
            #expect(run.status == answer.status, "\(words)")
            #expect(run.output == answer.output, "\(words)")
            #expect(run.errors == answer.errors, "\(words)")
            #expect(!(run.output + run.errors + answer.output + answer.errors).contains("geheim"))
        }
        let later = try await CommandRun("status", "--json", "--state", state).object
        #expect(later["identity"] as? [String: String] == status["identity"] as? [String: String])
    }

    @Test func endsCleanlyOnSignals() async throws {
        for signal in [SIGTERM, SIGINT] {
            let daemon = try await DaemonProcess(state: state)
            #expect(FileManager.default.fileExists(atPath: state + "/control.sock"))
            #expect(try await daemon.end(by: signal) == 0)
            #expect(!FileManager.default.fileExists(atPath: state + "/control.sock"))
        }
    }

    /// As soon as it says that it is ready.
    @Test func losesNoSignal() async throws {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<24 {
                group.addTask { try await DaemonProcess(state: ":memory:").end() }
            }
            for try await status in group { #expect(status == 0) }
        }
    }

    @Test func aKilledDaemonLeavesADirectoryThatCanBeUsed() async throws {
        let daemon = try await DaemonProcess(state: state)
        #expect(try await onhook("param", "set", "GPP_A=before").status == 0)
        #expect(try await daemon.end(by: SIGKILL) == 128 + Int(SIGKILL))
        #expect(FileManager.default.fileExists(atPath: state + "/control.sock"))
        #expect(try await onhook("param", "get", "GPP_A").output == "before\n")
        #expect(try await onhook("param", "set", "GPP_A=after").status == 0)
        let next = try await DaemonProcess(state: state)
        #expect(try await onhook("param", "get", "GPP_A").output == "after\n")
        #expect(try await next.end() == 0)
    }

    @Test func printsOneLineWhenItIsReady() async throws {
        let files = try TemporaryDirectory()
        let program = try BuiltProgram.path(of: "onhook")
        let output = files.path(of: "output")
        let child = try ChildProcess(
            [
                "/bin/sh", "-c", #"exec "$@" >"$OUTPUT""#, "sh", program, "serve", "--listen", "127.0.0.1:0", "--state",
                ":memory:",
            ],
            environment: ["OUTPUT": output])
        // Standard error tells of /setup before standard output tells of readiness.
        _ = try await BlockingThread.value { child.printed(lineWith: "/setup") }
        var text = ""
        for _ in 0..<200 where !text.hasSuffix("\n") {
            text = String(decoding: try files.read("output"), as: UTF8.self)
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(text.wholeMatch(of: /onhook: listening on http:\/\/127\.0\.0\.1:[1-9][0-9]*\n/) != nil, "\(text)")
    }

    @Test func aPhoneInMemoryIsReachedByItsControlSocket() async throws {
        let socket = directory.path(of: "phone.sock")
        let daemon = try await DaemonProcess(state: ":memory:", options: ["--control", socket])
        let environment = ["ONHOOK_CONTROL": socket]
        #expect(try await OnhookRun(["param", "set", "GPP_A=x"], environment: environment).status == 0)
        #expect(try await OnhookRun(["param", "get", "GPP_A", "--control", socket]).output == "x\n")
        #expect(
            try await OnhookRun(["rule", "explain", "http://h/$A"], environment: environment).output.contains(
                "http://h/x\n"))
        #expect(try await daemon.end() == 0)
        let gone = try await OnhookRun(["param", "get", "GPP_A", "--control", socket])
        #expect(gone.status == 1)
        #expect(gone.errors.hasPrefix("onhook: the daemon at \(socket) does not answer: "))
        #expect(isOneSentence(gone.errors))
    }

    @Test func severalCommandsMayLookAtOnce() async throws {
        #expect(try await onhook("param", "set", "GPP_A=x", "--state", state).status == 1)
        try FileManager.default.createDirectory(
            atPath: state, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        #expect(try await onhook("param", "get", "GPP_A").output == "\n")
        #expect(try FileManager.default.contentsOfDirectory(atPath: state).isEmpty)
        #expect(try await onhook("param", "set", "GPP_A=x").status == 0)
        let state = state
        try await withThrowingTaskGroup { group in
            for _ in 0..<8 {
                group.addTask { try await OnhookRun(["param", "get", "GPP_A"], environment: ["ONHOOK_STATE": state]) }
            }
            for try await run in group { #expect(run.output == "x\n", "\(run.errors)") }
        }
    }

    /// What is in the way at a start, and what is said about it.
    @Test func refusesToStartInOneSentence() async throws {
        let daemon = try await DaemonProcess(state: state)
        let file = try directory.write("", to: "file")
        let open = directory.path(of: "open/x").dropLast(2)
        try directory.write("x", to: "open/x")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: String(open))
        let cases: [(words: [String], sentence: String)] = [
            (
                ["--state", ":memory:", "--listen", "127.0.0.1:\(daemon.port)"],
                "Another program listens on 127.0.0.1:\(daemon.port)"
            ),
            (["--state", ":memory:", "--listen", "192.0.2.1:0"], "This machine has no address 192.0.2.1"),
            (["--state", state], "\(state): the state directory is in use by process \(daemon.process)"),
            (["--state", file], "The state directory \(file) is not a directory"),
            (["--state", String(open)], "The state directory \(open) holds secrets and lets other users in"),
            (["--state", file + "/below"], "Cannot "),
            (
                ["--state", ":memory:", "--admin-password-file", file + ".none"],
                "\(file).none cannot be opened: No such file"
            ),
            (["--state", ":memory:", "--admin-password-file", file], "\(file): the password of admin: "),
            (["--state", ":memory:", "--control", file], "\(file) is in the way of the socket"),
            (["--state", ":memory:", "--ca-file", file + ".none"], "--ca-file: "),
        ]
        for (words, sentence) in cases {
            let run = try await OnhookRun(["serve", "--listen", "127.0.0.1:0"] + words, within: 20)
            #expect(run.status == 1, "\(words): \(run.errors)")
            #expect(run.output.isEmpty)
            #expect(run.errors.hasPrefix("onhook: \(sentence)"), "\(run.errors)")
            #expect(isOneSentence(run.errors), "\(run.errors)")
        }
        #expect(try await daemon.end() == 0)
    }

    @Test func refusesADamagedDatabaseInOneSentence() async throws {
        #expect(try await DaemonProcess(state: state).end() == 0)
        try directory.write(String(repeating: "this is no database ", count: 500), to: "state/onhook.db")
        for words in [["serve", "--listen", "127.0.0.1:0"], ["status"], ["param", "set", "GPP_A=x"]] {
            let run = try await OnhookRun(words, environment: ["ONHOOK_STATE": state], within: 20)
            #expect(run.status == 1)
            #expect(run.output.isEmpty)
            #expect(run.errors.hasPrefix("onhook: \(state): the database onhook.db is damaged"), "\(run.errors)")
            #expect(isOneSentence(run.errors))
        }
    }

    @Test func takesTheFirstPasswordFromAFile() async throws {
        let file = try directory.write("Quartz-river-12\r\nsecond line", to: "password")
        let daemon = try await DaemonProcess(state: ":memory:", options: ["--admin-password-file", file])
        #expect(!daemon.printed.contains("/setup"))
        let url = daemon.url("/api/v1/status")
        let (right, wrong) = try await BlockingThread.value {
            let status = ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", url, "-u"]
            return (
                try ChildProcess.run(status + ["admin:Quartz-river-12"]),
                try ChildProcess.run(status + ["admin:Quartz-river-13"])
            )
        }
        #expect((right, wrong) == ("200", "401"))
        #expect(try await daemon.end() == 0)
        #expect(!daemon.printed.contains("Quartz"))
    }

    @Test func scriptsCanBeKeptFromLoggingIn() async throws {
        let file = try directory.write("Quartz-river-12", to: "password")
        let daemon = try await DaemonProcess(
            state: state, options: ["--admin-password-file", file, "--script-login", "none"])
        let url = daemon.url("/api/v1/status")
        let answer = try await BlockingThread.value {
            try ChildProcess.run(["curl", "-s", "-w", " %{http_code}", "-u", "admin:Quartz-river-12", url])
        }
        #expect(
            answer == #"{"error":"Scripts do not log in here (--script-login none): use the control socket"} 403"#)
        #expect(try await onhook("status").status == 0)
        #expect(try await daemon.end() == 0)
    }
}
