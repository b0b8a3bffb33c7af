import Testing
import TestSupport
import Threading

@testable import Transfer

@Suite struct NameTests {
    private func resolver(_ server: DNSServer) -> NameServers {
        .servers([Endpoint(address: "127.0.0.1", port: server.port)])
    }

    @Test func sendsTheNameToTheAddress() async throws {
        let dns = try await BlockingThread.value { try DNSServer(["--host-record=prov.onhook.test,127.0.0.1"]) }
        let http = try NginxServer(server: "return 200 $http_host;")
        let report = try await fetch(
            TransferRequest(url: .http(http.port, host: "prov.onhook.test"), resolver: resolver(dns)))
        #expect(report.text == "prov.onhook.test:\(http.port)")
        #expect(report.response?.endpoint == loopback(http.port))
    }

    /// The name server may turn the order of the two addresses; whichever comes first, the good one is reached.
    @Test func triesOneAddressAfterTheOther() async throws {
        let dns = try await BlockingThread.value {
            try DNSServer(["--host-record=prov.onhook.test,127.0.0.2", "--host-record=prov.onhook.test,127.0.0.3"])
        }
        let http = try ScriptedServer(answers: ["HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"], address: "127.0.0.3")
        let client = try TransferClient()
        var orders: Set<[String]> = []
        for _ in 0..<20 {
            let told: Locked<[Endpoint]> = Locked([])
            var request = TransferRequest(url: .http(http.port, host: "prov.onhook.test"), resolver: resolver(dns))
            request.willTry = { endpoint in told.withLock { $0.append(endpoint) } }
            let report = await client.fetch(request)
            #expect(told.withLock { $0 } == report.steps.compactMap(\.endpoint))
            #expect(report.text == "a")
            #expect(report.response?.endpoint == Endpoint(address: "127.0.0.3", port: http.port))
            orders.insert(report.steps.compactMap(\.endpoint?.address))
            if report.steps.count == 2 {
                #expect(report.steps[0].failure == .refused(Endpoint(address: "127.0.0.2", port: http.port)))
            }
        }
        #expect(orders.isSubset(of: [["127.0.0.2", "127.0.0.3"], ["127.0.0.3"]]))
        #expect(orders.contains(["127.0.0.2", "127.0.0.3"]))
        await client.shutdown()
    }

    @Test func staysWithTheAddressThatAnsweredAnError() async throws {
        let dns = try await BlockingThread.value {
            try DNSServer(["--host-record=prov.onhook.test,127.0.0.2", "--host-record=prov.onhook.test,127.0.0.3"])
        }
        let answer = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"
        let first = try ScriptedServer(answers: [answer], address: "127.0.0.2")
        let second = try ScriptedServer(answers: [answer], address: "127.0.0.3", port: first.port)
        let report = try await fetch(
            TransferRequest(url: .http(second.port, host: "prov.onhook.test"), resolver: resolver(dns)))
        #expect(report.failure == .status(503))
        #expect(report.steps.count == 1)
    }

    @Test func reachesAServerByItsIPv6Address() async throws {
        let dns = try await BlockingThread.value { try DNSServer(["--host-record=six.onhook.test,::1"]) }
        let server = try ScriptedServer(
            answers: ["HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"], address: "::1")
        let report = try await fetch(
            TransferRequest(url: .http(server.port, host: "six.onhook.test"), resolver: resolver(dns)))
        #expect(report.text == "a")
        #expect(report.steps.map(\.endpoint) == [Endpoint(address: "::1", port: server.port)])
        #expect(report.steps.map(\.lookUps) == [[NameLookUp(name: "six.onhook.test", addresses: ["::1"])]])
    }

    /// Of both families, the one that answers wins.
    @Test func reachesAServerThatIsThereInOneFamilyOnly() async throws {
        let dns = try await BlockingThread.value { try DNSServer(["--host-record=both.onhook.test,127.0.0.1,::1"]) }
        let server = try ScriptedServer(answers: ["HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"])
        let report = try await fetch(
            TransferRequest(url: .http(server.port, host: "both.onhook.test"), resolver: resolver(dns)))
        #expect(report.text == "a")
        #expect(report.steps.first?.lookUps.first.map { Set($0.addresses) } == ["127.0.0.1", "::1"])
    }

    @Test func tellsAnUnknownName() async throws {
        let dns = try await BlockingThread.value { try DNSServer(["--address=/onhook.test/"]) }
        let report = try await fetch(
            TransferRequest(url: .tftp(69, host: "prov.onhook.test"), resolver: resolver(dns)))
        #expect(report.failure == .nameNotFound("prov.onhook.test"))
        #expect(report.steps.map(\.endpoint) == [nil])
    }

    @Test func tellsASilentNameServer() async throws {
        let silent = try ListeningSocket(.udp)
        let limits = TransferLimits.with { $0.lookUp = .milliseconds(200) }
        let report = try await fetch(
            TransferRequest(
                url: .http(80, host: "prov.onhook.test"), limits: limits, resolver: .servers([loopback(silent.port)])))
        #expect(report.failure == .nameServerFailed(name: "prov.onhook.test", reason: "no answer in time"))
    }

    @Test func tellsANameServerThatIsNotThere() async throws {
        let port = try ListeningSocket.freePort()
        let report = try await fetch(
            TransferRequest(url: .http(80, host: "prov.onhook.test"), resolver: .servers([loopback(port)])))
        guard case .nameServerFailed(name: "prov.onhook.test", _)? = report.failure else {
            Issue.record("\(report)")
            return
        }
    }

    @Test func findsTheNamesOfTheHostsFile() async throws {
        let server = try ScriptedServer(answers: ["HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"])
        let report = try await fetch(TransferRequest(url: .http(server.port, host: "localhost")))
        #expect(report.text == "a")
    }

    @Test func checksTheCertificateAgainstTheNameOfTheURL() async throws {
        let authority = try await BlockingThread.value { try Certificates() }
        let pair = try await BlockingThread.value {
            try authority.certificate(commonName: "example.test", names: ["DNS:example.test"])
        }
        let server = try NginxServer(server: "return 200 $http_host;", certificate: pair)
        let port = try #require(server.tlsPort)
        let report = try await fetch(
            TransferRequest(
                url: TransferURL(scheme: .https, host: "example.test", path: "/x"),
                trust: TransferTrust(extraAuthorities: Array(authority.authority.utf8)),
                services: [ServiceTarget(host: "127.0.0.1", port: port)]))
        #expect(report.text == "example.test")
        #expect(report.response?.endpoint == loopback(port))
    }

    @Test func ordersServicesByPriorityAndWeight() async throws {
        let name = "_ciscoprov-https._tls.onhook.test"
        let dns = try await BlockingThread.value {
            try DNSServer([
                "--srv-host=\(name),c.onhook.test,5060,20,1", "--srv-host=\(name),b.onhook.test,5061,10,60",
                "--srv-host=\(name),a.onhook.test,5062,10,20", "--address=/onhook.test/",
            ])
        }
        let client = try TransferClient()
        let records = try await client.lookupSRV(name, resolver: resolver(dns))
        #expect(
            records == [
                ServiceRecord(priority: 10, weight: 20, target: ServiceTarget(host: "a.onhook.test", port: 5062)),
                ServiceRecord(priority: 10, weight: 60, target: ServiceTarget(host: "b.onhook.test", port: 5061)),
                ServiceRecord(priority: 20, weight: 1, target: ServiceTarget(host: "c.onhook.test", port: 5060)),
            ])
        await #expect(throws: TransferFailure.nameNotFound("_x._tcp.onhook.test")) {
            try await client.lookupSRV("_x._tcp.onhook.test", resolver: resolver(dns))
        }
        await client.shutdown()
    }

    @Test func leavesOutServicesWithoutAnAddress() async throws {
        let dns = try await BlockingThread.value { try DNSServer(["--address=/onhook.test/"]) }
        let server = try ScriptedServer(answers: ["HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"])
        let services = [
            ServiceTarget(host: "gone.onhook.test", port: 1), ServiceTarget(host: "127.0.0.1", port: server.port),
        ]
        let report = try await fetch(
            TransferRequest(url: .http(80, host: "onhook.test"), resolver: resolver(dns), services: services))
        #expect(report.text == "a")
    }
}
