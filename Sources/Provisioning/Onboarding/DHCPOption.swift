/// An option of a DHCP answer: its number, and of which of the two protocols.
public struct DHCPOption: Hashable, Sendable, Comparable {
    /// The protocol.
    public enum Family: String, Hashable, Sendable, CaseIterable {
        /// DHCP (RFC 2131).
        case v4 = "ipv4"
        /// DHCPv6 (RFC 8415).
        case v6 = "ipv6"
    }

    /// The protocol.
    public var family: Family
    /// The number: 1 to 254 in DHCP, 1 to 65535 in DHCPv6.
    public var code: UInt16

    /// An option of those parts.
    public init(_ family: Family, _ code: UInt16) {
        self.family = family
        self.code = code
    }

    /// DHCP before DHCPv6, then by number.
    public static func < (left: Self, right: Self) -> Bool {
        left.family == right.family ? left.code < right.code : left.family == .v4
    }
}

extension DHCPOption: CustomStringConvertible {
    /// `option 66 (TFTP server name)`.
    public var description: String { label + (name.map { " (\($0))" } ?? "") }

    /// `option 66`, `DHCPv6 option 17`.
    public var label: String { (family == .v4 ? "option " : "DHCPv6 option ") + String(code) }

    /// What the option is called, if it has a meaning for a phone. Source: administration guide, "DHCP option support".
    public var name: String? {
        switch (family, code) {
        case (.v4, 6): "DNS servers"
        case (.v4, 15): "domain name"
        case (.v4, 42): "NTP servers"
        case (.v4, 43): "vendor-specific information"
        case (.v4, 60): "vendor class identifier"
        case (.v4, 66): "TFTP server name"
        case (.v4, 119), (.v6, 24): "domain search list"
        case (.v4, 125), (.v6, 17): "vendor-identifying information"
        case (.v4, 150): "TFTP server addresses"
        case (_, 159): "provisioning server address"
        case (_, 160): "provisioning URL"
        case (.v4, 252): "proxy auto-configuration URL"
        case (.v6, 23): "DNS servers"
        case (.v6, 56): "NTP servers"
        default: nil
        }
    }
}
