/// A stand-in for an activation service (`docs/activation.md`), over TLS on loopback: python with its own web server.
///
/// The codes 1111222233334444 and #123 are good once each, 9999000099990000 has expired, 5555666677778888 wants a pause of two minutes; no
/// other is known.
package final class ActivationService: Sendable {
    /// Where it listens on 127.0.0.1.
    package let port: UInt16
    private let directory: TemporaryDirectory
    private let process: ChildProcess

    /// Starts a service that answers good codes with that profile rule; it takes requests when this returns. Blocks the calling thread.
    package init(rule: String, certificate: Certificates.Pair) throws {
        directory = try TemporaryDirectory()
        let script = try directory.write(Self.script, to: "service.py")
        let chain = try directory.write(certificate.certificate, to: "chain.pem")
        let key = try directory.write(certificate.key, to: "key.pem")
        process = try ChildProcess(["python3", script, chain, key, rule])
        guard let words = process.printed(lineWith: "\n")?.split(whereSeparator: \.isWhitespace), words.count == 2,
            words[0] == "listening", let port = UInt16(words[1])
        else { throw TestSupportError("the activation service did not start") }
        self.port = port
    }

    /// The next request, as one line: path, content type, and the body with its keys in order. Blocks the calling thread.
    package func nextRequest() throws -> String {
        guard let line = process.printed(lineWith: "\n") else {
            throw TestSupportError("the activation service has ended")
        }
        return String(line.prefix { $0 != "\n" })
    }

    private static let script = #"""
        import http.server
        import json
        import ssl
        import sys

        certificate, key, rule = sys.argv[1:4]
        good = {"1111222233334444", "#123"}
        used = set()


        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                wish = json.loads(body)
                print("asked", self.path, self.headers["Content-Type"], json.dumps(wish, sort_keys=True), flush=True)
                code = wish["code"]
                if self.path != "/v1/activations":
                    self.answer(400, {"error": "no such path"})
                elif code in used:
                    self.answer(409, {"error": "used"})
                elif code == "9999000099990000":
                    self.answer(410, {"error": "expired"})
                elif code == "5555666677778888":
                    self.answer(429, {"error": "throttled"}, {"Retry-After": "120"})
                elif code in good:
                    used.add(code)
                    self.answer(200, {"profile_rule": rule, "webex_onboarding": "onboarded"})
                else:
                    self.answer(404, {"error": "unknown"})

            def answer(self, status, record, headers={}):
                body = json.dumps(record).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments):
                pass


        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        print("listening", server.server_address[1], flush=True)
        server.serve_forever()
        """#
}
