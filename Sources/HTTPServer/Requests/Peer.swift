/// Who is at the other end of a connection.
public enum Peer: Hashable, Sendable {
    /// An IPv4 or IPv6 address in its numeric form (IPv4 mapped into IPv6 as IPv4), and the port.
    case address(String, port: UInt16)
    /// A process on this machine, by the credentials that the kernel took when it connected (`SO_PEERCRED`, unix(7)).
    case process(user: UInt32, group: UInt32, id: Int32)
    /// The kernel did not say.
    case unknown

    /// Whether it is this machine: a loopback address or a Unix socket.
    public var isLoopback: Bool {
        switch self {
        case .address(let text, _): text.hasPrefix("127.") || text == "::1"
        case .process: true
        case .unknown: false
        }
    }
}
