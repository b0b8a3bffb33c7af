import HTTPServer
import PhoneService
import Testing

@testable import Pages
@testable import WebUI

/// What a browser gets in which language.
@Suite struct LanguageChoiceTests {
    private typealias Utility = WebApplicationTests.Utility

    private func text(_ response: Response) -> String { String(decoding: response.body.bytes, as: UTF8.self) }

    @Test func aPageIsInTheLanguageThatTheBrowserPrefers() async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        for (range, language) in [("de-AT, en;q=0.5", "de"), ("zh-CN", "zh-Hans"), ("fr", "en"), ("\u{7f}", "en")] {
            for path in ["/status", "/voice/sip", "/history", "/nowhere", "/status/live"] {
                let page = try await utility.send(
                    .get, path, ["Cookie": cookie, "Accept-Language": range, "Accept": "text/html"])
                #expect(page.headers["Content-Language"]?.text == language, "\(path)")
                #expect(page.headers["Vary"]?.text == "Accept-Language, Cookie", "\(path)")
                #expect(path == "/status/live" || text(page).contains("<html lang=\"\(language)\">"), "\(path)")
            }
        }
    }

    /// What a script puts into a page that is open.
    @Test func aPartOfAPageIsInTheLanguageOfThePage() async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        let run = try utility.service.startDryRun(by: Principal(.admin, through: .web)).id
        func part(_ path: String, in range: String) async throws -> Response {
            try await utility.send(.get, path, ["Cookie": cookie, "Accept-Language": range, "Accept": "text/html"])
        }
        for path in [
            "/status/live", "/onboarding/live", "/provisioning/live", "/phone-screen/progress/live",
            "/dry-run/\(run)/live",
        ] {
            let english = try await part(path, in: "en")
            let german = try await part(path, in: "de")
            #expect(german.headers["Content-Language"]?.text == "de", "\(path)")
            #expect(german.headers["Vary"]?.text == "Accept-Language, Cookie", "\(path)")
            #expect(text(german) != text(english), "\(path)")
        }
        #expect(try await text(part("/dry-run/\(run)/live", in: "zh")).contains("试运行正在进行"))
    }

    /// The fields of a tab are kept as they were rendered.
    @Test func whatWasRenderedInOneLanguageIsNotShownInAnother() async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        for _ in 1...2 {
            for (range, help) in [("en", "Leave empty to keep."), ("de", "Leer lassen"), ("zh", "留空则保持不变")] {
                _ = try await utility.service.submit(
                    [("Proxy_Password", .text("x"))], by: Principal(.admin, through: .web))
                let page = try await utility.send(.get, "/voice/system", ["Cookie": cookie, "Accept-Language": range])
                #expect(text(page).contains(help), "\(range)")
            }
        }
    }

    @Test func theChoiceWinsAndIsRemembered() async throws {
        let utility = try Utility()
        try await utility.service.setUp(adminPassword: "Admin-Password-1", userPassword: "")
        let answer = try await utility.send(.get, "/language?to=de&next=/login?next=%2Fvoice%2Fsip")
        #expect(answer.status == .seeOther)
        #expect(answer.headers["Location"]?.text == "/login?next=/voice/sip")
        let cookie = try #require(answer.headers["Set-Cookie"]?.text)
        #expect(cookie == "onhook_language=de; HttpOnly; SameSite=Strict; Path=/; Max-Age=34560000")
        let page = try await utility.send(
            .get, "/login", ["Cookie": "onhook_language=de", "Accept-Language": "zh", "Accept": "text/html"])
        #expect(text(page).contains("<h1>Anmelden</h1>"))
        #expect(text(page).contains("href=\"/language?to=zh-Hans&amp;next=%2Flogin\""))
    }

    @Test(arguments: ["//evil.example/", "https://evil.example/", "\\\\evil.example", "/\\evil.example", "", "x"])
    func theChoiceLeadsNowhereElse(next: String) async throws {
        let escaped = next.utf8.map { "%" + String(Int($0) + 0x100, radix: 16).dropFirst() }.joined()
        let answer = try await Utility().send(.get, "/language?to=de&next=\(escaped)")
        #expect(answer.headers["Location"]?.text == "/")
    }

    @Test(arguments: ["", "?to=", "?to=fr", "?to=de-AT", "?to=%3Cscript%3E", "?to=de&to=%00"])
    func anUnknownLanguageIsNotTaken(query: String) async throws {
        let answer = try await Utility().send(.get, "/language\(query)", ["Accept": "text/html"])
        #expect(answer.status == .notFound)
        #expect(answer.headers["Set-Cookie"] == nil)
    }

    /// Whatever stands in the cookie.
    @Test(arguments: ["", "fr", "de-AT", "../de", "<script>", "\u{e4}"])
    func aCookieOfAnotherKindIsNone(value: String) async throws {
        let utility = try Utility()
        try await utility.service.setUp(adminPassword: "Admin-Password-1", userPassword: "")
        let page = try await utility.send(
            .get, "/login", ["Cookie": "onhook_language=\(value)", "Accept": "text/html"])
        #expect(text(page).contains("<html lang=\"en\">"))
    }

    /// Scripts and the log read one language.
    @Test func whatIsForScriptsStaysEnglish() async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        for path in ["/api/v1/nowhere", "/api/v1/status", "/status.xml"] {
            let english = try await utility.send(.get, path, ["Cookie": cookie])
            let german = try await utility.send(.get, path, ["Cookie": cookie, "Accept-Language": "de"])
            #expect(german.headers["Content-Language"] == nil)
            // The time goes on between the two.
            if path != "/status.xml" {
                #expect(text(german).filter { !$0.isNumber } == text(english).filter { !$0.isNumber })
            }
        }
        let sentence = try await utility.send(.get, "/nowhere", ["Accept-Language": "de"])
        #expect(text(sentence) == "There is no page at this address.\n")
    }
}
