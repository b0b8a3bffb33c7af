import Glibc
import Testing

@testable import HTTPServer

/// Says what reached the handler, so that a test sees whether anything did.
private let echo = ClosureHandler { request in
    .now(.text("handled \(request.method.rawValue) \(request.path) \(request.body.count)"))
}

@Suite struct StrictnessTests {
    struct Malformed: Sendable, CustomTestStringConvertible {
        var name: String
        var request: String
        var status: Int
        var sentence: String
        var testDescription: String { name }
        init(_ name: String, _ request: String, _ status: Int, _ sentence: String) {
            self.name = name
            self.request = request
            self.status = status
            self.sentence = sentence
        }
    }

    static let malformed: [Malformed] = [
        Malformed(
            "repeated length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400,
            "The Content-Length field is repeated."),
        Malformed(
            "length and chunks",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400,
            "Content-Length and Transfer-Encoding exclude one another."),
        Malformed(
            "unknown coding", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501,
            "The only transfer coding known here is chunked, in HTTP/1.1."),
        Malformed(
            "two codings", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n",
            501, "The only transfer coding known here is chunked, in HTTP/1.1."),
        Malformed(
            "chunks in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 501,
            "The only transfer coding known here is chunked, in HTTP/1.1."),
        Malformed(
            "NUL in a value", "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\0c\r\n\r\n", 400,
            "The header holds a NUL, a folded line or a line end other than CR LF."),
        Malformed(
            "NUL at the end of a value", "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\0\r\n\r\n", 400,
            "The header holds a NUL, a folded line or a line end other than CR LF."),
        Malformed(
            "NUL in the last value and lone line feeds", "GET / HTTP/1.1\nHost: a\nX-A: b\0c\r\n\r\n", 400,
            "The header holds a NUL, a folded line or a line end other than CR LF."),
        Malformed(
            "lone line feed", "GET / HTTP/1.1\r\nHost: a\nX-A: b\r\n\r\n", 400,
            "The header holds a NUL, a folded line or a line end other than CR LF."),
        Malformed(
            "folded line", "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\r\n\r\n", 400,
            "The header holds a NUL, a folded line or a line end other than CR LF."),
        Malformed(
            "NUL in the target", "GET /a\0b HTTP/1.1\r\nHost: a\r\n\r\n", 400,
            "The header holds a NUL, a folded line or a line end other than CR LF."),
        Malformed(
            "space before the colon", "GET / HTTP/1.1\r\nHost: a\r\nX-A : b\r\n\r\n", 400,
            "A header field is malformed: a name must be a token and a value free of control characters."),
        Malformed(
            "control character in a value", "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\u{1}\r\n\r\n", 400,
            "A header field is malformed: a name must be a token and a value free of control characters."),
        Malformed(
            "repeated host", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400, "The Host field is repeated."),
        Malformed(
            "host with a slash", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400,
            "The Host field must be a name or address, with or without a port."),
        Malformed(
            "unknown expectation", "POST / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\nContent-Length: 1\r\n\r\na", 417,
            "The only expectation known here is 100-continue."),
        Malformed(
            "unknown method", "BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501,
            "This method is not known here; use GET, HEAD, POST, PUT, PATCH, DELETE."),
        Malformed(
            "bad escape", "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400,
            "The address is malformed: a percent sign must be followed by two hexadecimal digits."),
        Malformed(
            "half an escape", "GET /a%4 HTTP/1.1\r\nHost: a\r\n\r\n", 400,
            "The address is malformed: a percent sign must be followed by two hexadecimal digits."),
        Malformed(
            "escaped NUL", "GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n", 400,
            "The address is malformed: it holds a control character."),
        Malformed(
            "escaped line end", "GET /a%0d%0ab HTTP/1.1\r\nHost: a\r\n\r\n", 400,
            "The address is malformed: it holds a control character."),
        Malformed(
            "escaped slash", "GET /a%2fb HTTP/1.1\r\nHost: a\r\n\r\n", 400,
            "The address is malformed: a slash inside a segment is not accepted."),
        Malformed(
            "dots", "GET /a/../b HTTP/1.1\r\nHost: a\r\n\r\n", 400,
            "The address is malformed: segments . and .. are not accepted."),
        Malformed(
            "escaped dots", "GET /a/%2e%2E/b HTTP/1.1\r\nHost: a\r\n\r\n", 400,
            "The address is malformed: segments . and .. are not accepted."),
        Malformed(
            "no UTF-8", "GET /%ff HTTP/1.1\r\nHost: a\r\n\r\n", 400,
            "The address is malformed: its bytes are not UTF-8."),
        Malformed(
            "unescaped byte", "GET /ü HTTP/1.1\r\nHost: a\r\n\r\n", 400,
            "The address is malformed: bytes beyond ASCII must be percent-encoded."),
        Malformed(
            "no slash", "GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400,
            "The address is malformed: it must begin with a slash."),
        Malformed(
            "control character in the query", "GET /?a\u{7f} HTTP/1.1\r\nHost: a\r\n\r\n", 400,
            "The address is malformed: it holds a control character."),
        Malformed(
            "long target", "GET /\(String(repeating: "a", count: 8192)) HTTP/1.1\r\nHost: a\r\n\r\n", 414,
            "The address is longer than 8192 bytes."),
        Malformed(
            "many fields",
            "GET / HTTP/1.1\r\nHost: a\r\n\(String(repeating: "A: b\r\n", count: 100))\r\n", 431,
            "The request has more than 100 header fields."),
        Malformed(
            "large fields",
            "GET / HTTP/1.1\r\nHost: a\r\n\(String(repeating: "A: \(String(repeating: "b", count: 4000))\r\n", count: 9))\r\n",
            431, "The header of the request is larger than 32768 bytes."),
    ]

    @Test(arguments: malformed)
    func refusesAndClosesWithoutAskingTheHandler(malformed: Malformed) async throws {
        try await withServer(handler: echo) { _, port in
            let answer = try await exchange(port, malformed.request)
            #expect(
                answer.hasPrefix("HTTP/1.1 \(malformed.status) ") || answer.hasPrefix("HTTP/1.0 \(malformed.status) "))
            #expect(answer.hasSuffix("\r\n\r\n\(malformed.sentence)\n"), "\(answer)")
            #expect(answer.contains("Connection: close\r\n"))
        }
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1 2\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999\r\n\r\n", 413),
        ("GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nA: \(String(repeating: "b", count: 100_000))\r\n\r\n", 431),
        ("GET /\(String(repeating: "b", count: 100_000)) HTTP/1.1\r\nHost: a\r\n\r\n", 414),
    ])
    func leavesTheseToTheLibrary(request: String, status: Int) async throws {
        try await withServer(handler: echo) { _, port in
            let answer = try await exchange(port, request)
            #expect(answer.hasPrefix("HTTP/1.1 \(status) ") && !answer.contains("handled"), "\(answer)")
        }
    }

    @Test(arguments: [
        "GET /a HTTP/1.1\r\nHost:a\r\nX-Empty:\r\nX-Blank: \r\nConnection:  close \r\n\r\n",
        "GET /a HTTP/1.0\r\n\r\n",
        "GET http://a:80/a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "GET /a?b?c=%zz HTTP/1.1\r\nHost: [::1]:8080\r\nConnection: close\r\n\r\n",
        "\r\nGET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    ])
    func acceptsWhatIsMerelyUnusual(request: String) async throws {
        try await withServer(handler: echo) { _, port in
            let answer = try await exchange(port, request)
            #expect(answer.hasSuffix("handled GET /a 0"), "\(answer)")
        }
    }

    @Test func takesAQueryOfThousandsOfFields() async throws {
        try await withServer(handler: echo) { _, port in
            let answer = try await exchange(
                port, "GET /?\(String(repeating: "&a", count: 4000)) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(answer.hasSuffix("handled GET / 0"), "\(answer)")
        }
    }

    @Test func acceptsALargeHeaderThatComesInPieces() async throws {
        try await withServer(handler: echo) { _, port in
            let client = try RawClient(port: port)
            let answer = await onThread {
                client.write("GET /a HTTP/1.1\r\nHost: a\r\n")
                for _ in 0..<20 {
                    client.write("A: \(String(repeating: "b", count: 600))")
                    client.write("\(String(repeating: "b", count: 600))\r\n")
                }
                client.write("Connection: close\r\n\r\n")
                return client.readToEnd()
            }
            #expect(answer.hasSuffix("handled GET /a 0"), "\(answer)")
        }
    }

    @Test func answers413ToTenMebibytesAndTheClientGetsToReadIt() async throws {
        try await withServer(handler: echo) { _, port in
            let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(10 << 20)\r\n\r\n"
            let answer = try await exchange(port, Array(head.utf8) + [UInt8](repeating: 65, count: 10 << 20))
            #expect(answer.hasPrefix("HTTP/1.1 413 "))
            #expect(answer.hasSuffix("The body is larger than 1048576 bytes.\n"))
        }
    }

    @Test func answers413ToChunksBeyondTheLimit() async throws {
        var limits = ServerLimits()
        limits.bodySize = 10
        try await withServer(limits: limits, handler: echo) { _, port in
            let answer = try await exchange(
                port,
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n12345678\r\n3\r\nabc\r\n0\r\n\r\n"
            )
            #expect(answer.hasPrefix("HTTP/1.1 413 "))
            #expect(answer.hasSuffix("The body is larger than 10 bytes.\n"))
        }
    }

    @Test func endsTheConnectionOfAnEndlessBody() async throws {
        var limits = ServerLimits()
        limits.bodySize = 10
        limits.discardedSize = 1000
        try await withServer(limits: limits, handler: echo) { _, port in
            let chunk = "400\r\n\(String(repeating: "x", count: 1024))\r\n"
            let answer = try await exchange(
                port, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(chunk)\(chunk)")
            #expect(answer == "")
            let declared = try await exchange(port, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n")
            #expect(declared.hasPrefix("HTTP/1.1 413 "))
        }
    }

    @Test func tellsAClientThatAsksFirstBeforeItSends() async throws {
        try await withServer(handler: echo) { _, port in
            let refused = try await exchange(
                port, "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2000000\r\n\r\n")
            #expect(refused.hasPrefix("HTTP/1.1 413 "))
            let client = try RawClient(port: port)
            let (interim, answer) = await onThread {
                client.write(
                    "POST /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"
                )
                let interim = client.read(through: "\r\n\r\n")
                client.write("abc")
                return (interim, client.readToEnd())
            }
            #expect(interim == "HTTP/1.1 100 Continue\r\n\r\n")
            #expect(answer.hasSuffix("handled POST /a 3"))
        }
    }

    @Test func asksTheHandlerForTheLimitOfAPath() async throws {
        let handler = ClosureHandler {
            $0.path == "/large" ? 2_000_000 : 5
        } _: { request in
            .now(.text("\(request.body.count)"))
        }
        try await withServer(handler: handler) { _, port in
            let body = String(repeating: "a", count: 1_500_000)
            let head = "HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 1500000\r\n\r\n"
            let large = try await exchange(port, "PUT /large \(head)\(body)")
            #expect(large.hasSuffix("\r\n\r\n1500000"))
            let small = try await exchange(port, "PUT /small \(head)\(body)")
            #expect(small.hasPrefix("HTTP/1.1 413 "))
        }
    }

    @Test(arguments: [
        "G", "GET / HTTP/1.1\r\nHost: a\r\n", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n", "",
    ])
    func endsAConnectionThatTricklesOrWaits(beginning: String) async throws {
        var limits = ServerLimits()
        limits.headerTime = .milliseconds(300)
        limits.bodyTime = .milliseconds(300)
        try await withServer(limits: limits, handler: echo) { _, port in
            let client = try RawClient(port: port)
            let answer = await onThread {
                client.write(beginning)
                var poll = pollfd(fd: client.descriptor, events: Int16(POLLIN), revents: 0)
                var rounds = 0
                // A byte every 20 ms until the server has had enough: the library's own timeout never fires.
                while Glibc.poll(&poll, 1, 20) == 0, rounds < 900 {
                    if !beginning.isEmpty { client.write("a") }
                    rounds += 1
                }
                return rounds < 900 ? client.readToEnd() : "still open"
            }
            #expect(answer == "")
        }
    }

    @Test func limitsTheConnectionsOfOneAddress() async throws {
        var limits = ServerLimits.patient
        limits.connectionsPerAddress = 3
        try await withServer(limits: limits, handler: echo) { _, port in
            let clients = try (0..<3).map { _ in try RawClient(port: port) }
            let request = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n"
            for client in clients {
                let answer = await onThread {
                    client.write(request)
                    return client.read(through: "handled")
                }
                #expect(answer.hasSuffix("handled"))
            }
            let refused = try await exchange(port, request)
            #expect(refused == "")
        }
    }
}
