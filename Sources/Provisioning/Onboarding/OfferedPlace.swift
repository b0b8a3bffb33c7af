internal import FlatProfile
public import ProfileRules

/// Where a DHCP server says that the profile lies: a server, perhaps with all that leads to the file.
public struct OfferedPlace: Hashable, Sendable {
    /// How it is reached; tftp if nothing else is written.
    public var scheme: RuleURL.Scheme
    /// The name or address of the server, an IPv6 address without brackets.
    public var host: String
    /// The port, if one is written.
    public var port: UInt16?
    /// The path, with macros, if one is written; nil leaves it to the profile rule.
    public var path: String?

    /// A place of those parts.
    public init(scheme: RuleURL.Scheme = .tftp, host: String, port: UInt16? = nil, path: String? = nil) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.path = path
    }

    /// The address as a profile rule writes it; nil without a path.
    public var rule: String? { path.map { "\(scheme.rawValue)://\(authority)\($0)" } }

    /// The server with its port, as an address writes it.
    var authority: String { (host.contains(":") ? "[\(host)]" : host) + (port.map { ":\($0)" } ?? "") }
}

extension OfferedPlace: CustomStringConvertible {
    /// `tftp://10.0.0.1`, `https://prov.example.com/$PSN.xml`.
    public var description: String { rule ?? "\(scheme.rawValue)://\(authority)" }
}

extension OfferedPlace {
    /// How many servers of one option are tried.
    static let limit = 8

    /// Reads what an administrator writes into an option: `10.0.0.1`, `prov.example.com:6969`, `10.0.0.1;10.0.0.2`,
    /// `http://10.0.0.1;10.0.0.2`, `https://prov.example.com/$PSN.xml`. Several servers are tried in turn.
    ///
    /// Source: administration guide, "DHCP option support"; caveats CSCvi48553 (two servers, scheme in capitals) and CSCvi50100 (two
    /// slashes at the end). `docs/compatibility.md`, "DHCP", for what they leave open.
    static func read(_ text: String) throws(PassedOver) -> [OfferedPlace] {
        let (scheme, rest) = try splitScheme(text)
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        guard slash > rest.startIndex else { throw rest.isEmpty ? .server("") : .pathOnly }
        let path = try path(rest[slash...])
        var places: [OfferedPlace] = []
        for server in try servers(rest[..<slash]).prefix(limit) {
            let (host, port) = try hostAndPort(server)
            places.append(OfferedPlace(scheme: scheme ?? .tftp, host: host, port: port, path: path))
        }
        return places
    }

    /// Whether a text has a scheme of its own.
    static func hasScheme(_ text: String) -> Bool { schemeEnd(text) != nil }

    /// Where the name of the scheme ends.
    private static func schemeEnd(_ text: String) -> String.Index? {
        guard let colon = text.firstIndex(where: { !$0.isLetter && !$0.isNumber && !"+-.".contains($0) }),
            colon > text.startIndex, text[colon...].hasPrefix("://")
        else { return nil }
        return colon
    }

    private static func splitScheme(_ text: String) throws(PassedOver) -> (RuleURL.Scheme?, Substring) {
        guard let colon = schemeEnd(text) else { return (nil, text[...]) }
        let name = text[..<colon].lowercased()
        guard let scheme = RuleURL.Scheme(rawValue: name) else { throw .scheme(String(name.prefix(16))) }
        return (scheme, text[colon...].dropFirst(3))
    }

    /// The path as it is asked for; a slash alone says no more than the server.
    private static func path(_ text: Substring) throws(PassedOver) -> String? {
        var path = text
        while path.hasSuffix("//") { path.removeLast() }
        guard path.count > 1 else { return nil }
        if path.contains(" ") { throw .blank }
        // What would end the address in a profile rule, or begin something else there.
        if let odd = path.first(where: { #"|"<>\^`{}#"#.contains($0) }) { throw .path(odd) }
        return String(path)
    }

    private static func servers(_ text: Substring) throws(PassedOver) -> [Substring] {
        if text.contains("@") { throw .userInfo }
        let parts = text.split { $0 == ";" || $0 == "," }.flatMap { part -> [Substring] in
            let words = part.split(separator: " ")
            // Two addresses may stand behind each other; two words are no server.
            return words.allSatisfy { HostGrammar.isIPv4($0) || HostGrammar.isIPv6($0) } ? words : [part]
        }
        guard !parts.isEmpty else { throw .server(String(text.prefix(40))) }
        if parts.contains(where: { $0.contains(" ") }) { throw .blank }
        return parts
    }

    private static func hostAndPort(_ text: Substring) throws(PassedOver) -> (String, UInt16?) {
        if HostGrammar.isIPv6(text) { return (try usable(String(text)), nil) }
        var host = text
        var port: UInt16?
        let bracket = text.lastIndex(of: "]") ?? text.startIndex
        if let colon = text[bracket...].lastIndex(of: ":") {
            let digits = text[text.index(after: colon)...]
            guard digits.allSatisfy({ "0"..."9" ~= $0 }), let number = UInt16(digits), number > 0 else {
                throw .port(String(digits.prefix(20)))
            }
            (host, port) = (text[..<colon], number)
        }
        if host.hasPrefix("["), host.hasSuffix("]"), HostGrammar.isIPv6(host.dropFirst().dropLast()) {
            return (try usable(String(host.dropFirst().dropLast())), port)
        }
        // A name may end with the dot of the root; the rule language does not write it.
        if host.hasSuffix("."), host.count > 1 { host.removeLast() }
        guard HostGrammar.isIPv4(host) || HostGrammar.isName(host) else { throw .server(String(host.prefix(40))) }
        return (try usable(String(host)), port)
    }

    /// The host, unless it is an address that belongs to no server; leading zeros, which some programs read as octal, are left out.
    static func usable(_ host: String) throws(PassedOver) -> String {
        if HostGrammar.isIPv4(host) {
            let numbers = host.split(separator: ".").compactMap { Int($0) }
            guard let first = numbers.first, 1...223 ~= first else { throw .unusableAddress(host) }
            return numbers.map(String.init).joined(separator: ".")
        }
        if host.contains(":") {
            let isUnspecified = host.allSatisfy { $0 == "0" || $0 == ":" || $0 == "." }
            guard !isUnspecified, !host.lowercased().hasPrefix("ff") else { throw .unusableAddress(host) }
        }
        return host
    }
}
