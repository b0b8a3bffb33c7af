/// Cuts an XML text into its pieces and knows, unlike the parser, in words what is wrong with one. The parser decides whether a
/// document is well-formed; this is asked only about documents that it refused, and about suspiciously long tags before it sees them.
struct MarkupScanner {
    /// One piece of the text.
    enum Piece {
        case text(Range<Int>)
        case startTag(name: Range<Int>, whole: Range<Int>, isSelfClosed: Bool)
        case endTag(name: Range<Int>, whole: Range<Int>)
        /// A comment, a CDATA section or a processing instruction.
        case other(Range<Int>, isText: Bool)
        case documentType(Int)
    }

    /// What is wrong at a place.
    struct Fault: Error {
        var reason: ProfileFormatError.Reason
        var offset: Int

        init(_ cause: ProfileFormatError.Cause, at offset: Int) { self.init(.notWellFormed(cause), at: offset) }

        init(_ reason: ProfileFormatError.Reason, at offset: Int) {
            self.reason = reason
            self.offset = offset
        }
    }

    let bytes: UnsafeBufferPointer<UInt8>
    private let tagLimit: Int
    /// How far it has come.
    private(set) var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, tagLimit: Int) {
        self.bytes = bytes
        self.tagLimit = tagLimit
    }

    /// The next piece; nil at the end.
    mutating func next() throws(Fault) -> Piece? {
        guard position < bytes.count else { return nil }
        let start = position
        guard bytes[start] == UInt8(ascii: "<") else { return try text(from: start) }
        if has("<!--", at: start) { return try comment(from: start) }
        if has("<![CDATA[", at: start) { return .other(try section(from: start, to: "]]>"), isText: true) }
        if has("<!DOCTYPE", at: start) {
            position = bytes.count
            return .documentType(start)
        }
        if has("<?", at: start) { return try instruction(from: start) }
        if has("</", at: start) { return try endTag(from: start) }
        return try startTag(from: start)
    }

    // MARK: - Text and references

    private mutating func text(from start: Int) throws(Fault) -> Piece {
        while position < bytes.count, bytes[position] != UInt8(ascii: "<") {
            if has("]]>", at: position) { throw Fault(.sectionEnd, at: position) }
            try character()
        }
        return .text(start..<position)
    }

    /// Goes past one character or reference of a text or an attribute.
    private mutating func character() throws(Fault) {
        let byte = bytes[position]
        if byte == UInt8(ascii: "&") { return try reference() }
        if byte < 0x20, !SourceText.isBlank(byte) { throw Fault(.badCharacter(UInt32(byte)), at: position) }
        // U+FFFE and U+FFFF are the only others that UTF-8 can write and XML forbids.
        if byte == 0xef, has([0xef, 0xbf, 0xbe], at: position) || has([0xef, 0xbf, 0xbf], at: position) {
            throw Fault(.badCharacter(0xff00 | UInt32(bytes[position + 2]) | 0x40), at: position)
        }
        position += 1
    }

    private mutating func reference() throws(Fault) {
        let start = position
        // No predefined name and no number of a character is longer than this.
        let candidate = bytes[(start + 1)...].prefix(40)
        guard let end = candidate.firstIndex(where: { !Self.isNameByte($0) && $0 != UInt8(ascii: "#") }),
            bytes[end] == UInt8(ascii: ";"), end > start + 1
        else { throw Fault(.bareAmpersand, at: start) }
        let name = string((start + 1)..<end)
        if name.hasPrefix("#") {
            let isHexadecimal = name.hasPrefix("#x")
            guard let code = UInt32(name.dropFirst(isHexadecimal ? 2 : 1), radix: isHexadecimal ? 16 : 10) else {
                throw Fault(.bareAmpersand, at: start)
            }
            guard XMLCharacter.isAllowed(code) else { throw Fault(.badCharacter(code), at: start) }
        } else if !["amp", "lt", "gt", "quot", "apos"].contains(name) {
            throw Fault(.unknownReference(HTMLEntity.names.contains(name) ? name : nil), at: start)
        }
        position = end + 1
    }

    // MARK: - Comments, sections, instructions

    private mutating func comment(from start: Int) throws(Fault) -> Piece {
        guard let hyphens = find("--", from: start + 4) else { throw Fault(.unclosedComment, at: start) }
        guard has("-->", at: hyphens) else {
            // "<!--" holds the hyphens of a second beginning.
            let isNested = hyphens >= start + 6 && has("<!--", at: hyphens - 2)
            if find("-->", from: hyphens) == nil { throw Fault(.unclosedComment, at: start) }
            let line = TextPosition(of: start, in: bytes).line
            throw Fault(.doubleHyphen(commentOnLine: line, nested: isNested), at: isNested ? hyphens - 2 : hyphens)
        }
        position = hyphens + 3
        return .other(start..<position, isText: false)
    }

    private mutating func section(from start: Int, to end: StaticString) throws(Fault) -> Range<Int> {
        guard let found = find(end, from: start) else { throw Fault(.unclosedSection, at: start) }
        position = found + end.utf8CodeUnitCount
        return start..<position
    }

    private mutating func instruction(from start: Int) throws(Fault) -> Piece {
        let isDeclaration = has("<?xml", at: start) && start + 5 < bytes.count && !Self.isNameByte(bytes[start + 5])
        if isDeclaration, start > 0 { throw Fault(.declarationNotAtStart, at: start) }
        let target = bytes[(start + 2)...].prefix { Self.isNameByte($0) }
        let isEnded = target.endIndex == bytes.count || SourceText.isBlank(bytes[target.endIndex])
        guard isEnded || !target.isEmpty && has("?>", at: target.endIndex) else {
            throw Fault(.spoiltInstruction, at: start)
        }
        return .other(try section(from: start, to: "?>"), isText: false)
    }

    // MARK: - Tags

    private mutating func endTag(from start: Int) throws(Fault) -> Piece {
        position += 2
        let name = try name(orFaultAt: start)
        skipBlanks()
        guard position < bytes.count else { throw Fault(.unclosedTag, at: start) }
        guard bytes[position] == UInt8(ascii: ">") else { throw Fault(.lessThanSign(inside: nil), at: start) }
        position += 1
        return .endTag(name: name, whole: start..<position)
    }

    private mutating func startTag(from start: Int) throws(Fault) -> Piece {
        position += 1
        let name = try name(orFaultAt: start)
        var attributes: Set<String> = []
        while true {
            try checkLength(from: start)
            let hadBlank = skipBlanks()
            guard position < bytes.count else { throw Fault(.unclosedTag, at: start) }
            switch bytes[position] {
            case UInt8(ascii: ">"):
                position += 1
                return .startTag(name: name, whole: start..<position, isSelfClosed: false)
            case UInt8(ascii: "/") where has("/>", at: position):
                position += 2
                return .startTag(name: name, whole: start..<position, isSelfClosed: true)
            case let byte where Self.isNameStart(byte):
                let attribute = try attribute(from: start)
                guard hadBlank, attributes.insert(attribute).inserted else { throw Fault(.badAttribute, at: start) }
            default:
                throw Fault(attributes.isEmpty ? .lessThanSign(inside: nil) : .badAttribute, at: start)
            }
        }
    }

    private mutating func attribute(from start: Int) throws(Fault) -> String {
        let name = string(try name(orFaultAt: start))
        skipBlanks()
        guard position < bytes.count else { throw Fault(.unclosedTag, at: start) }
        guard bytes[position] == UInt8(ascii: "=") else { throw Fault(.badAttribute, at: start) }
        position += 1
        skipBlanks()
        guard position < bytes.count else { throw Fault(.unclosedTag, at: start) }
        let quote = bytes[position]
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { throw Fault(.badAttribute, at: start) }
        position += 1
        while position < bytes.count, bytes[position] != quote {
            try checkLength(from: start)
            if bytes[position] == UInt8(ascii: "<") { throw Fault(.badAttribute, at: start) }
            try character()
        }
        guard position < bytes.count else { throw Fault(.unclosedTag, at: start) }
        position += 1
        return name
    }

    private func checkLength(from start: Int) throws(Fault) {
        if position - start > tagLimit { throw Fault(.tagTooLong(limit: tagLimit), at: start) }
    }

    private mutating func name(orFaultAt start: Int) throws(Fault) -> Range<Int> {
        guard position < bytes.count else { throw Fault(.unclosedTag, at: start) }
        guard Self.isNameStart(bytes[position]) else { throw Fault(.lessThanSign(inside: nil), at: start) }
        let first = position
        while position < bytes.count, Self.isNameByte(bytes[position]) { position += 1 }
        return first..<position
    }

    @discardableResult private mutating func skipBlanks() -> Bool {
        let first = position
        while position < bytes.count, SourceText.isBlank(bytes[position]) { position += 1 }
        return position > first
    }

    // MARK: - Bytes

    /// The text of a part of the document.
    func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    private func has(_ text: StaticString, at offset: Int) -> Bool {
        text.withUTF8Buffer { bytes[offset...].starts(with: $0) }
    }

    private func has(_ text: [UInt8], at offset: Int) -> Bool { bytes[offset...].starts(with: text) }

    private func find(_ text: StaticString, from offset: Int) -> Int? {
        guard offset <= bytes.count else { return nil }
        return text.withUTF8Buffer { text in
            (offset..<max(offset, bytes.count - text.count + 1)).first {
                bytes[$0] == text[0] && bytes[$0...].starts(with: text)
            }
        }
    }

    private static func isNameStart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "_"), UInt8(ascii: ":"), 0x80...: true
        default: false
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."): true
        default: isNameStart(byte)
        }
    }
}

/// The characters of XML.
enum XMLCharacter {
    /// Whether XML can hold the character at all (XML 1.0, section 2.2).
    static func isAllowed(_ code: UInt32) -> Bool {
        switch code {
        case 0x9, 0xa, 0xd, 0x20...0xd7ff, 0xe000...0xfffd, 0x1_0000...0x10_ffff: true
        default: false
        }
    }
}

/// The entities of HTML that people write from habit.
enum HTMLEntity {
    static let names: Set<String> = [
        "nbsp", "copy", "reg", "trade", "euro", "pound", "yen", "cent", "sect", "deg", "micro", "middot", "bull",
        "para",
        "ndash", "mdash", "hellip", "lsquo", "rsquo", "ldquo", "rdquo", "sbquo", "bdquo", "laquo", "raquo", "times",
        "auml", "ouml", "uuml", "Auml", "Ouml", "Uuml", "szlig", "eacute", "egrave", "ecirc", "agrave", "acirc",
        "aacute", "iacute", "oacute", "uacute", "ntilde", "ccedil", "oslash", "Oslash", "aring", "Aring", "aelig",
        "AElig", "shy", "ensp", "emsp", "thinsp", "larr", "rarr",
    ]
}
