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
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        guard let end = text.lastIndex(where: { !isBlank($0) }) else { return "" }
        return text[...end].drop(while: isBlank)
    }

    static func trimmed(_ text: String) -> Substring { trimmed(text[...]) }

    /// The parts between commas (or another separator), trimmed, empty ones left out. Quotes are not looked at.
    static func list(_ text: String, separator: Character = ",") -> [Substring] {
        text.split(separator: separator).map { trimmed($0) }.filter { !$0.isEmpty }
    }
}
