import TestSupport

/// A request that is wrong, ambiguous or merely strange, as bytes. `{path}` is where it goes; a good request for `/healthz` follows on the
/// same connection, so that it shows where the server saw the end of the first.
struct HostileRequest: Sendable {
    /// What is strange about it.
    let name: String
    /// The bytes of it, in Latin-1.
    let text: String
    /// Whether it is a form, which a login takes and which would let a phone resync.
    var isForm: Bool { text.hasPrefix("POST") }

    init(_ name: String, _ text: String) {
        self.name = name
        self.text = text
    }

    /// What goes over the wire.
    func bytes(path: String) -> [UInt8] {
        let escaped = "/%" + String(path.utf8.dropFirst().first ?? 0, radix: 16) + path.dropFirst(2)
        let request = text.replacing("{path}", with: path).replacing("{form}", with: Self.form)
            .replacing("{escaped}", with: escaped).replacing("{PATH}", with: path.uppercased())
        return Self.latin1(request)
            + Array("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".utf8)
    }

    private static func latin1(_ text: String) -> [UInt8] { text.unicodeScalars.map { UInt8($0.value) } }

    /// A right login, 40 bytes long.
    static let form = "username=admin&password=Admin-Password-1"
}

extension HostileRequest {
    static let all = framing + chunks + heads + targets + hosts + versions

    private static func get(_ name: String, _ lines: String, target: String = "{path}", version: String = "HTTP/1.1")
        -> Self
    {
        HostileRequest(name, "GET \(target) \(version)\r\nHost: 127.0.0.1\r\n\(lines)\r\n")
    }

    private static func post(_ name: String, _ lines: String, _ body: String = "{form}", version: String = "HTTP/1.1")
        -> Self
    {
        HostileRequest(
            name,
            "POST {path} \(version)\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n\(lines)\r\n\(body)"
        )
    }

    /// A form in chunks, the first part of it between `before` and `after`.
    private static func chunked(_ name: String, _ body: String) -> Self {
        post(name, "Transfer-Encoding: chunked\r\n", body)
    }

    /// Where the body ends.
    static let framing = [
        post("a form", "Content-Length: 40\r\n"),
        post("the length twice, the same", "Content-Length: 40\r\nContent-Length: 40\r\n"),
        post("the length twice, different", "Content-Length: 40\r\nContent-Length: 4\r\n"),
        post("two lengths in one field", "Content-Length: 40, 40\r\n"),
        post("a length with a plus", "Content-Length: +40\r\n"),
        post("a length with a minus", "Content-Length: -40\r\n"),
        post("a length in hexadecimal", "Content-Length: 0x28\r\n"),
        post("a length with a fraction", "Content-Length: 40.0\r\n"),
        post("a length with a blank inside", "Content-Length: 4 0\r\n"),
        post("a length in quotes", "Content-Length: \"40\"\r\n"),
        post("an empty length", "Content-Length: \r\n"),
        post("a length beyond 64 bits", "Content-Length: 18446744073709551656\r\n"),
        post("a length with zeros in front", "Content-Length: 0040\r\n"),
        post("a blank before the colon of the length", "Content-Length : 40\r\n"),
        post("no length, but a body", ""),
        HostileRequest("a body in a GET", "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\n\r\nabc"),
        post("length and chunks", "Content-Length: 40\r\nTransfer-Encoding: chunked\r\n", "28\r\n{form}\r\n0\r\n\r\n"),
        post("chunks and length", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "28\r\n{form}\r\n0\r\n\r\n"),
        post("an unknown transfer coding", "Transfer-Encoding: tea\r\n", "28\r\n{form}\r\n0\r\n\r\n"),
        post("identity as transfer coding", "Transfer-Encoding: identity\r\nContent-Length: 40\r\n"),
        post("gzip before chunked", "Transfer-Encoding: gzip, chunked\r\n", "28\r\n{form}\r\n0\r\n\r\n"),
        post("chunked before gzip", "Transfer-Encoding: chunked, gzip\r\n", "28\r\n{form}\r\n0\r\n\r\n"),
        post("chunked twice", "Transfer-Encoding: chunked, chunked\r\n", "28\r\n{form}\r\n0\r\n\r\n"),
        post(
            "two fields of transfer codings", "Transfer-Encoding: chunked\r\nTransfer-Encoding: tea\r\n",
            "28\r\n{form}\r\n0\r\n\r\n"),
        post("xchunked", "Transfer-Encoding: xchunked\r\n", "28\r\n{form}\r\n0\r\n\r\n"),
        post("a vertical tab before chunked", "Transfer-Encoding: \u{b}chunked\r\n", "28\r\n{form}\r\n0\r\n\r\n"),
        post("a blank before the colon of the coding", "Transfer-Encoding : chunked\r\n", "28\r\n{form}\r\n0\r\n\r\n"),
        post("chunks in HTTP/1.0", "Transfer-Encoding: chunked\r\n", "28\r\n{form}\r\n0\r\n\r\n", version: "HTTP/1.0"),
        get("an empty transfer coding", "Transfer-Encoding: \r\n"),
        post("garbage behind the body", "Content-Length: 40\r\n", "{form}garbage\r\n\r\n"),
        post("blank lines behind the body", "Content-Length: 40\r\n", "{form}\r\n\r\n"),
        post("an unknown expectation", "Expect: tea\r\nContent-Length: 40\r\n"),
        post("a content coding that is not read", "Content-Encoding: gzip\r\nContent-Length: 40\r\n"),
    ]

    /// How chunks are written.
    static let chunks = [
        chunked("a form in chunks", "28\r\n{form}\r\n0\r\n\r\n"),
        chunked("a chunk size with 0x", "0x28\r\n{form}\r\n0\r\n\r\n"),
        chunked("a chunk size with a plus", "+28\r\n{form}\r\n0\r\n\r\n"),
        chunked("a chunk size with a minus", "-28\r\n{form}\r\n0\r\n\r\n"),
        chunked("a blank before the chunk size", " 28\r\n{form}\r\n0\r\n\r\n"),
        chunked("a blank behind the chunk size", "28 \r\n{form}\r\n0\r\n\r\n"),
        chunked("no chunk size", "\r\n{form}\r\n0\r\n\r\n"),
        chunked("a chunk size that is no number", "zz\r\n{form}\r\n0\r\n\r\n"),
        chunked("a chunk size beyond 64 bits", "10000000000000028\r\n{form}\r\n0\r\n\r\n"),
        chunked("a chunk size that becomes negative", "ffffffffffffffff\r\n{form}\r\n0\r\n\r\n"),
        chunked("a chunk size with an underscore", "2_8\r\n{form}\r\n0\r\n\r\n"),
        chunked("zeros before the chunk size", "00000028\r\n{form}\r\n0\r\n\r\n"),
        chunked("a lone LF behind the chunk size", "28\n{form}\r\n0\r\n\r\n"),
        chunked("a lone CR behind the chunk size", "28\r{form}\r\n0\r\n\r\n"),
        chunked("a lone LF behind the chunk", "28\r\n{form}\n0\r\n\r\n"),
        chunked("lone LFs at the end of chunks", "28\r\n{form}\r\n0\n\n"),
        chunked("a chunk longer than its size", "26\r\n{form}\r\n0\r\n\r\n"),
        chunked("no line end behind the chunk", "28\r\n{form}0\r\n\r\n"),
        chunked("a chunk extension", "28;a=b\r\n{form}\r\n0\r\n\r\n"),
        chunked("a chunk extension with a lone LF", "28;a\n{form}\r\n0\r\n\r\n"),
        chunked("a chunk extension of 20 kB", "28;\(String(repeating: "a", count: 20_000))\r\n{form}\r\n0\r\n\r\n"),
        chunked("a NUL in a chunk extension", "28;a\u{0}\r\n{form}\r\n0\r\n\r\n"),
        chunked("a trailer field", "28\r\n{form}\r\n0\r\nX-A: b\r\n\r\n"),
        chunked("a length in the trailer", "28\r\n{form}\r\n0\r\nContent-Length: 4\r\n\r\n"),
        chunked("garbage for a trailer", "28\r\n{form}\r\n0\r\ngarbage\r\n\r\n"),
    ]

    /// The lines of the head.
    static let heads = [
        get("a request", ""),
        get("a NUL in a value", "X-A: a\u{0}b\r\n"),
        get("a NUL in a name", "X\u{0}A: b\r\n"),
        get("a control character in a value", "X-A: a\u{1}b\r\n"),
        get("a lone CR in a value", "X-A: a\rX-B: b\r\n"),
        get("a lone LF as line end", "X-A: a\nX-B: b\r\n"),
        HostileRequest("lone LFs only", "GET {path} HTTP/1.1\nHost: 127.0.0.1\n\n"),
        get("a blank before the colon", "X-A : b\r\n"),
        get("a tab before the colon", "X-A\t: b\r\n"),
        get("a blank before the name", " X-A: b\r\n"),
        HostileRequest("a blank before the first name", "GET {path} HTTP/1.1\r\n Host: 127.0.0.1\r\n\r\n"),
        get("a folded line", "X-A: a\r\n b\r\n"),
        get("a folded line with a tab", "X-A: a\r\n\tb\r\n"),
        get("a blank inside a name", "X A: b\r\n"),
        get("no colon", "garbage\r\n"),
        get("no name", ": b\r\n"),
        get("a bracket in a name", "X[A]: b\r\n"),
        get("a byte beyond ASCII in a name", "X\u{fc}: b\r\n"),
        get("a byte beyond ASCII in a value", "X-A: \u{fc}\r\n"),
        get("a header of 64 kB", "X-A: \(String(repeating: "a", count: 65_536))\r\n"),
        get("5,000 fields", (0..<5000).map { "X-\($0): b\r\n" }.joined()),
        get("a field without an end", "X-A: \(String(repeating: "a", count: 1 << 20))\r\n"),
        HostileRequest("blank lines in front", "\r\n\r\nGET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        HostileRequest("garbage in front", "garbage\r\n\r\nGET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        HostileRequest("the hello of TLS", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{fc}\u{3}\u{3}\r\n\r\n"),
        HostileRequest("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        get("an upgrade to h2c", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"),
        get("what proxies tell", "X-Forwarded-For: 127.0.0.1\r\nX-Real-IP: 127.0.0.1\r\nForwarded: for=127.0.0.1\r\n"),
        get("another address in X-Original-URL", "X-Original-URL: /status\r\nX-Rewrite-URL: /status\r\n"),
        get("another method in X-HTTP-Method-Override", "X-HTTP-Method-Override: DELETE\r\n"),
    ]

    /// What is asked for.
    static let targets = [
        get("the absolute form", "", target: "http://127.0.0.1{path}"),
        get("the absolute form of another host", "", target: "http://evil.example{path}"),
        get("the absolute form with user information", "", target: "http://127.0.0.1@evil.example{path}"),
        get("the absolute form of another scheme", "", target: "ftp://127.0.0.1{path}"),
        get("two slashes", "", target: "/{path}"),
        get("a host behind two slashes", "", target: "//evil.example{path}"),
        get("two slashes at the end", "", target: "{path}//"),
        get("a dot segment", "", target: "/.{path}"),
        get("two dots", "", target: "/assets/..{path}"),
        get("two dots beyond the root", "", target: "/..{path}"),
        get("escaped dots", "", target: "/assets/%2e%2e{path}"),
        get("dots escaped twice", "", target: "/assets/%252e%252e{path}"),
        get("an escaped slash", "", target: "/assets%2f..{path}"),
        get("an escaped backslash", "", target: "/assets/..%5c{path}"),
        get("a backslash", "", target: "\\{path}"),
        get("a semicolon behind two dots", "", target: "/assets/..;{path}"),
        get("a semicolon at the end", "", target: "{path};a=b"),
        get("an escaped letter", "", target: "{escaped}"),
        get("an escaped NUL at the end", "", target: "{path}%00"),
        get("an escaped NUL and an ending", "", target: "{path}%00.css"),
        get("an ending that is not there", "", target: "{path}.css"),
        get("an escaped line end", "", target: "{path}%0d%0aX-A:%20b"),
        get("an escaped question mark", "", target: "{path}%3fa=b"),
        get("a bad escape", "", target: "{path}%zz"),
        get("half an escape", "", target: "{path}%4"),
        get("an escape of UTF-16", "", target: "{path}%u0041"),
        get("an overlong slash", "", target: "/assets/..%c0%af{path}"),
        get("bytes that are not UTF-8", "", target: "{path}%ff"),
        get("a byte beyond ASCII", "", target: "{path}\u{fc}"),
        get("a NUL", "", target: "{path}\u{0}"),
        get("a control character", "", target: "{path}\u{1}"),
        get("a tab", "", target: "{path}\ta"),
        get("a fragment", "", target: "{path}#a"),
        get("capital letters", "", target: "{PATH}"),
        get("no slash", "", target: "status"),
        get("an asterisk", "", target: "*"),
        get("an address of 9,000 bytes", "", target: "{path}?\(String(repeating: "a", count: 9000))"),
        get("a query like an address", "", target: "{path}?/../x%00//"),
        get("a blank in the address", "", target: "{path} a"),
        HostileRequest("the authority form", "CONNECT 127.0.0.1:80 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        HostileRequest("TRACE", "TRACE {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        HostileRequest("an unknown method", "BREW {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        HostileRequest("a method in small letters", "get {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        HostileRequest("a method with a NUL", "G\u{0}ET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        HostileRequest(
            "a method of 9,000 letters",
            "\(String(repeating: "G", count: 9000)) {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
    ]

    /// For whom it is.
    static let hosts = [
        HostileRequest("no Host", "GET {path} HTTP/1.1\r\n\r\n"),
        HostileRequest("an empty Host", "GET {path} HTTP/1.1\r\nHost:\r\n\r\n"),
        get("Host twice, the same", "Host: 127.0.0.1\r\n"),
        get("Host twice, different", "Host: evil.example\r\n"),
        get("HOST besides Host", "HOST: evil.example\r\n"),
        HostileRequest("two names in Host", "GET {path} HTTP/1.1\r\nHost: 127.0.0.1, evil.example\r\n\r\n"),
        HostileRequest("a foreign Host", "GET {path} HTTP/1.1\r\nHost: evil.example\r\n\r\n"),
        HostileRequest("a slash in Host", "GET {path} HTTP/1.1\r\nHost: 127.0.0.1/a\r\n\r\n"),
        HostileRequest("user information in Host", "GET {path} HTTP/1.1\r\nHost: 127.0.0.1@evil.example\r\n\r\n"),
        HostileRequest("a blank in Host", "GET {path} HTTP/1.1\r\nHost: 127.0.0.1 evil.example\r\n\r\n"),
        HostileRequest("a NUL in Host", "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\u{0}evil.example\r\n\r\n"),
        HostileRequest("a blank before the colon of Host", "GET {path} HTTP/1.1\r\nHost : 127.0.0.1\r\n\r\n"),
        HostileRequest("a port that is no number", "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:a\r\n\r\n"),
        HostileRequest("half an IPv6 address", "GET {path} HTTP/1.1\r\nHost: [::1\r\n\r\n"),
    ]

    /// Which protocol it speaks.
    static let versions = [
        HostileRequest("HTTP/0.9", "GET {path}\r\n"),
        HostileRequest("HTTP/0.9 by number", "GET {path} HTTP/0.9\r\n\r\n"),
        HostileRequest("HTTP/1.0 without Host", "GET {path} HTTP/1.0\r\n\r\n"),
        HostileRequest(
            "HTTP/1.0 that stays", "GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\nConnection: keep-alive\r\n\r\n"),
        get("HTTP/1.2", "", version: "HTTP/1.2"),
        get("HTTP/2.0", "", version: "HTTP/2.0"),
        get("HTTP/11.1", "", version: "HTTP/11.1"),
        get("HTTP/1.", "", version: "HTTP/1."),
        get("http in small letters", "", version: "http/1.1"),
        get("a blank behind the version", "", version: "HTTP/1.1 "),
        get("a word behind the version", "", version: "HTTP/1.1 a"),
        get("no protocol", "", version: "1.1"),
        HostileRequest("two blanks behind the method", "GET  {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        HostileRequest("two blanks before the version", "GET {path}  HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        HostileRequest("a tab behind the method", "GET\t{path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        HostileRequest("a blank before the method", " GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        HostileRequest(
            "three requests at once",
            String(repeating: "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", count: 3)),
    ]
}
