import FlatProfile
import HTTPServer
import Store
import Testing

@testable import WebUI

@Suite struct ListenerPlanTests {
    typealias Endpoint = ListenerPlan.Endpoint

    private static func snapshot(_ values: [(ParameterName, String)]) async throws -> Snapshot {
        let store = InMemoryStore(catalogue: Catalogue.of(.standard))
        if !values.isEmpty {
            _ = try await store.commit(
                ChangeSet(values.map { ParameterChange($0.0, .set($0.1)) }, origin: .web(account: "admin"), note: ""),
                at: Timestamp(unixSeconds: 0))
        }
        return store.snapshot
    }

    private static let byParameters = ListenerOptions(.parameters(address: nil), redirectPort: 80)
    private static let byOption = ListenerOptions(.commandLine(address: "127.0.0.1", port: 8080, isTLS: false))

    @Test(
        arguments: [
            ([], Endpoint(port: 443, isTLS: true), Endpoint(port: 80, isTLS: false)),
            ([("Web_Server_Port", "8443")], Endpoint(port: 8443, isTLS: true), Endpoint(port: 80, isTLS: false)),
            ([("Enable_Protocol", "Http")], Endpoint(port: 443, isTLS: false), nil),
            ([("Enable_Protocol", "Http"), ("Web_Server_Port", "80")], Endpoint(port: 80, isTLS: false), nil),
            // On Https at port 80 there is nothing else at port 80.
            ([("Web_Server_Port", "80")], Endpoint(port: 80, isTLS: true), nil),
            ([("Enable_Web_Server", "No")], nil, nil),
        ] as [([(ParameterName, String)], Endpoint?, Endpoint?)])
    func followsTheParameters(
        values: [(ParameterName, String)], utility: Endpoint?, redirect: Endpoint?
    ) async throws {
        let plan = ListenerPlan(try await Self.snapshot(values), Self.byParameters)
        #expect(plan.utility == utility && plan.redirect == redirect)
        #expect(plan.minimumVersion == .tls12)
    }

    @Test func anExplicitPlaceWinsButNotOverNoWebServerAtAll() async throws {
        let snapshot = try await Self.snapshot([("Web_Server_Port", "9"), ("TLS_Server_Min_Version", "TLS 1.3")])
        let plan = ListenerPlan(snapshot, Self.byOption)
        #expect(plan.utility == Endpoint(address: "127.0.0.1", port: 8080, isTLS: false) && plan.redirect == nil)
        #expect(plan.minimumVersion == .tls13)
        let off = ListenerPlan(try await Self.snapshot([("Enable_Web_Server", "No")]), Self.byOption)
        #expect(off.utility == nil)
    }

    @Test(
        arguments: [
            ("phone", 443, true, "https://phone"), ("phone", 80, true, "https://phone:80"),
            ("[::1]", 8443, true, "https://[::1]:8443"), ("192.0.2.1", 80, false, "http://192.0.2.1"),
        ] as [(String, UInt16, Bool, String)])
    func writesTheUsualPortNot(host: String, port: UInt16, isTLS: Bool, url: String) {
        #expect(Endpoint.url(host: host, port: port, isTLS: isTLS) == url)
    }

    @Test func saysBesideTheFieldsWhoDecides() {
        var state = ListenerBoard.State()
        #expect(state.remarks.isEmpty)
        state.decidedBy = "--listen 127.0.0.1:8080"
        #expect(Set(state.remarks.keys) == ["Web_Server_Port", "Enable_Protocol", "TLS_Server_Min_Version"])
        state = .init()
        state.utility = "https://[::]:443"
        state.fault = "Another program listens on [::]:8443: stop it or choose another port."
        #expect(
            state.remarks == [
                "Web_Server_Port":
                    "This could not be done. Another program listens on [::]:8443: stop it or choose another port. It is at https://[::]:443 meanwhile."
            ])
    }
}

extension ListenerPlan.Endpoint {
    fileprivate init(port: UInt16, isTLS: Bool) { self.init(address: nil, port: port, isTLS: isTLS) }
}
