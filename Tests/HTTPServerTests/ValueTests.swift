import Testing

@testable import HTTPServer

@Suite struct FormDecodingTests {
    @Test(arguments: [
        ("", []),
        ("a=1&b=2&a=3", [("a", "1"), ("b", "2"), ("a", "3")]),
        ("&&a&=b&", [("a", ""), ("", "b")]),
        ("a+b=c%2Bd%3D=e", [("a b", "c+d==e")]),
        ("x=%C3%BC%0D%0A", [("x", "ü\r\n")]),
    ])
    func readsFields(text: String, fields: [(String, String)]) throws {
        let items = try FormDecoding.urlEncoded(text)
        #expect(items == FormItems(fields.map { FormItem(name: $0.0, value: $0.1) }))
    }

    @Test(arguments: [
        ("a=%", FormError.badEscape(field: 1)), ("a=%4", .badEscape(field: 1)), ("a&b=%4g", .badEscape(field: 2)),
        ("a&b=%00", .notText(field: 2)), ("%ff", .notText(field: 1)),
    ])
    func refusesBrokenFields(text: String, error: FormError) {
        #expect(throws: error) { try FormDecoding.urlEncoded(text) }
    }

    @Test func limitsNumberAndSize() throws {
        let many = String(repeating: "a&", count: 5000)
        #expect(try FormDecoding.urlEncoded(many).items.count == 5000)
        #expect(throws: FormError.tooManyFields(limit: 5000)) { try FormDecoding.urlEncoded(many + "a") }
        var limits = FormDecoding.Limits()
        limits.fieldSize = 3
        #expect(throws: FormError.fieldTooLarge(limit: 3)) { try FormDecoding.urlEncoded("a=1234", limits: limits) }
    }

    private func multipart(_ body: String, type: String = "multipart/form-data; boundary=x") throws -> FormItems {
        try FormDecoding.form(body: Array(body.utf8), contentType: type, limits: .standard)
    }

    @Test func readsMultipart() throws {
        let body =
            "--x\r\nContent-Disposition: form-data; name=\"a%22\"\r\n\r\n1\r\n--\r\n--x\r\n"
            + "content-disposition: form-data; name=f; filename=\"c:\\a \\\"b\\\".xml\"\r\nContent-Type: text/xml\r\n\r\n"
            + "\0\r\n\r\n--x--\r\nepilogue"
        let items = try multipart(body, type: "Multipart/Form-Data; charset=utf-8; boundary=\"x\"")
        #expect(
            items.items == [
                FormItem(name: "a\"", value: "1\r\n--"),
                FormItem(
                    name: "f", value: "", file: .init(name: "c:\\a \"b\".xml", type: "text/xml", bytes: [0, 13, 10])),
            ])
        #expect(try multipart("--x--").items.isEmpty)
    }

    @Test(arguments: [
        ("", "the boundary at the beginning"), ("--x", "a line end behind the boundary"),
        ("--x\r\n\r\n\r\n--x--", "Content-Disposition: form-data with a name"),
        ("--x\r\nA\r\n\r\n--x--", "a header field with a colon"),
        ("--x\r\nContent-Disposition: form-data; name=a\r\n\r\nabc", "a closing boundary"),
        (
            "--x\r\nContent-Disposition: attachment; name=a\r\n\r\n\r\n--x--",
            "Content-Disposition: form-data with a name"
        ),
        ("--x\r\n\(String(repeating: "a", count: 5000))\r\n\r\n--x--", "a short header line"),
    ])
    func refusesBrokenMultipart(body: String, expected: String) {
        #expect(throws: FormError.malformedMultipart(expected: expected)) { try multipart(body) }
    }

    @Test func survivesRandomAndTruncatedBodies() throws {
        var random = SeededGenerator(state: 42)
        let whole = "--x\r\nContent-Disposition: form-data; name=a\r\n\r\nabc\r\n--x--"
        for length in 0..<whole.utf8.count {
            #expect(throws: FormError.self) {
                try multipart(String(decoding: whole.utf8.prefix(length), as: UTF8.self))
            }
        }
        let alphabet = Array("--x\r\n:;=\"\\%&+aContent-Disposition: form-data; name=".utf8)
        for _ in 0..<3000 {
            let bytes = (0..<Int.random(in: 0..<80, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            _ = try? FormDecoding.form(
                body: Array("--x\r\n".utf8) + bytes, contentType: "multipart/form-data; boundary=x", limits: .standard)
            _ = try? FormDecoding.urlEncoded(bytes[...], limits: .standard)
            _ = MediaType(String(decoding: bytes, as: UTF8.self))
        }
    }
}

/// A small generator with a seed (xorshift64*).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_f491_4f6c_dd1d
    }
}

@Suite struct RouterTests {
    private let router: Router = {
        var router = Router()
        router.now(.get("/")) { _, _ in .text("root") }
        router.now(.get("/history")) { _, _ in .text("history") }
        router.now(.get("/history/latest")) { _, _ in .text("latest") }
        router.now(.get("/history/:number")) { .text("number \($1["number"] ?? "none")\($0.rawQuery ?? "")") }
        router.now(.post("/history/:number/restore")) { _, captures in .text("restore \(captures["number"] ?? "none")")
        }
        router.on(.put("/history/:number"), bodyLimit: 7) { _, _ in .now(.text("put")) }
        return router
    }()

    private func answer(_ method: Method, _ target: String) throws -> Response {
        let request = try #require(Request(method: method, target: target))
        guard case .now(let response) = router.respond(to: request) else { throw Cancelled() }
        return response
    }
    private struct Cancelled: Error {}

    @Test(arguments: [
        (Method.get, "/", 200, "root"), (.head, "/", 200, "root"), (.get, "/history/7", 200, "number 7"),
        (.get, "/history/a%20b?c", 200, "number a bc"), (.get, "/history/latest", 200, "latest"),
        (.put, "/history/7", 200, "put"), (.put, "/history/latest", 405, "This address does not take that method.\n"),
        (.post, "/history/7/restore", 200, "restore 7"),
        (.get, "/none", 404, "There is no such page.\n"), (.get, "//", 308, ""),
        (.get, "//evil/", 404, "There is no such page.\n"), (.get, "/history/7/", 308, ""),
        (.post, "/history/7/", 404, "There is no such page.\n"), (.get, "/history//", 404, "There is no such page.\n"),
        (.delete, "/history/7", 405, "This address does not take that method.\n"),
    ])
    func finds(method: Method, target: String, status: Int, text: String) throws {
        let response = try answer(method, target)
        #expect(response.status.code == status)
        if case .string(let body) = response.body { #expect(body == text) } else { #expect(text == "") }
    }

    @Test func saysWhichMethodsAndWhereTo() throws {
        #expect(try answer(.delete, "/history/latest").headers["Allow"]?.text == "GET, HEAD")
        #expect(try answer(.delete, "/history/7").headers["Allow"]?.text == "GET, HEAD, PUT")
        #expect(try answer(.get, "/history/7/restore").headers["Allow"]?.text == "POST")
        #expect(try answer(.get, "/history/a%20b/?c=d").headers["Location"]?.text == "/history/a%20b?c=d")
    }

    @Test(arguments: [Method.options, .trace, .query])
    func methodsThatNoRouteTakesAreAnsweredAndEndTheConnection(method: Method) throws {
        let response = try answer(method, "/history/7")
        #expect(response.status == .methodNotAllowed)
        #expect(response.headers["Allow"]?.text == "GET, HEAD, PUT")
        #expect(response.closesConnection)
        #expect(try !answer(.delete, "/history/7").closesConnection)
    }

    @Test func knowsTheLimitOfARoute() throws {
        #expect(router.bodyLimit(for: try #require(Request(method: .put, target: "/history/7"))) == 7)
        #expect(router.bodyLimit(for: try #require(Request(method: .post, target: "/history/7"))) == nil)
    }

    @Test func makesPathsThatFindTheirRoute() throws {
        let route = Route.get("/history/:number")
        #expect(route.path("a b/c?d%") == "/history/a%20b%2Fc%3Fd%25")
        #expect(route.path("7", query: [("q", "a&b"), ("ü", "")]) == "/history/7?q=a%26b&%C3%BC=")
        #expect(Route.get("/").path() == "/")
        #expect("\(route)" == "GET /history/:number")
    }
}

@Suite struct HeaderValueTests {
    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
        (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"), (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
        (-62_135_596_800, "Mon, 01 Jan 0001 00:00:00 GMT"),
    ])
    func writesAndReadsDates(seconds: Int64, text: String) {
        #expect(HTTPDate(unixSeconds: seconds).description == text)
        #expect(HTTPDate(text)?.unixSeconds == seconds)
    }

    @Test(arguments: [
        "", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Mon, 06 Nov 1994 08:49:37 GMT",
        "Wed, 29 Feb 2023 00:00:00 GMT", "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:49:37 UTC",
    ])
    func refusesOtherDates(text: String) {
        #expect(HTTPDate(text) == nil)
    }

    @Test func writesCookies() throws {
        let cookie = try #require(Cookie(name: "onhook_1", value: "a+b/c=", maxAge: .seconds(60), isSecure: true))
        #expect(
            cookie.headerValue.text == "onhook_1=a+b/c=; HttpOnly; SameSite=Strict; Path=/; Secure; Max-Age=60")
        #expect(Cookie(name: "a", value: "b;c", isSecure: false) == nil)
        #expect(Cookie(name: "a", value: "b\r\n", isSecure: false) == nil)
        #expect(Cookie(name: "a b", value: "", isSecure: false) == nil)
    }

    @Test func readsCookies() throws {
        let request = try #require(
            Request(
                method: .get, target: "/",
                headers: [
                    .init(name: "cookie", value: "a=1; b=\"2\";c;=x; a=3"), .init(name: "Cookie", value: "d=e=f"),
                ]))
        #expect(request.cookies.map { "\($0.name):\($0.value)" } == ["a:1", "b:2", "a:3", "d:e=f"])
        #expect(request.cookie("a") == "1" && request.cookie("c") == nil)
    }

    @Test(arguments: [
        ("Basic YWRtaW46cDpx", "admin", "p:q"), ("basic  YTo=", "a", ""), ("BASIC YTo", "a", ""),
        ("Basic Og==", "", ""),
    ])
    func readsBasicCredentials(field: String, name: String, password: String) throws {
        let credentials = try #require(BasicCredentials(field))
        #expect(credentials.name == name && credentials.password == password)
        #expect("\(credentials)" == "Basic credentials")
    }

    @Test(arguments: [
        "", "Basic", "Basic YWRt", "Digest YTo=", "Basic YTo=x", "Basic YT o=", "Basic YTo==", "Basic ////",
        "Basic YToKYg==",
        "Basic YTp=",
    ])
    func refusesOtherCredentials(field: String) {
        #expect(BasicCredentials(field) == nil)
    }

    @Test(arguments: [
        ("", false), ("gzip", true), ("deflate, GZIP;q=0.5", true), ("gzip;q=0", false), ("gzip; q=0.000, *", false),
        ("*", true), ("*;q=0", false), ("br", false), ("gzip;q=1", true),
    ])
    func knowsWhoTakesGzip(field: String, takes: Bool) {
        #expect(StaticAsset.acceptsGzip([field]) == takes)
    }

    @Test func answersForAssets() throws {
        let asset = StaticAsset(
            StaticBytes(Array("body { color: red }".utf8)), gzip: StaticBytes([1, 2, 3]), type: "text/css",
            caching: .immutable)
        func ask(_ fields: [HeaderFields.Field]) throws -> Response {
            asset.response(to: try #require(Request(method: .get, target: "/", headers: fields)))
        }
        let plain = try ask([])
        let tag = try #require(plain.headers["ETag"])
        #expect(plain.headers["Cache-Control"] == "max-age=31536000, immutable" && plain.headers["Vary"] != nil)
        let gzip = try ask([.init(name: "Accept-Encoding", value: "gzip")])
        #expect(gzip.headers["Content-Encoding"] == "gzip" && gzip.headers["ETag"] != tag)
        if case .static(let bytes) = gzip.body { #expect(bytes.bytes == [1, 2, 3]) } else { Issue.record("no bytes") }
        let known = try ask([.init(name: "If-None-Match", value: "\"x\", W/\(tag.text)")])
        #expect(known.status == .notModified && known.headers["ETag"] == tag && known.headers["Content-Type"] == nil)
        let other = try ask([
            .init(name: "If-None-Match", value: tag.text), .init(name: "Accept-Encoding", value: "gzip"),
        ])
        #expect(other.status == .ok)
        #expect(try ask([.init(name: "If-None-Match", value: "*")]).status == .notModified)
    }

    @Test func showsNoKeyAndOrdersVersions() {
        let identity = TLSIdentity(certificatePEM: "c", keyPEM: "secret", minimumVersion: .tls12)
        #expect("\(identity)" == "TLS identity, TLS 1.2 or newer")
        #expect(identity.priorities.hasSuffix(":-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"))
    }
}
