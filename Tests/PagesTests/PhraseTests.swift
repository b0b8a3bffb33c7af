import Testing

@testable import Pages

@Suite struct PhraseTests {
    @Test(arguments: [
        ("the rule is empty", "The rule is empty."),
        ("The rule is empty.", "The rule is empty."),
        ("Is & written as &amp;?", "Is & written as &amp;?"),
        ("line 12, column 7: not closed", "Line 12, column 7: not closed."),
        ("Resync_Periodc is no parameter", "Resync_Periodc is no parameter."),
        ("http://x/y.xml was not found", "http://x/y.xml was not found."),
        ("iPhone is no model", "iPhone is no model."),
        ("\"x\" is no model", "\"x\" is no model."),
        ("", ""),
    ])
    func aClauseBecomesASentence(clause: String, sentence: String) {
        #expect(Phrase.sentence(clause) == sentence)
    }

    @Test(arguments: [
        (0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1000, "1,000 bytes"), (1_234_567, "1,234,567 bytes"),
    ])
    func sizesAreGrouped(bytes: Int, text: String) {
        #expect(Phrase.size(bytes) == text)
    }
}
