/// Addresses as DHCP writes them: in network order, one behind the other.
enum BinaryAddress {
    /// The addresses as texts; nil if the bytes are no whole number of addresses, or none.
    static func texts(_ bytes: [UInt8], of family: DHCPOption.Family) -> [String]? {
        let size = family == .v4 ? 4 : 16
        guard !bytes.isEmpty, bytes.count.isMultiple(of: size) else { return nil }
        return stride(from: 0, to: bytes.count, by: size).map { start in
            let address = bytes[start..<start + size]
            return family == .v4 ? address.map(String.init).joined(separator: ".") : version6(Array(address))
        }
    }

    /// The form of RFC 5952: the longest run of two or more zero groups is `::`.
    private static func version6(_ bytes: [UInt8]) -> String {
        let groups = stride(from: 0, to: 16, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        var gap = 0..<0
        for start in groups.indices {
            let run = groups[start...].prefix { $0 == 0 }
            if run.count > max(gap.count, 1) { gap = start..<start + run.count }
        }
        let texts = groups.map { String($0, radix: 16) }
        guard !gap.isEmpty else { return texts.joined(separator: ":") }
        return texts[..<gap.lowerBound].joined(separator: ":") + "::" + texts[gap.upperBound...].joined(separator: ":")
    }
}
