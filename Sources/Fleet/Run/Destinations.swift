internal import Glibc

/// Whom a fleet may ask. It refuses anything but loopback and private addresses, and the servers that somebody has named: a load tool must
/// not become a weapon, neither by a slip of the hand nor by a redirect.
public struct Destinations: Sendable {
    /// The hosts that are allowed besides, in small letters.
    private let named: Set<String>

    /// Loopback, private addresses, and those hosts.
    public init(allowing hosts: [String] = []) {
        named = Set(hosts.map { $0.lowercased() })
    }

    /// Whether that host was named.
    public func names(_ host: String) -> Bool { named.contains(host.lowercased()) }

    /// Whether an address, in numbers, is of this machine or of a private network (RFC 1918, RFC 4193, RFC 3927, RFC 4291, RFC 6598), or
    /// was named.
    public func permits(address: String) -> Bool { names(address) || Self.isPrivate(address) }

    /// Whether an address is of this machine or of a private network.
    public static func isPrivate(_ address: String) -> Bool {
        var v4 = in_addr()
        if unsafe inet_pton(AF_INET, address, &v4) == 1 { return isPrivate(UInt32(bigEndian: v4.s_addr)) }
        var v6 = in6_addr()
        guard unsafe inet_pton(AF_INET6, address, &v6) == 1 else { return false }
        let bytes = unsafe withUnsafeBytes(of: &v6) { unsafe Array($0) }
        // ::ffff:10.0.0.1 is 10.0.0.1.
        if bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 255, bytes[11] == 255 {
            return isPrivate(bytes[12...].reduce(0) { $0 << 8 | UInt32($1) })
        }
        let isLoopback = bytes[..<15].allSatisfy { $0 == 0 } && bytes[15] == 1
        return isLoopback || bytes[0] & 0xfe == 0xfc || (bytes[0] == 0xfe && bytes[1] & 0xc0 == 0x80)
    }

    private static func isPrivate(_ address: UInt32) -> Bool {
        switch address >> 24 {
        case 10, 127: true
        case 172: 16...31 ~= address >> 16 & 255
        case 192: address >> 16 & 255 == 168
        case 169: address >> 16 & 255 == 254
        case 100: 64...127 ~= address >> 16 & 255
        default: false
        }
    }
}
