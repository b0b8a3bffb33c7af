internal import Glibc
internal import Notation
internal import PhoneService

/// What systemd-networkd lets others know of a lease: the file `/run/systemd/netif/leases/N` (N is the number of the interface), and what
/// `networkctl status --json` prints, which networkd-dispatcher passes on as `json`.
///
/// Source: systemd, `dhcp_lease_save` and `networkd-json.c`. Of the options without a name of its own networkd keeps 43 and 224 to 254 only.
struct NetworkdHook {
    let interface: String
    /// The text of the lease file; nil if there is none.
    let lease: String?
    /// What `networkctl status --json` says of the interface.
    let description: String?

    private static let names: [String: (code: UInt16, notation: OptionNotation)] = [
        "DNS": (6, .addresses), "DOMAINNAME": (15, .text), "NTP": (42, .addresses),
        "VENDOR_SPECIFIC": (43, .hexadecimal), "DOMAIN_SEARCH_LIST": (119, .domains),
    ]

    /// The text of a lease file; nil if there is none, which means that there is no lease.
    static func read(_ path: String) throws(CommandFailure) -> String? {
        guard access(path, F_OK) == 0 || errno != ENOENT else { return nil }
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .failed("\(path) cannot be opened: \(String(cString: strerror(errno)))") }
        close(file)
        return String(decoding: try InputFile.bytes(of: path, .standard, limit: limit), as: UTF8.self)
    }

    /// Far more than any lease has.
    private static let limit = 256 << 10

    var words: [DHCPWord] {
        let description = description.flatMap { try? RecordCoding.decode(Description.self, from: Array($0.utf8)) }
        var version4 = lease.map(options) ?? [:]
        for option in description?.DHCPv4Client?.PrivateOptions ?? [] {
            version4[option.Option] = [UInt8](hexadecimal: option.PrivateOptionData.lowercased())
        }
        var words = [
            lease == nil && version4.isEmpty
                ? DHCPWord(event: .released, interface: interface, family: .ipv4)
                : DHCPWord(event: .obtained, interface: interface, family: .ipv4, options: version4)
        ]
        if let client = description?.DHCPv6Client {
            words.append(
                DHCPWord(event: .obtained, interface: interface, family: .ipv6, options: client.options))
        }
        return words
    }

    /// Lines NAME=VALUE; a `#` begins a comment.
    private func options(of text: String) -> [UInt16: [UInt8]] {
        var options: [UInt16: [UInt8]] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            guard let equals = line.firstIndex(of: "=") else { continue }
            let name = String(line[..<equals])
            let value = String(line[line.index(after: equals)...])
            if let known = Self.names[name] {
                options[known.code] = known.notation.bytes(value)
            } else if name.hasPrefix("OPTION_"), let code = UInt16(name.dropFirst(7)), code > 0 {
                options[code] = OptionNotation.hexadecimal(value)
            }
        }
        return options
    }

    // The names are networkd's.
    private struct Description: Decodable {
        var DHCPv4Client: Version4?
        var DHCPv6Client: Version6?
    }

    private struct Version4: Decodable {
        struct Option: Decodable {
            var Option: UInt16
            var PrivateOptionData: String
        }
        var PrivateOptions: [Option]?
    }

    private struct Version6: Decodable {
        struct Option: Decodable {
            var EnterpriseId: UInt32
            var SubOptionCode: UInt16
            var SubOptionData: String
        }
        var VendorSpecificOptions: [Option]?

        /// Option 17 as it came, of the enterprise that most options are of: networkd has taken it apart.
        var options: [UInt16: [UInt8]] {
            let all = VendorSpecificOptions ?? []
            guard let enterprise = all.first(where: { $0.EnterpriseId == 9 })?.EnterpriseId ?? all.first?.EnterpriseId
            else { return [:] }
            var bytes = enterprise.bytes
            for option in all where option.EnterpriseId == enterprise {
                guard let data = [UInt8](hexadecimal: option.SubOptionData.lowercased()) else { continue }
                bytes += option.SubOptionCode.bytes + UInt16(clamping: data.count).bytes + data
            }
            return [17: bytes]
        }
    }
}

extension FixedWidthInteger {
    /// The bytes in network order.
    fileprivate var bytes: [UInt8] {
        stride(from: bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: self >> Self($0)) }
    }
}
