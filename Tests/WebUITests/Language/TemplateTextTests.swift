import Testing

@testable import Pages
@testable import WebUI

/// The texts of `Views/` and their translations.
@Suite struct TemplateTextTests {
    private static let views = EmbeddedFile.views.map {
        ($0.name, String(decoding: $0.bytes, as: UTF8.self))
    }
    private static let translated = Language.allCases.filter { $0 != .english }
    /// What people read of an element besides its text.
    private static let readAttributes = ["aria-label", "title", "placeholder", "alt", "data-label"]
    /// Names, and values of parameters, which are the same everywhere.
    private static let names: Set<String> = [
        "– – Onhook", "Onhook", "MAC", "Yes", "No", "cfg.xml", "spacfg.xml", "changed.xml", "status.xml",
    ]

    @Test(arguments: views)
    func everyTextStandsInMarks(name: String, template: String) throws {
        let markup = MarkedText(template).pieces.map { piece in
            if case .markup(let markup) = piece { String(markup) } else { "" }
        }.joined()
        #expect(!markup.contains("[[") && !markup.contains("]]"), "a mark that is not closed")
        let read = TemplateReader(markup)
        for text in read.texts where TemplateReader.isText(text) {
            #expect(Self.names.contains(text.split(whereSeparator: \.isWhitespace).joined(separator: " ")))
        }
        for attribute in read.attributes where TemplateReader.isText(attribute.value) {
            #expect(!Self.readAttributes.contains(attribute.name), "\(attribute)")
            // What scripts say.
            #expect(!attribute.name.hasPrefix("data-") || !attribute.value.contains(" "), "\(attribute)")
        }
    }

    @Test(arguments: views, translated)
    func everyTextIsTranslated(view: (name: String, template: String), language: Language) throws {
        let translations = try #require(Translations.of(language))
        for text in MarkedText(view.template).texts {
            let translation = try #require(translations.text(String(text)), "\(text)")
            #expect(
                TemplateReader.tokens(of: translation) == TemplateReader.tokens(of: String(text)),
                "\(text) → \(translation)")
        }
    }

    /// A text may stand in an attribute, so a translation keeps out what would end it.
    @Test(arguments: views, translated)
    func noTranslationBreaksTheMarkup(view: (name: String, template: String), language: Language) throws {
        let translations = try #require(Translations.of(language))
        for text in MarkedText(view.template).texts {
            let translation = try #require(translations.text(String(text)))
            let bare = TemplateReader.bare(translation)
            #expect(!bare.contains { "<>\"{}".contains($0) }, "\(translation)")
            #expect(!bare.contains("&") || text.contains("&"), "\(translation)")
        }
    }
}
