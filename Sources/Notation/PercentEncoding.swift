extension StringProtocol {
    /// The text with every byte that `keeps` refuses as `%XX` (RFC 3986, section 2.1). By default all is escaped that may need it, as in
    /// a segment of a path.
    package func percentEncoded(keeping keeps: (UInt8) -> Bool = \.isUnreserved) -> String {
        guard !utf8.allSatisfy(keeps) else { return String(self) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(utf8.count + 16)
        for byte in utf8 {
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
