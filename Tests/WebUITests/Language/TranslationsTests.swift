import Testing

@testable import Pages
@testable import WebUI

@Suite struct TranslationsTests {
    private static let entries = [
        "Submit": "Absenden", "the rule is empty": "die Regel ist leer",
        "{count:number} changes are stored as revision {number:number}.":
            "{count} Änderungen sind als Revision {number} gespeichert.",
        "{count:number} min ago": "vor {count} min", "{size:number} bytes": "{size} Bytes",
        "{origin}, {when:sentence}": "{origin}, {when}",
        "line {line:number}: {reason:sentence}": "Zeile {line}: {reason}",
        "{a} is {b}": "{a} ist {b}", "{host} is no address": "{host} ist keine Adresse",
        "expected {wanted}, not {got}": "statt {got} wird {wanted} erwartet",
        "failed: {reason:sentence}": "Fehler: {reason}",
        "Nothing was stored.": "Nichts wurde gespeichert.", "Put this right.": "Beheben Sie dies.",
    ]
    private let translations = Translations(.german, entries: [entries], remembersMissing: true)

    @Test(arguments: [
        ("Submit", "Absenden"),
        // Clauses become sentences, as pages make them.
        ("the rule is empty", "die Regel ist leer"), ("The rule is empty.", "Die Regel ist leer."),
        ("The rule is empty", "Die Regel ist leer"),
        ("12 changes are stored as revision 13.", "12 Änderungen sind als Revision 13 gespeichert."),
        // Numbers are written the language's way, data are left alone.
        ("12,345 bytes", "12.345 Bytes"), ("1.5 is 2,0", "1.5 ist 2,0"),
        // A place may hold a clause of its own.
        ("https://a.example/x.xml, line 12, 3 min ago", "https://a.example/x.xml, line 12, vor 3 min"),
        ("Line 7: the rule is empty.", "Zeile 7: die Regel ist leer."),
        ("failed: line 2: the rule is empty", "Fehler: Zeile 2: die Regel ist leer"),
        // The most literal entry wins, and the order of places is free.
        ("a b is no address", "a b ist keine Adresse"), ("expected a, not b", "statt b wird a erwartet"),
        // Several sentences.
        ("Nothing was stored. Put this right.", "Nichts wurde gespeichert. Beheben Sie dies."),
        // What no entry knows.
        ("Nothing was stored. Perhaps.", "Nothing was stored. Perhaps."), ("unknown", "unknown"), ("", ""),
        ("2026-11-20", "2026-11-20"),
    ])
    func saysASentence(english: String, german: String) {
        #expect(translations.say(english) == german)
        #expect(translations.say(english) == german, "the second time from memory")
    }

    @Test func remembersWhatItDidNotKnow() {
        for sentence in ["Submit", "unknown", "failed: for no reason", "12"] { _ = translations.say(sentence) }
        #expect(translations.missingSentences == ["unknown", "for no reason"])
    }

    @Test func chineseSentencesHaveTheirOwnStop() {
        let chinese = Translations(
            .simplifiedChinese, entries: [["the rule is empty": "规则为空", "{n:number} bytes": "{n} 字节"]])
        #expect(chinese.say("The rule is empty.") == "规则为空。")
        #expect(chinese.say("The rule is empty. The rule is empty.") == "规则为空。规则为空。")
        #expect(chinese.say("12,345 bytes") == "12,345 字节")
    }

    /// Clauses in clauses end, and a document is no sentence.
    @Test func aHostileTextIsAnsweredAtOnce() {
        let nested = String(repeating: "failed: ", count: 500) + "the rule is empty"
        #expect(translations.say(nested).hasSuffix("the rule is empty"))
        let long = String(repeating: "a, is . A", count: 100_000)
        #expect(translations.say(long) == long)
    }

    @Test func aPageIsSaidInItsLanguageAndDataAreNot() throws {
        let page = MessagePage(title: "History", sentence: "There is no page at this address.", detail: "Submit")
        var frame = Samples.frame()
        for language in Language.allCases {
            frame.language = language
            let html = String(decoding: Renderer.of(language).render(page, in: frame), as: UTF8.self)
            let sentence = Translations.of(language)?.text(page.sentence) ?? page.sentence
            #expect(html.contains("<html lang=\"\(language.rawValue)\">"))
            #expect(html.contains(">\(sentence)<"))
            #expect(html.contains(">Submit</pre>"))
        }
    }
}
