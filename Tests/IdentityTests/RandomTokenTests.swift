import Testing

@testable import Identity

@Suite struct RandomTokenTests {
    @Test(arguments: [(RandomToken.Strength.bits128, 16, 22, 32), (.bits256, 32, 43, 64)])
    func hasTheLengthOfItsStrength(strength: RandomToken.Strength, bytes: Int, base64: Int, hexadecimal: Int) throws {
        let token = try RandomToken(strength)
        #expect(token.bytes.count == bytes)
        #expect(token.base64URL.utf8.count == base64)
        #expect(token.hexadecimal.utf8.count == hexadecimal)
        #expect(token == token)
        #expect(try token != RandomToken(strength))
    }

    /// RFC 4648, section 10, with the alphabet of section 5 and without padding.
    @Test(
        arguments: [
            ("", "", ""), ("f", "Zg", "66"), ("fo", "Zm8", "666f"), ("foo", "Zm9v", "666f6f"),
            ("foob", "Zm9vYg", "666f6f62"),
            ("fooba", "Zm9vYmE", "666f6f6261"), ("foobar", "Zm9vYmFy", "666f6f626172"),
            ("\u{7}ÿ?>", "B8O_Pz4", "07c3bf3f3e"),
        ])
    func writesTheTextsOfTheRFC(text: String, base64: String, hexadecimal: String) {
        #expect(Array(text.utf8).base64URL == base64)
        #expect(Array(text.utf8).hexadecimal == hexadecimal)
        #expect([UInt8](hexadecimal: hexadecimal[...]) == Array(text.utf8))
    }

    @Test(arguments: ["0", "0g", "0G", "AB", " 0", "0x12", "ä0"])
    func readsNoOtherDigits(text: String) {
        #expect([UInt8](hexadecimal: text[...]) == nil)
    }

    @Test(
        arguments: [
            ("", "", true), ("a", "a", true), ("a", "b", false), ("a", "", false), ("abc", "abd", false),
            ("abc", "abcd", false),
            ("é", "e\u{301}", false),
        ])
    func comparesBytes(left: String, right: String, expected: Bool) {
        #expect(RandomToken.areEqual(left, right) == expected)
    }

    /// RFC 4231, test case 2.
    @Test func authenticatesAsTheRFCSays() throws {
        let code = try SecretBytes.authenticationCode(
            of: Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8))
        #expect(code.hexadecimal == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }
}

@Suite struct IdentityErrorTests {
    @Test(
        arguments: [
            .busy, .file(name: "x.key", reason: "Permission denied"), .damagedKey(name: "x.key"),
            .cryptography("hash a password"),
        ] as [IdentityError])
    func saysInOneSentenceWhatToDo(error: IdentityError) {
        #expect(error.description.contains(";"))
        #expect(!error.description.hasSuffix(".") && !error.description.contains("\n"))
    }
}
