import FlatProfile
import ProfileFormat
import Testing

@Suite struct EncodingTests {
    private let expected = ProfileDocument(
        entries: [ProfileEntry(name: "Größe", value: "ä€🙂", line: 2), ProfileEntry(name: "Y", value: "&", line: 4)])
    private let content = "<flat-profile>\n<Größe>ä€🙂</Größe>\n\n<Y>&amp;</Y></flat-profile>"

    @Test(arguments: ["", "\u{feff}"])
    func readsUTF8WithAndWithoutMark(mark: String) throws {
        #expect(try read(mark + content) == expected)
        #expect(try read(mark + "<?xml version=\"1.0\" encoding=\"utf-8\"?>" + content) == expected)
    }

    @Test(
        arguments: [true, false],
        ["", "<?xml version=\"1.0\" encoding=\"UTF-16\"?>", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"])
    func readsUTF16ByItsMark(isLittleEndian: Bool, declaration: String) throws {
        #expect(try ProfileReader.read(utf16("\u{feff}" + declaration + content, isLittleEndian)) == expected)
    }

    @Test(arguments: [true, false])
    func readsUTF16ByItsDeclaration(isLittleEndian: Bool) throws {
        let text = "<?xml version=\"1.0\" encoding=\"UTF-16\"?>" + content
        #expect(try ProfileReader.read(utf16(text, isLittleEndian)) == expected)
    }

    @Test(arguments: ["ISO-8859-1", "iso-8859-1", "latin1"])
    func readsLatin1(name: String) throws {
        let text = "<?xml version=\"1.0\" encoding=\"\(name)\"?>\n<flat-profile><X>Gräfin Þ</X></flat-profile>"
        let bytes = text.unicodeScalars.map { UInt8($0.value) }
        #expect(try ProfileReader.read(bytes).entries == [ProfileEntry(name: "X", value: "Gräfin Þ", line: 2)])
    }

    @Test func readsTheCodePageOfWindows() throws {
        let head = "<?xml version=\"1.0\" encoding=\"windows-1252\"?><flat-profile><X>"
        let bytes = Array(head.utf8) + [0x80, 0x84] + Array("</X></flat-profile>".utf8)
        #expect(try ProfileReader.read(bytes).entries.map(\.value) == ["€„"])
    }

    @Test func refusesHalfACharacter() {
        let bytes = utf16("\u{feff}" + content, true)
        #expect(refusal(of: bytes + [0x20]) == ProfileFormatError(.notInEncoding("UTF-16LE")))
        let surrogate: [UInt8] = [0xff, 0xfe, 0x3c, 0, 0x00, 0xd8, 0x20, 0]
        #expect(refusal(of: surrogate) == ProfileFormatError(.notInEncoding("UTF-16LE")))
    }

    @Test func explainsFaultsOfConvertedTexts() {
        var error = refusal(of: utf16("\u{feff}<flat-profile>\n<X>ä & b</X></flat-profile>", false))
        error?.detail = nil
        #expect(error == ProfileFormatError(.notWellFormed(.bareAmpersand), line: 2, column: 6))
    }

    @Test func readsTheDeclaredEncodingOnly() {
        let text = "<?xml version=\"1.0\" encoding=\"../../x\"?><flat-profile/>"
        #expect(refusal(of: text)?.line == 1)
    }

    private func utf16(_ text: String, _ isLittleEndian: Bool) -> [UInt8] {
        text.utf16.flatMap { unit in
            let pair = [UInt8(unit & 0xff), UInt8(unit >> 8)]
            return isLittleEndian ? pair : pair.reversed()
        }
    }
}
