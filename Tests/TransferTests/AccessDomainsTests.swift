import TestSupport
import Testing

@testable import Transfer

@Suite struct AccessDomainsTests {
    @Test(arguments: [
        ("voiceip.com", "voiceip.com", true), ("voiceip.com, voiceip1.com", "voiceip1.com", true),
        ("voiceip.com", "VoiceIP.com.", true), ("VOICEIP.COM.", "voiceip.com", true),
        ("voiceip.com", "prov.voiceip.com", true), ("voiceip.com", "a.b.voiceip.com", true),
        ("*.voiceip.com", "prov.voiceip.com", true), (".voiceip.com", "voiceip.com", true),
        ("voiceip.com", "evilvoiceip.com", false), ("voiceip.com", "voiceip.com.evil.example", false),
        ("prov.voiceip.com", "voiceip.com", false), ("voiceip.com", "com", false),
        ("voiceip.com", "192.0.2.1", false), ("2.1", "192.0.2.1", false), ("192.0.2.1", "192.0.2.1", true),
        ("192.0.2.1", "x.192.0.2.1", false), ("[2001:db8::1]", "2001:DB8:0::1", true),
        ("2001:db8::1", "2001:db8::2", false), ("192.0.2.1", "192.0.2.10", false),
        ("", "anything.example", true), (" , ,", "192.0.2.1", true), ("*", "anything.example", false),
        (".", "anything.example", true),
    ])
    func permitsWhatIsListedAndWhatIsBelow(list: String, host: String, isPermitted: Bool) {
        #expect(AccessDomains(list).permits(host: host) == isPermitted)
    }

    @Test func refusesAServerThatIsNotListedBeforeAnythingIsSent() async throws {
        let report = try await fetch(
            TransferRequest(url: .http(80, host: "prov.onhook.test"), accessDomains: AccessDomains("voiceip.com")))
        #expect(report == TransferReport(steps: [], result: .failure(.notPermitted("prov.onhook.test"))))
        #expect(OutcomeClass(report.result) == .otherFailure)
        #expect(
            report.failure?.description
                == "prov.onhook.test is not among the servers of Restricted_Access_Domains: add it there, or use another "
                + "server")
    }

    @Test func refusesARedirectToAServerThatIsNotListed() async throws {
        let server = try ScriptedServer(answers: [
            "HTTP/1.1 302 Found\r\nLocation: http://evil.onhook.test/x\r\nContent-Length: 0\r\n\r\n"
        ])
        let report = try await fetch(
            TransferRequest(url: .http(server.port), accessDomains: AccessDomains("127.0.0.1")))
        #expect(report.failure == .notPermitted("evil.onhook.test"))
        #expect(report.steps.map(\.redirect) == [.http(80, "/x", host: "evil.onhook.test")])
    }

    /// The name of the URL counts, not that of the machine which an SRV record names.
    @Test func looksAtTheOriginalDomainOfAService() async throws {
        let server = try ScriptedServer(answers: ["HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"])
        var request = TransferRequest(
            url: .http(80, host: "onhook.test"), services: [ServiceTarget(host: "127.0.0.1", port: server.port)],
            accessDomains: AccessDomains("onhook.test"))
        #expect(try await fetch(request).text == "a")
        request.accessDomains = AccessDomains("127.0.0.1")
        #expect(try await fetch(request).failure == .notPermitted("onhook.test"))
    }
}
