extension Collection<UInt8> {
    /// The bytes in hexadecimal, two small digits each.
    package var hexadecimal: String {
        var digits: [UInt8] = []
        digits.reserveCapacity(2 * count)
        for byte in self {
            digits.append(HexadecimalDigits.small[Int(byte >> 4)])
            digits.append(HexadecimalDigits.small[Int(byte & 15)])
        }
        return String(decoding: digits, as: UTF8.self)
    }
}

extension [UInt8] {
    /// Reads what `hexadecimal` writes; nil for anything else, capital digits too.
    package init?(hexadecimal text: some StringProtocol) {
        let digits = text.utf8.map { byte in
            byte.lowercased == byte ? byte.hexadecimalValue : nil
        }
        guard digits.count.isMultiple(of: 2), !digits.contains(nil) else { return nil }
        self = stride(from: 0, to: digits.count, by: 2).map { (digits[$0] ?? 0) << 4 | (digits[$0 + 1] ?? 0) }
    }
}

enum HexadecimalDigits {
    static let small = Array("0123456789abcdef".utf8)
    static let capital = Array("0123456789ABCDEF".utf8)
}
