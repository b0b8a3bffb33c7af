/// The options in which a vendor's own options are packed: 43, 125, and 17 of DHCPv6.
///
/// How these phones pack a provisioning server is not published. This is one policy, the reading that administrators of DHCP servers use
/// (`docs/compatibility.md`, "DHCP"): a text that is an address is taken at its word; else the sub-options 66, 160, 159 and 150 mean what
/// the options of those numbers mean, and any other is taken if its text is an address with a scheme.
enum VendorOptions {
    /// The number of the phones' maker in the register of enterprises.
    static let enterprise: UInt32 = 9
    /// Sub-options of these numbers are about certificates (administration guide, "SCEP parameters by DHCP option 43").
    static let certificateOptions: ClosedRange<UInt16> = 10...15
    /// The sub-options that mean the option of the same number, in the order in which they are looked at.
    static let servers: [UInt16] = [66, 160, 159, 150]

    typealias SubOption = (code: UInt16, value: ArraySlice<UInt8>)

    /// Option 43 (RFC 2132, 8.4): a number, a length, that many bytes, and so on; 0 fills, 255 ends.
    static func encapsulated(_ bytes: ArraySlice<UInt8>) throws(PassedOver) -> [SubOption] {
        var found: [SubOption] = []
        var rest = bytes
        while let code = rest.popFirst() {
            if code == 0 { continue }
            if code == 255 { break }
            guard let length = rest.popFirst(), Int(length) <= rest.count else { throw .cutOff }
            found.append((UInt16(code), rest.prefix(Int(length))))
            rest = rest.dropFirst(Int(length))
        }
        return found
    }

    /// Option 125 (RFC 3925): of each enterprise its number, a length, and sub-options as in option 43.
    static func identifying(_ bytes: [UInt8]) throws(PassedOver) -> [SubOption] {
        var found: [SubOption] = []
        var others: [UInt32] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            guard rest.count >= 5 else { throw .cutOff }
            let number = enterprise(of: rest)
            let length = Int(rest[rest.startIndex + 4])
            rest = rest.dropFirst(5)
            guard length <= rest.count else { throw .cutOff }
            if number == enterprise {
                found += try encapsulated(rest.prefix(length))
            } else {
                others.append(number)
            }
            rest = rest.dropFirst(length)
        }
        if found.isEmpty, !others.isEmpty { throw .foreignEnterprise(others) }
        return found
    }

    /// Option 17 of DHCPv6 (RFC 8415, 21.17): the number of the enterprise, then sub-options with numbers and lengths of two bytes.
    static func version6(_ bytes: [UInt8]) throws(PassedOver) -> [SubOption] {
        guard bytes.count >= 4 else { throw .cutOff }
        let number = enterprise(of: bytes[...])
        guard number == enterprise else { throw .foreignEnterprise([number]) }
        var found: [SubOption] = []
        var rest = bytes[4...]
        while !rest.isEmpty {
            guard rest.count >= 4 else { throw .cutOff }
            let start = rest.startIndex
            let code = UInt16(rest[start]) << 8 | UInt16(rest[start + 1])
            let length = Int(rest[start + 2]) << 8 | Int(rest[start + 3])
            rest = rest.dropFirst(4)
            guard length <= rest.count else { throw .cutOff }
            found.append((code, rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return found
    }

    private static func enterprise(of bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }
}
