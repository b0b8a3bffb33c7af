import Foundation
import Testing
import TestSupport
import Threading

/// Malformed and ambiguous HTTP, sent to a real nginx and to a real phone. `docs/http.md` keeps what came of it.
@Suite struct HostileRequestTests {
    /// What a server made of a request and of the good one behind it.
    struct Outcome: Sendable, CustomStringConvertible {
        /// The status of each answer. 200 stands for a body without a status line, as in HTTP/0.9.
        var statuses: [Int]
        /// Whether the server closed the connection.
        var isClosed: Bool
        var text: String

        init(_ answer: (bytes: [UInt8], isClosed: Bool)) {
            text = Self.withoutDoubledHead(String(decoding: answer.bytes, as: UTF8.self))
            statuses = text.matches(of: #/HTTP/1\.[01] ([0-9]{3}) /#).compactMap { Int($0.1) }
            if !text.isEmpty, !text.hasPrefix("HTTP/") { statuses.insert(200, at: 0) }
            isClosed = answer.isClosed
        }

        /// libmicrohttpd 0.9.75 writes the head of its own refusals twice before it closes the connection.
        private static func withoutDoubledHead(_ text: String) -> String {
            guard let end = text.firstRange(of: "\r\n\r\n") else { return text }
            let head = text[..<end.upperBound]
            return head.contains("Connection: close") && text[end.upperBound...].hasPrefix(head)
                ? String(text[end.upperBound...]) : text
        }

        var isRefused: Bool { statuses.first.map { $0 >= 400 } ?? true }
        var description: String {
            (statuses.isEmpty ? "no answer" : statuses.map(String.init).joined(separator: " "))
                + (isClosed ? "" : " open")
        }
    }

    /// nginx as a proxy, so that it has to understand the body; behind it is another server of the same nginx.
    private static func startNginx() throws -> (NginxServer, TemporaryDirectory) {
        let behind = try TemporaryDirectory()
        let nginx = try NginxServer(
            server: """
                location / { proxy_pass http://unix:\(behind.path)/sock; proxy_http_version 1.1; }
                } server { listen unix:\(behind.path)/sock; location / { return 200 "nginx\\n"; }
                """)
        return (nginx, behind)
    }

    /// Sends what is asked and reads to the end, at most 40 seconds without a byte: a body may take 30.
    private static func outcome(_ request: HostileRequest, path: String, port: UInt16) async throws -> Outcome {
        try await BlockingThread.value {
            let connection = try RawConnection(port: port, within: 40)
            connection.send(request.bytes(path: path))
            return Outcome(connection.readToEnd())
        }
    }

    @Test func everyMalformedRequestFindsOnhookAsStrictAsNginxAndNoPage() async throws {
        let (nginx, behind) = try Self.startNginx()
        defer { withExtendedLifetime(behind) {} }
        let phone = try await DaemonProcess(state: ":memory:")
        let first = try await HTTPExchange.send(
            "POST", "/setup", to: phone.port, headers: ["Content-Type: application/x-www-form-urlencoded"],
            body: Array("admin_password=Admin-Password-1&admin_password_confirm=Admin-Password-1".utf8))
        try #require(first.status == 303)
        var rows: [String] = []
        for request in HostileRequest.all {
            async let nginxs = Self.outcome(request, path: "/login", port: nginx.port)
            async let open = Self.outcome(request, path: "/login", port: phone.port)
            async let closed = Self.outcome(request, path: request.isForm ? "/resync" : "/status", port: phone.port)
            let (theirs, ours, guarded) = (try await nginxs, try await open, try await closed)
            rows.append("| \(request.name) | \(theirs) | \(ours) | \(guarded) |")
            if theirs.isRefused { #expect(ours.isRefused, "\(request.name): nginx \(theirs), Onhook \(ours)") }
            #expect(ours.statuses.count <= theirs.statuses.count, "\(request.name): nginx \(theirs), Onhook \(ours)")
            #expect(ours.isClosed && guarded.isClosed, "\(request.name): \(ours), \(guarded)")
            #expect(
                !guarded.text.contains("Product Name") && !guarded.text.contains("The phone resyncs"),
                "\(request.name): \(guarded.text)")
        }
        try expectDocumented(rows)
        let table = rows.joined(separator: "\n") + "\n"
        if let file = ProcessInfo.processInfo.environment["ONHOOK_WRITE_HTTP_TABLE"] {
            try table.write(toFile: file, atomically: true, encoding: .utf8)
        }
    }

    /// The documentation says of Onhook what was measured; nginx's column depends on its version.
    private func expectDocumented(_ rows: [String], file: String = #filePath) throws {
        let root = file.split(separator: "/").dropLast(4).map { "/" + $0 }.joined()
        let text = try String(contentsOfFile: root + "/docs/http.md", encoding: .utf8)
        let written = Set(text.split(separator: "\n").filter { $0.hasPrefix("| ") }.map(Self.withoutNginx))
        for row in rows {
            let isWritten = written.contains(Self.withoutNginx(row[...]))
            #expect(isWritten, "docs/http.md does not say \(row); see its head for how to renew it")
        }
    }

    private static func withoutNginx(_ row: Substring) -> [Substring] {
        let cells = row.split(separator: " | ")
        return cells.count == 4 ? [cells[0], cells[2], cells[3]] : []
    }
}
