import Testing

@testable import Provisioning

@Suite struct ActivationCodeTests {
    @Test(arguments: [
        ("1234567890123456", "1234567890123456"), ("1234-5678-9012-3456", "1234567890123456"),
        (" 1234 5678 9012 3456\n", "1234567890123456"), ("#123", "#123"), ("# 12 34", "#1234"),
        ("#1234567890123456", "#1234567890123456"),
    ])
    func reads(typed: String, code: String) throws {
        let read = try ActivationCode(typed)
        #expect(read.text == code)
        #expect(read.isShort == code.hasPrefix("#"))
    }

    @Test(arguments: [
        ("", ActivationCode.Fault.empty), ("  ", .empty), ("#", .wrongShortLength(0)), ("#12", .wrongShortLength(2)),
        ("#12345678901234567", .wrongShortLength(17)), ("123456789012345", .wrongLength(15)),
        ("12345678901234567", .wrongLength(17)), ("12345678901234x6", .notDigits), ("##123", .notDigits),
        ("١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦", .notDigits), ("1234567890123456\0", .notDigits),
    ])
    func refuses(typed: String, fault: ActivationCode.Fault) {
        #expect(throws: fault) { try ActivationCode(typed) }
    }

    @Test func isShownNowhere() throws {
        let code = try ActivationCode("#4711")
        var dumped = ""
        dump(code, to: &dumped)
        for text in ["\(code)", String(reflecting: code), dumped] { #expect(!text.contains("4711")) }
    }

    @Test(
        arguments: [
            ("edos.example.com", "edos.example.com", 443), ("edos.example.com:8443", "edos.example.com", 8443),
            ("192.0.2.1", "192.0.2.1", 443), ("[2001:db8::1]", "2001:db8::1", 443),
            ("[2001:db8::1]:99", "2001:db8::1", 99),
        ] as [(String, String, UInt16)])
    func readsServers(text: String, host: String, port: UInt16) {
        let server = OnboardingServices.Server(text)
        #expect(server == OnboardingServices.Server(host: host, port: port))
        #expect(server?.description == text)
    }

    @Test(arguments: [
        "", ":443", "host:", "host:0", "host:65536", "https://host", "ho st", "a@b", "2001:db8::1", "[::1", "h/x",
    ])
    func refusesWhatIsNoServer(text: String) {
        #expect(OnboardingServices.Server(text) == nil)
    }
}
