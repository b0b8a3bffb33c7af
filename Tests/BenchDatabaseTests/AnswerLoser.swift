import Glibc
import TestSupport
import Threading

/// Stands between a client and a server of loopback and loses, as often as it is told, what has to do with a COMMIT: what the client sent, or what
/// the server answered. Then the connection is gone for both.
final class AnswerLoser: Sendable {
    enum Loss { case question, answer }

    let port: UInt16
    private let socket: ListeningSocket
    private let losses: Locked<[Loss]>

    /// - Parameter losses: What is lost, the last one first.
    init(to server: UInt16, losing losses: [Loss]) throws {
        let socket = try ListeningSocket(.tcp)
        let left = Locked(losses)
        (self.socket, port, self.losses) = (socket, socket.port, left)
        let descriptor = dup(socket.descriptor)
        BlockingThread.start {
            defer { close(descriptor) }
            while case let client = accept(descriptor, nil, nil), client >= 0 {
                BlockingThread.start { Self.pass(client, to: server, left) }
            }
        }
    }

    /// Whether all was lost that was to be.
    var isDone: Bool { losses.withLock { $0.isEmpty } }

    /// Takes no more connections.
    func vanish() { shutdown(socket.descriptor, Int32(SHUT_RDWR)) }

    deinit { vanish() }

    private static func pass(_ client: Int32, to port: UInt16, _ losses: Locked<[Loss]>) {
        let server = connection(to: port)
        defer { for end in [client, server] { close(end) } }
        var isLosing = false
        while true {
            var ends = [client, server].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard poll(&ends, 2, -1) > 0 else { return }
            for (index, end) in ends.enumerated() where end.revents != 0 {
                var buffer = [UInt8](repeating: 0, count: 65536)
                let count = recv(end.fd, &buffer, buffer.count, 0)
                guard count > 0 else { return }
                let bytes = buffer[..<count]
                // The server's answer to a COMMIT comes after the server has done it.
                if index == 1, isLosing { return }
                if index == 0, String(decoding: bytes, as: UTF8.self).contains("COMMIT") {
                    switch losses.withLock({ $0.popLast() }) {
                    case .question: return
                    case .answer: isLosing = true
                    case nil: break
                    }
                }
                guard send(ends[1 - index].fd, Array(bytes), count, Int32(MSG_NOSIGNAL)) == count else { return }
            }
        }
    }

    private static func connection(to port: UInt16) -> Int32 {
        let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        inet_pton(AF_INET, "127.0.0.1", &name.sin_addr)
        _ = withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return descriptor
    }
}
