import TestSupport
import Testing
import Threading

/// HTTP Proxy Settings in the real program, which runs proxy scripts in a child of its own.
@Suite struct ProxyCommandTests {
    @Test func aScriptLeadsAResyncThroughTheProxy() async throws {
        let squid = try await BlockingThread.value { try SquidProxy() }
        let nginx = try await BlockingThread.value {
            try NginxServer(files: [
                "p.xml": "<flat-profile><Station_Name>Behind a script</Station_Name></flat-profile>",
                "proxy.pac": """
                function FindProxyForURL(url, host) {
                    return shExpMatch(url, "*/p.xml") ? "PROXY 127.0.0.1:\(squid.port)" : "DIRECT";
                }
                """,
            ])
        }
        let directory = try TemporaryDirectory()
        let state = ["--state", directory.path]
        let settings = [
            "Proxy_Mode=Auto", "Use_Auto_Discovery__WPAD_=No", "PAC_URL=http://127.0.0.1:\(nginx.port)/proxy.pac",
        ]
        #expect(try await OnhookRun(["param", "set"] + settings + state).status == 0)
        let run = try await OnhookRun(["resync", "http://127.0.0.1:\(nginx.port)/p.xml", "--json"] + state)
        #expect(run.status == 0, "\(run.output) \(run.errors)")
        #expect(run.output.contains(#""proxy":"127.0.0.1:\#(squid.port)""#), "\(run.output)")
        #expect(try squid.log().contains("GET http://127.0.0.1:\(nginx.port)/p.xml"))
        #expect(try await OnhookRun(["param", "get", "Station_Name"] + state).output == "Behind a script\n")
    }

    @Test func restrictedAccessDomainsRefusesInASentence() async throws {
        let directory = try TemporaryDirectory()
        let state = ["--state", directory.path]
        #expect(try await OnhookRun(["param", "set", "Restricted_Access_Domains=example.test"] + state).status == 0)
        let run = try await OnhookRun(["resync", "http://127.0.0.1:9/p.xml"] + state)
        #expect(run.status == 1)
        #expect(
            run.output.contains(
                "outcome   C, failed: Download failed: 127.0.0.1 is not among the servers of Restricted_Access_Domains"),
            "\(run.output) \(run.errors)")
    }
}
