import Foundation
import HTTPServer
import TestSupport
import Testing

@testable import OnhookCommands
@testable import Pages
@testable import WebUI

@Suite struct OpenAPITests {
    private static func description() throws -> [String: Any] {
        let bytes = try #require(Asset.at(path: "/assets/openapi.json")).bytes
        return try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }

    private static func phone() async throws -> Phone {
        let console = Console(
            write: { _ in }, complain: { _ in }, read: { (_: Int) throws(CommandFailure) -> [UInt8] in [] })
        return try await Phone.inMemory(
            Invocation(arguments: try Arguments([], options: []), console: console, environment: [:]))
    }

    @Test func describesEveryRouteOfTheAPIAndNoOther() async throws {
        let phone = try await Self.phone()
        let routes = phone.application.routes
            .filter { $0.pattern.hasPrefix("/api/") || ["/metrics", "/healthz"].contains($0.pattern) }
            .map { $0.method.rawValue + " " + $0.pattern.replacing(/:([a-z]+)/) { "{\($0.1)}" } }
        let paths = try #require(try Self.description()["paths"] as? [String: [String: Any]])
        let described = paths.flatMap { path, operations in operations.keys.map { $0.uppercased() + " " + path } }
        #expect(routes.count > 12)
        #expect(Set(routes) == Set(described))
        await phone.close()
    }

    /// The keys that answers really have are those of `Keys`, which the other tests compare with real output.
    @Test(arguments: [
        ("Status", Keys.status), ("Identity", Keys.identity), ("Attempt", Keys.attempt), ("Resync", Keys.resync),
        ("Step", Keys.step), ("Section", Keys.section), ("Row", Keys.row),
        ("Alternative", Keys.alternative), ("Explanation", Keys.explanation), ("Parameter", Keys.parameter),
        ("Revision", Keys.revision),
        ("PendingChange", Keys.pendingChange), ("Savepoint", Keys.savepoint), ("RestorePreview", Keys.restorePreview),
        ("Change", Keys.change), ("Warning", Keys.warning),
        ("Upgrade", Keys.upgrade), ("UpgradeState", Keys.upgradeState), ("UpgradeOutcome", Keys.upgradeOutcome),
        ("DHCP", Keys.dhcp), ("Lease", Keys.lease), ("DHCPServer", Keys.dhcpServer), ("DHCPOption", Keys.dhcpOption),
        ("CustomCA", Keys.customCA), ("CustomCAAttempt", Keys.customCAAttempt),
        ("Hooks", Keys.hooks), ("Hook", Keys.hook), ("HookRun", Keys.hookRun),
        ("Effect", Keys.effect), ("Preview", Keys.preview), ("PreviewChange", Keys.previewChange),
        ("Draft", Keys.draft), ("DraftChange", Keys.draftChange), ("DraftSummary", Keys.draftSummary),
        ("Report", Keys.report), ("ReportOutcome", Keys.reportOutcome), ("ProblemReport", Keys.problemReport),
    ])
    func describesTheKeysOfEveryRecord(name: String, keys: Set<String>) throws {
        let components = try #require(try Self.description()["components"] as? [String: Any])
        let schemas = try #require(components["schemas"] as? [String: [String: Any]])
        let schema = try #require(schemas[name])
        #expect((schema["properties"] as? [String: Any])?.keySet == keys)
        #expect((schema["required"] as? [String]).map(Set.init) == keys)
    }

    @Test func draftsHaveTheirKeys() async throws {
        let phone = try await Self.phone()
        let (status, bytes) = await phone.answer("PUT", "/api/v1/drafts/x", Array(#"{"GPP_A": "a"}"#.utf8))
        let draft = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        let changes = try #require(draft["changes"] as? [[String: Any]])
        #expect(status == 200 && draft.keySet == Keys.draft)
        #expect(changes.map(\.keySet) == [Keys.draftChange])
        #expect((changes[0]["effects"] as? [[String: Any]])?.map(\.keySet) == [Keys.effect])
        let list = await phone.answer("GET", "/api/v1/drafts", []).1
        let drafts = try #require(try JSONSerialization.jsonObject(with: Data(list)) as? [[String: Any]])
        #expect(drafts.map(\.keySet) == [Keys.draftSummary])
        await phone.close()
    }

    @Test func isServedToAnybody() async throws {
        let phone = try await Self.phone()
        let request = try #require(
            Request(
                method: .get, target: "/api/v1/openapi.json", headers: [.init(name: "Host", value: "10.0.0.1")],
                peer: .address("10.0.0.2", port: 4000)))
        let response = await phone.application.respond(to: request).response()
        #expect(response.status == .ok)
        #expect(response.body.bytes == Asset.at(path: "/assets/openapi.json")?.bytes)
        await phone.close()
    }

    @Test func metricsNeedALoginFromElsewhere() async throws {
        let phone = try await Self.phone()
        func ask(_ peer: Peer) async throws -> Response {
            let request = try #require(
                Request(method: .get, target: "/metrics", headers: [.init(name: "Host", value: "10.0.0.1")], peer: peer)
            )
            return await phone.application.respond(to: request).response()
        }
        #expect(try await ask(.address("10.0.0.2", port: 4000)).status == .forbidden)
        let response = try await ask(.address("127.0.0.1", port: 4000))
        #expect(response.status == .ok)
        let text = String(decoding: response.body.bytes, as: UTF8.self)
        for line in [
            "onhook_up 1", "onhook_configuration_revision 0", "onhook_resync_attempts_total{outcome=\"A\"} 0",
            "onhook_resync_running 0", "onhook_http_responses_total{code=\"403\"} 1", "onhook_sessions 0",
            "onhook_event_streams 0", "onhook_upgrade_running 0",
        ] {
            #expect(text.contains("\n\(line)\n"), "\(line) is missing in \(text)")
        }
        #expect(text.contains("onhook_phone_info{product_name=\"CP-8841-3PCC\",mac=\""))
        await phone.close()
    }

    @Test func metricsAreWrittenAsPrometheusReadsThem() {
        var text = MetricsText()
        text.add("a_total", .counter, "Of all.", [([("name", "x\\y\"z\n")], "1"), ([], "2")])
        text.add("none", .gauge, "Nothing.", [])
        #expect(
            text.text
                == "# HELP a_total Of all.\n# TYPE a_total counter\na_total{name=\"x\\\\y\\\"z\\n\"} 1\na_total 2\n")
        #expect(MetricsText.seconds("2026-11-20T07:05:19.250Z") == "1795158319.25")
    }
}
