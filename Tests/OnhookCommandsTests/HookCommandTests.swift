import Foundation
import TestSupport
import Testing

@testable import OnhookCommands

/// A served phone with hooks, as an administrator has it.
@Suite(.timeLimit(.minutes(5))) struct HookCommandTests {
    private let directory: TemporaryDirectory
    private var state: String { directory.path(of: "state") }
    private var hooks: String { directory.path(of: "hooks.d") }

    init() throws {
        directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: hooks, withIntermediateDirectories: true)
    }

    private func onhook(_ words: String...) async -> CommandRun { await CommandRun(words + ["--state", state]) }

    private func hook(_ name: String, manifest: String = "{}", _ script: String) throws {
        let path = try directory.write("#!/bin/sh\n\(script)\n", to: "hooks.d/\(name)")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        try directory.write(manifest, to: "hooks.d/\(name).json")
    }

    private func lines(of name: String) throws -> [String] {
        guard FileManager.default.fileExists(atPath: directory.path(of: name)) else { return [] }
        return String(decoding: try directory.read(name), as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test func aHookFollowsWhatIsSetAndItsFailuresAreShown() async throws {
        try hook("lamp", manifest: #"{"parameters":["GPP_A"]}"#, "cat >> \(directory.path(of: "letters"))")
        try hook("bad", "echo no lamp here >&2; exit 4")
        let daemon = try await DaemonProcess(state: state, options: ["--hooks", hooks])
        try await until("the start is told") { try !lines(of: "letters").isEmpty }
        #expect(await onhook("param", "set", "GPP_A=on").status == .done)
        try await until("the change is told") { try lines(of: "letters").count >= 2 }
        #expect(
            try lines(of: "letters").last?.contains(#"{"name":"GPP_A","new":"on","old":"","secret":false}"#) == true)

        let run = await onhook("hooks", "run")
        #expect(run.status == .failed)
        #expect(
            run.output.hasPrefix(
                "directory  \(hooks)\nbad: It exited with status 4: no lamp here. It is tried again at "))
        #expect(run.output.contains("\nlamp: Told of revision "))
        #expect(await onhook("hooks", "run", "lamp", "--whole").status == .failed)
        let list = try await onhook("hooks", "--json").object
        #expect(list.keySet == Keys.hooks)
        let records = try #require(list["hooks"] as? [[String: Any]])
        #expect(records.map { $0["name"] as? String } == ["bad", "lamp"])
        #expect(records.allSatisfy { $0.keySet == Keys.hook })
        #expect((records.last?["last_run"] as? [String: Any])?.keySet == Keys.hookRun)
        #expect(await onhook("status").output.contains("hook           bad: It exited with status 4: no lamp here"))
        let missing = await onhook("hooks", "run", "none")
        #expect(missing.errors == "onhook: there is no hook \"none\"\n")
        #expect(try await daemon.end() == 0)
    }

    /// What a hook sets is known as its own and does not call it again.
    @Test func aHookThatSetsWhatItFollowsIsNotCalledWithoutEnd() async throws {
        let program = try BuiltProgram.path(of: "onhook")
        try hook(
            "echo", manifest: #"{"parameters":["GPP_A","GPP_B"]}"#,
            """
            cat >> \(directory.path(of: "letters"))
            n=$(wc -l < \(directory.path(of: "letters")))
            \(program) param set GPP_B=$n || exit 1
            \(program) hooks run 2>> \(directory.path(of: "errors"))
            exit 0
            """)
        let daemon = try await DaemonProcess(state: state, options: ["--hooks", hooks])
        try await until("the hook's error") { try !lines(of: "errors").isEmpty }
        #expect(await onhook("param", "set", "GPP_A=1").status == .done)
        #expect(await onhook("hooks", "run").status == .done)
        #expect(try lines(of: "letters").count == 2)
        #expect(await onhook("param", "get", "GPP_B").output == "2\n")
        #expect(
            try lines(of: "errors").first == "onhook: a hook is told when it has ended, so it cannot wait for that")
        let history = await onhook("history", "list").output
        #expect(history.contains("hook echo (command line)"))
        #expect(try await daemon.end() == 0)
    }

    @Test func aRebootBeginsAnewAndAFactoryResetStartsOver() async throws {
        try hook(
            "machine", manifest: #"{"events":["reboot","factory-reset"]}"#, "cat >> \(directory.path(of: "letters"))")
        let daemon = try await DaemonProcess(state: state, options: ["--hooks", hooks])
        #expect(await onhook("param", "set", "Profile_Rule=", "GPP_A=x").status == .done)
        #expect(await onhook("reboot").output == "the phone restarts\n")
        try await until("the hook told") { try !lines(of: "letters").isEmpty }
        #expect(try lines(of: "letters").first?.contains(#""reason":"User Triggered""#) == true)
        try await until("the reboot in the status") {
            try await !(onhook("status", "--json").object["reboots"] as? [Any] ?? []).isEmpty
        }

        #expect(await onhook("call-state", "busy").status == .done)
        #expect(await onhook("reboot", "--json").output == "{\"restarts\":\"when-idle\"}\n")
        let busy = await onhook("factory-reset", "--yes")
        #expect(
            busy.errors == "onhook: the phone is busy: a factory reset is possible when no line is in use\n")
        #expect(await onhook("call-state", "idle").status == .done)

        let unsure = await onhook("factory-reset")
        #expect(unsure.status == .usage)
        #expect(await onhook("factory-reset", "--yes").output == "the phone was reset to the factory state\n")
        #expect(await onhook("param", "get", "GPP_A").output == "\n")
        try await until("the hook told of the factory reset") {
            try lines(of: "letters").contains { $0.contains(#""event":"factory-reset""#) }
        }
        #expect(try await daemon.end() == 0)
    }

    /// What a hook was told counts when it has ended: a daemon that is killed before tells it again.
    @Test func aDaemonThatIsKilledTellsAHookAgain() async throws {
        try hook(
            "slow", manifest: #"{"parameters":["GPP_A"],"time_limit":600}"#,
            """
            echo $$ > \(directory.path(of: "process"))
            cat >> \(directory.path(of: "letters"))
            [ -e \(directory.path(of: "quick")) ] || exec sleep 4000
            """)
        let first = try await DaemonProcess(state: state, options: ["--hooks", hooks])
        #expect(await onhook("param", "set", "Profile_Rule=", "GPP_A=on").status == .done)
        try await until("the hook told") { try !lines(of: "letters").isEmpty }
        #expect(try await first.end(by: SIGKILL) == 128 + 9)
        // Nobody ends it with the daemon where no service manager does.
        let process = try #require(try lines(of: "process").first)
        kill(try #require(pid_t(process)), SIGKILL)
        try directory.write("", to: "quick")
        let second = try await DaemonProcess(state: state, options: ["--hooks", hooks])
        #expect(await onhook("hooks", "run").status == .done)
        let letters = try lines(of: "letters")
        #expect(letters.count == 2)
        #expect(letters.allSatisfy { $0.contains(#""event":"configuration""#) })
        #expect(letters.last?.contains(#"{"name":"GPP_A","new":"on","old":null,"secret":false}"#) == true)
        #expect(try await second.end() == 0)
    }

    @Test func withoutADaemonAFactoryResetIsDoneAndAnyOtherWishRefused() async throws {
        let phone = try PhoneDirectory()
        #expect(await phone.run("param", "set", "GPP_A=x").status == .done)
        #expect(await phone.run("factory-reset", "--yes").status == .done)
        #expect(await phone.run("param", "get", "GPP_A").output == "\n")
        #expect(
            await phone.run("reboot").errors == "onhook: no daemon serves this phone, so there is nothing to restart\n")
        #expect(
            await phone.run("hooks", "run").errors
                == "onhook: no daemon serves this phone; hooks are told when one does\n")
        #expect(await phone.run("hooks").output == "this phone has no hooks\n")
    }

    @Test func aHookDirectoryThatIsMissingIsSaidAndThePhoneGoesOn() async throws {
        let daemon = try await DaemonProcess(state: state, options: ["--hooks", directory.path(of: "none")])
        let run = await onhook("hooks", "run")
        #expect(run.status == .failed)
        #expect(
            run.output.contains("error      Cannot open ") && run.output.contains("/none: No such file or directory."))
        #expect(try await daemon.end() == 0)
    }
}
