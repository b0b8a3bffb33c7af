import Glibc
import Threading

/// A name server on loopback that answers each question with whatever bytes a script makes, over UDP and TCP: for lying, looping and huge
/// answers.
package final class ScriptedDNSServer: Sendable {
    /// One question: its number, and the question section as it stands on the wire.
    package struct Question: Sendable {
        /// The first two bytes of the message.
        package let number: [UInt8]
        /// Name, type and class.
        package let section: [UInt8]
        /// Whether it came over TCP.
        package let isOverTCP: Bool

        /// The type that is asked for: 1 is A, 28 AAAA, 33 SRV.
        package var type: Int { Int(section[section.count - 4]) << 8 | Int(section[section.count - 3]) }

        /// An answer with the question repeated and these records behind it; names may point at the question by `[0xc0, 12]`.
        package func answer(_ records: [[UInt8]], flags: [UInt8] = [0x81, 0x80], count: Int? = nil) -> [UInt8] {
            let count = count ?? records.count
            return number + flags + [0, 1, UInt8(count >> 8 & 0xff), UInt8(count & 0xff), 0, 0, 0, 0] + section
                + records.flatMap { $0 }
        }

        /// A record of the question's name.
        package static func record(type: UInt8, _ data: [UInt8], name: [UInt8] = [0xc0, 12]) -> [UInt8] {
            name + [0, type, 0, 1, 0, 0, 0, 1, UInt8(data.count >> 8), UInt8(data.count & 0xff)] + data
        }

        /// A name as labels.
        package static func labels(_ name: String) -> [UInt8] {
            name.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
        }
    }

    /// The port, UDP and TCP.
    package let port: UInt16
    private let udp: ListeningSocket
    private let tcp: ScriptedServer

    /// Starts a server; a script that returns nil answers nothing.
    package init(_ answer: @escaping @Sendable (Question) -> [UInt8]?) throws {
        var sockets: (ListeningSocket, ScriptedServer)?
        for _ in 0..<20 where sockets == nil {
            let udp = try ListeningSocket(.udp)
            let tcp = try? ScriptedServer(port: udp.port) { connection in
                while let length = connection.read(2),
                    let message = connection.read(Int(length[0]) << 8 | Int(length[1]))
                {
                    guard let reply = Self.question(in: message, isOverTCP: true).flatMap(answer) else { return }
                    connection.send([UInt8(reply.count >> 8 & 0xff), UInt8(reply.count & 0xff)] + reply)
                }
            }
            sockets = tcp.map { (udp, $0) }
        }
        guard let sockets else { throw TestSupportError("no port is free for both TCP and UDP") }
        (udp, tcp) = sockets
        port = udp.port
        BlockingThread.start { [udp] in Self.serve(udp, answer) }
    }

    deinit {
        // Wakes the thread: recvfrom returns 0 on a socket that was shut down.
        shutdown(udp.descriptor, Int32(SHUT_RDWR))
        if let farewell = try? ListeningSocket(.udp) {
            DatagramPeer.loopback(port: port).send([], from: farewell.descriptor)
        }
    }

    private static func serve(_ socket: ListeningSocket, _ answer: @Sendable (Question) -> [UInt8]?) {
        while let (packet, peer) = DatagramPeer.receive(from: socket.descriptor) {
            guard packet.count > 2 else { return }
            guard let reply = question(in: packet, isOverTCP: false).flatMap(answer) else { continue }
            peer.send(reply, from: socket.descriptor)
        }
    }

    private static func question(in message: [UInt8], isOverTCP: Bool) -> Question? {
        guard message.count > 16 else { return nil }
        var end = 12
        while end < message.count, message[end] != 0 { end += Int(message[end]) + 1 }
        guard end + 5 <= message.count else { return nil }
        return Question(
            number: Array(message[..<2]), section: Array(message[12..<end + 5]), isOverTCP: isOverTCP)
    }
}
