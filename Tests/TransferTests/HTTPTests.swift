import Glibc
import Testing
import TestSupport
import Threading

@testable import Transfer

@Suite struct HTTPTests {
    @Test func fetchesAFileFromNginx() async throws {
        let server = try NginxServer(files: ["p.cfg": "<flat-profile/>"], server: "types { text/xml cfg; }")
        let report = try await fetch(TransferRequest(url: .http(server.port)))
        let response = try #require(report.response)
        #expect(report.text == "<flat-profile/>")
        #expect(response.status == 200)
        #expect(response.contentType == "text/xml")
        #expect(response.lastModified?.hasSuffix("GMT") == true)
        #expect(response.endpoint == loopback(server.port))
        #expect(response.url == .http(server.port))
        #expect(report.steps.map(\.status) == [200])
        #expect(report.steps.map(\.bytes) == [15])
    }

    @Test func sendsTheLinesOfThePhone() async throws {
        let request = Locked("")
        let server = try ScriptedServer { connection in
            let text = connection.readRequest() ?? ""
            request.withLock { $0 = text }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        }
        let report = try await fetch(
            TransferRequest(
                url: .http(server.port, "/a/../b%20c//d?x={y}&z=[1]"),
                userAgent: "Cisco-CP-8841-3PCC/11.0 (00562b043615)", headers: [.init("X-Test", "1")]))
        #expect(report.text == "")
        #expect(
            request.withLock { $0 } == """
                GET /a/../b%20c//d?x={y}&z=[1] HTTP/1.1\r
                Host: 127.0.0.1:\(server.port)\r
                User-Agent: Cisco-CP-8841-3PCC/11.0 (00562b043615)\r
                Accept-Encoding: deflate, gzip\r
                Accept: */*\r
                Accept-Language: en\r
                Accept-Charset: iso-8859-1\r
                X-Test: 1\r
                \r

                """)
    }

    @Test(arguments: ["/resyncs?", "/a#b", "/ümlaut"])
    func sendsThePathAsWritten(path: String) async throws {
        let line = Locked("")
        let server = try ScriptedServer { connection in
            let text = connection.readRequest() ?? ""
            line.withLock { $0 = String(text.prefix { $0 != "\r\n" }) }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        }
        let report = try await fetch(TransferRequest(url: .http(server.port, path)))
        #expect(report.failure == nil)
        #expect(line.withLock { $0 } == "GET \(path.prefix { $0 != "#" }) HTTP/1.1")
    }

    @Test(arguments: [
        (TransferRequest.Method.post(Array("a=b".utf8), contentType: "text/plain"), "POST"),
        (.put(Array("a=b".utf8), contentType: "text/plain"), "PUT"),
        (.post([], contentType: "text/plain"), "POST"),
    ])
    func sendsABody(method: TransferRequest.Method, name: String) async throws {
        let seen = Locked("")
        let server = try ScriptedServer { connection in
            let text = connection.readRequest() ?? ""
            seen.withLock { $0 = text }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        let report = try await fetch(TransferRequest(url: .http(server.port), method: method))
        #expect(report.text == "ok")
        let text = seen.withLock { $0 }
        #expect(text.hasPrefix("\(name) /p.cfg HTTP/1.1\r\n"))
        #expect(text.contains("\r\nContent-Type: text/plain\r\n"))
        #expect(!text.contains("Expect:"))
        switch method {
        case .post(let body, _), .put(let body, _):
            #expect(text.hasSuffix("\r\n\r\n" + String(decoding: body, as: UTF8.self)))
        case .get, .form: Issue.record("no body")
        }
    }

    @Test func sendsALargeBodyToNginx() async throws {
        let server = try NginxServer(server: "client_max_body_size 20m; dav_methods PUT;")
        let body = noise(3 << 20)
        let report = try await fetch(
            TransferRequest(url: .http(server.port, "/report.xml"), method: .put(body, contentType: "text/xml")))
        #expect(report.response?.status == 201)
        #expect(try server.directory.read("root/report.xml") == body)
    }

    static let bodies: [(String, String)] = [
        ("HTTP/1.0 200 OK\r\n\r\nuntil the end", "until the end"),
        ("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nuntil the end", "until the end"),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nContent-Type: x/y\r\n\r\n",
            "abcde"
        ),
        // Bytes beyond the announced length are not the body's.
        ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef", "abc"),
        ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na", "a"),
        ("HTTP/1.1 204 No Content\r\n\r\n", ""),
    ]

    @Test(arguments: bodies)
    func readsEveryKindOfBody(answer: String, body: String) async throws {
        let server = try ScriptedServer(answers: [answer])
        let report = try await fetch(TransferRequest(url: .http(server.port)))
        #expect(report.text == body)
        #expect(report.failure == nil)
        #expect(report.response?.contentType == nil)
    }

    @Test func leavesContentCodingsToTheCaller() async throws {
        let server = try ScriptedServer(answers: [
            "HTTP/1.1 200 OK\r\nContent-Encoding: aes128gcm\r\nContent-encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"
        ])
        let report = try await fetch(TransferRequest(url: .http(server.port)))
        #expect(report.text == "abc")
        #expect(report.response?.contentEncoding == "aes128gcm, gzip")
    }

    /// In a process of its own, since the environment must not change under running threads.
    @Test func ignoresTheProxyOfTheEnvironment() async throws {
        await #expect(processExitsWith: .success) {
            setenv("http_proxy", "http://127.0.0.1:1", 1)
            let server = try ScriptedServer(answers: ["HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"])
            let report = try await fetch(TransferRequest(url: .http(server.port)))
            try #require(report.text == "a")
        }
    }

    static let broken: [(String, TransferFailure)] = [
        ("", .connectionClosed),
        ("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc", .partialBody(expected: 100, got: 3)),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc", .partialBody(expected: nil, got: 3)),
        ("HTTP/1.1 200 OK\r\nContent-Length: 17000000\r\n\r\nabc", .tooLarge(limit: 16 << 20)),
        ("HTTP/1.1 303 See Other\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", .redirectNotFollowed(303)),
        ("HTTP/1.1 307 Temporary Redirect\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", .redirectNotFollowed(307)),
        ("HTTP/1.1 304 Not Modified\r\n\r\n", .redirectNotFollowed(304)),
        ("HTTP/1.1 400 Bad Request\r\nContent-Length: 3\r\n\r\nabc", .status(400)),
        (
            "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=x\r\nContent-Length: 3\r\n\r\nabc",
            .authenticationRequired
        ),
        ("HTTP/1.1 403 Forbidden\r\nContent-Length: 3\r\n\r\nabc", .status(403)),
        ("HTTP/1.1 404 Not Found\r\nContent-Length: 17000000\r\n\r\nabc", .status(404)),
        ("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n", .status(407)),
        ("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", .status(503)),
    ]

    @Test(arguments: broken)
    func tellsWhatIsWrongWithAnAnswer(answer: String, failure: TransferFailure) async throws {
        let server = try ScriptedServer(answers: [answer])
        let report = try await fetch(TransferRequest(url: .http(server.port)))
        #expect(report.failure == failure)
        #expect(report.steps.count == 1)
    }

    @Test(arguments: [
        "SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nabc", "\0\0\0\0\r\n",
    ])
    func callsGarbageGarbage(answer: String) async throws {
        let server = try ScriptedServer(answers: [answer])
        let report = try await fetch(TransferRequest(url: .http(server.port)))
        guard case .malformedResponse? = report.failure else {
            Issue.record("\(report)")
            return
        }
    }

    @Test func stopsAnEndlessHeader() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\n")
            while connection.send("X-More: \(String(repeating: "x", count: 1000))\r\n") {}
        }
        let report = try await fetch(TransferRequest(url: .http(server.port)))
        #expect(report.failure == .malformedResponse("its header is longer than 65536 bytes"))
    }

    @Test func stopsAnEndlessBody() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\n\r\n")
            while connection.send([UInt8](repeating: 65, count: 65536)) {}
        }
        let limits = TransferLimits.with { $0.bodyBytes = 1 << 20 }
        let report = try await fetch(TransferRequest(url: .http(server.port), limits: limits))
        #expect(report.failure == .tooLarge(limit: 1 << 20))
    }

    @Test func givesUpASilentServer() async throws {
        let server = try ScriptedServer { $0.hold() }
        let limits = TransferLimits.with { $0.idle = .milliseconds(200) }
        let report = try await fetch(TransferRequest(url: .http(server.port), limits: limits))
        #expect(report.failure == .idleTimeout(after: .milliseconds(200)))
    }

    @Test func givesUpAServerThatFallsSilentInTheBody() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
            connection.hold()
        }
        let limits = TransferLimits.with { $0.idle = .seconds(2) }
        let report = try await fetch(TransferRequest(url: .http(server.port), limits: limits))
        #expect(report.failure == .idleTimeout(after: .seconds(2)))
        #expect(report.steps.map(\.bytes) == [3])
    }

    @Test func givesUpADrippingServer() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\n\r\n")
            while connection.send("x") { usleep(10_000) }
        }
        let limits = TransferLimits.with { $0.total = .milliseconds(500) }
        let report = try await fetch(TransferRequest(url: .http(server.port), limits: limits))
        #expect(report.failure == .totalTimeout(after: .milliseconds(500)))
    }

    @Test(arguments: ["::1", "[::1]"])
    func reachesAnIPv6Address(host: String) async throws {
        let request = Locked("")
        let server = try ScriptedServer(address: "::1") { connection in
            let text = connection.readRequest() ?? ""
            request.withLock { $0 = text }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na")
        }
        let report = try await fetch(TransferRequest(url: .http(server.port, host: host)))
        #expect(report.text == "a")
        #expect(report.response?.endpoint == Endpoint(address: "::1", port: server.port))
        #expect(request.withLock { $0 }.contains("\r\nHost: [::1]:\(server.port)\r\n"))
    }

    @Test func tellsAClosedPort() async throws {
        let port = try ListeningSocket.freePort()
        let report = try await fetch(TransferRequest(url: .http(port)))
        #expect(report.failure == .refused(loopback(port)))
        #expect(report.steps.map(\.endpoint) == [loopback(port)])
    }

    @Test func tellsAResetConnection() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.reset()
        }
        let report = try await fetch(TransferRequest(url: .http(server.port)))
        #expect(report.failure == .connectionClosed)
    }
}
