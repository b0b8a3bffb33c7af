import FlatProfile
import FoundationEssentials
import Testing

@testable import Pages
@testable import WebUI

/// What the program says on pages is translated: every sentence that stands in its sources, and what those say to all of them.
@Suite struct SourceSentenceTests {
    private static let translated = Language.allCases.filter { $0 != .english }
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// What speaks to scripts, or holds no sentences.
    private static let silent = [
        "WebUI/API/", "WebUI/View/", "WebUI/Pages/SettingsView.swift",
    ]
    /// The modules that write pages.
    private static let rooms = ["BenchUI/", "Pages/Access/", "Pages/Parts/", "WebUI/"]
    /// Files outside of the pages' own modules whose sentences all reach pages, besides those named `…+English.swift`.
    private static let spoken = [
        "Bench/Scanning/ScanDesk.swift", "PhoneService/StepRecord.swift", "PhoneService/Wording.swift",
        "ProfileRules/RuleWarning.swift",
    ]

    private static func sentences() throws -> [(file: String, text: String)] {
        let sources = root.appending(path: "Sources")
        return try FileManager.default.subpathsOfDirectory(atPath: sources.path).sorted()
            .filter { path in
                spoken.contains(path) || path.hasSuffix("+English.swift") && !path.hasPrefix("HTTPServer/")
                    || rooms.contains { path.hasPrefix($0) } && path.hasSuffix(".swift")
                        && !silent.contains { path.hasPrefix($0) }
            }
            .flatMap { path in
                SwiftLiterals(Array(try Data(contentsOf: sources.appending(path: path)))).texts
                    .filter(isSentence).map { (path, $0) }
            }
    }

    /// Words with a blank between them. Parts of sentences begin or end with a blank or a comma.
    private static func isSentence(_ text: String) -> Bool {
        text.contains(" ") && !text.contains("\n") && text.contains { $0.isLetter && $0.isLowercase }
            && !" ,;:".contains(text.first ?? " ") && !" ,".contains(text.last ?? " ")
    }

    @Test(arguments: translated)
    func everySentenceOfTheSourcesIsTranslated(language: Language) throws {
        let translations = Translations(language, remembersMissing: true)
        for (file, text) in try Self.sentences() where !NeverOnPages.sentences.contains(text) {
            let missing = translations.missingSentences.count
            _ = translations.say(text)
            #expect(translations.missingSentences.count == missing, "\(file): \(text)")
        }
    }

    /// What is gone does not stay on the list.
    @Test func theListOfUnsaidSentencesIsTrue() throws {
        let said = Set(try Self.sentences().map(\.text))
        for sentence in NeverOnPages.sentences.sorted() { #expect(said.contains(sentence), "\(sentence)") }
    }

    @Test(arguments: translated)
    func everyHelpIsTranslated(language: Language) throws {
        let translations = Translations(language, remembersMissing: true)
        for parameter in Catalogue.of(.standard).parameters { _ = translations.say(parameter.help) }
        #expect(translations.missingSentences.sorted() == [])
    }
}
