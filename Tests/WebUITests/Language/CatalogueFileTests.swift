import FoundationEssentials
import Testing

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

    /// What nobody says any more is a burden to translators. The text between the places stands in the program as it is, in a template,
    /// or in the catalogue of parameters.
    @Test(arguments: translated)
    func everyEntryIsUsed(language: Language) throws {
        let haystack = try Self.program()
        for (room, entries) in Self.files(language) {
            for text in entries.keys.sorted() {
                let pieces = text.contains("{{") ? [.literal(Array(text.utf8))] : SentencePattern.pieces(of: text)
                for case .literal(let literal) in pieces {
                    let part = String(decoding: literal, as: UTF8.self)
                    #expect(haystack.contains(part), "\(room): \(text)")
                }
            }
        }
    }

    private func names(_ pieces: [SentencePattern.Piece]) -> [String] {
        pieces.compactMap { if case .place(let name, _) = $0 { name } else { nil } }
    }

    /// Everything that may say something, with literals that go over several lines put together.
    private static func program() throws -> String {
        try ["Sources", "Views", "Catalogue"].flatMap { folder in
            try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path)
                .filter { $0.hasSuffix(".swift") || $0.hasSuffix(".tpl") || $0.hasSuffix(".json") }
                .map { try String(contentsOf: root.appending(path: "\(folder)/\($0)"), encoding: .utf8) }
        }.joined(separator: "\n")
            .replacing(#/"\s*\n?\s*\+ "/#, with: "").replacing(#/\\\n\s*/#, with: "")
            .replacing("\\\"", with: "\"").replacing("[[", with: "").replacing("]]", with: "")
    }
}
