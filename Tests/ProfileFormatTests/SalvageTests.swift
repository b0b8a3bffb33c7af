import FlatProfile
import ProfileFormat
import Testing

@Suite struct SalvageTests {
    private func salvage(_ text: String) -> (names: [String], error: ProfileFormatError?) {
        let (document, error) = ProfileReader.salvage(Array(text.utf8))
        return (document.entries.map(\.name.text), error)
    }

    @Test func findsNothingWrongWithASoundFile() throws {
        let bytes = Array(profile("<X>1</X>").utf8)
        let (document, error) = ProfileReader.salvage(bytes)
        #expect(try document == ProfileReader.read(bytes))
        #expect(error == nil)
    }

    @Test(arguments: [
        ("<A>1</A><B>x & y</B><C>3</C>", ["A", "B", "C"]), ("<A>1</A><!-- a -- b --><C>3</C>", ["A", "C"]),
        ("<A>1</A><B>&nbsp;</B><C>3</C>", ["A", "B", "C"]), ("<A>1</A><?xml version=\"1.0\"?><C>3</C>", ["A", "C"]),
    ])
    func goesOnBehindAFault(content: String, names: [String]) {
        let (found, error) = salvage(profile(content))
        #expect(found == names)
        var strict = refusal(of: Array(profile(content).utf8))
        #expect(error == strict)
        strict?.detail = nil
        #expect(strict != nil)
    }

    @Test func showsWhatCameBeforeACut() {
        let (found, error) = salvage("<flat-profile>\n<A>1</A><B>2</B><C>3")
        #expect(found.prefix(2) == ["A", "B"])
        #expect(error?.reason == .notWellFormed(.unclosedElement("C", onLine: 2)))
    }

    @Test func showsTheFrontOfATruncatedGzipFile() {
        var generator = SeededGenerator(seed: 1)
        let text = profile(
            (0..<5000).map { "<P\($0)>\(UInt64.random(in: 0...(.max), using: &generator))</P\($0)>" }.joined())
        let packed = ProfileWriter.gzip(Array(text.utf8))
        let (document, error) = ProfileReader.salvage(Array(packed.prefix(packed.count / 2)))
        #expect(error == ProfileFormatError(.gzipTruncated))
        #expect(document.entries.count > 1000)
        #expect(document.entries.first?.name == "P0")
    }

    @Test func replacesBytesThatNoTextHas() {
        let bytes = Array("<flat-profile><A>a".utf8) + [0xe4, 0x00] + Array("b</A></flat-profile>".utf8)
        let (document, error) = ProfileReader.salvage(bytes)
        #expect(document.entries.map(\.value) == ["a\u{fffd} b"])
        #expect(error == ProfileFormatError(.nulByte, line: 1, column: 20))
    }

    @Test(arguments: ["", "{}", "Salted__x", "<!DOCTYPE x [<!ENTITY e \"1\">]><flat-profile><A>&e;</A></flat-profile>"])
    func findsNothingInOtherFiles(text: String) {
        let (found, error) = salvage(text)
        #expect(found.isEmpty)
        #expect(error == refusal(of: Array(text.utf8)))
    }
}
