internal import Host
internal import Notation

/// How DHCP clients write options for their scripts: decoded in part, and each in its own way. Here they become bytes again.
enum OptionNotation: Sendable {
    /// Text as it is.
    case text
    /// Text in which a backslash stands before what a shell would read, or before a byte in octal: dhclient's way.
    case escapedText
    /// Addresses with blanks or commas between them.
    case addresses
    /// Domains with blanks between them.
    case domains
    /// Hexadecimal digits, in pairs or with colons between the bytes.
    case hexadecimal
    /// Whatever the client made of an option that it does not know: bytes in hexadecimal with colons, or text.
    case guess

    /// The bytes; nil if the value is not written so.
    func bytes(_ value: String) -> [UInt8]? {
        switch self {
        case .text: Array(value.utf8)
        case .escapedText: Self.unquoted(value)
        case .addresses: Self.addresses(value)
        case .domains: Self.domains(value)
        case .hexadecimal: Self.hexadecimal(value) ?? Self.unquoted(value)
        case .guess: Self.colons(value) ?? Self.unquoted(value)
        }
    }

    /// What a person writes behind `--option 66=`: `hex:0a000001`, `ip:10.0.0.1,10.0.0.2`, `text:…`, or the text alone.
    static func written(_ value: String) -> [UInt8]? {
        guard let colon = value.firstIndex(of: ":") else { return Array(value.utf8) }
        let rest = String(value[value.index(after: colon)...])
        return switch value[..<colon] {
        case "hex": hexadecimal(rest)
        case "ip": addresses(rest)
        case "text": Array(rest.utf8)
        default: Array(value.utf8)
        }
    }

    static func addresses(_ value: String) -> [UInt8]? {
        let words = value.split { $0 == " " || $0 == "," }
        let addresses = words.compactMap { IPAddress($0) }
        guard !words.isEmpty, addresses.count == words.count, Set(addresses.map(\.family)).count == 1 else {
            return nil
        }
        return addresses.flatMap(\.bytes)
    }

    /// As DNS writes them (RFC 1035, 3.1), without compression.
    static func domains(_ value: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        for name in value.split(whereSeparator: { $0 == " " || $0 == "," }) {
            for label in unquotedWord(name).split(separator: ".") {
                guard (1...63).contains(label.utf8.count) else { return nil }
                bytes += [UInt8(label.utf8.count)] + label.utf8
            }
            bytes.append(0)
        }
        return bytes.isEmpty ? nil : bytes
    }

    static func hexadecimal(_ value: String) -> [UInt8]? {
        value.contains(":") ? colons(value) : [UInt8](hexadecimal: value.lowercased())
    }

    /// `a:0:0:1`, as dhclient writes what it cannot read.
    private static func colons(_ value: String) -> [UInt8]? {
        let parts = value.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count > 1,
            parts.allSatisfy({ (1...2).contains($0.utf8.count) && $0.utf8.allSatisfy(\.isHexadecimalDigit) })
        else { return nil }
        return parts.compactMap { UInt8($0, radix: 16) }
    }

    private static func unquotedWord(_ word: Substring) -> Substring {
        word.count > 1 && word.hasPrefix("\"") && word.hasSuffix("\"") ? word.dropFirst().dropLast() : word
    }

    /// The text without quotation marks around it and without dhclient's backslashes.
    private static func unquoted(_ value: String) -> [UInt8] {
        let text = Array(unquotedWord(value[...]).utf8)
        var bytes: [UInt8] = []
        var index = 0
        while index < text.count {
            let rest = text[(index + 1)...]
            let digits = rest.prefix(3)
            if text[index] != UInt8(ascii: "\\") {
                bytes.append(text[index])
                index += 1
            } else if digits.count == 3, digits.allSatisfy({ 0x30...0x37 ~= $0 }),
                let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
            {
                bytes.append(byte)
                index += 4
            } else if let next = rest.first, #"$"'`\"#.utf8.contains(next) {
                bytes.append(next)
                index += 2
            } else {
                bytes.append(text[index])
                index += 1
            }
        }
        return bytes
    }
}
