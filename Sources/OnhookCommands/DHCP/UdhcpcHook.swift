/// What udhcpc of BusyBox tells its script: one argument, and the options in the environment, those that it does not know as `optN` in
/// hexadecimal.
///
/// Source: BusyBox, `udhcpc --help` and its option table; seen with BusyBox 1.35.
struct UdhcpcHook {
    let interface: String
    let environment: [String: String]

    private static let names: [String: (code: UInt16, notation: OptionNotation)] = [
        "dns": (6, .addresses), "domain": (15, .text), "ntpsrv": (42, .addresses), "vendor": (60, .text),
        "tftp": (66, .text), "search": (119, .domains), "wpad": (252, .text),
    ]
    /// The names that udhcpc6 uses.
    private static let names6: [String: (code: UInt16, notation: OptionNotation)] = [
        "dns": (23, .addresses), "search": (24, .domains),
    ]

    func words(_ event: String) -> [DHCPWord] {
        let family: DHCPWord.Family = environment["ipv6"] == nil ? .ipv4 : .ipv6
        switch event {
        case "bound", "renew":
            return [DHCPWord(event: .obtained, interface: interface, family: family, options: options(family))]
        case "deconfig", "leasefail":
            return [DHCPWord(event: .released, interface: interface, family: .ipv4)]
        default:
            return []
        }
    }

    private func options(_ family: DHCPWord.Family) -> [UInt16: [UInt8]] {
        var options: [UInt16: [UInt8]] = [:]
        for (name, value) in environment {
            if let known = (family == .ipv4 ? Self.names : Self.names6)[name] {
                options[known.code] = known.notation.bytes(value)
            } else if name.hasPrefix("opt"), let code = UInt16(name.dropFirst(3)), code > 0 {
                options[code] = OptionNotation.hexadecimal(value)
            }
        }
        return options
    }
}
