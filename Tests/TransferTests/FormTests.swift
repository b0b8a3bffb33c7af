import Glibc
import TestSupport
import Testing
import Threading

@testable import Transfer

@Suite struct FormTests {
    /// What a server saw of a form: its request line, its header and its body with the boundary as `B`.
    private func sent(
        _ parts: [FormPart], by method: TransferRequest.FormMethod = .post
    ) async throws -> (line: String, body: String) {
        let seen = Locked("")
        let server = try ScriptedServer { connection in
            let text = connection.readRequest() ?? ""
            seen.withLock { $0 = text }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        let report = try await fetch(
            TransferRequest(url: .http(server.port, "/prt"), method: .form(parts, by: method)))
        #expect(report.text == "ok")
        let text = seen.withLock { $0 }
        let halves = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        let lines = halves[0].split(separator: "\r\n")
        #expect(!lines.contains { $0.lowercased().hasPrefix("expect") })
        let type = try #require(lines.first { $0.hasPrefix("Content-Type: multipart/form-data; boundary=") })
        let boundary = String(type.split(separator: "=")[1])
        let body = halves.count > 1 ? String(halves[1]) : ""
        return (
            String(lines[0]), body.split(separator: boundary, omittingEmptySubsequences: false).joined(separator: "B")
        )
    }

    @Test(arguments: [TransferRequest.FormMethod.post, .put])
    func sendsBytesAndFiles(method: TransferRequest.FormMethod) async throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("the archive", to: "internal-name.tar.gz")
        let (line, body) = try await sent(
            [
                FormPart(name: "devicename", content: .bytes(Array("SEP00562B043615".utf8))),
                FormPart(name: "empty", content: .bytes([])),
                FormPart(
                    name: "prt_file", fileName: "prt \"1\".tar.gz", contentType: "application/gzip",
                    content: .file(path: path)),
            ], by: method)
        #expect(line == "\(method.rawValue) /prt HTTP/1.1")
        #expect(
            body == """
                --B\r
                Content-Disposition: form-data; name="devicename"\r
                \r
                SEP00562B043615\r
                --B\r
                Content-Disposition: form-data; name="empty"\r
                \r
                \r
                --B\r
                Content-Disposition: form-data; name="prt_file"; filename="prt %221%22.tar.gz"\r
                Content-Type: application/gzip\r
                \r
                the archive\r
                --B--\r

                """)
    }

    @Test func keepsThePathOfAFileToItself() async throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("x", to: "secret-name")
        let (_, body) = try await sent([FormPart(name: "a", content: .file(path: path))])
        #expect(!body.contains("secret-name"))
        #expect(!body.contains("filename"))
    }

    /// The form is sent twice: the first answer is a 401.
    @Test func sendsALargeFileAgainWithCredentials() async throws {
        let directory = try TemporaryDirectory()
        let bytes = noise(5 << 20)
        let path = try directory.write(bytes, to: "prt.tar.gz")
        let hash = try await BlockingThread.value { try ChildProcess.run(["openssl", "passwd", "-apr1", "secret"]) }
        let users = try directory.write("phone:\(hash)", to: "users")
        let server = try NginxServer(
            server: """
                auth_basic closed; auth_basic_user_file \(users); client_max_body_size 20m;
                location /prt { dav_methods PUT; }
                """)
        let report = try await fetch(
            TransferRequest(
                url: .http(server.port, "/prt"),
                method: .form([FormPart(name: "f", fileName: "prt", content: .file(path: path))], by: .put),
                credentials: .init(user: "phone", password: "secret")))
        #expect(report.response?.status == 201)
        let stored = try server.directory.read("root/prt")
        #expect(stored.count > bytes.count && stored.count < bytes.count + 500)
    }

    @Test func tellsAFileThatIsNotThere() async throws {
        let report = try await fetch(
            TransferRequest(
                url: .http(80), method: .form([FormPart(name: "f", content: .file(path: "/nonexistent/x"))], by: .post))
        )
        #expect(report.failure == .badRequest("the file /nonexistent/x cannot be read"))
    }

    @Test(arguments: [
        (FormPart(name: "", content: .bytes([])), "a part of the form has no name"),
        (
            FormPart(name: "a\r\nX: y", content: .bytes([])),
            "the name of a part of the form holds a control character"
        ),
        (
            FormPart(name: "a", fileName: "a\nb", content: .bytes([])),
            "the file name of a part of the form holds a control character"
        ),
        (
            FormPart(name: "a", contentType: "a\nb", content: .bytes([])),
            "the content type of a part of the form holds a control character"
        ),
        (
            FormPart(name: "a", content: .file(path: "")),
            "the path of a part of the form is empty or holds a zero byte"
        ),
    ])
    func refusesAPartThatWouldBecomeTwo(part: FormPart, sentence: String) async throws {
        let report = try await fetch(TransferRequest(url: .http(80), method: .form([part], by: .post)))
        #expect(report == TransferReport(steps: [], result: .failure(.badRequest(sentence))))
    }

    @Test func refusesAFormOverTFTP() async throws {
        let report = try await fetch(TransferRequest(url: .tftp(69), method: .form([], by: .put)))
        #expect(report.failure == .badRequest("TFTP can only fetch here, not send: use http or https"))
    }
}
