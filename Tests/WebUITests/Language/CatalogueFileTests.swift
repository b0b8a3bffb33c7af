import FoundationEssentials
import Glibc
import Testing

@testable import Pages
@testable import WebUI

/// The files of `Languages/`.
@Suite struct CatalogueFileTests {
    private static let translated = Language.allCases.filter { $0 != .english }
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static func files(_ language: Language) -> [(room: String, entries: [String: String])] {
        EmbeddedFile.languages.filter { $0.name.hasPrefix("\(language.rawValue)/") }
            .map { ($0.name, Translations.decoded($0)) }
    }

    /// The table in Sources/System/CWebAssets/assets.c is written by hand.
    @Test func everyFileTravelsInsideTheProgram() throws {
        let folder = Self.root.appending(path: "Languages")
        let onDisk = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.contains(".") }
        #expect(EmbeddedFile.languages.map(\.name).sorted() == onDisk.sorted())
        for file in EmbeddedFile.languages {
            #expect(try Data(contentsOf: folder.appending(path: file.name)) == Data(file.bytes), "\(file.name)")
        }
    }

    @Test func everyLanguageTranslatesTheSameTexts() throws {
        let texts = Self.translated.map { language in
            (language, Set(Self.files(language).flatMap { $0.entries.keys }))
        }
        let all = texts.reduce(into: Set<String>()) { $0.formUnion($1.1) }
        for (language, known) in texts {
            #expect(all.subtracting(known).sorted() == [], "\(language.rawValue) lacks these")
        }
    }

    @Test(arguments: translated)
    func aTextStandsInOneRoomOnly(language: Language) {
        var rooms: [String: String] = [:]
        for (room, entries) in Self.files(language) {
            for text in entries.keys.sorted() {
                #expect(rooms[text] == nil, "\(text) of \(room) is in \(rooms[text] ?? "") too")
                rooms[text] = room
            }
        }
    }

    @Test(arguments: translated)
    func aTranslationHasThePlacesOfItsText(language: Language) {
        for (room, entries) in Self.files(language) {
            for (text, translation) in entries where !text.contains("{{") {
                #expect(!translation.isEmpty, "\(room): \(text)")
                guard let pattern = SentencePattern(text) else { continue }
                let translated = SentencePattern.pieces(of: translation)
                #expect(names(translated).sorted() == names(pattern.pieces).sorted(), "\(room): \(text)")
                #expect(Set(names(pattern.pieces)).count == names(pattern.pieces).count, "\(room): \(text)")
            }
        }
    }

    /// What nobody says any more is a burden to translators. The text between the places stands in the program, in a template, or in the
    /// catalogue of parameters; the program may put it together of several literals.
    @Test func everyEntryIsUsed() throws {
        let program = try ProgramText()
        for (room, entries) in Self.files(.german) {
            for text in entries.keys.sorted() {
                let pieces = text.contains("{{") ? [.literal(Array(text.utf8))] : SentencePattern.pieces(of: text)
                for case .literal(let literal) in pieces {
                    #expect(program.says(literal, inParts: 5), "\(room): \(text)")
                }
            }
        }
    }

    private func names(_ pieces: [SentencePattern.Piece]) -> [String] {
        pieces.compactMap { if case .place(let name, _) = $0 { name } else { nil } }
    }
}

/// Everything that may say something, with literals that go over several lines put together.
private struct ProgramText {
    /// With a zero behind it, for strstr(3).
    private let bytes: [CChar]

    init() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        var bytes: [UInt8] = []
        for folder in ["Sources", "Views", "Catalogue"] {
            for path in try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path)
            where path.hasSuffix(".swift") || path.hasSuffix(".tpl") || path.hasSuffix(".json") {
                let file = try Data(contentsOf: root.appending(path: "\(folder)/\(path)"))
                bytes += folder == "Views" ? file.filter { !"[]".utf8.contains($0) } : Self.joined(Array(file))
            }
        }
        self.bytes = bytes.map(CChar.init(bitPattern:)) + [0]
    }

    /// The text of a source with `" + "` and `\` at the end of a line left out.
    private static func joined(_ source: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        func blanksEnd(_ start: Int) -> Int {
            source[start...].firstIndex { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\n") } ?? source.count
        }
        while index < source.count {
            let byte = source[index]
            let next = index + 1 < source.count ? source[index + 1] : 0
            if byte == UInt8(ascii: "\""), result.last != UInt8(ascii: "\\") {
                let plus = blanksEnd(index + 1)
                if plus < source.count, source[plus] == UInt8(ascii: "+") {
                    let quote = blanksEnd(plus + 1)
                    if quote < source.count, source[quote] == byte {
                        index = quote + 1
                        continue
                    }
                }
            }
            if byte == UInt8(ascii: "\\"), next == UInt8(ascii: "\n") {
                index = blanksEnd(index + 1)
            } else if byte == UInt8(ascii: "\\"), next == UInt8(ascii: "\"") || next == byte {
                result.append(next)
                index += 2
            } else {
                result.append(byte)
                index += 1
            }
        }
        return result
    }

    /// Whether the text stands there, whole or in so many parts, each as long as can be.
    func says(_ text: [UInt8], inParts count: Int) -> Bool {
        var rest = text[...]
        for _ in 0..<count where !rest.isEmpty {
            var (known, unknown) = (0, rest.count + 1)
            while unknown - known > 1 {
                let middle = (known + unknown) / 2
                if contains(rest.prefix(middle)) { known = middle } else { unknown = middle }
            }
            rest = rest.dropFirst(known)
        }
        return rest.isEmpty
    }

    private func contains(_ part: ArraySlice<UInt8>) -> Bool {
        let part = part.map(CChar.init(bitPattern:)) + [0]
        return bytes.withUnsafeBufferPointer { bytes in
            part.withUnsafeBufferPointer { part in
                guard let start = bytes.baseAddress, let wanted = part.baseAddress else { return false }
                return strstr(start, wanted) != nil
            }
        }
    }
}
