import TestSupport
import Testing
import Threading

@testable import Transfer

/// SRV records from a real dnsmasq, servers from a real nginx: the way of `--srv`.
@Suite struct ServiceTests {
    private let name = "_ciscoprov-https._tls.prov.onhook.test"

    @Test func goesToTheNextTargetAndChecksTheOriginalDomain() async throws {
        let authority = try await BlockingThread.value { try Certificates() }
        let pair = try await BlockingThread.value {
            try authority.certificate(commonName: "prov.onhook.test", names: ["DNS:prov.onhook.test"])
        }
        let server = try NginxServer(server: "return 200 $http_host;", certificate: pair)
        let (port, closed) = (try #require(server.tlsPort), try ListeningSocket.freePort())
        let dns = try await BlockingThread.value { [name] in
            try DNSServer([
                "--srv-host=\(name),up.onhook.test,\(port),20,0", "--srv-host=\(name),down.onhook.test,\(closed),10,0",
                "--host-record=up.onhook.test,127.0.0.1", "--host-record=down.onhook.test,127.0.0.1",
            ])
        }
        let client = try TransferClient()
        let resolver = NameServers.servers([loopback(dns.port)])
        let records = try await client.lookupSRV(name, resolver: resolver)
        #expect(records.map(\.target.host) == ["down.onhook.test", "up.onhook.test"])
        var request = TransferRequest(
            url: .https(443, host: "prov.onhook.test"), trust: .init(extraAuthorities: Array(authority.authority.utf8)),
            resolver: resolver, services: records.map(\.target))
        let report = await client.fetch(request)
        #expect(report.text == "prov.onhook.test")
        #expect(report.steps.map(\.endpoint) == [loopback(closed), loopback(port)])
        #expect(report.steps.map(\.failure) == [.refused(loopback(closed)), nil])
        #expect(
            report.steps.map(\.lookUps) == [
                [
                    NameLookUp(name: "down.onhook.test", addresses: ["127.0.0.1"]),
                    NameLookUp(name: "up.onhook.test", addresses: ["127.0.0.1"]),
                ], [],
            ])
        // The name of the target itself is not what the certificate has to say.
        request.url.host = "up.onhook.test"
        #expect(
            await client.fetch(request).failure
                == .certificate(
                    host: "up.onhook.test", .wrongName(expected: "up.onhook.test", names: ["prov.onhook.test"])))
        await client.shutdown()
    }

    @Test func tunnelsToTheTargetsThroughAProxy() async throws {
        let authority = try await BlockingThread.value { try Certificates() }
        let pair = try await BlockingThread.value {
            try authority.certificate(commonName: "prov.onhook.test", names: ["DNS:prov.onhook.test"])
        }
        let server = try NginxServer(server: "return 200 $http_host;", certificate: pair)
        let (port, closed) = (try #require(server.tlsPort), try ListeningSocket.freePort())
        let squid = try await BlockingThread.value { try SquidProxy(hosts: ["up.onhook.test": "127.0.0.1"]) }
        let report = try await fetch(
            TransferRequest(
                url: .https(443, host: "prov.onhook.test"),
                trust: .init(extraAuthorities: Array(authority.authority.utf8)),
                services: [
                    ServiceTarget(host: "127.0.0.1", port: closed), ServiceTarget(host: "up.onhook.test", port: port),
                ], proxy: TransferProxy(host: "127.0.0.1", port: squid.port)))
        #expect(report.text == "prov.onhook.test")
        #expect(report.steps.map(\.failure) == [.proxyRefused(status: 503), nil])
    }

    /// An answer is an answer: the next target is for servers that cannot be reached.
    @Test func staysWithTheTargetThatAnswered() async throws {
        let first = try ScriptedServer(answers: ["HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"])
        let second = try ScriptedServer(answers: ["HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"])
        let targets = [first.port, second.port].map { ServiceTarget(host: "127.0.0.1", port: $0) }
        let report = try await fetch(TransferRequest(url: .http(80, host: "prov.onhook.test"), services: targets))
        #expect(report.failure == .status(404))
        #expect(report.steps.count == 1)
    }

    @Test func leavesTheTargetsBehindWithARedirect() async throws {
        let other = try ScriptedServer(answers: ["HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"])
        let first = try ScriptedServer(answers: [
            "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:\(other.port)/x\r\nContent-Length: 0\r\n\r\n"
        ])
        let report = try await fetch(
            TransferRequest(
                url: .http(80, host: "prov.onhook.test"),
                services: [ServiceTarget(host: "127.0.0.1", port: first.port)]))
        #expect(report.text == "a")
        #expect(report.steps.map(\.endpoint) == [loopback(first.port), loopback(other.port)])
    }
}
