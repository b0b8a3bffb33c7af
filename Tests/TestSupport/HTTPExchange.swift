import Foundation
import Glibc
import Threading

/// A client's connection that sends exactly the bytes it is told to. Everything waits for so many seconds at most, so that a hanging
/// server fails a test instead of the run. Its calls block the thread.
package final class RawConnection: Sendable {
    fileprivate let descriptor: Int32

    /// Connects to a port of 127.0.0.1, from any other address of loopback if one is given.
    package init(port: UInt16, from source: String? = nil, within seconds: Int = 30) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        limit(to: seconds)
        if let source {
            var own = Self.address(source, 0)
            _ = withUnsafePointer(to: &own) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        }
        var server = Self.address("127.0.0.1", port)
        let code = withUnsafePointer(to: &server) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else {
            // `deinit` closes it: all fields are set.
            throw TestSupportError("no connection to port \(port): errno \(errno)")
        }
    }

    /// Connects to a Unix socket.
    package init(socket path: String, within seconds: Int = 30) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        limit(to: seconds)
        let code = try withUnixAddress(path) { connect(descriptor, $0, $1) }
        guard code == 0 else { throw TestSupportError("no connection to \(path): errno \(errno)") }
    }

    deinit { close(descriptor) }

    private func limit(to seconds: Int) {
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    private static func address(_ text: String, _ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        inet_pton(AF_INET, text, &address.sin_addr)
        return address
    }

    /// Sends bytes; false when the server is gone.
    @discardableResult
    package func send(_ bytes: some Collection<UInt8>) -> Bool {
        let bytes = Array(bytes)
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Everything up to the end of the connection, or up to a text.
    package func read(through mark: String? = nil) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            if let mark, String(decoding: bytes, as: UTF8.self).contains(mark) { return bytes }
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
    }
}

extension RawConnection {
    /// Everything up to the end of the connection or of the patience, and whether it was the end.
    package func readToEnd() -> (bytes: [UInt8], isClosed: Bool) {
        let bytes = read()
        var byte: UInt8 = 0
        let count = recv(descriptor, &byte, 1, Int32(MSG_DONTWAIT))
        // A reset is an end as well; only "not yet" is none.
        return (bytes, count == 0 || count < 0 && errno != EAGAIN)
    }
}

/// What a server answered.
package struct HTTPAnswer: Sendable {
    /// The status; 0 if there was no answer.
    package let status: Int
    /// The lines of the head, the status line first.
    package let head: [String]
    /// The body.
    package let bytes: [UInt8]

    /// The body as text.
    package var body: String { String(decoding: bytes, as: UTF8.self) }

    /// Reads what came on a connection; a chunked body is put together.
    package init(_ raw: [UInt8]) {
        let end = raw.firstRange(of: Array("\r\n\r\n".utf8))
        let head = String(decoding: raw[..<(end?.lowerBound ?? raw.count)], as: UTF8.self)
            .split(separator: "\r\n").map(String.init)
        self.head = head
        status = head.first.flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int($0) } ?? 0
        let body = Array(raw[(end?.upperBound ?? raw.count)...])
        let isChunked = head.contains { $0.lowercased() == "transfer-encoding: chunked" }
        bytes = isChunked ? Self.unchunked(body) : body
    }

    /// The value of the first line of that name.
    package func header(_ name: String) -> String? {
        head.dropFirst().first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
            .map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
    }

    private static func unchunked(_ body: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var rest = body[...]
        while let end = rest.firstRange(of: Array("\r\n".utf8)),
            let size = Int(String(decoding: rest[..<end.lowerBound], as: UTF8.self), radix: 16), size > 0
        {
            result += rest[end.upperBound...].prefix(size)
            rest = rest[end.upperBound...].dropFirst(size + 2)
        }
        return result
    }
}

/// Requests without any library between.
package enum HTTPExchange {
    /// Sends bytes and reads the answer up to the end of the connection.
    package static func send(
        _ bytes: [UInt8], to port: UInt16, from source: String? = nil, within seconds: Int = 30
    ) async throws -> HTTPAnswer {
        try await BlockingThread.value {
            let connection = try RawConnection(port: port, from: source, within: seconds)
            connection.send(bytes)
            return HTTPAnswer(connection.read())
        }
    }

    /// Sends a request to a port of loopback; Host and, for a body, Content-Length are added.
    package static func send(
        _ method: String, _ path: String, to port: UInt16, from source: String? = nil, headers: [String] = [],
        body: [UInt8]? = nil, within seconds: Int = 30
    ) async throws -> HTTPAnswer {
        try await send(
            request(method, path, host: "127.0.0.1:\(port)", headers: headers, body: body), to: port, from: source,
            within: seconds)
    }

    /// Sends a request to a Unix socket.
    package static func send(
        _ method: String, _ path: String, toSocket socket: String, headers: [String] = [], body: [UInt8]? = nil,
        within seconds: Int = 30
    ) async throws -> HTTPAnswer {
        try await BlockingThread.value {
            let connection = try RawConnection(socket: socket, within: seconds)
            connection.send(request(method, path, host: "localhost", headers: headers, body: body))
            return HTTPAnswer(connection.read())
        }
    }

    /// The bytes of a request.
    package static func request(
        _ method: String, _ path: String, host: String, headers: [String] = [], body: [UInt8]? = nil
    ) -> [UInt8] {
        var lines = ["\(method) \(path) HTTP/1.1", "Host: \(host)", "Connection: close"] + headers
        if let body { lines.append("Content-Length: \(body.count)") }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + (body ?? [])
    }
}
