import Notation
import Testing

@testable import Identity

@Suite struct PasswordHashTests {
    /// RFC 7914, section 12. (The fourth vector takes 1 GiB and is left out.)
    @Test(
        arguments: [
            (
                "", "", 4, 1, 1,
                "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
            ),
            (
                "password", "NaCl", 10, 8, 16,
                "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
            ),
            (
                "pleaseletmein", "SodiumChloride", 14, 8, 1,
                "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
            ),
        ])
    func computesTheVectorsOfTheRFC(
        password: String, salt: String, logN: Int, r: Int, p: Int, expected: String
    ) throws {
        let digest = try PasswordHash.scrypt(
            Array(password.utf8), salt: Array(salt.utf8), cost: .init(logN: logN, r: r, p: p), count: 64)
        #expect(digest.hexadecimal == expected)
    }

    @Test func matchesThePasswordAndNoOther() throws {
        let hash = try PasswordHash.of("Correct-Horse-1")
        #expect(try hash.matches("Correct-Horse-1"))
        #expect(try !hash.matches("correct-horse-1"))
        #expect(try !hash.matches(""))
        let read = try #require(PasswordHash(text: hash.text))
        #expect(read.text == hash.text)
        #expect(try read.matches("Correct-Horse-1"))
        #expect(try PasswordHash.of("Correct-Horse-1").text != hash.text)
        #expect(hash.text.hasPrefix("$scrypt$ln=15,r=8,p=1$"))
    }

    @Test(arguments: ["", "a\u{0}b", "pässwörd 🙂", String(repeating: "x", count: 10_000)])
    func takesAnyText(password: String) throws {
        let hash = try PasswordHash.of(password)
        #expect(try hash.matches(password))
        #expect(try !hash.matches(password + "x"))
    }

    private static let salt = String(repeating: "0f", count: 16)
    private static let digest = String(repeating: "a0", count: 32)

    @Test(
        arguments: [
            "", "$", "$scrypt$", "plain", "$scrypt$ln=15,r=8,p=1$\(salt)", "$scrypt$ln=15,r=8$\(salt)$\(digest)",
            "$scrypt$ln=18,r=8,p=1$\(salt)$\(digest)", "$scrypt$ln=0,r=8,p=1$\(salt)$\(digest)",
            "$scrypt$ln=15,r=9,p=1$\(salt)$\(digest)", "$scrypt$ln=15,r=8,p=5$\(salt)$\(digest)",
            "$scrypt$ln=15,r=-8,p=1$\(salt)$\(digest)", "$scrypt$ln=15,r=8,p=1$0f$\(digest)",
            "$scrypt$ln=15,r=8,p=1$\(salt)$a0", "$scrypt$ln=15,r=8,p=1$\(salt)$\(digest)$",
            "x$scrypt$ln=15,r=8,p=1$\(salt)$\(digest)",
            "$bcrypt$ln=15,r=8,p=1$\(salt)$\(digest)", "$scrypt$ln=15,r=8,p=1$\(salt)$\(digest.uppercased())",
            "$scrypt$ln=99999999999999999999,r=8,p=1$\(salt)$\(digest)",
            "$scrypt$ln=15,r=8,p=1$\(salt)$\(digest.dropLast())",
        ])
    func readsNothingElse(text: String) {
        #expect(PasswordHash(text: text) == nil)
    }

    @Test func readsWhatItWrites() {
        let text = "$scrypt$ln=14,r=8,p=2$\(Self.salt)$\(Self.digest)"
        #expect(PasswordHash(text: text)?.text == text)
    }
}

@Suite struct PasswordHasherTests {
    @Test func hashesAndVerifies() async throws {
        let hasher = PasswordHasher()
        let key = try FingerprintKey.ephemeral()
        let record = try await hasher.record(of: "Correct-Horse-1", key: key)
        #expect(try await hasher.verify("Correct-Horse-1", record.hash))
        #expect(try await hasher.verify("wrong", record.hash) == false)
    }

    @Test func refusesMoreThanItsQueueTakes() async throws {
        let hasher = PasswordHasher(capacity: 2)
        let hash = try PasswordHash.of("x")
        let outcomes = await withTaskGroup(of: Result<Bool, IdentityError>.self) { group in
            for _ in 0..<30 {
                group.addTask {
                    do throws(IdentityError) {
                        return .success(try await hasher.verify("x", hash))
                    } catch {
                        return .failure(error)
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let refused = outcomes.count { $0 == .failure(.busy) }
        #expect(refused > 0 && refused <= 28)
        #expect(outcomes.allSatisfy { $0 == .success(true) || $0 == .failure(.busy) })
        #expect(try await hasher.verify("x", hash), "the queue is free again")
    }
}
