/// One route of the kernel's table.
public struct Route: Hashable, Sendable {
    /// Where it leads.
    public var destination: IPAddress
    /// How many leading bits of `destination` count: 0 for the default route.
    public var prefixLength: Int
    /// The next router; nil when the destination is on the link.
    public var gateway: IPAddress?
    /// The interface that it leaves by.
    public var interface: String
    /// The kernel's preference: the lowest wins.
    public var metric: UInt32
    /// Whether it is in use and delivers packets, rather than refuses them.
    public var isUsable: Bool

    /// Whether everything without a route of its own goes this way.
    public var isDefault: Bool { prefixLength == 0 && isUsable && interface != "lo" }

    /// The routes of the text of `/proc/net/route` (proc(5)); lines that are none are left out.
    public static func ipv4Table(_ text: String) -> [Route] { text.nonemptyLines.compactMap(ipv4) }

    /// The routes of the text of `/proc/net/ipv6_route`; lines that are none are left out.
    public static func ipv6Table(_ text: String) -> [Route] { text.nonemptyLines.compactMap(ipv6) }

    /// The default route with the lowest metric, the first of equals.
    public static func preferredDefault(of routes: [Route]) -> Route? {
        routes.filter(\.isDefault).min { $0.metric < $1.metric }
    }

    /// `eth0 00000000 010200C0 0003 0 0 100 00000000 0 0 0`: addresses are numbers in the machine's byte order.
    private static func ipv4(_ line: Substring) -> Route? {
        let words = line.words
        guard words.count >= 8, let destination = ipv4Address(words[1]), let gateway = ipv4Address(words[2]),
            let flags = hexadecimal(words[3], UInt32.self), let metric = UInt32(words[6]),
            let prefixLength = ipv4Address(words[7])?.prefixLength
        else { return nil }
        return Route(
            destination: destination, prefixLength: prefixLength,
            gateway: flags & Flag.gateway == 0 ? nil : gateway, interface: String(words[0]), metric: metric,
            isUsable: Flag.isUsable(flags))
    }

    /// `destination length source length gateway metric references uses flags interface`, all hexadecimal, in network order.
    private static func ipv6(_ line: Substring) -> Route? {
        let words = line.words
        guard words.count >= 10, let destination = ipv6Address(words[0]),
            let prefixLength = hexadecimal(words[1], UInt8.self), prefixLength <= 128,
            let gateway = ipv6Address(words[4]), let metric = hexadecimal(words[5], UInt32.self),
            let flags = hexadecimal(words[8], UInt32.self)
        else { return nil }
        return Route(
            destination: destination, prefixLength: Int(prefixLength),
            gateway: flags & Flag.gateway == 0 || gateway.isUnspecified ? nil : gateway, interface: String(words[9]),
            metric: metric, isUsable: Flag.isUsable(flags))
    }

    /// The `RTF_` flags of `linux/route.h`.
    private enum Flag {
        static let up: UInt32 = 0x0001
        static let gateway: UInt32 = 0x0002
        static let reject: UInt32 = 0x0200

        static func isUsable(_ flags: UInt32) -> Bool { flags & up != 0 && flags & reject == 0 }
    }

    private static func ipv4Address(_ text: Substring) -> IPAddress? {
        guard text.utf8.count == 8, let number = hexadecimal(text, UInt32.self) else { return nil }
        return withUnsafeBytes(of: number) { IPAddress(bytes: Array($0)) }
    }

    private static func ipv6Address(_ text: Substring) -> IPAddress? {
        let digits = Array(text.utf8)
        guard digits.count == 32 else { return nil }
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: 32, by: 2) {
            let pair = String(decoding: digits[start..<start + 2], as: UTF8.self)
            guard let byte = hexadecimal(pair[...], UInt8.self) else { return nil }
            bytes.append(byte)
        }
        return IPAddress(bytes: bytes)
    }

    private static func hexadecimal<Number: FixedWidthInteger & UnsignedInteger>(
        _ text: Substring, _ type: Number.Type
    ) -> Number? {
        text.utf8.first == UInt8(ascii: "+") ? nil : Number(text, radix: 16)
    }
}
