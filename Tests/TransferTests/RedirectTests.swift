import Testing
import TestSupport
import Threading

@testable import Transfer

@Suite struct RedirectTests {
    @Test(arguments: [
        "http://127.0.0.1:PORT/dir/new.cfg?x=1", "//127.0.0.1:PORT/dir/new.cfg?x=1", "/dir/new.cfg?x=1", "new.cfg?x=1",
    ])
    func followsALocation(location: String) async throws {
        let port = Locked(UInt16(0))
        let server = try ScriptedServer { connection in
            guard let request = connection.readRequest() else { return }
            let here = port.withLock { $0 }
            guard request.hasPrefix("GET /dir/old.cfg ") else {
                let isNew = request.hasPrefix("GET /dir/new.cfg?x=1 ")
                connection.send("HTTP/1.1 \(isNew ? 200 : 500) X\r\nContent-Length: 1\r\n\r\na")
                return
            }
            let target = location.split(separator: "PORT", omittingEmptySubsequences: false).joined(
                separator: "\(here)")
            connection.send("HTTP/1.1 302 Found\r\nLocation: \(target)\r\nContent-Length: 5\r\n\r\nmoved")
        }
        port.withLock { $0 = server.port }
        let report = try await fetch(TransferRequest(url: .http(server.port, "/dir/old.cfg")))
        #expect(report.text == "a")
        #expect(report.response?.url == .http(server.port, "/dir/new.cfg?x=1"))
        #expect(report.steps.map(\.status) == [302, 200])
    }

    @Test func followsNginx() async throws {
        let server = try NginxServer(files: ["b.cfg": "b"], server: "location = /a.cfg { return 301 /b.cfg; }")
        let report = try await fetch(TransferRequest(url: .http(server.port, "/a.cfg")))
        #expect(report.text == "b")
        #expect(report.steps.map(\.url) == [.http(server.port, "/a.cfg"), .http(server.port, "/b.cfg")])
    }

    @Test func repeatsThePostAtTheNewLocation() async throws {
        let server = try ScriptedServer { connection in
            guard let request = connection.readRequest() else { return }
            connection.send(
                request.hasPrefix("POST /a ")
                    ? "HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n"
                    : "HTTP/1.1 200 OK\r\n\r\n\(request)")
        }
        let report = try await fetch(
            TransferRequest(url: .http(server.port, "/a"), method: .post(Array("body".utf8), contentType: "text/plain"))
        )
        #expect(report.text?.hasPrefix("POST /b HTTP/1.1\r\n") == true)
        #expect(report.text?.hasSuffix("\r\n\r\nbody") == true)
    }

    @Test func endsALoopWithTheWholeChain() async throws {
        let server = try NginxServer(
            server: "location = /a { return 302 /b; } location = /b { return 301 /a; }")
        let report = try await fetch(TransferRequest(url: .http(server.port, "/a")))
        let (a, b) = (TransferURL.http(server.port, "/a"), TransferURL.http(server.port, "/b"))
        #expect(report.failure == .tooManyRedirects([a, b, a, b, a, b, a]))
        #expect(report.steps.count == 6)
    }

    static let bad: [(String, RedirectFault)] = [
        ("", .noLocation), ("Location: \r\n", .noLocation), ("Location: ftp://x/y\r\n", .scheme("ftp")),
        ("Location: file:///etc/passwd\r\n", .scheme("file")), ("Location: http://\r\n", .unreadable),
        ("Location: http://a b/\r\n", .unreadable), ("Location: http://x:99999/\r\n", .unreadable),
        ("Location: javascript:alert(1)\r\n", .scheme("javascript")),
    ]

    @Test(arguments: bad)
    func refusesABadLocation(line: String, fault: RedirectFault) async throws {
        let server = try ScriptedServer(answers: ["HTTP/1.1 302 Found\r\n\(line)Content-Length: 0\r\n\r\n"])
        let report = try await fetch(TransferRequest(url: .http(server.port)))
        #expect(report.failure == .badRedirect(fault))
    }

    @Test func leadsFromHTTPToTFTP() async throws {
        let tftp = try ScriptedTFTPServer(serving: Array("by tftp".utf8))
        let http = try ScriptedServer(answers: [
            "HTTP/1.1 302 Found\r\nLocation: tftp://127.0.0.1:\(tftp.port)/x.cfg\r\nContent-Length: 0\r\n\r\n"
        ])
        let report = try await fetch(TransferRequest(url: .http(http.port)))
        #expect(report.text == "by tftp")
        #expect(report.response?.status == nil)
    }

    /// A course without a network: what is decided about a redirect from here to there.
    private func move(from: TransferURL, to location: String, _ change: (inout TransferRequest) -> Void = { _ in })
        -> (FetchCourse.Move, FetchCourse)
    {
        var request = TransferRequest(url: from, credentials: .init(user: "u", password: "p"))
        change(&request)
        var course = FetchCourse(request)
        let endpoint = Endpoint(address: "127.0.0.1", port: from.port)
        #expect(course.begin() == .attempt(FetchCourse.Hop(endpoint: endpoint)))
        var answer = Answer()
        for line in ["HTTP/1.1 302 Found\r\n", "Location: \(location)\r\n"] {
            Array(line.utf8).withUnsafeBufferPointer { answer.took(headerLine: $0) }
        }
        let outcome = FetchCourse.Outcome(
            endpoint: endpoint, answer: answer, failure: nil, isConnectionFailure: false, duration: .zero)
        return (course.ended(outcome, after: .zero), course)
    }

    @Test(arguments: [
        (TransferURL.http(80), "/x", true), (.http(80), "http://127.0.0.2/x", false),
        (.http(80), "https://127.0.0.1/x", true), (.http(8080), "https://127.0.0.1/x", false),
        (.http(80), "http://127.0.0.1:81/x", false), (.https(443), "https://user:secret@127.0.0.1/x", true),
    ])
    func keepsCredentialsForOneServer(from: TransferURL, to location: String, kept: Bool) {
        let (move, course) = move(from: from, to: location)
        guard case .attempt = move else {
            Issue.record("\(move)")
            return
        }
        #expect((course.credentials != nil) == kept)
        #expect(!course.url.description.contains("secret"))
    }

    @Test func neverGivesCredentialsBackAfterADetour() {
        var (_, course) = move(from: .http(80), to: "http://127.0.0.2/x")
        var answer = Answer()
        for line in ["HTTP/1.1 302 Found\r\n", "Location: http://127.0.0.1/x\r\n"] {
            Array(line.utf8).withUnsafeBufferPointer { answer.took(headerLine: $0) }
        }
        let endpoint = Endpoint(address: "127.0.0.2", port: 80)
        let outcome = FetchCourse.Outcome(
            endpoint: endpoint, answer: answer, failure: nil, isConnectionFailure: false, duration: .zero)
        #expect(
            course.ended(outcome, after: .zero)
                == .attempt(FetchCourse.Hop(endpoint: Endpoint(address: "127.0.0.1", port: 80))))
        #expect(course.credentials == nil)
    }

    @Test func refusesTheWayFromHTTPSIntoTheClear() {
        let clear = TransferURL.http(80, "/x")
        #expect(
            move(from: .https(443), to: "http://127.0.0.1/x").0
                == .finish(.failure(.badRedirect(.downgrade(to: clear)))))
        #expect(
            move(from: .https(443), to: "http://127.0.0.1/x") { $0.trust.downgrade = .followed }.0
                == .attempt(FetchCourse.Hop(endpoint: Endpoint(address: "127.0.0.1", port: 80))))
    }

    @Test func refusesABodyOverTFTP() {
        let (move, _) = move(from: .http(80), to: "tftp://127.0.0.1/x") {
            $0.method = .put([], contentType: "text/xml")
        }
        #expect(move == .finish(.failure(.badRedirect(.bodyOverTFTP))))
    }
}
