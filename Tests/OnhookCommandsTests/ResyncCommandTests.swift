import Foundation
import TestSupport
import Testing

@testable import OnhookCommands

@Suite struct ResyncCommandTests {
    private static let profile = """
        <flat-profile><GPP_A>fetched</GPP_A><GPP_SA>geheim</GPP_SA><Nonsense_>1</Nonsense_></flat-profile>
        """

    @Test func resyncsAndTellsTheStory() async throws {
        let server = try NginxServer(files: ["p.xml": Self.profile])
        let phone = try PhoneDirectory()
        _ = await phone.run("param", "set", "Profile_Rule=http://127.0.0.1:\(server.port)/p.xml")
        let run = await phone.run("resync")
        #expect(run.status == .done, "\(run.errors)")
        #expect(run.errors.isEmpty)
        #expect(run.output.contains("outcome   A, applied\n"))
        #expect(run.output.contains("changed   GPP_A: default -> \"fetched\"\n"))
        #expect(run.output.contains("changed   GPP_SA: default -> \"********\"\n"))
        #expect(run.output.contains("warning   line 1, Nonsense_"))
        #expect(!run.output.contains("next "))
        #expect(await phone.run("param", "get", "GPP_A").output == "fetched\n")

        let status = try await phone.run("status", "--json").object
        #expect(status.keySet == Keys.status)
        #expect((status["identity"] as? [String: Any])?.keySet == Keys.identity)
        #expect(status["revision"] as? Int == 2)
        #expect(status["customization"] as? String == "Aborted")
        #expect("\(status["next_resync"] ?? "")" == "<null>" && "\(status["running"] ?? "")" == "<null>")
        let attempts = try #require(status["attempts"] as? [[String: Any]])
        #expect(attempts.map(\.keySet) == [Keys.attempt])
        #expect((attempts[0]["steps"] as? [[String: Any]])?.map(\.keySet) == [Keys.step])
        #expect(attempts[0]["http_status"] as? Int == 200)
        #expect(attempts[0]["trigger"] as? String == "request")
        #expect("\(attempts[0]["error"] ?? "")" == "<null>")
        #expect((attempts[0]["changed"] as? [[String: Any]])?.map(\.keySet) == [Keys.change, Keys.change])
        #expect((attempts[0]["warnings"] as? [[String: Any]])?.map(\.keySet) == [Keys.warning])

        #expect(await phone.run("status", "--attempt", "1").output == run.output)
        #expect(try await phone.run("status", "--attempt", "1", "--json").object.keySet == Keys.attempt)
        let none = await phone.run("status", "--attempt", "2")
        #expect(none.status == .failed)
        #expect(none.errors == "onhook: there is no attempt of that number, or it is no longer kept\n")
    }

    @Test func aDryRunChangesNothing() async throws {
        let server = try NginxServer(files: ["p.xml": Self.profile])
        let phone = try PhoneDirectory()
        _ = await phone.run("param", "set", "GPP_B=b")
        let run = await phone.run("resync", "http://127.0.0.1:\(server.port)/p.xml", "--dry-run", "--json")
        #expect(run.status == .done)
        let json = try run.object
        #expect(json.keySet == Keys.resync)
        #expect(json["succeeded"] as? Bool == true)
        let attempts = try #require(json["attempts"] as? [[String: Any]])
        #expect((attempts[0]["changed"] as? [Any])?.count == 2)
        #expect(attempts[0]["revision"] is NSNull)
        #expect(await phone.run("param", "get", "GPP_A").output == "\n")
        #expect(try await phone.run("status", "--json").object["attempts"] as? [String] == [])
    }

    @Test func aRuleThatFailsEndsWithStatusOne() async throws {
        let server = try NginxServer()
        let phone = try PhoneDirectory()
        let rule = "http://127.0.0.1:\(server.port)/none.xml"
        let run = await phone.run("resync", rule, "--json")
        #expect(run.status == .failed)
        #expect(run.errors.isEmpty)
        let attempt = try #require((try run.object["attempts"] as? [[String: Any]])?.first)
        #expect(attempt["outcome"] as? String == "B")
        #expect(attempt["http_status"] as? Int == 404)
        #expect(attempt["error"] is String)
        #expect(attempt["rule_source"] as? String == "one-time rule")
        let unreadable = await phone.run("resync", "( 1 eq )? x")
        #expect(unreadable.status == .failed)
        #expect(unreadable.output.isEmpty)
        #expect(unreadable.errors.hasPrefix("onhook: the rule cannot be read: "))
        #expect(isOneSentence(unreadable.errors))
    }

    @Test func everyRuleEmptyIsNothingToDo() async throws {
        let phone = try PhoneDirectory()
        _ = await phone.run("param", "set", "Profile_Rule=")
        let run = await phone.run("resync")
        #expect((run.status, run.output) == (.done, "nothing to do: every profile rule is empty\n"))
        _ = await phone.run("param", "set", "Provision_Enable=No")
        let refused = await phone.run("resync")
        #expect(refused.status == .failed)
        #expect(refused.errors.hasPrefix("onhook: Provision Enable is No"))
    }

    @Test func takesARuleWithSecretsFromStandardInput() async throws {
        let server = try NginxServer(files: ["p.xml": Self.profile])
        let phone = try PhoneDirectory()
        let rule = "[--uid geheim1 --pwd geheim2] http://127.0.0.1:\(server.port)/p.xml\n"
        let run = await phone.run("resync", "-", "--json", input: rule)
        #expect(run.status == .done, "\(run.errors)\(run.output)")
        #expect(!run.output.contains("geheim"))
        #expect(await !phone.run("status", "--json").output.contains("geheim"))
    }

    /// The server waits until the line was shown, so that there is no race.
    @Test func saysOnATerminalWhatItWaitsFor() async throws {
        let server = try ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            Thread.sleep(forTimeInterval: 1)
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(Self.profile.utf8.count)\r\n\r\n\(Self.profile)")
        }
        let phone = try PhoneDirectory()
        let rule = "http://127.0.0.1:\(server.port)/p.xml"
        let run = await phone.run("resync", rule, hasTerminal: true)
        #expect(run.status == .done)
        #expect(run.progress.contains { $0.contains("resyncs: one-time rule \(rule)") }, "\(run.progress)")
        #expect(run.progress.last == "")
    }

    @Test(arguments: [("set", "\"\""), ("keep", "\"kept\"")])
    func anElementWithoutTextMeansWhatThePhoneWasTold(word: String, value: String) async throws {
        let server = try NginxServer(files: ["p.xml": "<flat-profile><GPP_A ua=\"rw\"/></flat-profile>"])
        let directory = try TemporaryDirectory()
        let daemon = try await DaemonProcess(
            state: directory.path(of: "state"), environment: ["ONHOOK_EMPTY_ELEMENTS": word])
        let state = ["--state", directory.path(of: "state")]
        #expect(try await OnhookRun(["param", "set", "GPP_A=kept"] + state).status == 0)
        #expect(try await OnhookRun(["resync", "http://127.0.0.1:\(server.port)/p.xml"] + state).status == 0)
        let got = try await CommandRun(["param", "get", "GPP_A", "--json"] + state).object
        #expect("\"\(got["value"] as? String ?? "nil")\"" == value)
        #expect(got["ua"] as? String == "rw")
        try await daemon.end()
    }
}
