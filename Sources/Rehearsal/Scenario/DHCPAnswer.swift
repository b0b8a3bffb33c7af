internal import FlatProfile
internal import Provisioning

/// What DHCP says to a phone about its provisioning: options by their numbers, as texts.
public struct DHCPAnswer: Codable, Hashable, Sendable {
    /// The options.
    public var options: [UInt16: String]

    /// An answer with those options; without one DHCP says nothing.
    public init(_ options: [UInt16: String] = [:]) {
        self.options = options
    }

    /// Reads `66=10.0.0.1` or several of them, `66=10.0.0.1,160=http://10.0.0.1/$PSN.xml`: a comma parts them if a number and `=` follow.
    public init(_ text: String) throws(DHCPAnswerFault) {
        options = [:]
        var parts: [String] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let isNew = part.prefix { $0 != "=" }.allSatisfy { "0"..."9" ~= $0 } && part.contains("=")
            if isNew || parts.isEmpty { parts.append(String(part)) } else { parts[parts.count - 1] += ",\(part)" }
        }
        for part in parts {
            guard let sign = part.firstIndex(of: "="), let code = UInt16(part[..<sign]), 1...254 ~= code else {
                throw DHCPAnswerFault(text: part)
            }
            options[code] = String(part[part.index(after: sign)...])
        }
    }

    /// As the phone's lease.
    func leases(at time: Timestamp) -> DHCPLeases {
        var leases = DHCPLeases()
        guard !options.isEmpty else { return leases }
        leases.obtained(
            DHCPLease(
                interface: "eth0", family: .v4, client: "onhook bench", obtainedAt: time,
                options: options.mapValues { Array($0.utf8) }))
        return leases
    }
}

/// A text that is no DHCP answer.
public struct DHCPAnswerFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was found.
    public var text: String

    /// One sentence.
    public var description: String {
        "\(quoted(text)) is no DHCP option; the number of one (1 to 254) and its value were expected, such as 66=10.0.0.1"
    }
}
