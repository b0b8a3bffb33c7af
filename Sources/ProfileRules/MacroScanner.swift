import Notation

/// One piece of a text with macros.
enum MacroToken {
    /// Text that stays as it is.
    case literal
    /// `$$`: one dollar sign.
    case dollar
    /// `$NAME`, `$(NAME)`, `$(NAME:p)`, `$(NAME:p:q)`.
    case reference(MacroReference)
}

/// A macro as it is written.
struct MacroReference {
    /// The name without `$`.
    var name: Substring
    /// How many characters of the value are left out in front.
    var offset = 0
    /// How many characters remain at most.
    var length = Int.max

    func part(of value: String) -> String {
        offset == 0 && length == .max ? value : String(value.dropFirst(offset).prefix(length))
    }
}

/// Cuts a text into literals and macros, from left to right, looking at no byte more than twice.
struct MacroScanner {
    let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The next piece and where it stands; nil at the end.
    mutating func next() -> (token: MacroToken, range: Range<Int>)? {
        guard position < bytes.count else { return nil }
        let start = position
        if bytes[start] == .dollar, let (token, end) = macro(at: start) {
            position = end
            return (token, start..<end)
        }
        position += 1
        while position < bytes.count, bytes[position] != .dollar { position += 1 }
        return (.literal, start..<position)
    }

    private func macro(at start: Int) -> (MacroToken, Int)? {
        switch byte(at: start + 1) {
        case .dollar?:
            return (.dollar, start + 2)
        case UInt8(ascii: "(")?:
            return bracketed(at: start + 2)
        default:
            let end = endOfName(from: start + 1)
            guard end > start + 1 else { return nil }
            return (.reference(MacroReference(name: text(start + 1..<end))), end)
        }
    }

    /// `NAME)`, `NAME:p)`, `NAME:p:q)`; nil for anything else, which then is a plain text.
    private func bracketed(at start: Int) -> (MacroToken, Int)? {
        var end = endOfName(from: start)
        guard end > start else { return nil }
        var reference = MacroReference(name: text(start..<end))
        if byte(at: end) == .colon {
            guard let (offset, next) = number(from: end + 1) else { return nil }
            reference.offset = offset
            end = next
            if byte(at: end) == .colon {
                guard let (length, next) = number(from: end + 1) else { return nil }
                reference.length = length
                end = next
            }
        }
        return byte(at: end) == UInt8(ascii: ")") ? (.reference(reference), end + 1) : nil
    }

    private func number(from start: Int) -> (value: Int, end: Int)? {
        var end = start
        var value = 0
        while let byte = byte(at: end), byte.isDigit {
            // No text is longer than a million characters: a larger number says the same.
            value = min(value * 10 + Int(byte - UInt8(ascii: "0")), 1_000_000)
            end += 1
        }
        return end > start ? (value, end) : nil
    }

    private func endOfName(from start: Int) -> Int {
        var end = start
        while let byte = byte(at: end), byte.isNameByte { end += 1 }
        return end
    }

    private func byte(at index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }

    private func text(_ range: Range<Int>) -> Substring { String(decoding: bytes[range], as: UTF8.self)[...] }
}

extension UInt8 {
    static let dollar = UInt8(ascii: "$")
    static let colon = UInt8(ascii: ":")

    /// A character of a macro's name.
    var isNameByte: Bool { isLetter || isDigit || self == UInt8(ascii: "_") }
    /// White space between the elements of a rule.
    var isBlank: Bool { self == 0x20 || (0x09...0x0d).contains(self) }
}
