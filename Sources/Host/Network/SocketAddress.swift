internal import Glibc

/// An address and a port in the C library's form.
struct SocketAddress: Sendable {
    /// The bytes of a `sockaddr_in` or `sockaddr_in6`.
    let bytes: [UInt8]
    let family: Int32

    init(bytes: [UInt8], family: Int32) {
        self.bytes = bytes
        self.family = family
    }

    init(_ address: IPAddress, port: UInt16) {
        switch address.family {
        case .v4:
            var socket = sockaddr_in()
            socket.sin_family = sa_family_t(AF_INET)
            socket.sin_port = port.bigEndian
            withUnsafeMutableBytes(of: &socket.sin_addr) { $0.copyBytes(from: address.bytes) }
            self.init(bytes: withUnsafeBytes(of: socket) { Array($0) }, family: AF_INET)
        case .v6:
            var socket = sockaddr_in6()
            socket.sin6_family = sa_family_t(AF_INET6)
            socket.sin6_port = port.bigEndian
            withUnsafeMutableBytes(of: &socket.sin6_addr) { $0.copyBytes(from: address.bytes) }
            self.init(bytes: withUnsafeBytes(of: socket) { Array($0) }, family: AF_INET6)
        }
    }

    /// The address in it; nil if it is of another family or too short.
    var address: IPAddress? {
        switch family {
        case AF_INET where bytes.count >= 8: IPAddress(bytes: Array(bytes[4..<8]))
        case AF_INET6 where bytes.count >= 24: IPAddress(bytes: Array(bytes[8..<24]))
        default: nil
        }
    }

    /// Copies what a C function points at; nil if that is no address of the Internet.
    init?(copying pointer: UnsafePointer<sockaddr>?) {
        guard let pointer else { return nil }
        let family = Int32(pointer.pointee.sa_family)
        let size: Int
        switch family {
        case AF_INET: size = MemoryLayout<sockaddr_in>.size
        case AF_INET6: size = MemoryLayout<sockaddr_in6>.size
        default: return nil
        }
        self.init(bytes: Array(UnsafeRawBufferPointer(start: pointer, count: size)), family: family)
    }

    /// Calls a C function with a pointer to it.
    func withSockaddr<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        var storage = sockaddr_storage()
        withUnsafeMutableBytes(of: &storage) { $0.copyBytes(from: bytes.prefix($0.count)) }
        return withUnsafePointer(to: &storage) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(bytes.count)) }
        }
    }

    /// The address at this end of a socket; nil if it has none.
    static func ofThisEnd(of socket: Int32) -> SocketAddress? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                getsockname(socket, pointer, &length) == 0 ? SocketAddress(copying: pointer) : nil
            }
        }
    }
}
