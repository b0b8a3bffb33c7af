private import Glibc

/// An address of the Internet Protocol, without port or zone.
public struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    /// The versions of the protocol.
    public enum Family: Hashable, Sendable {
        /// 32 bits.
        case v4
        /// 128 bits.
        case v6
    }

    /// Which version.
    public let family: Family
    /// Its bytes in network order: 4 or 16.
    public let bytes: [UInt8]

    /// The address of 4 or 16 bytes in network order; nil for any other number of them.
    public init?(bytes: [UInt8]) {
        switch bytes.count {
        case 4: family = .v4
        case 16: family = .v6
        default: return nil
        }
        self.bytes = bytes
    }

    /// Reads `192.0.2.1` or `2001:db8::1`, as inet_pton(3) does; nil for anything else, a zone (`%eth0`) included.
    public init?(_ text: some StringProtocol) {
        let text = String(text)
        guard !text.utf8.contains(0) else { return nil }
        var storage = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &storage) == 1 {
            self.init(bytes: Array(storage[..<4]))
        } else if inet_pton(AF_INET6, text, &storage) == 1 {
            self.init(bytes: storage)
        } else {
            return nil
        }
    }

    /// `192.0.2.1`, `2001:db8::1` (the form of RFC 5952).
    public var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        inet_ntop(family == .v4 ? AF_INET : AF_INET6, bytes, &text, socklen_t(text.count))
        return String(terminated: text)
    }

    /// `0.0.0.0` or `::`.
    public var isUnspecified: Bool { bytes.allSatisfy { $0 == 0 } }

    /// Whether it is valid on one link only: `169.254.0.0/16`, `fe80::/10`.
    public var isLinkLocal: Bool {
        switch family {
        case .v4: bytes[0] == 169 && bytes[1] == 254
        case .v6: bytes[0] == 0xfe && bytes[1] & 0xc0 == 0x80
        }
    }

    /// The netmask of that many leading ones: `255.255.255.0` for 24. Lengths beyond the address are cut off.
    public static func netmask(_ family: Family, prefixLength: Int) -> IPAddress {
        let count = family == .v4 ? 4 : 16
        let length = min(max(prefixLength, 0), count * 8)
        let bytes = (0..<count).map { index in UInt8(truncatingIfNeeded: 0xff00 >> min(8, max(0, length - index * 8))) }
        return IPAddress(family: family, bytes: bytes)
    }

    /// How many ones lead when this address is a netmask; nil if a one follows a zero.
    public var prefixLength: Int? {
        let length = bytes.reduce(0) { $0 + $1.nonzeroBitCount }
        return Self.netmask(family, prefixLength: length) == self ? length : nil
    }

    private init(family: Family, bytes: [UInt8]) {
        self.family = family
        self.bytes = bytes
    }
}
