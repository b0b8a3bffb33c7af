import Glibc

/// Who sent a datagram, and may be answered.
struct DatagramPeer {
    var name: sockaddr_in

    static func loopback(port: UInt16) -> DatagramPeer {
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        name.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return DatagramPeer(name: name)
    }

    static func receive(from socket: Int32) -> ([UInt8], DatagramPeer)? {
        var name = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = withUnsafeMutablePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                recvfrom(socket, &buffer, buffer.count, 0, $0, &size)
            }
        }
        return count > 0 ? (Array(buffer[..<count]), DatagramPeer(name: name)) : nil
    }

    func send(_ bytes: [UInt8], from socket: Int32) {
        var name = name
        _ = withUnsafeMutablePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(socket, bytes, bytes.count, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
