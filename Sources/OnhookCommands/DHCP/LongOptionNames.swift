internal import Notation

/// The names of options that ISC's dhclient made and NetworkManager took over.
///
/// Source: dhcp-options(5); NetworkManager's list of DHCP options. What has no name is `unknown_N` or `private_N`; `provisioning_N` is what the
/// shipped configuration for dhclient calls 150, 159 and 160.
enum LongOptionNames {
    private static let names: [String: (code: UInt16, notation: OptionNotation)] = [
        "domain_name_servers": (6, .addresses), "domain_name": (15, .escapedText), "ntp_servers": (42, .addresses),
        "vendor_encapsulated_options": (43, .hexadecimal), "vendor_class_identifier": (60, .escapedText),
        "tftp_server_name": (66, .escapedText), "domain_search": (119, .domains), "vivso": (125, .hexadecimal),
        "wpad": (252, .escapedText), "wpad_url": (252, .escapedText),
    ]
    private static let names6: [String: (code: UInt16, notation: OptionNotation)] = [
        "vendor_opts": (17, .hexadecimal), "name_servers": (23, .addresses), "domain_search": (24, .domains),
    ]

    /// The options among variables whose prefix was taken off.
    static func options(_ variables: [String: String], _ family: DHCPWord.Family) -> [UInt16: [UInt8]] {
        var options: [UInt16: [UInt8]] = [:]
        for (name, value) in variables {
            if let known = (family == .ipv4 ? names : names6)[name] {
                options[known.code] = known.notation.bytes(value)
            } else if let code = number(in: name) {
                // Of the addresses of 150 the client may have made text.
                let addresses = code == 150 ? OptionNotation.addresses(value) : nil
                options[code] = addresses ?? OptionNotation.guess.bytes(value)
            }
        }
        return options
    }

    /// The number of `unknown_160`.
    private static func number(in name: String) -> UInt16? {
        guard let underscore = name.lastIndex(of: "_"),
            ["unknown", "private", "provisioning", "option"].contains(name[..<underscore]),
            let code = UInt16(name[name.index(after: underscore)...]), code > 0
        else { return nil }
        return code
    }
}

/// What ISC's dhclient tells its scripts: `reason`, and the options of the new lease as `new_NAME`.
///
/// Source: dhclient-script(8).
struct DhclientHook {
    let interface: String
    let environment: [String: String]

    func words(_ reason: String) -> [DHCPWord] {
        switch reason {
        case "BOUND", "RENEW", "REBIND", "REBOOT", "TIMEOUT":
            return [
                DHCPWord(event: .obtained, interface: interface, family: .ipv4, options: options("new_", .ipv4))
            ]
        case "EXPIRE", "RELEASE", "STOP", "FAIL", "NBI":
            return [DHCPWord(event: .released, interface: interface, family: .ipv4)]
        case "BOUND6", "RENEW6", "REBIND6", "INFORM6":
            return [
                DHCPWord(event: .obtained, interface: interface, family: .ipv6, options: options("new_dhcp6_", .ipv6))
            ]
        case "EXPIRE6", "RELEASE6", "STOP6":
            return [DHCPWord(event: .released, interface: interface, family: .ipv6)]
        default:
            return []
        }
    }

    private func options(_ prefix: String, _ family: DHCPWord.Family) -> [UInt16: [UInt8]] {
        LongOptionNames.options(environment.withoutPrefix(prefix), family)
    }
}

/// What NetworkManager tells its dispatcher scripts: an action, and the options as `DHCP4_NAME` and `DHCP6_NAME`.
///
/// Source: NetworkManager-dispatcher(8).
struct NetworkManagerHook {
    let interface: String
    let environment: [String: String]

    func words(_ action: String) -> [DHCPWord] {
        switch action {
        case "up", "reapply": [state("DHCP4_", .ipv4), state("DHCP6_", .ipv6)]
        case "dhcp4-change": [state("DHCP4_", .ipv4)]
        case "dhcp6-change": [state("DHCP6_", .ipv6)]
        case "down": [DHCPWord(event: .released, interface: interface)]
        default: []
        }
    }

    /// An interface with a fixed address has no such variables, and no lease.
    private func state(_ prefix: String, _ family: DHCPWord.Family) -> DHCPWord {
        var variables = environment.withoutPrefix(prefix)
        guard !variables.isEmpty else { return DHCPWord(event: .released, interface: interface, family: family) }
        variables = Dictionary(
            variables.map { name, value in
                let name = name.lowercased()
                return (name.hasPrefix("dhcp6_") ? String(name.dropFirst(6)) : name, value)
            }, uniquingKeysWith: { first, _ in first })
        return DHCPWord(
            event: .obtained, interface: interface, family: family,
            options: LongOptionNames.options(variables, family))
    }
}

extension [String: String] {
    /// The variables whose names begin so, without that beginning.
    fileprivate func withoutPrefix(_ prefix: String) -> [String: String] {
        Dictionary(
            filter { $0.key.hasPrefix(prefix) }.map { (String($0.key.dropFirst(prefix.count)), $0.value) },
            uniquingKeysWith: { first, _ in first })
    }
}
