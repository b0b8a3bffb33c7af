import FlatProfile
import Testing

@testable import ProfileFormat

/// Answers that somebody tampered with, whatever the server says of them: a document or a sentence, and never what was not sealed.
@Suite struct HostileAnswerTests {
    private static let material = "a keying material"
    private static let phrase = "a pass phrase"
    private static let keys = AnswerKeys(passPhrase: phrase, keyingMaterial: material)

    @Test func survivesChangedBytesUnderEveryCoding() throws {
        var generator = SeededGenerator(seed: 77)
        let packed = ProfileWriter.gzip(sealedText)
        let bodies = [
            sealedText, packed, try SealedProfile.seal(sealedText, with: passPhrase(Self.phrase)),
            try SealedProfile.seal(packed, with: keyingMaterial(Self.material)),
        ]
        let lines: [String?] = [
            nil, "", "gzip", "deflate", "aes128gcm", "gzip, aes128gcm", "aes128gcm, gzip", "br", ",;,",
        ]
        let expected = try ProfileReader.read(sealedText).entries
        for _ in 0..<4000 {
            var body = try #require(bodies.randomElement(using: &generator))
            let changes = Int.random(in: 0...3, using: &generator)
            for _ in 0..<changes where !body.isEmpty {
                switch Int.random(in: 0...2, using: &generator) {
                case 0:
                    body[.random(in: body.indices, using: &generator)] ^=
                        1 << UInt8.random(in: 0...7, using: &generator)
                case 1: body.removeLast(.random(in: 0...min(20, body.count), using: &generator))
                default:
                    body.insert(
                        .random(in: 0...255, using: &generator), at: .random(in: 0...body.count, using: &generator))
                }
            }
            let line = try #require(lines.randomElement(using: &generator))
            do throws(ProfileFormatError) {
                let document = try ProfileReader.read(body, contentEncoding: line, keys: Self.keys)
                // The authentic message has only one content.
                if line?.contains("aes128gcm") == true { #expect(document.entries == expected) }
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
    }

    @Test func survivesRandomAliasMapsAndTheirDocuments() throws {
        var generator = SeededGenerator(seed: 78)
        let pieces = ["/a", "/b", "/flat-profile", "/", " ", "=", ";", "X", " = /flat-profile/GPP_A ;", "é", "\n"]
        let marks = ["<a>", "</a>", "<b>", "</b>", "<flat-profile>", "</flat-profile>", "<X/>", "1", " ", "&amp;"]
        for _ in 0..<3000 {
            let text = (0..<Int.random(in: 0...12, using: &generator)).compactMap { _ in
                pieces.randomElement(using: &generator)
            }
            .joined()
            let map: AliasMap
            do throws(AliasMapError) {
                map = try AliasMap(text)
            } catch {
                #expect((1...text.count + 1).contains(error.column))
                map = try AliasMap(
                    "/a = /flat-profile/GPP_A; /a/b = /flat-profile/GPP_B; /flat-profile/X = /flat-profile/GPP_C")
            }
            let body = (0..<Int.random(in: 0...12, using: &generator)).compactMap { _ in
                marks.randomElement(using: &generator)
            }
            .joined()
            let document = try? ProfileReader.read(Array("<a>\(body)</a>".utf8), aliases: map)
            for entry in document?.entries ?? [] { #expect(entry.line == 1) }
        }
    }
}
