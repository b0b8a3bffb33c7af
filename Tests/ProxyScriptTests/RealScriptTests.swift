import TestSupport
import Testing
import Threading
import Transfer

@testable import ProxyScript

/// From the lease's option 252 to the file, with a real web server, a real proxy and a real script.
@Suite struct RealScriptTests {
    @Test func fetchesThroughTheProxyThatTheScriptNames() async throws {
        let squid = try await BlockingThread.value { try SquidProxy(hosts: ["prov.onhook.test": "127.0.0.1"]) }
        let server = try NginxServer(files: [
            "p.cfg": "inside",
            "wpad.dat": """
            function FindProxyForURL(url, host) {
                if (dnsDomainIs(host, ".onhook.test")) return "PROXY 127.0.0.1:\(squid.port)";
                return "DIRECT";
            }
            """,
        ])
        let script = TransferURL(scheme: .http, host: "127.0.0.1", port: server.port, path: "/wpad.dat")
        let client = try TransferClient()
        for (host, proxy) in [("prov.onhook.test", "127.0.0.1:\(squid.port)"), ("127.0.0.1", nil)] {
            let url = TransferURL(scheme: .http, host: host, port: server.port, path: "/p.cfg")
            var request = TransferRequest(url: url)
            request.proxyFinder = ProxyFinder(
                settings: .automatic(AutomaticProxy(source: .discovery(option252: script, domain: nil))),
                template: request, fetch: client.fetch,
                evaluate: ProxyScriptChild(
                    command: [try BuiltProgram.path(of: "ScriptProbe")], limit: .seconds(60)
                ).evaluator)
            let report = await client.fetch(request)
            #expect((try? report.result.get().body) == Array("inside".utf8))
            #expect(report.steps.map(\.proxy) == [proxy])
            #expect(report.steps.map(\.decision?.script) == [script])
        }
        await client.shutdown()
    }
}
