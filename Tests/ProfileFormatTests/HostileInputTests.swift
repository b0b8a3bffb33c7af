import FlatProfile
import ProfileFormat
import Testing

/// Whatever the bytes are, reading ends with a document or an error, and salvaging with a document.
@Suite struct HostileInputTests {
    private static let sample = """
        <?xml version="1.0" encoding="UTF-8"?>
        <device xmlns="urn:x">
        <flat-profile>
        <!-- System Configuration -->
        <Restricted_Access_Domains ua="na"></Restricted_Access_Domains>
        <Enable_Web_Server ua="rw" user-pref='y'>Y&#101;s &amp; n&lt;o</Enable_Web_Server>
        [stray] <![CDATA[a]]> text
        <router-configuration><a><b c="d"/></a></router-configuration>
        <Größe group="System/x">ä€🙂</Größe><?php x ?>
        <Static_IP/>
        </flat-profile>
        </device>
        """

    private func survive(_ bytes: [UInt8]) {
        let error = refusal(of: bytes)
        let (_, salvageError) = ProfileReader.salvage(bytes)
        #expect((error == nil) == (salvageError == nil))
        if let error { #expect(!error.description.isEmpty) }
    }

    @Test func survivesNoise() {
        var generator = SeededGenerator(seed: 42)
        for _ in 0..<2000 {
            survive(
                (0..<Int.random(in: 0...200, using: &generator)).map { _ in .random(in: 0...255, using: &generator) })
        }
    }

    @Test func survivesMarkupNoise() {
        var generator = SeededGenerator(seed: 43)
        let pieces = [
            "<", ">", "</", "/>", "<flat-profile>", "</flat-profile>", "<X>", "</X>", "<X ua=\"", "\"", "'", "&",
            "&amp;", "&#",
            ";", "<!--", "-->", "--", "<![CDATA[", "]]>", "<?xml ", "?>", "<!DOCTYPE x [", "]>", "<!ENTITY a \"b\">",
            "=", " ",
            "\n", "\r", "a", "ä", "\u{0}", "xmlns=\"u\"", "p:",
        ]
        for _ in 0..<4000 {
            let count = Int.random(in: 1...30, using: &generator)
            let text = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            survive(Array(text.utf8))
            survive(Array(profile(text).utf8))
        }
    }

    @Test func survivesEveryTruncation() {
        let bytes = Array(Self.sample.utf8)
        for length in 0..<bytes.count {
            survive(Array(bytes.prefix(length)))
            #expect(refusal(of: Array(bytes.prefix(length))) != nil)
        }
        #expect(refusal(of: bytes) == nil)
    }

    @Test func survivesFlippedBits() {
        var generator = SeededGenerator(seed: 44)
        let plain = Array(Self.sample.utf8)
        for original in [plain, ProfileWriter.gzip(plain)] {
            for _ in 0..<3000 {
                var bytes = original
                for _ in 0..<Int.random(in: 1...4, using: &generator) {
                    let index = Int.random(in: 0..<bytes.count, using: &generator)
                    bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
                }
                survive(bytes)
            }
        }
    }

    @Test func printsNothing() async throws {
        let result = try #require(
            await #expect(processExitsWith: .success, observing: [\.standardErrorContent, \.standardOutputContent]) {
                let texts = [
                    "", "<", "<a>&b;</a", profile("a & b"), "<p:a/>", "<!DOCTYPE x SYSTEM 'y'><x/>", "<a b='1' b='2'/>",
                ]
                for text in texts {
                    _ = ProfileReader.salvage(Array(text.utf8))
                    _ = ProfileReader.salvage(
                        [0xff, 0xfe] + text.utf8.flatMap { [$0, 0] } + [0x00, 0xd8, 0x20, 0x00])
                    _ = ProfileReader.salvage(Array("<?xml version='1.0' encoding='ascii'?>\(text)".utf8) + [0xe4])
                }
            })
        #expect(!String(decoding: result.standardErrorContent, as: UTF8.self).contains("error"))
        #expect(!String(decoding: result.standardOutputContent, as: UTF8.self).contains("error"))
    }

    /// What the scanner does not see before the parser does would be explained as "something else".
    @Test func explainsEveryTruncation() {
        let bytes = Array(Self.sample.utf8)
        for length in 60..<bytes.count where String(validating: bytes.prefix(length), as: UTF8.self) != nil {
            let error = refusal(of: Array(bytes.prefix(length)))
            #expect(error?.reason != .notWellFormed(.other), "\(length): \(error?.detail ?? "")")
        }
    }
}
