internal import FlatProfile
internal import Provisioning

/// What DHCP has told this machine, and what of it names a provisioning server.
public struct DHCPRecord: Codable, Hashable, Sendable {
    /// The leases: DHCP before DHCPv6, of each the newest first.
    public var leases: [LeaseRecord]
    /// The provisioning server, or null if none is named.
    @Nullable public var server: DHCPServerRecord?
    /// What became of each option that could name one.
    public var options: [DHCPOptionRecord]
}

/// One lease.
public struct LeaseRecord: Codable, Hashable, Sendable {
    /// The interface of this machine.
    public var interface: String
    /// `ipv4` or `ipv6`.
    public var family: String
    /// The program that asked for it: `udhcpc`.
    public var client: String
    /// When this machine was told of it.
    public var time: String
    /// The domains that it names, the own one first.
    public var domains: [String]
}

/// A provisioning server that an option names.
public struct DHCPServerRecord: Codable, Hashable, Sendable {
    /// The number of the option.
    public var option: Int
    /// `ipv4` or `ipv6`: of which protocol.
    public var family: String
    /// The sub-option that names it, or null.
    @Nullable public var sub_option: Int?
    /// The interface on which it came.
    public var interface: String
    /// The option in words: `option 66 (TFTP server name) of eth0`.
    public var label: String
    /// The servers or addresses, which are tried in turn: `tftp://10.0.0.1`, `https://prov.example.com/$PSN.xml`.
    public var places: [String]
}

/// What became of one option.
public struct DHCPOptionRecord: Codable, Hashable, Sendable {
    /// Its number.
    public var option: Int
    /// `ipv4` or `ipv6`: of which protocol.
    public var family: String
    /// Its name, or null.
    @Nullable public var name: String?
    /// The interface on which it came.
    public var interface: String
    /// What it says: its text, or `hex:` and its bytes; passwords masked.
    public var text: String
    /// Whether it names the server that is used.
    public var used: Bool
    /// What became of it, in words: `used`, `passed over: it is empty`.
    public var result: String
}

extension DHCPRecord {
    init(_ leases: DHCPLeases, _ reading: DHCPReading) {
        self.leases = leases.all.map(LeaseRecord.init)
        server = reading.offer.map(DHCPServerRecord.init)
        options = reading.options.map(DHCPOptionRecord.init)
    }
}

extension LeaseRecord {
    init(_ lease: DHCPLease) {
        self.init(
            interface: lease.interface, family: lease.family.rawValue, client: lease.client,
            time: lease.obtainedAt.iso8601, domains: lease.domains)
    }
}

extension DHCPServerRecord {
    init(_ offer: ProvisioningOffer) {
        self.init(
            option: Int(offer.option.code), family: offer.option.family.rawValue,
            sub_option: offer.subOption.map(Int.init), interface: offer.interface, label: offer.label,
            places: offer.places.map(\.description))
    }
}

extension DHCPOptionRecord {
    init(_ reading: DHCPOptionReading) {
        self.init(
            option: Int(reading.option.code), family: reading.option.family.rawValue, name: reading.option.name,
            interface: reading.interface, text: reading.text, used: reading.fate == .used,
            result: "\(reading.fate)")
    }
}

/// What a DHCP client of this machine tells: a lease was obtained, or is over.
public struct LeaseWish: Codable, Hashable, Sendable {
    /// `obtained` or `released`.
    public var event: String
    /// The interface of this machine.
    public var interface: String
    /// `ipv4` or `ipv6`; where a lease is over, nil means both.
    public var family: String?
    /// The program that tells.
    public var client: String?
    /// The options: numbers, and bytes in hexadecimal.
    public var options: [String: String]?

    /// A word of those parts.
    public init(
        event: String, interface: String, family: String? = nil, client: String? = nil,
        options: [String: String]? = nil
    ) {
        self.event = event
        self.interface = interface
        self.family = family
        self.client = client
        self.options = options
    }
}

/// Why word of a lease was not taken; nothing was changed.
public enum LeaseRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// It makes no sense, and why.
    case senseless(String)
    /// It counts, but could not be kept for the next start, and why.
    case notKept(String)

    /// The sentence.
    public var description: String {
        switch self {
        case .senseless(let sentence): sentence
        case .notKept(let sentence): "the lease counts until the phone is stopped, but could not be stored: \(sentence)"
        }
    }
}
