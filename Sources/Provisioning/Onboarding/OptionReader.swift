/// Reads the servers that one option names.
///
/// A text is taken as text; what is none is taken as addresses where servers write them so: in 150, and in 159 and 160, because DHCP
/// servers that are given an address for an option that they do not know send its four bytes.
struct OptionReader {
    /// What an option says.
    struct Reading: Hashable {
        /// Where the profile lies: one place or several, which are tried in turn.
        var places: [OfferedPlace]
        /// The sub-option that says so, if it is packed in another.
        var subOption: UInt16?
    }

    let lease: DHCPLease

    /// The servers that the option of that number names.
    func read(_ code: UInt16) throws(PassedOver) -> Reading {
        let bytes = lease.options[code] ?? []
        switch (lease.family, code) {
        case (.v4, 60):
            guard let text = OptionText.lenient(bytes), OfferedPlace.hasScheme(text) else { throw .vendorClass }
            return Reading(places: try OfferedPlace.read(text))
        case (.v4, 43):
            return try vendor(bytes) { () throws(PassedOver) in try VendorOptions.encapsulated(bytes[...]) }
        case (.v4, 125):
            return try vendor(bytes) { () throws(PassedOver) in try VendorOptions.identifying(bytes) }
        case (.v6, 17):
            return try vendor(bytes) { () throws(PassedOver) in try VendorOptions.version6(bytes) }
        default:
            return Reading(places: try places(code, bytes))
        }
    }

    /// A text, or addresses.
    private func places(_ code: UInt16, _ bytes: [UInt8]) throws(PassedOver) -> [OfferedPlace] {
        guard !bytes.isEmpty else { throw .empty }
        guard code != 66 else { return try OfferedPlace.read(try OptionText.read(bytes)) }
        let addresses = BinaryAddress.texts(bytes, of: lease.family)
        guard let text = OptionText.lenient(bytes) else {
            if let addresses { return try servers(addresses) }
            if code == 150, !bytes.contains(where: { 0x20...0x7e ~= $0 }) { throw .addressList(bytes.count) }
            return try OfferedPlace.read(try OptionText.read(bytes))
        }
        // Option 150 is a list of addresses: four letters are one, unless they are written out.
        guard code == 150, let addresses else { return try OfferedPlace.read(text) }
        guard text.contains(where: { ".:".contains($0) }), let places = try? OfferedPlace.read(text) else {
            return try servers(addresses)
        }
        return places
    }

    private func servers(_ addresses: [String]) throws(PassedOver) -> [OfferedPlace] {
        var places: [OfferedPlace] = []
        for address in addresses.prefix(OfferedPlace.limit) {
            places.append(OfferedPlace(host: try OfferedPlace.usable(address)))
        }
        return places
    }

    private func vendor(
        _ bytes: [UInt8], _ unpack: () throws(PassedOver) -> [VendorOptions.SubOption]
    ) throws(PassedOver) -> Reading {
        guard !bytes.isEmpty else { throw .empty }
        // A phone that is managed by TR-069 finds its server in the same options; the class says which of the two is meant.
        if lease.family == .v4, OptionText.lenient(lease.options[60] ?? [])?.contains("dslforum.org") == true {
            throw .managementServer
        }
        if let text = OptionText.lenient(bytes), OfferedPlace.hasScheme(text) {
            return Reading(places: try OfferedPlace.read(text))
        }
        var refusal: PassedOver?
        for option in inOrder(try unpack()) {
            do throws(PassedOver) {
                return Reading(places: try places(inside: option), subOption: option.code)
            } catch {
                if refusal == nil, VendorOptions.servers.contains(option.code) { refusal = error }
            }
        }
        throw refusal ?? .noAddressInside
    }

    /// Those that mean a server first, then the others by their numbers, without those about certificates.
    private func inOrder(_ options: [VendorOptions.SubOption]) -> [VendorOptions.SubOption] {
        let known = VendorOptions.servers.flatMap { code in options.filter { $0.code == code } }
        let others = options.filter { option in
            !VendorOptions.servers.contains(option.code) && !VendorOptions.certificateOptions.contains(option.code)
        }
        return known + others.sorted { $0.code < $1.code }
    }

    private func places(inside option: VendorOptions.SubOption) throws(PassedOver) -> [OfferedPlace] {
        guard !VendorOptions.servers.contains(option.code) else {
            // Packed, 66 has no type that a DHCP server would know: given an address, it sends the four bytes.
            return try places(option.code == 66 ? 160 : option.code, Array(option.value))
        }
        let text = try OptionText.read(Array(option.value))
        guard OfferedPlace.hasScheme(text) else { throw .noAddressInside }
        return try OfferedPlace.read(text)
    }
}
