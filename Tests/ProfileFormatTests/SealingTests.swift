import FlatProfile
import Testing

@testable import ProfileFormat

/// What both schemes have in common.
@Suite struct SealingTests {
    private static func key(_ scheme: SealScheme, _ text: String = "secret words") throws -> ProfileKey {
        try ProfileKey(text.utf8, for: scheme)
    }

    @Test(arguments: SealScheme.allCases, [false, true])
    func opensWhatItSeals(scheme: SealScheme, isCompressed: Bool) throws {
        let key = try Self.key(scheme)
        var options = SealedProfile.Options()
        options.isCompressed = isCompressed
        let (first, second) = (
            try SealedProfile.seal(sealedText, with: key, options: options),
            try SealedProfile.seal(sealedText, with: key, options: options)
        )
        #expect(first != second)
        #expect(try SealedProfile.open(first, with: key) == sealedText)
        #expect(SealedProfile.scheme(of: first) == scheme)
        #expect(try ProfileReader.read(SealedProfile.open(second, with: key)).entries.count == 2)
    }

    @Test(arguments: SealScheme.allCases) func compresses(scheme: SealScheme) throws {
        let key = try Self.key(scheme)
        let text = Array(profile(String(repeating: "<X>1</X>\n", count: 1000)).utf8)
        var options = SealedProfile.Options()
        #expect(try SealedProfile.seal(text, with: key, options: options).count > text.count)
        options.isCompressed = true
        #expect(try SealedProfile.seal(text, with: key, options: options).count < 200)
    }

    @Test(arguments: SealScheme.allCases) func compressesOnce(scheme: SealScheme) throws {
        let key = try Self.key(scheme)
        var options = SealedProfile.Options()
        options.isCompressed = true
        let sealed = try SealedProfile.seal(ProfileWriter.gzip(sealedText), with: key, options: options)
        #expect(try SealedProfile.open(sealed, with: key) == sealedText)
    }

    @Test(arguments: SealScheme.allCases) func opensEveryEncodingThatTheReaderKnows(scheme: SealScheme) throws {
        let key = try Self.key(scheme)
        let texts: [[UInt8]] = [
            [0xef, 0xbb, 0xbf] + sealedText,
            Array(" \n\t<flat-profile/>".utf8),
            Array("<?xml version='1.0' encoding='iso-8859-1'?><flat-profile><X>".utf8) + [0xe4]
                + Array("</X></flat-profile>".utf8),
            [0xff, 0xfe]
                + "<flat-profile><X>ä</X></flat-profile>".utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] },
        ]
        for text in texts {
            _ = try ProfileReader.read(text)
            #expect(try SealedProfile.open(SealedProfile.seal(text, with: key), with: key) == text)
        }
    }

    @Test(arguments: SealScheme.allCases) func saysWhatIsNoProfile(scheme: SealScheme) throws {
        let key = try Self.key(scheme)
        let cases: [([UInt8], ProfileFormatError)] = [
            ([], ProfileFormatError(.empty)),
            (Array("Hello".utf8), ProfileFormatError(.plainText)),
            (Array("x <flat-profile/>".utf8), ProfileFormatError(.plainText)),
            (Array("<flat-profile>\u{1}</flat-profile>".utf8), ProfileFormatError(.binary)),
            (Array("{}".utf8), ProfileFormatError(.json)),
            (Array("Salted__12345678".utf8), ProfileFormatError(.encrypted)),
            (Array(ProfileWriter.gzip(sealedText).dropLast()), ProfileFormatError(.gzipTruncated)),
            (ProfileWriter.gzip(ProfileWriter.gzip(sealedText)), ProfileFormatError(.gzipTwice)),
        ]
        for (content, error) in cases {
            #expect(throws: SealError.content(error)) { try SealedProfile.seal(content, with: key) }
        }
    }

    /// Whoever holds the key may know what is wrong inside an authentic message; without authentication nobody may.
    @Test func tellsDamageInsideOfAuthenticMessagesOnly() throws {
        let damaged = Array(ProfileWriter.gzip(sealedText).dropLast(4))
        let records = try Self.key(.aes128gcm)
        let message = try #require(RecordSeal.seal(damaged, with: records, salt: [UInt8](0..<16)))
        #expect(openingError(message, records) == .content(ProfileFormatError(.gzipTruncated)))
        let phrase = try Self.key(.aes256cbc)
        let file = try #require(PassPhraseSeal.seal(damaged, with: phrase, digest: .md5, salt: [UInt8](0..<8)))
        #expect(openingError(file, phrase) == .doesNotOpen)
    }

    @Test(arguments: SealScheme.allCases, SealScheme.allCases)
    func oneSentenceForEveryWrongKey(sealing: SealScheme, opening: SealScheme) throws {
        let sealed = try SealedProfile.seal(sealedText, with: Self.key(sealing))
        for text in ["secret word", "secret words ", "Secret words", "\u{0}"] {
            let error = openingError(sealed, try Self.key(opening, text))
            #expect(
                error?.description
                    == "the file does not open: it was sealed with another key, or it was changed or cut off since, or it "
                    + "holds no profile; compare the keys and seal it again")
        }
    }

    @Test(arguments: SealScheme.allCases) func saysThatAProfileIsNotSealed(scheme: SealScheme) throws {
        let key = try Self.key(scheme)
        #expect(openingError(sealedText, key) == .notSealed)
        #expect(openingError(ProfileWriter.gzip(sealedText), key) == .notSealed)
        #expect(openingError([], key) == .doesNotOpen)
        #expect(openingError(Array("Not found".utf8), key) == .doesNotOpen)
    }

    @Test(arguments: SealScheme.allCases) func keepsTheLimitOfSize(scheme: SealScheme) throws {
        let key = try Self.key(scheme)
        let sealed = try SealedProfile.seal(sealedText, with: key)
        var limits = ProfileLimits.standard
        limits.packedSize = sealed.count
        #expect(openingError(sealed, key, limits: limits) == nil)
        #expect(throws: Never.self) { try SealedProfile.seal(sealedText, with: key, limits: limits) }
        limits.packedSize -= 1
        #expect(openingError(sealed, key, limits: limits) == .tooLarge(limit: sealed.count - 1))
        #expect(throws: SealError.tooLarge(limit: sealed.count - 1)) {
            try SealedProfile.seal(sealedText, with: key, limits: limits)
        }
        #expect(openingError([UInt8](repeating: 0, count: (16 << 20) + 1), key) == .tooLarge(limit: 16 << 20))
    }

    @Test(arguments: SealScheme.allCases) func survivesTheLargestFile(scheme: SealScheme) throws {
        let key = try Self.key(scheme)
        let padding = [UInt8](repeating: UInt8(ascii: " "), count: (16 << 20) - 100_000)
        let sealed = try SealedProfile.seal(sealedText + padding, with: key)
        #expect(try SealedProfile.open(sealed, with: key).count == sealedText.count + padding.count)
    }

    /// Sixty megabytes of blanks in sixty kilobytes.
    @Test(arguments: SealScheme.allCases) func stopsACompressionBomb(scheme: SealScheme) throws {
        let key = try Self.key(scheme)
        var limits = ProfileLimits.standard
        limits.size = 1 << 20
        var options = SealedProfile.Options()
        options.isCompressed = true
        let bomb = sealedText + [UInt8](repeating: UInt8(ascii: " "), count: 60 << 20)
        let sealed = try SealedProfile.seal(bomb, with: key, options: options)
        #expect(sealed.count < 100_000)
        #expect(
            openingError(sealed, key, limits: limits)
                == (scheme == .aes256cbc ? .doesNotOpen : .content(ProfileFormatError(.tooLarge(limit: 1 << 20)))))
    }

    @Test(arguments: SealScheme.allCases) func refusesKeysOfNoUse(scheme: SealScheme) throws {
        #expect(throws: SealError.emptyKey) { try ProfileKey("".utf8, for: scheme) }
        let longest = String(repeating: "k", count: ProfileKey.sizeLimit)
        let key = try Self.key(scheme, longest)
        #expect(try SealedProfile.open(SealedProfile.seal(sealedText, with: key), with: key) == sealedText)
        #expect(throws: SealError.keyTooLong(limit: 16384)) { try ProfileKey((longest + "k").utf8, for: scheme) }
    }

    @Test func keepsTheKeyToItself() throws {
        let key = try passPhrase("SecretPhrase1234")
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), dumped, "\([key])", "\(Optional(key) as Any)"] {
            #expect(!text.contains("Phrase") && !text.contains("16"), "\(text)")
            #expect(text.contains("aes256cbc key ********"))
        }
        #expect(key == (try passPhrase("SecretPhrase1234")))
        #expect(key != (try passPhrase("SecretPhrase1235")))
        #expect(key != (try passPhrase("SecretPhrase123")))
        #expect(key != (try keyingMaterial("SecretPhrase1234")))
    }

    @Test func writesSentences() {
        #expect("\(SealError.emptyKey)" == "the key is empty; a sealed profile needs a secret")
        #expect("\(SealError.keyTooLong(limit: 9))" == "the key is longer than 9 bytes; choose a shorter one")
        #expect(
            "\(SealError.tooLarge(limit: 9))"
                == "the sealed file has or would have more than 9 bytes, which is more than a phone fetches")
        #expect(
            "\(SealError.notSealed)"
                == "the file is not sealed, but a profile as it stands; remove the key from the rule (or Content-Encoding: "
                + "aes128gcm from the answer), or seal the file")
        #expect(
            "\(SealError.content(ProfileFormatError(.empty)))" == "the content is no profile: the file is empty")
        #expect(
            "\(SealError.cryptography("make random bytes"))" == "OpenSSL cannot make random bytes on this machine")
    }

    /// Whatever the bytes are, opening ends with an error or, where a change has no effect, with the content.
    @Test(arguments: SealScheme.allCases) func survivesRandomBytesAndRandomDamage(scheme: SealScheme) throws {
        var generator = SeededGenerator(seed: 8188)
        let key = try Self.key(scheme)
        let phrase = PassPhraseSeal.seal(sealedText, with: key, digest: .md5, salt: [UInt8](0..<8))
        let records = RecordSeal.seal(sealedText, with: key, salt: [UInt8](0..<16), recordSize: 40)
        let sealed = try #require(scheme == .aes256cbc ? phrase : records)
        for _ in 0..<2000 {
            let noise = (0..<Int.random(in: 0...120, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            let header = Array(sealed.prefix(Int.random(in: 0...30, using: &generator)))
            #expect(openingError(noise, key) == .doesNotOpen)
            #expect(openingError(header + noise, key) == .doesNotOpen)
            var damaged = sealed
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let index = Int.random(in: 0..<damaged.count, using: &generator)
                damaged[index] = .random(in: 0...255, using: &generator)
            }
            if damaged != sealed { #expect(openingError(damaged, key) == .doesNotOpen) }
        }
    }
}
