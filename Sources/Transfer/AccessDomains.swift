/// The servers that may be talked to (`Restricted_Access_Domains`): comma separated FQDNs (Phone Security). The guide
/// leaves open whether names below a listed one count.
///
/// The policy: a host is permitted if it is listed itself, or is a name below a listed one. An address is permitted only if that very
/// address is listed. Case and a dot at the end do not matter; `*.` and `.` before a name mean nothing more. An empty list permits
/// every host.
public struct AccessDomains: Sendable, Hashable {
    /// The entries, in small letters, in their order.
    public let entries: [String]

    /// Reads the parameter's text; blanks around entries and empty entries are passed over.
    public init(_ text: String) {
        entries = text.split(separator: ",").compactMap { entry in
            var name = entry.filter { $0 != " " && $0 != "\t" }.lowercased()
            if name.hasPrefix("*.") { name.removeFirst() }
            if name.hasPrefix("[") && name.hasSuffix("]") { name = String(name.dropFirst().dropLast()) }
            name = Self.plain(name.hasPrefix(".") ? String(name.dropFirst()) : name)
            return name.isEmpty ? nil : name
        }
    }

    /// Every host.
    public static let unrestricted = AccessDomains("")

    /// Whether this server, a name or an address, may be talked to.
    public func permits(host: String) -> Bool {
        guard !entries.isEmpty else { return true }
        let host = Self.plain(host.lowercased())
        guard !TransferURL.isAddress(host) else {
            return entries.contains { TransferURL.isSameAddress($0, host) }
        }
        return entries.contains { entry in
            !TransferURL.isAddress(entry) && (host == entry || host.hasSuffix("." + entry))
        }
    }

    private static func plain(_ name: String) -> String { name.hasSuffix(".") ? String(name.dropLast()) : name }
}
