import TestSupport
import Threading
import Testing

@testable import ProfileFormat

/// AES-256-CBC, against the program that everybody seals with.
@Suite struct SealingPassPhraseTests {
    /// Some that need quotes in a rule, and one that looks like a key in hexadecimal digits but is none.
    static let phrases = [
        "SecretPhrase1234", "a37d2fb9055c1d04883a0745eb0917a4", "with blanks, ümläut & \"quotes\"", "x",
    ]

    @Test(arguments: phrases, KeyDigest.allCases)
    func opensWhatOpenSSLSeals(phrase: String, digest: KeyDigest) async throws {
        let key = try passPhrase(phrase)
        try await BlockingThread.value {
            for content in [sealedText, ProfileWriter.gzip(sealedText)] {
                let file = try OpenSSLProgram.enc(["-md", digest.rawValue, "-k", phrase], content)
                #expect(try SealedProfile.open(file, with: key) == sealedText)
            }
        }
    }

    @Test(arguments: phrases, KeyDigest.allCases)
    func sealsWhatOpenSSLOpens(phrase: String, digest: KeyDigest) async throws {
        let key = try passPhrase(phrase)
        try await BlockingThread.value {
            var options = SealedProfile.Options()
            options.digest = digest
            let plain = try SealedProfile.seal(sealedText, with: key, options: options)
            #expect(try OpenSSLProgram.enc(["-d", "-md", digest.rawValue, "-k", phrase], plain) == sealedText)
            options.isCompressed = true
            let packed = try SealedProfile.seal(sealedText, with: key, options: options)
            let unpacked = try OpenSSLProgram.enc(["-d", "-md", digest.rawValue, "-k", phrase], packed)
            #expect(unpacked == ProfileWriter.gzip(sealedText))
        }
    }

    /// OpenSSL 3 writes no header when it is given the salt (`-S`): what it writes then is the rest of the file.
    @Test(arguments: KeyDigest.allCases) func sealsByteForByteAsOpenSSL(digest: KeyDigest) async throws {
        let key = try passPhrase("SecretPhrase1234")
        try await BlockingThread.value {
            let salt: [UInt8] = [0, 1, 2, 3, 0xfc, 0xfd, 0xfe, 0xff]
            let options = ["-md", digest.rawValue, "-k", "SecretPhrase1234", "-S", "00010203fcfdfeff"]
            let body = try OpenSSLProgram.enc(options, sealedText)
            #expect(!body.starts(with: "Salted__".utf8))
            let sealed = PassPhraseSeal.seal(sealedText, with: key, digest: digest, salt: salt)
            #expect(sealed == Array("Salted__".utf8) + salt + body)
            #expect(openingError(body, key) == .doesNotOpen)
        }
    }

    @Test func sealsWithMD5UnlessToldOtherwiseAndOpensBoth() throws {
        #expect(KeyDigest.sealing == .md5)
        #expect(KeyDigest.opening == [.md5, .sha256])
        let key = try passPhrase("SecretPhrase1234")
        let sealed = try SealedProfile.seal(sealedText, with: key)
        #expect(PassPhraseSeal.open(sealed, with: key, digest: .md5) == sealedText)
        #expect(PassPhraseSeal.open(sealed, with: key, digest: .sha256) != sealedText)
    }

    /// Each length of padding, among them a whole block of it.
    @Test(arguments: 0...33) func keepsEveryLength(count: Int) throws {
        let key = try passPhrase("k")
        let content = [UInt8](repeating: 7, count: count)
        let sealed = try #require(
            PassPhraseSeal.seal(content, with: key, digest: .md5, salt: [1, 2, 3, 4, 5, 6, 7, 8]))
        #expect(sealed.count == 16 + (count / 16 + 1) * 16)
        #expect(PassPhraseSeal.open(sealed, with: key, digest: .md5) == content)
    }

    /// A wrong guess of the key gives right padding once in 256 times; what comes out then is no text.
    @Test func noticesWrongKeys() throws {
        let sealed = try #require(
            PassPhraseSeal.seal(
                sealedText, with: passPhrase("right"), digest: .md5, salt: [1, 2, 3, 4, 5, 6, 7, 8]))
        var padded = 0
        for number in 0..<2000 {
            let wrong = try passPhrase("wrong \(number)")
            padded += PassPhraseSeal.open(sealed, with: wrong, digest: .md5) == nil ? 0 : 1
            #expect(openingError(sealed, wrong) == .doesNotOpen)
        }
        #expect(padded > 0)
    }

    @Test(arguments: [sealedText, ProfileWriter.gzip(sealedText)])
    func noticesEveryFlippedBitHere(content: [UInt8]) throws {
        let key = try passPhrase("SecretPhrase1234")
        let sealed = try #require(
            PassPhraseSeal.seal(content, with: key, digest: .md5, salt: [8, 7, 6, 5, 4, 3, 2, 1]))
        for bit in 0..<(sealed.count * 8) {
            #expect(openingError(flipped(sealed, bit: bit), key) == .doesNotOpen, "bit \(bit)")
        }
    }

    @Test func noticesTruncationAndWhatFollows() throws {
        let key = try passPhrase("SecretPhrase1234")
        let sealed = try #require(
            PassPhraseSeal.seal(sealedText, with: key, digest: .sha256, salt: [8, 7, 6, 5, 4, 3, 2, 1]))
        for length in 0..<sealed.count {
            #expect(openingError(Array(sealed.prefix(length)), key) == .doesNotOpen, "\(length) bytes")
        }
        for more in [[0], Array(sealed.suffix(16)), sealed] {
            #expect(openingError(sealed + more, key) == .doesNotOpen)
        }
    }
}
