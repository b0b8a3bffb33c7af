public import FlatProfile

/// What a DHCP server has given to one interface: the options as they came, byte by byte. Nothing in it has been believed yet.
public struct DHCPLease: Hashable, Sendable {
    /// The interface of this machine.
    public var interface: String
    /// The protocol.
    public var family: DHCPOption.Family
    /// The program of this machine that asked for it, for the story: `udhcpc`.
    public var client: String
    /// When this machine was told of it; a renewal that says the same leaves it.
    public var obtainedAt: Timestamp
    /// The options by their numbers.
    public var options: [UInt16: [UInt8]]

    /// A lease of those parts.
    public init(
        interface: String, family: DHCPOption.Family, client: String = "", obtainedAt: Timestamp,
        options: [UInt16: [UInt8]] = [:]
    ) {
        self.interface = interface
        self.family = family
        self.client = client
        self.obtainedAt = obtainedAt
        self.options = options
    }

    /// The domains that the server names, the own one first: options 15 and 119, in DHCPv6 24. What is no domain is left out.
    public var domains: [String] {
        var found: [String] = []
        if family == .v4, let own = OptionText.lenient(options[15] ?? []), DomainList.isDomain(own) {
            found.append(own)
        }
        let list = family == .v4 ? options[119] : options[24]
        let names = list.map { DomainList.names(in: $0, mayPoint: family == .v4) } ?? []
        for name in names where DomainList.isDomain(name) && !found.contains(name) { found.append(name) }
        return found
    }

    /// Where the server says that a proxy auto-configuration file lies: option 252, if it is an address for http or https.
    public var proxyConfigurationURL: String? {
        guard let text = OptionText.lenient(options[252] ?? []),
            ["http://", "https://"].contains(where: { text.lowercased().hasPrefix($0) })
        else { return nil }
        return text
    }

    /// The NTP servers of option 42, as addresses.
    public var timeServers: [String] { family == .v4 ? BinaryAddress.texts(options[42] ?? [], of: .v4) ?? [] : [] }

    /// The DNS servers: option 6, in DHCPv6 23.
    public var nameServers: [String] {
        BinaryAddress.texts(options[family == .v4 ? 6 : 23] ?? [], of: family) ?? []
    }

    /// Whether it says the same as another lease of the same interface: a renewal is no news.
    func saysTheSame(as other: DHCPLease) -> Bool {
        interface == other.interface && family == other.family && options == other.options
    }
}

/// The leases that this machine holds: at most one of each interface and protocol.
public struct DHCPLeases: Hashable, Sendable {
    /// How many are kept; the oldest goes first.
    public static let limit = 16

    /// The leases: DHCP before DHCPv6, of each the newest first.
    public private(set) var all: [DHCPLease] = []

    /// None.
    public init() {}

    /// A server has given or renewed a lease. Whether that says anything new.
    @discardableResult
    public mutating func obtained(_ lease: DHCPLease) -> Bool {
        let known = all.firstIndex { $0.interface == lease.interface && $0.family == lease.family }
        // A renewal does not make a lease newer: of two interfaces the phone would else follow the one that renewed last.
        if let known, all[known].saysTheSame(as: lease) { return false }
        if let known { all.remove(at: known) }
        all.append(lease)
        all.sort { left, right in
            left.family == right.family
                ? (left.obtainedAt, right.interface) > (right.obtainedAt, left.interface) : left.family == .v4
        }
        if all.count > Self.limit, let oldest = all.indices.min(by: { all[$0].obtainedAt < all[$1].obtainedAt }) {
            all.remove(at: oldest)
        }
        return true
    }

    /// A lease was given back or has run out; without a protocol, those of both. Whether there was one.
    @discardableResult
    public mutating func released(_ interface: String, _ family: DHCPOption.Family? = nil) -> Bool {
        let count = all.count
        all.removeAll { $0.interface == interface && (family == nil || $0.family == family) }
        return all.count < count
    }
}
