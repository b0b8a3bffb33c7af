import Notation

/// Hosts, addresses and what is made of them.
package enum HostGrammar {
    /// Four decimal numbers of at most 255.
    package static func isIPv4(_ text: some StringProtocol) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                part.utf8.count <= 3 && (Int(digits: part).map { $0 <= 255 } ?? false)
            }
    }

    /// Eight groups, with `::` for some that are zero, the last two perhaps written as an IPv4 address (RFC 4291, 2.2).
    package static func isIPv6(_ text: some StringProtocol) -> Bool {
        guard text.utf8.count <= 45, text.utf8.allSatisfy({ $0.isHexadecimalDigit || $0 == 0x3A || $0 == 0x2E }) else {
            return false
        }
        let bytes = Array(text.utf8)
        let doubled = bytes.indices.dropLast().filter { bytes[$0] == 0x3A && bytes[$0 + 1] == 0x3A }
        guard doubled.count <= 1 else { return false }
        guard let gap = doubled.first else { return groups(in: bytes[...], mayEndInIPv4: true) == 8 }
        guard let before = groups(in: bytes[..<gap], mayEndInIPv4: false),
            let after = groups(in: bytes[(gap + 2)...], mayEndInIPv4: true)
        else { return false }
        return before + after <= 7
    }

    /// How many groups of 16 bits stand there; nil if they are not well-formed.
    private static func groups(in bytes: ArraySlice<UInt8>, mayEndInIPv4: Bool) -> Int? {
        guard !bytes.isEmpty else { return 0 }
        var groups = bytes.split(separator: 0x3A, omittingEmptySubsequences: false)
        var count = 0
        if mayEndInIPv4, let last = groups.last, last.contains(0x2E) {
            guard isIPv4(String(decoding: last, as: UTF8.self)) else { return nil }
            groups.removeLast()
            count = 2
        }
        guard groups.allSatisfy({ 1...4 ~= $0.count && $0.allSatisfy(\.isHexadecimalDigit) }) else { return nil }
        return count + groups.count
    }

    /// A DNS name: labels of letters, digits, hyphens and underscores (which hosts in the wild have), not all digits at the end.
    package static func isName(_ text: some StringProtocol) -> Bool {
        guard 1...255 ~= text.utf8.count else { return false }
        var labels = text.split(separator: ".", omittingEmptySubsequences: false)
        if labels.count > 1, labels.last?.isEmpty == true { labels.removeLast() }
        return labels.allSatisfy { label in
            1...63 ~= label.utf8.count && label.utf8.allSatisfy(\.isHeaderNameByte)
                && !label.hasPrefix("-") && !label.hasSuffix("-")
        } && !(labels.last?.utf8.allSatisfy(\.isDigit) ?? true)
    }

    static func isHost(_ text: some StringProtocol) -> Bool {
        if text.hasPrefix("["), text.hasSuffix("]") { return isIPv6(text.dropFirst().dropLast()) }
        return isIPv4(text) || isIPv6(text) || isName(text)
    }

    /// The host alone, or the host and `:` and a port; an IPv6 address with a port stands in brackets.
    static func isHostAndPort(_ text: some StringProtocol) -> Bool {
        if isHost(text) { return true }
        guard let colon = text.lastIndex(of: ":") else { return false }
        let host = text[..<colon]
        return isPort(text[text.index(after: colon)...]) && !isIPv6(host) && isHost(host)
    }

    static func isPort(_ text: some StringProtocol) -> Bool {
        Int(digits: text).map { $0 <= 65_535 } ?? false
    }

    /// `host[:port|:SRV][:A=address,…]`, several joined by `|`.
    static func checkProxies(_ text: String) throws(ValueFault.Flaw) {
        for server in text.parts(separatedBy: "|") {
            guard isProxy(server) else { throw .part(String(server), is: .proxy) }
        }
    }

    private static func isProxy(_ server: Substring) -> Bool {
        var rest = server
        if let marker = rest.range(ofASCII: ":A=") {
            let addresses = rest[marker.upperBound...].split(separator: ",", omittingEmptySubsequences: false)
            guard addresses.allSatisfy({ isHostAndPort($0) }) else { return false }
            rest = rest[..<marker.lowerBound]
        }
        if rest.hasSuffix(":SRV") { return isHost(rest.dropLast(4)) }
        return isHostAndPort(rest)
    }

    /// Domains, each perhaps with a leading dot or star, separated by commas, semicolons or blanks.
    static func checkDomains(_ text: String) throws(ValueFault.Flaw) {
        for domain in text.split(whereSeparator: { $0 == "," || $0 == ";" || $0 == " " }) {
            let name = domain.hasPrefix("*.") ? domain.dropFirst(2) : domain.dropFirst(domain.hasPrefix(".") ? 1 : 0)
            guard isHost(name) else { throw .part(String(domain), is: .domain) }
        }
    }

    /// A URL with a scheme, or, unless `needsScheme`, a path or host that the phone completes. Macros may stand anywhere.
    static func isURL(_ text: String, needsScheme: Bool) -> Bool {
        guard text.utf8.allSatisfy({ $0 > 0x20 && ![UInt8](#"<>""#.utf8).contains($0) }) else { return false }
        guard let marker = text[...].range(ofASCII: "://") else { return !needsScheme }
        // A path may hold another address: `/proxy?http://…`. Then nothing in front of it is a scheme.
        let scheme = text[..<marker.lowerBound]
        let isScheme = scheme.utf8.first?.isLetter == true && scheme.utf8.allSatisfy(\.isSchemeByte)
        let isMacro = scheme.hasPrefix("$")
        guard isScheme || isMacro else { return !needsScheme && scheme.contains { "/?$".contains($0) } }
        return marker.upperBound < text.endIndex && text[marker.upperBound] != "/"
    }

    /// `[sip:|sips:][user@]host…`, without blanks.
    static func isSIPAddress(_ text: String) -> Bool {
        guard text.utf8.allSatisfy(\.isVisible) else { return false }
        let lower = text.lowercased()
        let scheme = ["sips:", "sip:"].first { lower.hasPrefix($0) } ?? ""
        let address = text.dropFirst(scheme.count)
        guard let at = address.lastIndex(of: "@") else { return !address.isEmpty }
        return at > address.startIndex && address.index(after: at) < address.endIndex
    }
}

extension UInt8 {
    fileprivate var isSchemeByte: Bool { isLetter || isDigit || [UInt8]("+-.".utf8).contains(self) }
}

extension Substring {
    /// Where the ASCII text occurs first.
    func range(ofASCII needle: StaticString) -> Range<Index>? {
        let wanted = Array(needle.description.utf8)
        var start = utf8.startIndex
        while start < utf8.endIndex {
            if utf8[start...].starts(with: wanted) { return start..<utf8.index(start, offsetBy: wanted.count) }
            start = utf8.index(after: start)
        }
        return nil
    }
}
