import FlatProfile
import TestSupport
import Testing
import Threading
import Transfer

@testable import Provisioning

/// Restricted_Access_Domains and the HTTP Proxy Settings, as requests get them.
@Suite struct NetworkSettingsTests {
    private static let credentials = TransferRequest.Credentials(user: "u", password: "p")

    @Test(
        arguments: [
            ([:], ProxySettings.off), (["Proxy_Mode": "Off", "Proxy_Host": "h"], .off),
            (["Proxy_Mode": "Manual", "Proxy_Host": "h"], .manual(TransferProxy(host: "h", port: 3128))),
            (
                ["Proxy_Mode": "Manual", "Proxy_Host": "h", "Proxy_Port": "8080", "Proxy_Username": "u"],
                .manual(TransferProxy(host: "h", port: 8080))
            ),
            (
                [
                    "Proxy_Mode": "Manual", "Proxy_Host": "h", "Proxy_Server_Requires_Authentication": "Yes",
                    "Proxy_Username": "u", "Proxy_Password": "p",
                ], .manual(TransferProxy(host: "h", credentials: credentials))
            ),
            (
                ["Proxy_Mode": "Auto", "PAC_URL": "http://not.asked.test/x"],
                .automatic(
                    AutomaticProxy(
                        source: .discovery(
                            option252: TransferURL(scheme: .http, host: "dhcp.test", path: "/p.pac"),
                            domain: "place.test")))
            ),
            (
                ["Proxy_Mode": "Auto", "Use_Auto_Discovery__WPAD_": "No", "PAC_URL": "http://pac.test:81/x.pac"],
                .automatic(
                    AutomaticProxy(
                        source: .script(TransferURL(scheme: .http, host: "pac.test", port: 81, path: "/x.pac"))))
            ),
            (
                ["Proxy_Mode": "Auto", "Use_Auto_Discovery__WPAD_": "No", "PAC_URL": ""],
                .automatic(AutomaticProxy(source: .discovery(option252: nil, domain: nil)))
            ),
        ] as [([ParameterName: String], ProxySettings)])
    func readsTheSection(values: [ParameterName: String], settings: ProxySettings) {
        #expect(
            ProxySettings(
                PlainStore(values).snapshot, option252: "http://dhcp.test/p.pac", domain: "place.test") == settings)
    }

    @Test(arguments: ["/x.pac", "x.pac", "file:///etc/passwd", "javascript:x", ""])
    func takesNoScriptFromElsewhere(text: String) {
        #expect(TransferURL(absolute: text) == nil)
    }

    /// Through a real squid, with its login; the story names the proxy.
    @Test func aResyncGoesThroughTheProxy() async throws {
        let squid = try await BlockingThread.value { try SquidProxy(.basic(user: "u", password: "p")) }
        let nginx = try await BlockingThread.value {
            try NginxServer(files: ["p.xml": LivePlace.profile(["Station_Name": "Behind squid"])])
        }
        let values: [ParameterName: String] = [
            "Profile_Rule": "http://127.0.0.1:\(nginx.port)/p.xml", "Proxy_Mode": "Manual", "Proxy_Host": "127.0.0.1",
            "Proxy_Port": "\(squid.port)", "Proxy_Server_Requires_Authentication": "Yes", "Proxy_Username": "u",
            "Proxy_Password": "p",
        ]
        let store = PlainStore(values)
        let report = try await resync(store)
        #expect(report.ending == .succeeded)
        #expect(store.snapshot["Station_Name"] == "Behind squid")
        #expect(report.attempts.first?.transfer.steps.last?.proxy == "127.0.0.1:\(squid.port)")
    }

    @Test(
        arguments: [
            (
                ["Restricted_Access_Domains": "example.test"],
                "Download failed: 127.0.0.1 is not among the servers of Restricted_Access_Domains: add it there, or use another "
                    + "server"
            ),
            (
                ["Proxy_Mode": "Manual"],
                "Download failed: this cannot be sent: the proxy (Proxy_Host): the server is missing"
            ),
        ] as [([ParameterName: String], String)])
    func aRefusalIsASentence(values: [ParameterName: String], sentence: String) async throws {
        let store = PlainStore(["Profile_Rule": "http://127.0.0.1:9/p.xml"].merging(values) { $1 })
        let report = try await resync(store)
        #expect(report.attempts.first?.ending == .failed(.otherFailure, sentence))
        #expect(report.attempts.first?.transfer.address == nil)
    }

    @Test func aPermittedServerIsAsked() async throws {
        let nginx = try await BlockingThread.value { try NginxServer(files: ["p.xml": LivePlace.profile([:])]) }
        let store = PlainStore([
            "Profile_Rule": "http://127.0.0.1:\(nginx.port)/p.xml", "Restricted_Access_Domains": "x.test, 127.0.0.1",
        ])
        #expect(try await resync(store).ending == .succeeded)
    }

    /// A proxy script that nobody can run must not cut the phone off from its server; the story says so.
    @Test func withoutAnythingThatRunsScriptsTheServerIsAskedDirectly() async throws {
        let nginx = try await BlockingThread.value {
            try NginxServer(files: ["p.xml": LivePlace.profile([:]), "x.pac": "function FindProxyForURL(u, h) {}"])
        }
        let store = PlainStore([
            "Profile_Rule": "http://127.0.0.1:\(nginx.port)/p.xml", "Proxy_Mode": "Auto",
            "Use_Auto_Discovery__WPAD_": "No", "PAC_URL": "http://127.0.0.1:\(nginx.port)/x.pac",
        ])
        let report = try await resync(store)
        #expect(report.ending == .succeeded)
        #expect(
            report.attempts.first?.transfer.steps.first?.decision?.failure
                == .couldNotRun("this process runs no proxy scripts"))
    }

    private func resync(_ store: PlainStore) async throws -> ResyncReport {
        let client = try TransferClient()
        let engine = ProvisioningEngine(
            identity: LivePlace.identity, store: store, fetcher: client, host: LiveHost(), observer: Recorder(),
            clock: ContinuousClock())
        let report = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await engine.run(from: nil) }
            defer { group.cancelAll() }
            return try await engine.resync(by: "admin")
        }
        await client.shutdown()
        return report
    }
}
