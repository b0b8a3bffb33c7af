import Testing

@testable import Pages

@Suite struct SentencePatternTests {
    private func places(_ entry: String, in text: String) -> [String]? {
        let bytes = Array(text.utf8)
        return SentencePattern(entry)?.match(bytes, in: bytes.indices)?.map {
            String(decoding: bytes[$0.range], as: UTF8.self)
        }
    }

    @Test(
        arguments: [
            ("{count:number} changes", "12 changes", ["12"]), ("{count:number} changes", "12,345 changes", ["12,345"]),
            ("{count:number} changes", "twelve changes", nil), ("{count:number} changes", " changes", nil),
            ("took {time:number} s", "took 0.8 s", ["0.8"]), ("revision {number:number}.", "revision 13.", ["13"]),
            ("{name} is {value}", "A is B is C", ["A", "B is C"]), ("{name:word} is {value}", "a b is c", nil),
            ("line {line:number}: {reason:sentence}", "line 7: no: x", ["7", "no: x"]),
            ("\"{host}\" is no address", "\"a\" b\" is no address", ["a\" b"]), ("{a}x", "x", nil),
            ("{a}x", "xx", ["x"]),
            ("a{b}", "a", nil), ("{a}, {b}, {c}", "1, 2, 3, 4", ["1", "2", "3, 4"]), ("ü {x}", "ü 你好", ["你好"]),
        ] as [(String, String, [String]?)])
    func placesTakeWhatStandsBetweenTheText(entry: String, text: String, expected: [String]?) {
        #expect(places(entry, in: text) == expected)
    }

    @Test(arguments: ["no place", "{a}{b}", "{a:unknown}", "{}", "the body must be {\"url\": \"…\"}"])
    func anEntryWithoutGoodPlacesIsNoPattern(entry: String) {
        #expect(SentencePattern(entry) == nil)
    }

    /// A pattern that went back and forth would take longer than anybody waits.
    @Test func readsAHostileTextOnce() {
        let entry = (0..<12).map { "{\(["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"][$0])}aaab" }
            .joined()
        #expect(places(entry, in: String(repeating: "a", count: 4000)) == nil)
    }
}
