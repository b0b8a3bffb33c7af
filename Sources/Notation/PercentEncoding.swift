extension StringProtocol {
    /// The text with every byte that `keeps` refuses as `%XX` (RFC 3986, section 2.1). By default all is escaped that may need it, as in
    /// a segment of a path.
    package func percentEncoded(keeping keeps: (UInt8) -> Bool = \.isUnreserved) -> String {
        String(self).percentEncoded(keeping: keeps)
    }
}

extension String {
    /// The same of a whole string. Most texts need no escape: they are looked through once and stay what they are.
    package func percentEncoded(keeping keeps: (UInt8) -> Bool = \.isUnreserved) -> String {
        guard let first = utf8.firstIndex(where: { !keeps($0) }) else { return self }
        var bytes = Array(utf8[..<first])
        bytes.reserveCapacity(utf8.count + 16)
        for byte in utf8[first...] {
            if keeps(byte) {
                bytes.append(byte)
            } else {
                bytes.append(UInt8(ascii: "%"))
                bytes.append(HexadecimalDigits.capital[Int(byte >> 4)])
                bytes.append(HexadecimalDigits.capital[Int(byte & 15)])
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
