import Notation
import Testing

@Suite struct NearestTests {
    @Test(arguments: [
        ("stauts", "status"), ("gte", "get"), ("sow", "show"), ("xyzzy", nil), ("", nil), ("serve2", "serve"),
    ])
    func findsTheNearestWord(text: String, word: String?) {
        #expect(Nearest.word(to: text, among: ["serve", "status", "get", "show"]) == word)
    }
}
