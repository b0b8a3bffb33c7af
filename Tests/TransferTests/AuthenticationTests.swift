import Testing
import TestSupport
import Threading

@testable import Transfer

@Suite struct AuthenticationTests {
    private let credentials = TransferRequest.Credentials(
        user: "phone", password: String(repeating: "långes Wort ", count: 20))

    @Test func logsInWithBasicAtNginx() async throws {
        let directory = try TemporaryDirectory()
        let hash = try await BlockingThread.value { try ChildProcess.run(["openssl", "passwd", "-apr1", "secret"]) }
        let users = try directory.write("phone:\(hash)", to: "users")
        let server = try NginxServer(
            files: ["p.cfg": "inside"], server: "auth_basic closed; auth_basic_user_file \(users);")
        let good = try await fetch(
            TransferRequest(url: .http(server.port), credentials: .init(user: "phone", password: "secret")))
        #expect(good.text == "inside")
        #expect(good.steps.map(\.status) == [200])
        let bad = try await fetch(
            TransferRequest(url: .http(server.port), credentials: .init(user: "phone", password: "wrong")))
        #expect(bad.failure == .authenticationFailed(attempts: 1))
        let none = try await fetch(TransferRequest(url: .http(server.port)))
        #expect(none.failure == .authenticationRequired)
    }

    /// A server that checks Digest (RFC 7616, MD5 with qop=auth) with openssl as its calculator.
    private func digestServer(user: String, password: String, requests: Locked<[String]>) throws -> ScriptedServer {
        try ScriptedServer { connection in
            while let request = connection.readRequest() {
                requests.withLock { $0.append(request) }
                let line = request.split(separator: "\r\n").first { $0.hasPrefix("Authorization: Digest ") }
                let words = request.split(separator: " ", maxSplits: 2)
                if let line,
                    Self.isRight(String(line), user, password, method: String(words[0]), target: String(words[1]))
                {
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\ninside")
                } else {
                    connection.send(
                        """
                        HTTP/1.1 401 Unauthorized\r
                        WWW-Authenticate: Digest realm="r", nonce="n1", qop="auth", algorithm=MD5\r
                        WWW-Authenticate: Basic realm="r"\r
                        Content-Length: 4\r
                        \r
                        stop
                        """)
                }
            }
        }
    }

    private static func isRight(_ line: String, _ user: String, _ password: String, method: String, target: String)
        -> Bool
    {
        var fields: [String: String] = [:]
        for field in line.dropFirst("Authorization: Digest ".count).split(separator: ",") {
            let pair = field.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
            fields[String(pair[0])] = String(pair[1].filter { $0 != "\"" })
        }
        guard fields["uri"] == target, fields["username"] == user else { return false }
        let first = md5("\(user):r:\(password)")
        let second = md5("\(method):\(target)")
        let text = "\(first):n1:\(fields["nc"] ?? ""):\(fields["cnonce"] ?? ""):auth:\(second)"
        return fields["response"] == md5(text)
    }

    private static func md5(_ text: String) -> String {
        let printed = try? ChildProcess.run(["sh", "-c", #"printf %s "$1" | openssl md5 -r"#, "sh", text])
        return String(printed?.prefix(32) ?? "")
    }

    @Test(arguments: [TransferRequest.Method.get, .post(Array("body".utf8), contentType: "text/plain")])
    func logsInWithDigest(method: TransferRequest.Method) async throws {
        let requests = Locked<[String]>([])
        let server = try digestServer(user: credentials.user, password: credentials.password, requests: requests)
        let report = try await fetch(
            TransferRequest(url: .http(server.port, "/p.cfg?a=b"), method: method, credentials: credentials))
        #expect(report.text == "inside")
        let seen = requests.withLock { $0 }
        #expect(seen.count == 2)
        #expect(!seen[0].contains("Authorization"))
        if case .post = method { #expect(seen[1].hasSuffix("\r\n\r\nbody")) }
    }

    @Test func endsAfterAWrongDigest() async throws {
        let server = try digestServer(user: "phone", password: "other", requests: Locked([]))
        let report = try await fetch(TransferRequest(url: .http(server.port), credentials: credentials))
        #expect(report.failure == .authenticationFailed(attempts: 1))
        #expect(report.steps.map(\.status) == [401])
    }

    /// A server that calls every nonce stale asks for ever.
    @Test func endsAfterTwoRetries() async throws {
        let count = Locked(0)
        let server = try ScriptedServer { connection in
            while connection.readRequest() != nil {
                let number = count.withLock { count in
                    count += 1
                    return count
                }
                connection.send(
                    "HTTP/1.1 401 Unauthorized\r\n"
                        + "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\(number)\", qop=\"auth\", stale=true\r\n"
                        + "Content-Length: 0\r\n\r\n")
            }
        }
        let report = try await fetch(TransferRequest(url: .http(server.port), credentials: credentials))
        #expect(report.failure == .authenticationFailed(attempts: 2))
        #expect(count.withLock { $0 } == 3)
    }

    @Test func cannotAnswerAnotherScheme() async throws {
        let server = try ScriptedServer(answers: [
            "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Negotiate\r\nContent-Length: 0\r\n\r\n"
        ])
        let report = try await fetch(TransferRequest(url: .http(server.port), credentials: credentials))
        #expect(report.failure == .authenticationFailed(attempts: 0))
    }

    @Test func neverPrintsASecret() async throws {
        let request = TransferRequest(
            url: .http(80), credentials: .init(user: "somebody", password: "hush"),
            trust: TransferTrust(clientCertificate: ClientCertificate(chain: [1], key: Array("hush".utf8))))
        var printed = "\(request) \(String(reflecting: request))"
        dump(request, to: &printed)
        #expect(!printed.contains("hush"))
        #expect(!printed.contains("somebody"))
    }
}
