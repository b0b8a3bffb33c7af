import FlatProfile
import ProfileFormat
import Testing

@Suite struct GzipTests {
    private let plain = Array(profile("<X>1</X>").utf8)
    private let expected = ProfileDocument(entries: [ProfileEntry(name: "X", value: "1", line: 1)])

    @Test func readsAGzipFile() throws {
        let packed = ProfileWriter.gzip(plain)
        #expect(packed.prefix(2) == [0x1f, 0x8b])
        #expect(packed == ProfileWriter.gzip(plain))
        #expect(try ProfileReader.read(packed) == expected)
    }

    @Test func readsSeveralMembersAsOneFile() throws {
        let packed = ProfileWriter.gzip(Array(plain.prefix(10))) + ProfileWriter.gzip(Array(plain.dropFirst(10)))
        #expect(try ProfileReader.read(packed + ProfileWriter.gzip([])) == expected)
    }

    @Test func refusesEveryTruncation() {
        let packed = ProfileWriter.gzip(plain)
        for length in 2..<packed.count {
            #expect(refusal(of: Array(packed.prefix(length))) == ProfileFormatError(.gzipTruncated))
        }
        #expect(refusal(of: packed + packed.prefix(12)) == ProfileFormatError(.gzipTruncated))
    }

    @Test(arguments: [[0], [0, 0, 0, 0], Array("junk".utf8), [0x1f]])
    func refusesWhatFollowsTheFile(garbage: [UInt8]) {
        #expect(refusal(of: ProfileWriter.gzip(plain) + garbage) == ProfileFormatError(.gzipTrailingGarbage))
    }

    @Test func refusesDamage() {
        var packed = ProfileWriter.gzip(plain)
        packed[packed.count - 8] ^= 1
        #expect(refusal(of: packed) == ProfileFormatError(.gzipDamaged))
        #expect(
            refusal(of: [0x1f, 0x8b, 0x00, 0x00] + [UInt8](repeating: 0, count: 20)) == ProfileFormatError(.gzipDamaged)
        )
    }

    @Test func saysWhatIsInside() {
        #expect(refusal(of: ProfileWriter.gzip(ProfileWriter.gzip(plain))) == ProfileFormatError(.gzipTwice))
        #expect(refusal(of: ProfileWriter.gzip([])) == ProfileFormatError(.empty))
        #expect(refusal(of: ProfileWriter.gzip(Array("<html/>".utf8))) == ProfileFormatError(.htmlPage))
        #expect(
            refusal(of: ProfileWriter.gzip(Array("Salted__".utf8)))?.description
                == "this file is encrypted: the rule needs --key")
    }

    @Test func packsNothingAndALot() throws {
        #expect(refusal(of: ProfileWriter.gzip([])) == ProfileFormatError(.empty))
        var generator = SeededGenerator(seed: 7)
        let noise = (0..<300_000).map { _ in "\(UInt8.random(in: 0...255, using: &generator))" }.joined(separator: " ")
        let text = profile("<!-- \(noise) --><X>1</X>")
        #expect(try ProfileReader.read(ProfileWriter.gzip(Array(text.utf8))) == expected)
    }
}
