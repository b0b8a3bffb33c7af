/// The hardware address of a phone: 48 bits.
public struct MACAddress: Hashable, Sendable, CustomStringConvertible {
    /// The six bytes, the first one in bits 40 to 47.
    public let bits: UInt64

    /// An address of the lower 48 bits.
    public init(bits: UInt64) {
        self.bits = bits & 0xffff_ffff_ffff
    }

    /// Reads twelve hexadecimal digits, with or without `:`, `-` or `.` between them; nil for anything else.
    public init?(_ text: String) {
        var bits: UInt64 = 0
        var digits = 0
        var separator: Character?
        var sinceSeparator = 0
        for character in text {
            if let digit = character.isASCII ? character.hexDigitValue : nil {
                bits = bits << 4 | UInt64(digit)
                digits += 1
                sinceSeparator += 1
                guard digits <= 12 else { return nil }
            } else {
                // `00:0e:08:aa:bb:cc`, `00-0e-08-aa-bb-cc` and `000e.08aa.bbcc`: one kind of separator, whole groups.
                guard ":-.".contains(character), separator == nil || separator == character,
                    sinceSeparator == (character == "." ? 4 : 2)
                else { return nil }
                separator = character
                sinceSeparator = 0
            }
        }
        guard digits == 12, separator == nil || sinceSeparator == (separator == "." ? 4 : 2) else { return nil }
        self.init(bits: bits)
    }

    /// `000e08aabbcc`: the macro `$MA`.
    public var lowercase: String { hexadecimal(uppercase: false, separator: "") }
    /// `000E08AABBCC`: the macro `$MAU`.
    public var uppercase: String { hexadecimal(uppercase: true, separator: "") }
    /// `00:0e:08:aa:bb:cc`: the macro `$MAC`.
    public var colonSeparated: String { hexadecimal(uppercase: false, separator: ":") }
    /// As `colonSeparated`.
    public var description: String { colonSeparated }

    private func hexadecimal(uppercase: Bool, separator: String) -> String {
        (0..<6).map { index in
            let byte = UInt8(truncatingIfNeeded: bits >> UInt64(40 - 8 * index))
            let text = String(byte, radix: 16, uppercase: uppercase)
            return byte < 16 ? "0" + text : text
        }.joined(separator: separator)
    }
}
