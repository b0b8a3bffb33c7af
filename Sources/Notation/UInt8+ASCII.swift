/// Bytes as ASCII characters; what is beyond ASCII belongs to no class.
extension UInt8 {
    /// `0` to `9`.
    @inlinable package var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }

    /// `A` to `Z` and `a` to `z`.
    @inlinable package var isLetter: Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= self | 0x20 }

    /// `0` to `9`, `A` to `F` and `a` to `f`.
    @inlinable package var isHexadecimalDigit: Bool {
        isDigit || UInt8(ascii: "a")...UInt8(ascii: "f") ~= self | 0x20
    }

    /// The value of a hexadecimal digit, 0 to 15; nil for other bytes.
    @inlinable package var hexadecimalValue: UInt8? {
        if isDigit { return self - UInt8(ascii: "0") }
        return isHexadecimalDigit ? (self | 0x20) - UInt8(ascii: "a") + 10 : nil
    }

    /// Neither blank nor control character.
    @inlinable package var isVisible: Bool { 0x21...0x7E ~= self }

    /// The control characters and DEL.
    @inlinable package var isControl: Bool { self < 0x20 || self == 0x7F }

    /// Letters, digits and `-._~`: what never needs an escape in an address (RFC 3986, section 2.3).
    @inlinable package var isUnreserved: Bool {
        switch self {
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: isLetter || isDigit
        }
    }

    /// A capital letter as a small one; other bytes as they are.
    @inlinable package var lowercased: UInt8 { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= self ? self | 0x20 : self }
}
