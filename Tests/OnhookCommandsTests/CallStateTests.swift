import Foundation
import Testing
import TestSupport

@testable import OnhookCommands

/// A call on a served phone holds up what is due.
@Suite struct CallStateTests {
    private let directory: TemporaryDirectory
    private var state: String { directory.path(of: "state") }

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func onhook(_ words: String...) async -> CommandRun {
        await CommandRun(words + ["--state", state], hasTerminal: true)
    }

    @Test func aResyncWaitsForTheEndOfTheCallAndSaysSo() async throws {
        let server = try NginxServer(files: ["p.xml": "<flat-profile><GPP_B>b</GPP_B></flat-profile>"])
        let daemon = try await DaemonProcess(state: state, options: ["--model", "8851"])
        #expect(await onhook("param", "set", "Resync_Periodic=0", "Profile_Rule=").status == .done)
        #expect(await onhook("call-state").output == "idle\n")
        #expect(await onhook("call-state", "busy").output == "busy\n")
        async let resync = onhook("resync", "http://127.0.0.1:\(server.port)/p.xml")
        var status: [String: Any] = [:]
        try await until("the postponed resync") {
            status = try await onhook("status", "--json").object
            return (status["postponed"] as? [[String: Any]])?.isEmpty == false
        }
        #expect(status["call_state"] as? String == "busy")
        let postponed = try #require((status["postponed"] as? [[String: Any]])?.first)
        #expect(Set(postponed.keys) == ["what", "since", "latest", "reason"])
        #expect(postponed["what"] as? String == "resync")
        #expect(postponed["latest"] is String)
        #expect(await onhook("status").output.contains("waiting        resync, since "))
        #expect(await onhook("param", "get", "GPP_B").output == "\n")
        #expect(await onhook("call-state", "idle", "--json").output == "{\"state\":\"idle\"}\n")
        #expect(await resync.status == .done)
        #expect(await onhook("param", "get", "GPP_B").output == "b\n")
        #expect(try await daemon.end() == 0)
    }

    @Test func aPhoneWithoutPatienceResyncsDuringTheCall() async throws {
        let server = try NginxServer(files: ["p.xml": "<flat-profile><GPP_B>b</GPP_B></flat-profile>"])
        let daemon = try await DaemonProcess(state: state, options: ["--model", "8851"])
        #expect(await onhook("param", "set", "Forced_Resync_Delay=0", "Profile_Rule=").status == .done)
        #expect(await onhook("call-state", "busy").status == .done)
        #expect(await onhook("resync", "http://127.0.0.1:\(server.port)/p.xml").status == .done)
        #expect(try await daemon.end() == 0)
    }

    @Test(arguments: [
        (["talking"], "state is idle or busy, not \"talking\""),
        (["busy", "idle"], "too many arguments"),
    ])
    func refusesWhatIsNoState(words: [String], sentence: String) async throws {
        let daemon = try await DaemonProcess(state: state, options: [])
        let run = await CommandRun(["call-state"] + words + ["--state", state])
        #expect(run.status != .done)
        #expect(run.errors.contains(sentence))
        #expect(isOneSentence(run.errors))
        #expect(try await daemon.end() == 0)
    }

    @Test func nobodyIsInACallWithoutADaemon() async throws {
        let phone = try PhoneDirectory()
        #expect(await phone.run("call-state").output == "idle\n")
        let run = await phone.run("call-state", "busy")
        #expect(run.status == .failed)
        #expect(run.errors.contains("nobody serves this phone"))
    }
}
