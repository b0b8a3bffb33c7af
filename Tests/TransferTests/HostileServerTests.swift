import Glibc
import TestSupport
import Testing
import Threading

@testable import Transfer

/// Servers that lie, stall and flood. `HTTPTests`, `RedirectTests`, `AuthenticationTests` and `TFTPTests` hold those that are merely broken.
@Suite struct HostileServerTests {
    private func failure(_ answer: String) async throws -> TransferFailure? {
        let server = try ScriptedServer(answers: [answer])
        return try await fetch(TransferRequest(url: .http(server.port))).failure
    }

    private func isMalformed(_ failure: TransferFailure?) -> Bool {
        if case .malformedResponse? = failure { true } else { false }
    }

    // MARK: HTTP

    @Test func givesUpAServerThatSendsOneByteASecond() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            while connection.send("x") { sleep(1) }
        }
        let limits = TransferLimits.with {
            $0.idle = .seconds(30)
            $0.total = .milliseconds(2500)
        }
        let report = try await fetch(TransferRequest(url: .http(server.port), limits: limits))
        #expect(report.failure == .totalTimeout(after: .milliseconds(2500)))
        #expect((1...3).contains(report.steps[0].bytes))
    }

    @Test func givesUpAHeaderThatDripsForEver() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nX-Slow: ")
            while connection.send("x") { usleep(20_000) }
        }
        let limits = TransferLimits.with { $0.total = .milliseconds(500) }
        let report = try await fetch(TransferRequest(url: .http(server.port), limits: limits))
        #expect(report.failure == .totalTimeout(after: .milliseconds(500)))
    }

    @Test func stopsAFloodOfHeaders() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\n")
            var number = 0
            while connection.send("X-\(number): y\r\n") { number += 1 }
        }
        let report = try await fetch(TransferRequest(url: .http(server.port)))
        #expect(report.failure == .malformedResponse("its header is longer than 65536 bytes"))
    }

    /// One line without an end: libcurl's own limit is 100 KiB.
    @Test func stopsAHeaderLineWithoutEnd() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nX: ")
            while connection.send([UInt8](repeating: 0x79, count: 4096)) {}
        }
        let report = try await fetch(TransferRequest(url: .http(server.port)))
        #expect(report.failure != nil)
        #expect(OutcomeClass(report.result) == .otherFailure)
    }

    @Test func stopsAFloodOfProvisionalAnswers() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            while connection.send("HTTP/1.1 100 Continue\r\n\r\n") {}
        }
        let report = try await fetch(TransferRequest(url: .http(server.port)))
        #expect(report.failure == .malformedResponse("its header is longer than 65536 bytes"))
    }

    @Test(arguments: [
        "Content-Length: 99999999999999999999", "Content-Length: 0x3", "Content-Length: 3 4",
        "Content-Length: 3\r\nContent-Length: 5",
    ])
    func refusesALengthThatIsNone(line: String) async throws {
        #expect(
            try await failure("HTTP/1.1 200 OK\r\n\(line)\r\n\r\nabc")
                == .malformedResponse("its Content-Length is no number, or there are two of them"))
    }

    @Test(arguments: ["-1", ""])
    func refusesALengthThatIsBelowAllOthers(length: String) async throws {
        let failure = try await failure("HTTP/1.1 200 OK\r\nContent-Length: \(length)\r\n\r\nabc")
        #expect(isMalformed(failure), "\(failure.map(String.init(describing:)) ?? "none")")
    }

    @Test func tellsALengthThatIsTooLong() async throws {
        #expect(
            try await failure("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc") == .partialBody(expected: 10, got: 3))
    }

    @Test func readsNoFurtherThanALengthThatIsTooShort() async throws {
        let server = try ScriptedServer(answers: ["HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef"])
        #expect(try await fetch(TransferRequest(url: .http(server.port))).text == "abc")
    }

    @Test(arguments: [
        "FFFFFFFFFFFFFFFFFFFF\r\nabc", "-1\r\nabc", "\r\n\r\n", "3 3\r\nabcd\r\nzz\r\n",
    ])
    func callsBadChunksGarbage(chunks: String) async throws {
        let failure = try await failure("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(chunks)")
        #expect(failure != nil)
        #expect(failure.map { OutcomeClass($0) } == .otherFailure)
    }

    @Test(arguments: [
        "HTTP/9.9 200 OK\r\n\r\n", "HTTP/1.1\r\n\r\n", "HTTP/1.1 abc OK\r\n\r\n", "HTTP/1.1 20000 OK\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n", "\u{1}\u{2}\u{3}\r\n\r\n", "220 mail.example ESMTP\r\n",
    ])
    func callsAGarbageStatusLineGarbage(answer: String) async throws {
        let failure = try await failure(answer)
        #expect(isMalformed(failure), "\(failure.map(String.init(describing:)) ?? "none")")
    }

    @Test func followsNoRedirectFromHTTPSToHTTP() async throws {
        let authority = try await BlockingThread.value { try Certificates() }
        let pair = try await BlockingThread.value {
            try authority.certificate(commonName: "127.0.0.1", names: ["IP:127.0.0.1"])
        }
        let server = try NginxServer(
            files: ["b": "clear"], server: "location = /a { return 302 http://127.0.0.1:1/b; }", certificate: pair)
        let report = try await fetch(
            TransferRequest(
                url: .https(server.tlsPort ?? 0, "/a"),
                trust: TransferTrust(extraAuthorities: Array(authority.authority.utf8))))
        #expect(report.failure == .badRedirect(.downgrade(to: .http(1, "/b"))))
    }

    @Test(arguments: [
        ("file:///etc/passwd", RedirectFault.scheme("file")), ("FILE:/etc/passwd", .scheme("file")),
        ("gopher://127.0.0.1:70/_x", .scheme("gopher")), ("ldap://127.0.0.1/", .scheme("ldap")),
        ("smb://127.0.0.1/a", .scheme("smb")), ("dict://127.0.0.1:11211/stat", .scheme("dict")),
        ("data:text/xml,<flat-profile/>", .scheme("data")), ("http://127.0.0.1:0/", .unreadable),
        ("http://a b/x", .unreadable), ("http://a%00b/x", .unreadable), ("http://a\u{7f}b/x", .unreadable),
        ("http://[::1/x", .unreadable), ("http://a:80:80/x", .unreadable),
    ])
    func leadsNowhereElse(location: String, fault: RedirectFault) async throws {
        let failure = try await failure("HTTP/1.1 302 Found\r\nLocation: \(location)\r\nContent-Length: 0\r\n\r\n")
        #expect(failure == .badRedirect(fault))
    }

    /// Whoever reads such a URL in another way than we do must still see the server that we asked.
    @Test(arguments: [
        ("http://good.onhook.test@127.0.0.1:PORT/x", "127.0.0.1"),
        ("http://127.0.0.1:PORT#@evil.onhook.test/", "127.0.0.1"),
        ("http://127.0.0.1:PORT?@evil.onhook.test/", "127.0.0.1"),
        ("http://127.0.0.1:PORT/@evil.onhook.test/", "127.0.0.1"),
        ("//user:secret@127.0.0.1:PORT/x", "127.0.0.1"),
    ])
    func asksTheServerThatStandsBehindTheLastAt(location: String, host: String) async throws {
        let hosts = Locked<[String]>([])
        let port = Locked(UInt16(0))
        let server = try ScriptedServer { connection in
            guard let request = connection.readRequest() else { return }
            let isFirst = hosts.withLock { hosts in
                hosts.append(request)
                return hosts.count == 1
            }
            let target = location.split(separator: "PORT", omittingEmptySubsequences: false)
                .joined(separator: "\(port.withLock { $0 })")
            connection.send(
                isFirst
                    ? "HTTP/1.1 302 Found\r\nLocation: \(target)\r\nContent-Length: 0\r\n\r\n"
                    : "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na")
        }
        port.withLock { $0 = server.port }
        let report = try await fetch(
            TransferRequest(url: .http(server.port), accessDomains: AccessDomains("127.0.0.1")))
        #expect(report.text == "a", "\(report)")
        #expect(report.response?.url.host == host)
        let second = try #require(hosts.withLock { $0.last })
        #expect(second.contains("\r\nHost: 127.0.0.1:\(server.port)\r\n"))
        #expect(!second.contains("Authorization"))
        #expect(!second.contains("secret"))
    }

    @Test(arguments: [
        "a\\b", "127.0.0.1\\@evil", "a%2eb", "evil.test/", "a#b", "a?b", "a:b", "[::1", "::1%eth0", "ä.example", "a\0b",
        "a\tb", "a\nb", String(repeating: "a.", count: 130) + "b", "http://a",
    ])
    func asksForNoHostThatIsNone(host: String) async throws {
        let report = try await fetch(TransferRequest(url: .http(80, host: host)))
        guard case .badURL? = report.failure else {
            Issue.record("\(report)")
            return
        }
        #expect(report.steps.isEmpty)
    }

    // MARK: TFTP

    private static let quick = TransferLimits.with {
        $0.connect = .seconds(6)
        $0.total = .seconds(9)
    }

    @Test(arguments: [0, 512, 1300])
    func readsEachBlockOnceThoughItComesTwice(size: Int) async throws {
        let bytes = noise(size)
        let server = try ScriptedTFTPServer(serving: bytes, .doubling)
        let report = try await fetch(TransferRequest(url: .tftp(server.port), limits: Self.quick))
        #expect(report.response?.body == bytes, "\(report)")
    }

    @Test func isDoneThoughTheServerMissesTheLastAcknowledgement() async throws {
        let bytes = noise(1300)
        let server = try ScriptedTFTPServer(serving: bytes, .repeatingTheLastBlock(3))
        let report = try await fetch(TransferRequest(url: .tftp(server.port), limits: Self.quick))
        #expect(report.response?.body == bytes)
    }

    @Test(arguments: [
        ["blksize", "65464"], ["blksize", "0"], ["blksize", "-1"], ["blksize", "99999999999"], ["blksize"],
        ["blksize", "x"], ["tsize", "-5"], ["\u{1}"], [],
    ])
    func refusesOptionsThatCannotBe(options: [String]) async throws {
        let server = try ScriptedTFTPServer(serving: noise(1300), .options(options))
        let report = try await fetch(
            TransferRequest(url: .tftp(server.port), limits: .with { $0.connect = .seconds(1) }))
        #expect(report.failure != nil || report.response?.body == noise(1300), "\(report)")
        #expect(OutcomeClass(report.result) != .fileNotFound)
    }

    @Test func isNotMovedByOptionsThatNobodyAskedFor() async throws {
        let bytes = noise(1300)
        let server = try ScriptedTFTPServer(serving: bytes, .options(["windowsize", "4"]))
        for size in [1428, nil] {
            let report = try await fetch(
                TransferRequest(
                    url: .tftp(server.port), limits: .with { $0.connect = .seconds(1) }, tftpBlockSize: size))
            #expect(report.failure != nil || report.response?.body == bytes, "\(report)")
            #expect(OutcomeClass(report.result) != .fileNotFound)
        }
    }

    /// Another port must not be able to put its blocks into the file.
    @Test func takesNothingFromAStranger() async throws {
        let bytes = noise(5000)
        let server = try ScriptedTFTPServer(serving: bytes, .withStranger)
        let report = try await fetch(TransferRequest(url: .tftp(server.port), limits: Self.quick))
        #expect(report.response?.body == bytes, "\(report)")
    }
}
