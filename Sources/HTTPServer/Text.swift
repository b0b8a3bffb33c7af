import Notation

/// Small readers that several parsers share.
enum Text {
    /// `tchar` of RFC 9110, 5.6.2.
    static func isTokenByte(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }

    static func isToken(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(isTokenByte)
    }

    /// Equal but for the case of ASCII letters.
    static func equalIgnoringCase(_ left: some StringProtocol, _ right: some StringProtocol) -> Bool {
        left.utf8.count == right.utf8.count
            && zip(left.utf8, right.utf8).allSatisfy { $0 == $1 || $0.lowercased == $1.lowercased }
    }

    /// Without spaces and tabs at both ends.
    static func trimmed(_ text: Substring) -> Substring {
        let bytes = text.utf8
        guard let start = bytes.firstIndex(where: { !isBlank($0) }), let end = bytes.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return text[start..<bytes.index(after: end)]
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    static func trimmed(_ text: String) -> Substring { trimmed(text[...]) }

    /// The parts between commas (or another separator), trimmed, empty ones left out. Quotes are not looked at.
    static func list(_ text: String, separator: Unicode.Scalar = ",") -> [Substring] {
        text.utf8.split(separator: UInt8(ascii: separator)).map { trimmed(Substring($0)) }.filter { !$0.isEmpty }
    }
}
