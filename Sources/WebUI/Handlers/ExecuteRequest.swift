/// What an application asks of the phone at `/CGI/Execute`: `<CiscoIPPhoneExecute>` or `<CP-8841-3PCCExecute>` with items
/// `<ExecuteItem URL="Resync:…"/>`.
///
/// Source: administration guide, "Provisioning Methods". The guide writes the attribute without quotes, which is no XML: so this reads the
/// little of XML that there is by itself, and refuses all else: document types, references to entities of one's own, processing
/// instructions other than the first line, text, and anything beyond 16 KiB.
struct ExecuteRequest: Equatable, Sendable {
    /// Why a text is none.
    enum Fault: Error, Equatable, Sendable {
        case malformed(String)
        case tooManyItems
    }

    static let sizeLimit = 16 << 10
    /// As many as the phones of the series take.
    static let itemLimit = 3

    /// What the items ask for, in their order.
    var urls: [String] = []

    init(_ text: String) throws(Fault) {
        guard text.utf8.count <= Self.sizeLimit else { throw .malformed("at most \(Self.sizeLimit) bytes") }
        var scanner = Scanner(rest: text[...])
        try scanner.skipProlog()
        let root = try scanner.openingTag()
        guard root.name.hasSuffix("Execute"), root.name == "CiscoIPPhoneExecute" || root.name.hasPrefix("CP-") else {
            throw .malformed("CiscoIPPhoneExecute as the outermost element")
        }
        if !root.isEmpty { try items(&scanner, until: root.name) }
        try scanner.skipMisc()
        guard scanner.rest.isEmpty else { throw .malformed("nothing behind the outermost element") }
        guard !urls.isEmpty else { throw .malformed("an ExecuteItem with a URL") }
    }

    private mutating func items(_ scanner: inout Scanner, until root: String) throws(Fault) {
        while true {
            try scanner.skipMisc()
            if try scanner.takesClosingTag(root) { return }
            let item = try scanner.openingTag()
            guard item.name == "ExecuteItem", let url = item.attributes["URL"], !url.isEmpty else {
                throw .malformed("ExecuteItem with the attribute URL")
            }
            if !item.isEmpty {
                try scanner.skipMisc()
                guard try scanner.takesClosingTag(item.name) else { throw .malformed("the end of ExecuteItem") }
            }
            guard urls.count < Self.itemLimit else { throw .tooManyItems }
            urls.append(url)
        }
    }
}

extension ExecuteRequest.Fault: CustomStringConvertible {
    var description: String {
        switch self {
        case .malformed(let expected): "The request cannot be read: expected was \(expected)."
        case .tooManyItems: "At most \(ExecuteRequest.itemLimit) items are taken at once."
        }
    }
}

/// The little of XML that such a request has.
private struct Scanner {
    typealias Fault = ExecuteRequest.Fault

    struct Tag {
        var name: String
        var attributes: [String: String] = [:]
        /// `<name/>`.
        var isEmpty = false
    }

    var rest: Substring

    private mutating func takes(_ text: String) -> Bool {
        guard rest.hasPrefix(text) else { return false }
        rest = rest.dropFirst(text.count)
        return true
    }

    private mutating func skipBlanks() { rest = rest.drop(while: \.isWhitespace) }

    mutating func skipProlog() throws(Fault) {
        _ = takes("\u{FEFF}")
        if rest.hasPrefix("<?xml ") { try skip(past: "?>") }
        try skipMisc()
    }

    /// Blanks and comments.
    mutating func skipMisc() throws(Fault) {
        skipBlanks()
        while rest.hasPrefix("<!--") {
            try skip(past: "-->")
            skipBlanks()
        }
    }

    private mutating func skip(past end: String) throws(Fault) {
        while !rest.isEmpty {
            if takes(end) { return }
            rest = rest.dropFirst()
        }
        throw .malformed(end)
    }

    mutating func takesClosingTag(_ name: String) throws(Fault) -> Bool {
        guard takes("</") else { return false }
        guard takes(name) else { throw .malformed("</\(name)>") }
        skipBlanks()
        guard takes(">") else { throw .malformed("</\(name)>") }
        return true
    }

    mutating func openingTag() throws(Fault) -> Tag {
        guard takes("<"), let first = rest.first, first.isASCII, first.isLetter else { throw .malformed("an element") }
        var tag = Tag(name: name())
        while true {
            let hadBlank = rest.first?.isWhitespace == true
            skipBlanks()
            if takes("/>") {
                tag.isEmpty = true
                return tag
            }
            if takes(">") { return tag }
            guard hadBlank else { throw .malformed("a blank or the end of a tag") }
            let attribute = name()
            skipBlanks()
            guard !attribute.isEmpty, takes("=") else { throw .malformed("name=\"value\"") }
            skipBlanks()
            guard tag.attributes.updateValue(try value(), forKey: attribute) == nil else {
                throw .malformed("each attribute once")
            }
        }
    }

    private mutating func name() -> String {
        let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.:".contains($0)) }
        rest = rest.dropFirst(name.count)
        return String(name)
    }

    /// Between quotes; without them up to a blank or the end of the tag, as the guide writes it.
    private mutating func value() throws(Fault) -> String {
        if let quote = rest.first, quote == "\"" || quote == "'" {
            rest = rest.dropFirst()
            let value = rest.prefix { $0 != quote }
            rest = rest.dropFirst(value.count)
            guard takes(String(quote)) else { throw .malformed("the end of a value") }
            return try Self.text(value)
        }
        var value = rest.prefix { !$0.isWhitespace && $0 != ">" }
        // Not `http://server/`, which ends with a slash of its own only before `/>`.
        if value.hasSuffix("/"), rest.dropFirst(value.count).first == ">" { value = value.dropLast() }
        rest = rest.dropFirst(value.count)
        return try Self.text(value)
    }

    /// The five entities that XML has by itself, and characters by number.
    private static func text(_ raw: Substring) throws(Fault) -> String {
        guard !raw.contains("<") else { throw .malformed("no < in a value") }
        var text = ""
        var rest = raw
        while let ampersand = rest.firstIndex(of: "&") {
            text += rest[..<ampersand]
            guard let end = rest[ampersand...].prefix(12).firstIndex(of: ";") else { throw .malformed("&amp; for &") }
            text.append(try character(rest[rest.index(after: ampersand)..<end]))
            rest = rest[rest.index(after: end)...]
        }
        return text + rest
    }

    private static func character(_ reference: Substring) throws(Fault) -> Character {
        switch reference {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            let number: UInt32? =
                reference.hasPrefix("#x")
                ? UInt32(reference.dropFirst(2), radix: 16)
                : reference.hasPrefix("#") ? UInt32(reference.dropFirst()) : nil
            guard let number, number >= 0x20, number != 0x7f, let scalar = Unicode.Scalar(number) else {
                throw .malformed("one of &amp; &lt; &gt; &quot; &apos;")
            }
            return Character(scalar)
        }
    }
}
