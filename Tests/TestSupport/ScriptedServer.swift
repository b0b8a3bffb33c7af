import Glibc
import Threading

/// A TCP server on loopback that does exactly what a script says: for hanging, lying, garbled and slow answers, and to see what a client
/// really sends. Each connection runs the script on a thread of its own, so it may block.
package final class ScriptedServer: Sendable {
    /// One connection, as the script sees it.
    package final class Connection: Sendable {
        private let descriptor: Int32
        /// Counts the connections of the server from 0.
        package let number: Int

        init(_ descriptor: Int32, number: Int) {
            self.descriptor = descriptor
            self.number = number
        }

        /// Reads one HTTP request with its body as it stands on the wire; nil when the client has closed the connection.
        package func readRequest() -> String? { readRequestBytes().map { String(decoding: $0, as: UTF8.self) } }

        /// The same, for a body that is no text.
        package func readRequestBytes() -> [UInt8]? {
            var bytes: [UInt8] = []
            var byte: UInt8 = 0
            while !bytes.ends(with: "\r\n\r\n") {
                guard recv(descriptor, &byte, 1, 0) == 1 else { return nil }
                bytes.append(byte)
            }
            let head = String(decoding: bytes, as: UTF8.self)
            let length = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
                .flatMap { Int($0.drop { $0 != ":" }.dropFirst().drop { $0 == " " }) }
            for _ in 0..<(length ?? 0) {
                guard recv(descriptor, &byte, 1, 0) == 1 else { return nil }
                bytes.append(byte)
            }
            return bytes
        }

        /// Reads so many bytes; nil when the client has closed the connection before.
        package func read(_ count: Int) -> [UInt8]? {
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: max(1, count))
            while bytes.count < count {
                let got = recv(descriptor, &buffer, count - bytes.count, 0)
                guard got > 0 else { return nil }
                bytes += buffer[..<got]
            }
            return bytes
        }

        /// Sends bytes; false when the client is gone.
        @discardableResult
        package func send(_ bytes: [UInt8]) -> Bool {
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }

        /// Sends a text; false when the client is gone.
        @discardableResult
        package func send(_ text: String) -> Bool { send(Array(text.utf8)) }

        /// Waits until the client, or the server when it goes, closes the connection.
        package func hold() {
            var buffer = [UInt8](repeating: 0, count: 4096)
            while recv(descriptor, &buffer, buffer.count, 0) > 0 {}
        }

        /// The client sees a reset instead of an orderly end.
        package func reset() {
            var option = linger(l_onoff: 1, l_linger: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        }

        func breakOff() { shutdown(descriptor, Int32(SHUT_RDWR)) }
        func end() { close(descriptor) }
    }

    package typealias Script = @Sendable (Connection) -> Void

    /// The port on 127.0.0.1 (or the other address that was asked for).
    package let port: UInt16
    private let core: Core

    /// Starts a server.
    package init(address: String = "127.0.0.1", port: UInt16 = 0, script: @escaping Script) throws {
        let socket = try ListeningSocket(.tcp, address: address, port: port)
        self.port = socket.port
        core = Core(socket, script)
        BlockingThread.start { [core] in core.accept() }
    }

    deinit { core.stop() }

    /// Starts a server that answers each request with the next of these texts and closes the connection; the last one repeats.
    package convenience init(answers: [String], address: String = "127.0.0.1", port: UInt16 = 0) throws {
        let seen = Locked(0)
        try self.init(address: address, port: port) { connection in
            guard connection.readRequest() != nil else { return }
            let number = seen.withLock { count in
                defer { count += 1 }
                return count
            }
            connection.send(answers[min(number, answers.count - 1)])
        }
    }

    /// Accepts connections and knows which are open.
    private final class Core: Sendable {
        private let socket: ListeningSocket
        private let script: Script
        private let open = Locked<[Int: Connection]?>([:])

        init(_ socket: ListeningSocket, _ script: @escaping Script) {
            self.socket = socket
            self.script = script
        }

        func accept() {
            var number = 0
            while true {
                let descriptor = Glibc.accept(socket.descriptor, nil, nil)
                guard descriptor >= 0 else { return }
                _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
                let connection = Connection(descriptor, number: number)
                let isWelcome = open.withLock { open in
                    open?[connection.number] = connection
                    return open != nil
                }
                guard isWelcome else { return connection.end() }
                number += 1
                BlockingThread.start { [self] in
                    script(connection)
                    open.withLock { _ = $0?.removeValue(forKey: connection.number) }
                    connection.end()
                }
            }
        }

        func stop() {
            shutdown(socket.descriptor, Int32(SHUT_RDWR))
            let connections = open.withLock { open in
                defer { open = nil }
                return open ?? [:]
            }
            for connection in connections.values { connection.breakOff() }
        }
    }
}

extension [UInt8] {
    fileprivate func ends(with text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}
