internal import FlatProfile

/// Domain names as DNS writes them, in DHCP's lists of search domains.
///
/// Source: RFC 1035, 4.1.4; RFC 3397 (option 119, with compression); RFC 8415, 10 (DHCPv6, without).
enum DomainList {
    /// How many names are read of one list.
    static let limit = 32

    /// The names up to the first fault. A pointer leads back only, and each to before the last, so that no name is endless.
    static func names(in bytes: [UInt8], mayPoint: Bool) -> [String] {
        var names: [String] = []
        var position = 0
        while position < bytes.count, names.count < limit {
            guard let (name, next) = name(in: bytes, at: position, mayPoint: mayPoint) else { return names }
            if !name.isEmpty { names.append(name) }
            position = next
        }
        return names
    }

    /// One name, and where the next begins; nil if it is cut off, too long, or leads in circles.
    private static func name(in bytes: [UInt8], at start: Int, mayPoint: Bool) -> (name: String, next: Int)? {
        var labels: [String] = []
        var length = 0
        var position = start
        var earliest = start
        var next: Int?
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case 0:
                return (labels.joined(separator: "."), next ?? position + 1)
            case 1...63:
                let end = position + 1 + Int(byte)
                guard end <= bytes.count else { return nil }
                length += 1 + Int(byte)
                guard length < 255 else { return nil }
                labels.append(String(decoding: bytes[position + 1..<end], as: UTF8.self))
                position = end
            case 0xc0...:
                guard mayPoint, position + 1 < bytes.count else { return nil }
                let target = Int(byte & 0x3f) << 8 | Int(bytes[position + 1])
                guard target < earliest else { return nil }
                next = next ?? position + 2
                earliest = target
                position = target
            default:
                return nil
            }
        }
        return nil
    }

    /// Whether a text is a domain in which services may be looked for.
    static func isDomain(_ text: String) -> Bool { HostGrammar.isName(text) && !HostGrammar.isIPv4(text) }
}
