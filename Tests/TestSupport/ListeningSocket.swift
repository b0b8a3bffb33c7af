import Glibc

/// A bound socket on loopback whose port the system chose. A server that inherits it can be reached before it has started, and nobody
/// can take the port meanwhile.
package final class ListeningSocket: Sendable {
    /// What speaks over it.
    package enum Kind { case tcp, udp }

    /// The descriptor; closed with this object.
    package let descriptor: Int32
    /// The port.
    package let port: UInt16

    /// Binds a socket; a TCP one listens, unless it only keeps its port from everybody else: then nobody can connect.
    package init(_ kind: Kind, address: String = "127.0.0.1", port wanted: UInt16 = 0, listens: Bool = true) throws {
        let type = kind == .tcp ? SOCK_STREAM : SOCK_DGRAM
        let isSix = address.contains(":")
        let descriptor = socket(isSix ? AF_INET6 : AF_INET, Int32(type.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw TestSupportError("no socket: errno \(errno)") }
        let bound = isSix ? Self.bindSix(descriptor, address, wanted) : Self.bindFour(descriptor, address, wanted)
        self.descriptor = descriptor
        port = bound ?? 0
        guard bound != nil, kind == .udp || !listens || listen(descriptor, 1024) == 0 else {
            // `deinit` closes it: all fields are set.
            throw TestSupportError("no port on \(address): errno \(errno)")
        }
    }

    deinit { close(descriptor) }

    private static func bindFour(_ descriptor: Int32, _ address: String, _ port: UInt16) -> UInt16? {
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        inet_pton(AF_INET, address, &name.sin_addr)
        return bind(descriptor, to: &name) ? UInt16(bigEndian: name.sin_port) : nil
    }

    private static func bindSix(_ descriptor: Int32, _ address: String, _ port: UInt16) -> UInt16? {
        var name = sockaddr_in6()
        name.sin6_family = sa_family_t(AF_INET6)
        name.sin6_port = port.bigEndian
        inet_pton(AF_INET6, address, &name.sin6_addr)
        return bind(descriptor, to: &name) ? UInt16(bigEndian: name.sin6_port) : nil
    }

    /// Leaves in `name` what the system chose.
    private static func bind<Name>(_ descriptor: Int32, to name: inout Name) -> Bool {
        var size = socklen_t(MemoryLayout<Name>.size)
        return withUnsafeMutablePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
    }

    /// Whether somebody accepts connections on a port of 127.0.0.1.
    package static func isThereOne(on port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        inet_pton(AF_INET, "127.0.0.1", &name.sin_addr)
        return withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    /// A port on which nobody listened a moment ago, for servers that cannot inherit a socket: be ready to try again.
    package static func freePort() throws -> UInt16 {
        // The UDP port must be free too: name servers need both.
        for _ in 0..<20 {
            let tcp = try ListeningSocket(.tcp)
            if (try? ListeningSocket(.udp, port: tcp.port)) != nil { return tcp.port }
        }
        throw TestSupportError("no port is free for both TCP and UDP")
    }
}
