import Notation
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
