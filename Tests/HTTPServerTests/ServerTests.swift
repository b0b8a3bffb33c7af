import Glibc
import Testing

@testable import HTTPServer

private let page = String(repeating: "<p>0123456789</p>\n", count: 3000)

private let shared = StaticBytes(Array("shared bytes".utf8))

private func router() -> Router {
    var router = Router()
    router.now(.get("/")) { _, _ in .html(page) }
    router.now(.get("/static")) { _, _ in Response(type: "text/css", body: .static(shared)) }
    router.on(.get("/slow")) { _, _ in
        .later {
            await Task.yield()
            return .text("made in a task")
        }
    }
    router.now(.post("/form")) { request, _ in
        do throws(FormError) {
            let lines = try request.form().items.map {
                "\($0.name)=\($0.value)\($0.file.map { "@\($0.name):\($0.bytes.count)" } ?? "")"
            }
            return .text(lines.joined(separator: "\n"))
        } catch {
            return .text(error.description, status: error.status)
        }
    }
    router.now(.get("/who")) { request, _ in
        .text("\(request.peer) tls=\(request.isTLS) port=\(request.localPort.map(String.init) ?? "none")")
    }
    router.now(.get("/target")) { request, _ in .text(request.target.raw + "\n" + (request.rawQuery ?? "none")) }
    router.now(.get("/basic")) { request, _ in
        guard let credentials = request.basicCredentials else {
            var response = Response.text("who?", status: .unauthorized)
            response.headers["WWW-Authenticate"] = BasicCredentials.challenge(realm: "a \"phone\"")
            return response
        }
        return .text("\(credentials.name)/\(credentials.password)")
    }
    return router
}

func curl(_ arguments: String...) async -> Finished {
    await run(["curl", "-sS", "--max-time", "120", "--noproxy", "*"] + arguments)
}

/// A fresh self-signed identity for localhost, and the file with its certificate.
func withIdentity(
    minimum: TLSIdentity.Version = .tls12, _ body: (TLSIdentity, String) async throws -> Void
) async throws {
    try await withDirectory { directory in
        let (key, certificate) = (directory + "/key.pem", directory + "/cert.pem")
        let made = await run(
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
            "2",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost", "-keyout", key, "-out",
            certificate)
        try #require(made.status == 0)
        let identity = TLSIdentity(
            certificatePEM: try contents(of: certificate), keyPEM: try contents(of: key), minimumVersion: minimum)
        try await body(identity, certificate)
    }
}

@Suite struct ServerTests {
    @Test func servesCurl() async throws {
        try await withServer(handler: router()) { _, port in
            let base = "http://127.0.0.1:\(port)"
            #expect(await curl(base + "/").text == page)
            #expect(await curl("--http1.0", base + "/").text == page)
            #expect(await curl(base + "/static").text == "shared bytes")
            #expect(await curl(base + "/slow").text == "made in a task")
            let head = await curl("-I", base + "/").text
            #expect(head.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(head.contains("Content-Length: \(page.utf8.count)\r\n") && head.contains("\r\nDate: "))
            #expect(
                await curl("-o", "/dev/null", "-w", "%{http_code} %{redirect_url}", base + "/slow/?a=b").text
                    == "308 \(base)/slow?a=b")
            #expect(
                await curl("-X", "DELETE", "-o", "/dev/null", "-w", "%{http_code} %header{allow}", base + "/").text
                    == "405 GET, HEAD")
            #expect(await curl("-o", "/dev/null", "-w", "%{http_code}", base + "/none").text == "404")
        }
    }

    @Test func keepsTheTargetAsItWasSent() async throws {
        try await withServer(handler: router()) { _, port in
            let target = "/target?http://h/a?b=c&d=%00%zz"
            #expect(
                await curl("http://127.0.0.1:\(port)\(target)").text
                    == target + "\nhttp://h/a?b=c&d=%00%zz")
        }
    }

    @Test func readsFormsOfBothKinds() async throws {
        try await withServer(handler: router()) { _, port in
            let url = "http://127.0.0.1:\(port)/form"
            #expect(await curl("-d", "a=1&b=x+y%26&a=2", url).text == "a=1\nb=x y&\na=2")
            #expect(
                await curl("-F", "a=1", "-F", "f=hello;filename=x.xml", "-F", "a=ü", url).text
                    == "a=1\nf=@x.xml:5\na=ü")
            #expect(
                await curl("-d", "a=%f", url).text
                    == "Field 1 of the form holds a percent sign without two hexadecimal digits.")
            #expect(
                await curl("-H", "Content-Type: text/xml", "-d", "a", "-o", "/dev/null", "-w", "%{http_code}", url)
                    .text
                    == "415")
        }
    }

    @Test func readsBasicCredentials() async throws {
        try await withServer(handler: router()) { _, port in
            let url = "http://127.0.0.1:\(port)/basic"
            #expect(await curl("--basic", "-u", "admin:p:ü", url).text == "admin/p:ü")
            #expect(
                await curl("-o", "/dev/null", "-w", "%{http_code} %header{www-authenticate}", url).text
                    == "401 Basic realm=\"a \\\"phone\\\"\", charset=\"UTF-8\"")
        }
    }

    @Test func servesTLS() async throws {
        try await withIdentity { identity, certificate in
            try await withServer(tls: identity, handler: router()) { _, port in
                let base = "https://127.0.0.1:\(port)"
                #expect(await curl("--cacert", certificate, base + "/").text == page)
                #expect(await curl("--cacert", certificate, base + "/slow").text == "made in a task")
                #expect(await curl("--cacert", certificate, base + "/who").text.hasSuffix("tls=true port=\(port)"))
                let old = await curl("--cacert", certificate, "--tls-max", "1.1", base + "/")
                #expect(old.status == 35)
            }
        }
    }

    @Test func acceptsNoVersionOfTLSBelowTheMinimum() async throws {
        try await withIdentity(minimum: .tls13) { identity, certificate in
            try await withServer(tls: identity, handler: router()) { _, port in
                let base = "https://127.0.0.1:\(port)"
                let old = await curl("--cacert", certificate, "--tls-max", "1.2", base + "/who")
                #expect(old.status != 0)
                #expect(await curl("--cacert", certificate, "--tlsv1.3", base + "/slow").text == "made in a task")
            }
        }
    }

    @Test func refusesAnIdentityThatIsNone() throws {
        let identity = TLSIdentity(certificatePEM: "nonsense", keyPEM: "nonsense")
        let error = #expect(throws: ServerStartError.self) {
            try HTTPServer(listeners: [.tcp(address: "127.0.0.1", port: 0, tls: identity)], handler: router())
        }
        guard case .identity(let listener, let message)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(listener.hasPrefix("127.0.0.1:") && !message.isEmpty)
    }

    @Test func closesASocketOnceThatTheLibraryWouldNotServe() async {
        let identity = TLSIdentity(certificatePEM: "nonsense", keyPEM: "nonsense")
        let handler = router()
        let lost = await filesLost {
            for _ in 0..<2000 {
                #expect(throws: ServerStartError.self) {
                    try HTTPServer(listeners: [.tcp(address: "127.0.0.1", port: 0, tls: identity)], handler: handler)
                }
            }
        }
        #expect(lost == 0)
    }

    @Test func servesAUnixSocketAndKnowsWhoAsks() async throws {
        try await withDirectory { directory in
            let path = directory + "/control.sock"
            let server = try HTTPServer(listeners: [.unix(path: path)], handler: router())
            let who = await curl("--unix-socket", path, "http://localhost/who").text
            #expect(who.hasPrefix("process(user: \(getuid()), group: \(getgid()), id: "))
            #expect(who.hasSuffix("tls=false port=none"))
            #expect(await run("stat", "-c", "%a %F", path).text == "600 socket\n")
            #expect(throws: ServerStartError.socketInUse(path)) {
                try HTTPServer(listeners: [.unix(path: path)], handler: router())
            }
            #expect(await curl("--unix-socket", path, "http://localhost/static").text == "shared bytes")
            await server.stop()
            #expect(access(path, F_OK) != 0)
        }
    }

    @Test func replacesASocketThatNobodyServesButNothingElse() async throws {
        try await withDirectory { directory in
            let path = directory + "/control.sock"
            let left = await run(
                "python3", "-c", "import socket,sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])", path)
            try #require(left.status == 0 && access(path, F_OK) == 0)
            let server = try HTTPServer(listeners: [.unix(path: path)], handler: router())
            #expect(await curl("--unix-socket", path, "http://localhost/static").text == "shared bytes")
            await server.stop()
            try write([65], to: path)
            #expect(throws: ServerStartError.notASocket(path)) {
                try HTTPServer(listeners: [.unix(path: path)], handler: router())
            }
            #expect(try contents(of: path) == "A")
        }
    }

    @Test func servesASocketThatWasHandedIn() async throws {
        let socket = try ListeningSocket.open(.tcp(address: "127.0.0.1", port: 0))
        let server = try HTTPServer(listeners: [.socket(socket.descriptor)], handler: router())
        let port = try #require(server.boundPort)
        #expect(port == socket.port)
        #expect(await curl("http://127.0.0.1:\(port)/static").text == "shared bytes")
        await server.stop()
    }

    @Test func listensOnIPv6AndOnSeveralSockets() async throws {
        let server = try HTTPServer(
            listeners: [
                .tcp(address: "::1", port: 0), .tcp(address: "::", port: 0), .tcp(address: "127.0.0.1", port: 0),
            ],
            handler: router())
        let ports = server.boundPorts.compactMap(\.self)
        try #require(ports.count == 3)
        #expect(await curl("http://[::1]:\(ports[0])/who").text.hasPrefix("address(\"::1\""))
        #expect(await curl("http://127.0.0.1:\(ports[1])/who").text.hasPrefix("address(\"127.0.0.1\""))
        #expect(await curl("http://127.0.0.1:\(ports[2])/static").text == "shared bytes")
        await server.stop()
    }

    @Test func saysWhyItDoesNotStart() throws {
        #expect(throws: ServerStartError.malformedAddress("localhost")) {
            try HTTPServer(listeners: [.tcp(address: "localhost", port: 0)], handler: router())
        }
        let long = "/tmp/" + String(repeating: "a", count: 103)
        #expect(throws: ServerStartError.pathLength(long)) {
            try HTTPServer(listeners: [.unix(path: long)], handler: router())
        }
        let taken = try ListeningSocket.open(.tcp(address: "127.0.0.1", port: 0))
        defer { taken.close() }
        let port = try #require(taken.port)
        let error = ServerStartError.socket(listener: "127.0.0.1:\(port)", call: "bind", code: EADDRINUSE)
        #expect(throws: error) {
            try HTTPServer(
                listeners: [.tcp(address: "127.0.0.1", port: 0), .tcp(address: "127.0.0.1", port: port)],
                handler: router())
        }
        #expect("\(error)" == "Another program listens on 127.0.0.1:\(port): stop it or choose another port.")
    }

    @Test func keepsManyConnectionsOpen() async throws {
        try await withServer(handler: router()) { _, port in
            let clients = try (0..<100).map { _ in try RawClient(port: port) }
            for _ in 0..<3 {
                for client in clients {
                    let answer = await onThread {
                        client.write("GET /static HTTP/1.1\r\nHost: a\r\n\r\n")
                        return client.read(through: "shared bytes")
                    }
                    #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.hasSuffix("\r\n\r\nshared bytes"))
                }
            }
        }
    }

    @Test func writesHeaderAndBodyOfAPageTogether() async throws {
        try await withServer(handler: router()) { _, port in
            let client = try RawClient(port: port)
            let piece = await onThread {
                client.write("GET /static HTTP/1.1\r\nHost: a\r\n\r\n")
                return String(decoding: client.read(), as: UTF8.self)
            }
            #expect(piece.hasPrefix("HTTP/1.1 200") && piece.hasSuffix("shared bytes"))
        }
    }

    @Test func answersPipelinedRequestsInOrder() async throws {
        try await withServer(handler: router()) { _, port in
            let one = "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n"
            let answer = try await exchange(
                port, one + one + "GET /static HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(answer.components(of: "made in a task") == 3)
            #expect(answer.hasSuffix("shared bytes"))
        }
    }

    @Test func neverLetsAHeaderBeSplit() {
        #expect(HeaderValue(checking: "a\r\nX: b") == nil)
        #expect(HeaderValue(checking: "a\0") == nil)
        #expect(HeaderValue(checking: "ü") == nil)
        #expect(HeaderValue(escaping: "a\r\nX: b ü").text == "a%0D%0AX: b %C3%BC")
        #expect(HeaderValue(quoting: "a\"b\\").text == "\"a\\\"b\\\\\"")
        #expect(Response.redirect(to: "/a b\r\nX:y").headers["location"]?.text == "/a%20b%0D%0AX:y")
        #expect(HeaderName(checking: "a b") == nil && HeaderName(checking: "") == nil && HeaderName("A-b") == "a-B")
    }
}

extension String {
    /// How many parts there are between the occurrences of the text.
    func components(of text: String) -> Int { ranges(of: text).count + 1 }
}
