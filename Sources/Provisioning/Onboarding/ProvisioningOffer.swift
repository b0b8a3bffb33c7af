public import FlatProfile

/// The options in which a provisioning server is looked for, first to last.
///
/// Source: administration guide, "DHCP_Option_To_Use", "DHCPv6_Option_To_Use".
public struct DHCPOptionOrder: Hashable, Sendable {
    /// The numbers of DHCP options: `DHCP_Option_To_Use`.
    public var v4: [UInt16]
    /// The numbers of DHCPv6 options: `DHCPv6_Option_To_Use`.
    public var v6: [UInt16]

    /// The orders that a configuration asks for; what is no number counts as not written.
    public init(_ snapshot: Snapshot) {
        v4 = Self.numbers(snapshot["DHCP_Option_To_Use"])
        v6 = Self.numbers(snapshot["DHCPv6_Option_To_Use"])
    }

    /// Those orders.
    public init(v4: [UInt16], v6: [UInt16]) {
        self.v4 = v4
        self.v6 = v6
    }

    func codes(of family: DHCPOption.Family) -> [UInt16] { family == .v4 ? v4 : v6 }

    private static func numbers(_ text: String) -> [UInt16] {
        text.split { $0 == "," || $0 == " " }.compactMap { UInt16($0) }
    }
}

/// What became of one option that a server sent.
public struct DHCPOptionReading: Hashable, Sendable {
    /// What became of it.
    public enum Fate: Hashable, Sendable {
        /// It names the server that is used.
        case used
        /// Another one came first.
        case notNeeded(DHCPOption)
        /// It names no server, for that reason.
        case passedOver(PassedOver)
        /// The order does not name it.
        case notInOrder
    }

    /// The option.
    public var option: DHCPOption
    /// The interface on which it came.
    public var interface: String
    /// What it says, for a person: the text, or `hex:` and its bytes; passwords masked.
    public var text: String
    /// The sub-option that names the server, if it is packed in another.
    public var subOption: UInt16?
    /// What became of it.
    public var fate: Fate
}

extension DHCPOptionReading.Fate: CustomStringConvertible {
    /// `used`, `passed over: it is empty`.
    public var description: String {
        switch self {
        case .used: "used"
        case .notNeeded(let option): "not needed: \(option.label) came first"
        case .passedOver(let reason): "passed over: \(reason)"
        case .notInOrder: "not asked: DHCP_Option_To_Use and DHCPv6_Option_To_Use do not name it"
        }
    }
}

/// The provisioning server that DHCP named, and how it was found among all that DHCP said.
///
/// A server stands in for the one that a profile rule leaves out; a place with a path takes the place of Profile_Rule while that leaves
/// the server out.
public struct ProvisioningOffer: Hashable, Sendable {
    /// The option that names it.
    public let option: DHCPOption
    /// The sub-option of it, if it is packed.
    public let subOption: UInt16?
    /// The interface on which it came.
    public let interface: String
    /// Where the profile lies: one place or several, which are tried in turn; all of them have a path, or none has.
    public let places: [OfferedPlace]
    /// What became of every option.
    public let explanation: [DHCPOptionReading]

    /// The first place.
    public var first: OfferedPlace { places[0] }
    /// `option 66 (TFTP server name) of eth0`.
    public var label: String {
        "\(option)\(subOption.map { ", sub-option \($0)" } ?? "")\(interface.isEmpty ? "" : " of \(interface)")"
    }
}

/// All that the leases say about provisioning, read by an order.
public struct DHCPReading: Hashable, Sendable {
    /// The server that was found, if one was.
    public private(set) var offer: ProvisioningOffer?
    /// What became of every option that could name a server: in the order in which they were looked at, then the others.
    public private(set) var options: [DHCPOptionReading] = []

    /// Looks for a server: in DHCP before DHCPv6, in the newest lease of each first, in each in the order of the configuration.
    public init(_ leases: DHCPLeases, order: DHCPOptionOrder) {
        var found: (option: DHCPOption, subOption: UInt16?, lease: DHCPLease, places: [OfferedPlace])?
        for lease in leases.all {
            let codes = order.codes(of: lease.family).filter { lease.options[$0] != nil }
            for (index, code) in codes.enumerated() where !codes[..<index].contains(code) {
                let option = DHCPOption(lease.family, code)
                var reading = Self.reading(option, lease)
                do throws(PassedOver) {
                    let said = try OptionReader(lease: lease).read(code)
                    reading.subOption = said.subOption
                    if let found {
                        reading.fate = .notNeeded(found.option)
                    } else {
                        reading.fate = .used
                        found = (option, said.subOption, lease, said.places)
                    }
                } catch {
                    reading.fate = .passedOver(error)
                }
                options.append(reading)
            }
        }
        for lease in leases.all {
            let asked = order.codes(of: lease.family)
            for code in lease.options.keys.sorted() where !asked.contains(code) {
                guard Self.couldName(lease.family, code) else { continue }
                options.append(Self.reading(DHCPOption(lease.family, code), lease))
            }
        }
        offer = found.map { found in
            ProvisioningOffer(
                option: found.option, subOption: found.subOption, interface: found.lease.interface,
                places: found.places, explanation: options)
        }
    }

    private static func reading(_ option: DHCPOption, _ lease: DHCPLease) -> DHCPOptionReading {
        DHCPOptionReading(
            option: option, interface: lease.interface, text: OptionText.shown(lease.options[option.code] ?? []),
            fate: .notInOrder)
    }

    /// Whether somebody may have meant the option for provisioning: one of the default order.
    private static func couldName(_ family: DHCPOption.Family, _ code: UInt16) -> Bool {
        family == .v4 ? [66, 160, 159, 150, 60, 43, 125].contains(code) : [17, 160, 159].contains(code)
    }
}
