import CMicroHTTPD
import Glibc

extension Peer {
    /// Who is at the other end of a connected socket.
    init(descriptor: Int32) {
        guard let address = SocketAddress.peer(of: descriptor) else {
            self = .unknown
            return
        }
        switch address {
        case .internet(let text, let port): self = .address(text, port: port)
        case .unix: self = Self.process(at: descriptor)
        }
    }

    private static func process(at descriptor: Int32) -> Peer {
        var credentials = onhook_httpd_credentials()
        var size = socklen_t(MemoryLayout<onhook_httpd_credentials>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0 else { return .unknown }
        return .process(user: credentials.user, group: credentials.group, id: credentials.process)
    }
}

/// What a socket says about one of its ends.
enum SocketAddress: Equatable {
    case internet(String, port: UInt16)
    case unix

    static func peer(of descriptor: Int32) -> Self? { read(descriptor, getpeername) }
    static func own(of descriptor: Int32) -> Self? { read(descriptor, getsockname) }

    private static func read(
        _ descriptor: Int32, _ call: (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
    ) -> Self? {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard call(descriptor, address, &size) == 0 else { return nil }
                return decode(address, size: size)
            }
        }
    }

    private static func decode(_ address: UnsafeMutablePointer<sockaddr>, size: socklen_t) -> Self? {
        guard Int32(address.pointee.sa_family) != AF_UNIX else { return .unix }
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        var service = [CChar](repeating: 0, count: 16)
        let flags = NI_NUMERICHOST | NI_NUMERICSERV
        guard getnameinfo(address, size, &host, socklen_t(host.count), &service, socklen_t(service.count), flags) == 0,
            let port = UInt16(text(service))
        else { return nil }
        let name = text(host)
        let isMapped = name.hasPrefix("::ffff:") && name.contains(".")
        return .internet(isMapped ? String(name.dropFirst(7)) : name, port: port)
    }

    private static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
