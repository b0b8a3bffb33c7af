import Notation

extension String {
    /// The text without outer white space, line ends and tabs inside turned into blanks.
    ///
    /// Source: Provisioning Formats, "Element tags". A control character is a fault: no page can show it and no file can hold it.
    func withNormalizedWhiteSpace() throws(ValueFault) -> String {
        // Most values hold no byte that could belong to a control character; 0xC2 begins those from U+0080 to U+009F.
        if utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == 0xC2 }) {
            for scalar in unicodeScalars where scalar.properties.generalCategory == .control && !scalar.isWhiteSpace {
                throw .controlCharacter(scalar.value)
            }
        } else {
            return utf8.first == 0x20 || utf8.last == 0x20 ? String(self[...].trimmed) : self
        }
        // A carriage return and a line feed are one Character, hence one blank.
        return String(String(map { $0.unicodeScalars.allSatisfy(\.isWhiteSpace) ? " " : $0 })[...].trimmed)
    }

    /// Whether both are the same but for the case of ASCII letters.
    func isEqualIgnoringCase(to other: String) -> Bool {
        utf8.count == other.utf8.count && zip(utf8, other.utf8).allSatisfy { $0.lowercasedASCII == $1.lowercasedASCII }
    }
}

extension UInt8 {
    /// The byte, a capital ASCII letter turned into a small one.
    var lowercasedASCII: UInt8 { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= self ? self | 0x20 : self }
}

extension Unicode.Scalar {
    /// White space as XML has it.
    var isWhiteSpace: Bool { self == " " || self == "\t" || self == "\n" || self == "\r" }
}

extension StringProtocol {
    /// The text without outer white space.
    var trimmed: SubSequence {
        guard let first = unicodeScalars.firstIndex(where: { !$0.isWhiteSpace }),
            let last = unicodeScalars.lastIndex(where: { !$0.isWhiteSpace })
        else { return self[endIndex...] }
        return self[first...last]
    }

    /// The parts between separators, each without outer white space.
    func parts(separatedBy separator: Character) -> [SubSequence] {
        split(separator: separator, omittingEmptySubsequences: false).map { part -> SubSequence in
            self[part.trimmed.startIndex..<part.trimmed.endIndex]
        }
    }
}

extension BidirectionalCollection {
    /// The collection without its last element if that is of this kind.
    func dropLast(if isDropped: (Element) -> Bool) -> SubSequence {
        guard let last, isDropped(last) else { return self[...] }
        return dropLast()
    }
}

extension Int {
    /// A whole number in decimal, or in hexadecimal after `0x`; nil if the text is none or does not fit.
    ///
    /// Source: Provisioning Formats, "Data Types": Sig<n> and Uns<n> are "decimal or hexadecimal".
    init?(decimalOrHexadecimal text: some StringProtocol) {
        let isNegative = text.utf8.first == UInt8(ascii: "-")
        let digits = text.dropFirst(isNegative ? 1 : 0)
        guard digits.utf8.first?.isDigit == true else { return nil }
        let isHexadecimal = digits.hasPrefix("0x") || digits.hasPrefix("0X")
        guard let number = isHexadecimal ? Int(digits.dropFirst(2), radix: 16) : Int(digits),
            !isHexadecimal || digits.utf8.dropFirst(2).first?.isHexadecimalDigit == true
        else { return nil }
        self = isNegative ? -number : number
    }

    /// A number of one to nine digits and nothing else.
    init?(digits text: some StringProtocol) {
        guard 1...9 ~= text.utf8.count, text.utf8.allSatisfy(\.isDigit) else { return nil }
        self.init(text)
    }
}
