import Testing

@testable import Notation

@Suite struct EncodingTests {
    /// RFC 4648, section 10, with the alphabet of section 5 and without padding.
    @Test(
        arguments: [
            ("", "", ""), ("f", "Zg", "66"), ("fo", "Zm8", "666f"), ("foo", "Zm9v", "666f6f"),
            ("foob", "Zm9vYg", "666f6f62"),
            ("fooba", "Zm9vYmE", "666f6f6261"), ("foobar", "Zm9vYmFy", "666f6f626172"),
            ("\u{7}ÿ?>", "B8O_Pz4", "07c3bf3f3e"),
        ])
    func writesTheTextsOfTheRFC(text: String, base64: String, hexadecimal: String) {
        #expect(Base64.encodedForAddresses(text.utf8) == base64)
        #expect(Array(text.utf8).hexadecimal == hexadecimal)
        #expect([UInt8](hexadecimal: hexadecimal) == Array(text.utf8))
    }

    @Test(arguments: ["0", "0g", "0G", "AB", " 0", "0x12", "ä0"])
    func readsNoOtherDigits(text: String) {
        #expect([UInt8](hexadecimal: text) == nil)
    }

    /// RFC 4648, section 10, and what is no base 64.
    @Test(
        arguments: [
            ("", ""), ("Zg==", "f"), ("Zg", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYmE=", "fooba"),
            ("B8O/Pz4=", "\u{7}ÿ?>"),
            ("Z", nil), ("Zg=", nil), ("Zg===", nil), ("Zh", nil), ("Z=g=", nil), ("Zm9v=", nil), ("Zm 9v", nil),
            ("Zm9_", nil),
            ("Zmé", nil),
        ] as [(String, String?)])
    func readsStrictBase64(text: String, expected: String?) {
        #expect(Base64.decode(text) == expected.map { Array($0.utf8) })
    }

    @Test(
        arguments: [
            ("", ""), ("Az09-._~", "Az09-._~"), ("a b/c?d#e%f", "a%20b%2Fc%3Fd%23e%25f"),
            ("é\u{0}\u{7f}", "%C3%A9%00%7F"),
        ])
    func escapesWhatAnAddressMayNotHold(text: String, expected: String) {
        #expect(text.percentEncoded() == expected)
    }

    @Test func escapesWhatItIsTold() {
        #expect("a b".percentEncoded { $0 != UInt8(ascii: "a") } == "%61 b")
    }

    @Test func classifiesEveryByte() {
        let bytes = UInt8.min...UInt8.max
        func those(_ isMember: (UInt8) -> Bool) -> String { String(decoding: bytes.filter(isMember), as: UTF8.self) }
        let capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        let letters = capitals + "abcdefghijklmnopqrstuvwxyz"
        #expect(those(\.isDigit) == "0123456789")
        #expect(those(\.isLetter) == letters)
        #expect(those(\.isHexadecimalDigit) == "0123456789ABCDEFabcdef")
        #expect(bytes.compactMap(\.hexadecimalValue) == Array(0...15) + Array(10...15))
        #expect(those(\.isUnreserved) == "-.0123456789" + capitals + "_" + letters.dropFirst(26) + "~")
        #expect(bytes.filter(\.isControl) == Array(0...0x1f) + [0x7f])
        #expect(bytes.filter(\.isVisible) == Array(0x21...0x7e))
        #expect(those { $0.lowercased != $0 } == capitals)
    }

    @Test(arguments: [(7, 2, "07"), (2026, 4, "2026"), (12_345, 4, "12345"), (0, 3, "000")])
    func fillsUpNumbers(number: Int, width: Int, expected: String) {
        #expect(number.padded(to: width) == expected)
    }
}
