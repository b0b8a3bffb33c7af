import Testing

@testable import Pages

@Suite struct BrowserNameTests {
    @Test(
        arguments: [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox 128", "Linux"),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
                "Chrome 130", "Windows"
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.2849.46",
                "Edge 130", "Windows"
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15",
                "Safari 17", "macOS"
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
                "Safari 17", "iPhone"
            ),
            (
                "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Mobile Safari/537.36",
                "Chrome 129", "Android"
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0.0.0 Safari/537.36",
                "Chrome 131", "Linux"
            ),
            ("curl/7.88.1", "curl 7", ""), ("python-requests/2.31.0", "python-requests 2", ""),
            ("Wget", "Wget", ""), ("", "Unknown program", ""), ("/1.0", "Unknown program", ""),
            ("()", "Unknown program", ""), ("Firefox/", "Firefox", ""), ("Firefox/99999999999999999999", "Firefox", ""),
            ("<script>alert(1)</script>", "scriptalert", ""), ("a\u{202e}b\u{0}c/1", "abc 1", ""),
            ("é/1", "Unknown program", ""),
        ] as [(String, String, String)])
    func namesWhatPeopleKnow(text: String, program: String, system: String) {
        #expect(BrowserName(userAgent: text) == BrowserName(program: program, system: system))
    }

    @Test func nobodyIsUnknown() {
        #expect(BrowserName(userAgent: nil) == .unknown)
    }

    @Test func aLongNameIsCut() {
        let name = BrowserName(userAgent: String(repeating: "a", count: 100_000))
        #expect(name.program.count == BrowserName.longest)
    }
}
