import Glibc
import TestSupport
import Testing
import Threading

@testable import Transfer

@Suite struct ProxyTests {
    private static let account = TransferRequest.Credentials(user: "phone", password: "a secret")

    private func squid(_ login: SquidProxy.Login = .none, hosts: [String: String] = [:]) async throws -> SquidProxy {
        try await BlockingThread.value { try SquidProxy(login, hosts: hosts) }
    }

    private func secured(_ name: String) async throws -> (NginxServer, TransferTrust) {
        let authority = try await BlockingThread.value { try Certificates() }
        let pair = try await BlockingThread.value {
            try authority.certificate(commonName: name, names: ["DNS:\(name)"])
        }
        let server = try NginxServer(server: "return 200 '$scheme $http_host $request_uri';", certificate: pair)
        return (server, TransferTrust(extraAuthorities: Array(authority.authority.utf8)))
    }

    /// The proxy alone knows the name.
    @Test func fetchesThroughSquidWhichFindsTheName() async throws {
        let server = try NginxServer(server: "return 200 '$http_host $request_uri';")
        let squid = try await squid(hosts: ["prov.onhook.test": "127.0.0.1"])
        let url = TransferURL.http(server.port, "/a/../b?x=1", host: "prov.onhook.test")
        let report = try await fetch(
            TransferRequest(url: url, proxy: TransferProxy(host: "127.0.0.1", port: squid.port)))
        #expect(report.text == "prov.onhook.test:\(server.port) /a/../b?x=1")
        #expect(report.steps.map(\.endpoint) == [loopback(squid.port)])
        #expect(report.steps.map(\.proxy) == ["127.0.0.1:\(squid.port)"])
        #expect(report.steps.map(\.authentications) == [[]])
        #expect(report.steps.map(\.lookUps) == [[]])
    }

    @Test func tunnelsHTTPSThroughSquid() async throws {
        let (server, trust) = try await secured("prov.onhook.test")
        let squid = try await squid(hosts: ["prov.onhook.test": "127.0.0.1"])
        let port = try #require(server.tlsPort)
        let report = try await fetch(
            TransferRequest(
                url: .https(port, host: "prov.onhook.test"), trust: trust,
                proxy: TransferProxy(host: "127.0.0.1", port: squid.port)))
        #expect(report.text == "https prov.onhook.test:\(port) /p.cfg")
        #expect(report.steps.map(\.tlsVersion) == ["TLSv1.3"])
        #expect(report.steps.map(\.certificate?.subject) == ["CN = prov.onhook.test"])
        #expect(report.steps.map(\.status) == [200])
    }

    @Test(arguments: ["http", "https"], [true, false])
    func logsInAtSquid(scheme: String, isDigest: Bool) async throws {
        let name = "prov.onhook.test"
        let (server, trust) = try await secured(name)
        let (user, password) = (Self.account.user, Self.account.password)
        let squid = try await squid(
            isDigest ? .digest(user: user, password: password) : .basic(user: user, password: password),
            hosts: [name: "127.0.0.1"])
        let url =
            scheme == "http" ? TransferURL.http(server.port, host: name) : .https(server.tlsPort ?? 0, host: name)
        var request = TransferRequest(
            url: url, trust: trust,
            proxy: TransferProxy(host: "127.0.0.1", port: squid.port, credentials: Self.account))
        let story = { (tries: Int) in
            AuthenticationStory(asker: .proxy, scheme: isDigest ? .digest : .basic, tries: tries)
        }
        let good = try await fetch(request)
        #expect(good.text == "\(scheme) \(name):\(url.port) /p.cfg", "\(good)")
        #expect(good.steps.map(\.authentications) == [[story(1)]])
        request.proxy?.credentials?.password = "wrong"
        let bad = try await fetch(request)
        #expect(bad.failure == .proxyAuthenticationFailed(attempts: 1))
        #expect(bad.steps.map(\.authentications) == [[story(1)]])
        #expect(bad.steps.map(\.status) == [407])
        request.proxy?.credentials = nil
        let none = try await fetch(request)
        #expect(none.failure == .proxyAuthenticationRequired)
        #expect(none.steps.map(\.authentications) == [[story(0)]])
        #expect(OutcomeClass(none.result) == .otherFailure)
    }

    /// The server's credentials and the proxy's are two things.
    @Test func logsInAtProxyAndServer() async throws {
        let directory = try TemporaryDirectory()
        let hash = try await BlockingThread.value { try ChildProcess.run(["openssl", "passwd", "-apr1", "inner"]) }
        let users = try directory.write("desk:\(hash)", to: "users")
        let server = try NginxServer(
            files: ["p.cfg": "inside"],
            server: "auth_basic closed; auth_basic_user_file \(users); proxy_hide_header X;")
        let squid = try await squid(.basic(user: Self.account.user, password: Self.account.password))
        let report = try await fetch(
            TransferRequest(
                url: .http(server.port), credentials: .init(user: "desk", password: "inner"),
                proxy: TransferProxy(host: "127.0.0.1", port: squid.port, credentials: Self.account)))
        #expect(report.text == "inside")
        #expect(
            report.steps.map(\.authentications) == [
                [
                    AuthenticationStory(asker: .proxy, scheme: .basic, tries: 1),
                    AuthenticationStory(asker: .server, scheme: .basic, tries: 1),
                ]
            ])
    }

    /// A proxy that calls every nonce stale asks for ever.
    @Test(arguments: ["http", "https"])
    func asksAProxyNoMoreThanTwiceAgain(scheme: String) async throws {
        let count = Locked(0)
        let proxy = try ScriptedServer { connection in
            while connection.readRequest() != nil {
                let number = count.withLock { count in
                    count += 1
                    return count
                }
                connection.send(
                    "HTTP/1.1 407 Proxy Authentication Required\r\n"
                        + "Proxy-Authenticate: Digest realm=\"r\", nonce=\"n\(number)\", qop=\"auth\", stale=true\r\n"
                        + "Content-Length: 0\r\n\r\n")
            }
        }
        let url = scheme == "http" ? TransferURL.http(80, host: "a.onhook.test") : .https(443, host: "a.onhook.test")
        let report = try await fetch(
            TransferRequest(
                url: url, proxy: TransferProxy(host: "127.0.0.1", port: proxy.port, credentials: Self.account)))
        #expect(report.failure == .proxyAuthenticationFailed(attempts: 2))
        #expect(count.withLock { $0 } == 3)
        #expect(
            report.steps.map(\.authentications) == [[AuthenticationStory(asker: .proxy, scheme: .digest, tries: 2)]])
    }

    @Test func cannotAnswerAProxysOtherScheme() async throws {
        let proxy = try ScriptedServer(answers: [
            "HTTP/1.1 407 No\r\nProxy-Authenticate: Negotiate\r\nContent-Length: 0\r\n\r\n"
        ])
        let report = try await fetch(
            TransferRequest(
                url: .http(80, host: "a.onhook.test"),
                proxy: TransferProxy(host: "127.0.0.1", port: proxy.port, credentials: Self.account)))
        #expect(report.failure == .proxyAuthenticationFailed(attempts: 0))
    }

    @Test(arguments: [403, 502, 503, 504, 200])
    func tellsATunnelThatWasRefused(status: Int) async throws {
        let proxy = try ScriptedServer(answers: ["HTTP/1.1 \(status) X\r\nContent-Length: 3\r\n\r\nabc"])
        let report = try await fetch(
            TransferRequest(
                url: .https(443, host: "a.onhook.test"), proxy: TransferProxy(host: "127.0.0.1", port: proxy.port)))
        if status == 200 {
            guard case .tlsFailed? = report.failure else {
                Issue.record("\(report)")
                return
            }
        } else {
            #expect(report.failure == .proxyRefused(status: status))
            #expect(report.steps.map(\.status) == [status])
        }
    }

    /// It must not get what is the proxy's.
    @Test func showsNoServerBehindTheTunnelTheProxysCredentials() async throws {
        let authority = try await BlockingThread.value { try Certificates() }
        let pair = try await BlockingThread.value {
            try authority.certificate(commonName: "127.0.0.1", names: ["IP:127.0.0.1"])
        }
        let server = try NginxServer(
            server: """
                add_header Proxy-Authenticate 'Basic realm="proxy"' always;
                if ($http_proxy_authorization) { return 200 leaked; }
                return 407;
                """, certificate: pair)
        let squid = try await squid(.basic(user: Self.account.user, password: Self.account.password))
        let report = try await fetch(
            TransferRequest(
                url: .https(server.tlsPort ?? 0),
                trust: TransferTrust(extraAuthorities: Array(authority.authority.utf8)),
                proxy: TransferProxy(host: "127.0.0.1", port: squid.port, credentials: Self.account)))
        #expect(report.failure == .status(407), "\(report)")
    }

    @Test func tellsAProxyThatIsNotThere() async throws {
        let port = try ListeningSocket.freePort()
        let report = try await fetch(
            TransferRequest(url: .http(80, host: "a.onhook.test"), proxy: TransferProxy(host: "127.0.0.1", port: port)))
        #expect(report.failure == .refused(loopback(port)))
        #expect(report.steps.map(\.proxy) == ["127.0.0.1:\(port)"])
    }

    @Test func looksUpTheProxysNameAndNotTheServers() async throws {
        let dns = try await BlockingThread.value { try DNSServer(["--host-record=cache.onhook.test,127.0.0.1"]) }
        let squid = try await squid(hosts: ["prov.onhook.test": "127.0.0.1"])
        let server = try NginxServer(server: "return 200 $http_host;")
        var request = TransferRequest(
            url: .http(server.port, host: "prov.onhook.test"), resolver: .servers([loopback(dns.port)]),
            proxy: TransferProxy(host: "cache.onhook.test", port: squid.port))
        let report = try await fetch(request)
        #expect(report.text == "prov.onhook.test:\(server.port)")
        #expect(report.steps.map(\.lookUps) == [[NameLookUp(name: "cache.onhook.test", addresses: ["127.0.0.1"])]])
        request.proxy?.host = "gone.onhook.test"
        request.resolver = .servers([loopback(dns.port)])
        let lost = try await fetch(request)
        #expect(lost.steps.map(\.lookUps.first?.name) == ["gone.onhook.test"])
        #expect(lost.steps.map(\.lookUps.first?.failure) == [lost.failure])
    }

    @Test func keepsTFTPAwayFromTheProxy() async throws {
        let server = try ScriptedTFTPServer(serving: Array("by tftp".utf8))
        let report = try await fetch(
            TransferRequest(url: .tftp(server.port), proxy: TransferProxy(host: "127.0.0.1", port: 1)))
        #expect(report.text == "by tftp")
        #expect(report.steps.map(\.proxy) == [nil])
    }

    @Test func repeatsARedirectThroughTheProxy() async throws {
        let server = try NginxServer(files: ["b.cfg": "b"], server: "location = /a.cfg { return 302 /b.cfg; }")
        let squid = try await squid()
        let report = try await fetch(
            TransferRequest(
                url: .http(server.port, "/a.cfg"), proxy: TransferProxy(host: "127.0.0.1", port: squid.port)))
        #expect(report.text == "b", "\(report)")
        #expect(report.steps.map(\.proxy) == Array(repeating: "127.0.0.1:\(squid.port)", count: 2))
        #expect(report.steps.map(\.redirect) == [.http(server.port, "/b.cfg"), nil])
    }

    /// Squid 5.7 answers 407 before the body has come, and then waits for it for ever if the request is repeated on the connection.
    @Test(arguments: [true, false])
    func putsABodyThroughTheProxy(isDigest: Bool) async throws {
        let server = try NginxServer(server: "client_max_body_size 20m; dav_methods PUT;")
        let (user, password) = (Self.account.user, Self.account.password)
        let squid = try await squid(
            isDigest ? .digest(user: user, password: password) : .basic(user: user, password: password))
        let body = noise(300_000)
        var request = TransferRequest(
            url: .http(server.port, "/report.xml"), method: .put(body, contentType: "text/xml"),
            proxy: TransferProxy(host: "127.0.0.1", port: squid.port, credentials: Self.account))
        let story = { (tries: Int) in
            [AuthenticationStory(asker: .proxy, scheme: isDigest ? .digest : .basic, tries: tries)]
        }
        let good = try await fetch(request)
        #expect(good.response?.status == 201, "\(good)")
        #expect(try server.directory.read("root/report.xml") == body)
        #expect(good.steps.map(\.authentications) == [story(0), story(1)])
        request.proxy?.credentials?.password = "wrong"
        let bad = try await fetch(request)
        #expect(bad.failure == .proxyAuthenticationFailed(attempts: 1))
        #expect(bad.steps.map(\.authentications) == [story(0), story(1)])
    }

    /// In a process of its own, since the environment must not change under running threads.
    @Test func hearsNothingFromTheEnvironment() async throws {
        await #expect(processExitsWith: .success) {
            for name in ["http_proxy", "https_proxy", "all_proxy", "HTTPS_PROXY", "ALL_PROXY"] {
                setenv(name, "http://127.0.0.1:1", 1)
            }
            setenv("no_proxy", "*", 1)
            setenv("NO_PROXY", "127.0.0.1,a.onhook.test", 1)
            let proxy = try ScriptedServer(answers: ["HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"])
            let report = try await fetch(
                TransferRequest(
                    url: .http(80, host: "a.onhook.test"), proxy: TransferProxy(host: "127.0.0.1", port: proxy.port)))
            try #require(report.text == "a")
            let direct = try ScriptedServer { connection in
                _ = connection.readRequest()
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nb")
            }
            try #require(try await fetch(TransferRequest(url: .http(direct.port))).text == "b")
        }
    }

    @Test func refusesAProxyThatCannotBe() async throws {
        let cases: [(TransferProxy, TransferFailure)] = [
            (TransferProxy(host: ""), .badRequest("the proxy (Proxy_Host): the server is missing")),
            (
                TransferProxy(host: "http://a"),
                .badRequest(
                    "the proxy (Proxy_Host): a server's name has letters, digits, hyphens, underscores and dots only")
            ),
            (TransferProxy(host: "a", port: 0), .badRequest("the proxy's port (Proxy_Port) must not be 0")),
            (
                TransferProxy(host: "a", credentials: .init(user: "a\r\nb", password: "")),
                .badRequest("the user name holds a control character")
            ),
        ]
        for (proxy, failure) in cases {
            let report = try await fetch(TransferRequest(url: .http(80, host: "a.onhook.test"), proxy: proxy))
            #expect(report == TransferReport(steps: [], result: .failure(failure)))
        }
    }
}
