import HTTPServer
import Testing

@testable import Pages

@Suite struct LanguageTests {
    /// RFC 9110, 12.5.4 and 12.4.2; RFC 4647 for the ranges.
    @Test(
        arguments: [
            ([], .english), (["de"], .german), (["de-AT"], .german), (["DE-ch"], .german), (["zh"], .simplifiedChinese),
            (["zh-CN,zh;q=0.9,en;q=0.8"], .simplifiedChinese), (["zh-Hans-SG"], .simplifiedChinese),
            (["zh-TW"], .english),
            (["zh-Hant"], .english), (["fr, de;q=0.5"], .german), (["de;q=0.5, en;q=0.8"], .english),
            (["de;q=0"], .english), (["de;q=0.000, zh;q=0.001"], .simplifiedChinese), (["de;q=0.9,zh;q=0.9"], .german),
            (["*"], .english), (["*;q=0.5, de;q=0.6"], .german), (["fr", "de;q=0.2"], .german),
            ([" de ; q=0.7 "], .german),
            // What cannot be read is passed over.
            (["de;q=2"], .english), (["de;q=0.1234"], .english), (["de;q=-1"], .english), (["de;q=1.5"], .english),
            (["de;q="], .english), (["de;level=1;q=1"], .english), ([",,;q=1,de"], .german), (["german"], .english),
            (["d\u{e4}, \u{0}, de;q=0.3"], .german),
        ] as [([String], Language)])
    func theBrowserSaysWhatItPrefers(fields: [String], language: Language) {
        #expect(Language.preferred(by: fields) == language)
    }

    @Test func anEndlessListIsNotReadToItsEnd() {
        #expect(Language.preferred(by: [String(repeating: "fr,", count: 40) + "de"]) == .english)
        #expect(Language.preferred(by: [String(repeating: ",", count: 60000) + "de"]) == .german)
    }
}
