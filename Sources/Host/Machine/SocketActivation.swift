private import Glibc

/// The sockets that the service manager opened for this process.
///
/// Source: sd_listen_fds(3): `LISTEN_PID`, `LISTEN_FDS`, `LISTEN_FDNAMES`; the first one is number 3.
public struct SocketActivation: Hashable, Sendable {
    /// One socket.
    public struct Socket: Hashable, Sendable {
        /// Its number.
        public var descriptor: Int32
        /// The name that its unit gives it (`FileDescriptorName`); `unknown` if there is none.
        public var name: String
        /// Whether it is one of the file system or an abstract one, rather than one of the Internet.
        public var isUnix: Bool
        /// The address that an Internet socket listens on: `0.0.0.0`.
        public var address: String?
    }

    /// The sockets, in the order of the unit.
    public var sockets: [Socket]

    /// The sockets that the environment tells of; none if it speaks to another process. What is no listening socket is left out.
    public init(environment: [String: String]) {
        sockets = Self.descriptors(environment, process: getpid()).compactMap { number, name in
            guard let family = Self.family(of: number) else { return nil }
            let isUnix = family == AF_UNIX
            return Socket(
                descriptor: number, name: name, isUnix: isUnix,
                address: isUnix ? nil : SocketAddress.ofThisEnd(of: number)?.address?.description)
        }
    }

    /// The variables: programs that this process starts have nothing to do with them.
    public static let variables = ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"]

    /// The numbers and names that the variables tell of.
    static func descriptors(_ environment: [String: String], process: Int32) -> [(number: Int32, name: String)] {
        guard environment["LISTEN_PID"].flatMap({ Int32($0) }) == process,
            let count = environment["LISTEN_FDS"].flatMap({ Int32($0) }), 1...64 ~= count
        else { return [] }
        let names = (environment["LISTEN_FDNAMES"] ?? "").split(separator: ":", omittingEmptySubsequences: false)
        return (0..<count).map { index in
            let name = Int(index) < names.count ? String(names[Int(index)]) : ""
            return (3 + index, name.isEmpty ? "unknown" : name)
        }
    }

    /// The family of a socket that listens for connections; nil for anything else.
    private static func family(of descriptor: Int32) -> Int32? {
        var isListening: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &size) == 0, isListening != 0 else {
            return nil
        }
        var family: Int32 = 0
        size = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &family, &size) == 0 else { return nil }
        return family
    }
}
