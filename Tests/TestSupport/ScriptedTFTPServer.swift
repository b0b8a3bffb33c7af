import Glibc
import Threading

/// A TFTP server on loopback that is as plain, or as bad, as a test wants it: RFC 1350 without options, losing packets, answering errors.
package final class ScriptedTFTPServer: Sendable {
    /// What it does besides serving one file under every name.
    package enum Manner: Sendable {
        /// Nothing: blocks of 512 bytes, options ignored.
        case plain
        /// The packets with these numbers, counted from 0 over all packets it sends, are lost.
        case losing(Set<Int>)
        /// Every request is answered with this error.
        case error(code: UInt16, message: String)
        /// Requests are read and never answered.
        case silent
        /// Every packet is sent twice, as a network may do.
        case doubling
        /// Options are answered that nobody asked for: these texts, name after value.
        case options([String])
        /// The last block is sent again as if its acknowledgement had been lost, so many times.
        case repeatingTheLastBlock(Int)
        /// Before each block, another port sends one of its own making.
        case withStranger
        /// It sends the first block and then no more.
        case hangingAfterFirstBlock
    }

    /// The port that takes requests.
    package let port: UInt16
    private let socket: ListeningSocket
    private let names = Locked<[String]>([])

    /// The names that were asked for, in order; a repeated request counts again.
    package var requestedNames: [String] { names.withLock { $0 } }

    /// Starts a server for one file.
    package init(serving bytes: [UInt8] = [], _ manner: Manner = .plain) throws {
        socket = try ListeningSocket(.udp)
        port = socket.port
        let (socket, names) = (socket, names)
        BlockingThread.start { Self.serve(bytes, manner, socket, names) }
    }

    deinit {
        // Wakes the thread: recvfrom returns 0 on a socket that was shut down.
        shutdown(socket.descriptor, Int32(SHUT_RDWR))
        if let farewell = try? ListeningSocket(.udp) {
            DatagramPeer.loopback(port: port).send([], from: farewell.descriptor)
        }
    }

    private static func serve(
        _ bytes: [UInt8], _ manner: Manner, _ socket: ListeningSocket, _ names: Locked<[String]>
    ) {
        let stranger = try? ListeningSocket(.udp)
        var sent = 0
        while let (packet, peer) = DatagramPeer.receive(from: socket.descriptor) {
            guard packet.count > 2 else { return }
            switch (packet[0], packet[1]) {
            case (0, 1):
                names.withLock { $0.append(String(decoding: packet[2...].prefix { $0 != 0 }, as: UTF8.self)) }
                if case .options(let texts) = manner {
                    peer.send([0, 6] + texts.flatMap { Array($0.utf8) + [0] }, from: socket.descriptor)
                } else {
                    send(block: 1)
                }
            case (0, 4) where packet.count >= 4:
                let block = Int(packet[2]) << 8 | Int(packet[3])
                if block * 512 <= bytes.count {
                    send(block: block + 1)
                } else if case .repeatingTheLastBlock(let times) = manner {
                    for _ in 0..<times { send(block: block) }
                }
            default: break
            }

            func send(block: Int) {
                defer { sent += 1 }
                switch manner {
                case .silent: return
                case .losing(let lost) where lost.contains(sent): return
                case .hangingAfterFirstBlock where block > 1: return
                case .error(let code, let message):
                    peer.send(
                        [0, 5, UInt8(code >> 8), UInt8(code & 0xff)] + Array(message.utf8) + [0],
                        from: socket.descriptor)
                case .plain, .losing, .hangingAfterFirstBlock, .options, .repeatingTheLastBlock:
                    peer.send(data(block: block), from: socket.descriptor)
                case .doubling:
                    for _ in 0..<2 { peer.send(data(block: block), from: socket.descriptor) }
                case .withStranger:
                    // No server answers faster than a network: libcurl looks for an answer right behind its first request only.
                    if sent == 0 { return }
                    if block > 1, let stranger {
                        peer.send([0, 3, UInt8(block >> 8), UInt8(block & 0xff), 0x21], from: stranger.descriptor)
                    }
                    peer.send(data(block: block), from: socket.descriptor)
                }
            }

            func data(block: Int) -> [UInt8] {
                [0, 3, UInt8(block >> 8 & 0xff), UInt8(block & 0xff)] + bytes.dropFirst((block - 1) * 512).prefix(512)
            }
        }
    }
}
