import FlatProfile
import HTTPServer
import Notation
import PhoneService
import Testing

@testable import WebUI

@Suite struct DraftHandlerTests {
    private typealias Utility = WebApplicationTests.Utility

    /// A browser that is logged in: it keeps its cookies and shows the token of its forms.
    private struct Browser {
        let utility: Utility
        var cookies: [String: String] = [:]
        var token = ""

        init(_ account: Account = .admin, of utility: Utility) async throws {
            self.utility = utility
            let cookie = try await utility.session(account).split(separator: "=", maxSplits: 1)
            cookies[String(cookie[0])] = String(cookie[1])
            let page = try await text(.get, "/password")
            token = String(try #require(page.firstMatch(of: /name="csrf_token" value="([^"]+)"/)?.1))
        }

        private var headers: [String: String] {
            [
                "Cookie": cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; "), "Accept": "text/html",
                "X-CSRF-Token": token,
            ]
        }

        mutating func send(_ method: Method, _ target: String, _ body: String = "") async throws -> Response {
            let response = try await utility.send(method, target, headers, body: body)
            if let set = response.headers["Set-Cookie"]?.text {
                let pair = set.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
                cookies[String(pair[0])] = String(pair[1])
            }
            return response
        }

        func text(_ method: Method, _ target: String, _ body: String = "") async throws -> String {
            String(decoding: try await utility.send(method, target, headers, body: body).body.bytes, as: UTF8.self)
        }

        var revision: Int { utility.service.snapshot.revision }

        mutating func draft(_ name: String, _ value: String, on tab: String = "provisioning") async throws -> Response {
            try await send(
                .post, "/voice/\(tab)",
                "revision=\(revision)&\(name)=\(value.percentEncoded { $0.isVisible && $0 != UInt8(ascii: "&") })&draft=save"
            )
        }

        /// What the bar says.
        func bar() async throws -> String? {
            try await text(.get, "/status").firstMatch(of: /class="bar draft-bar"[^>]*>\s*<p><b>([^<]+)</).map {
                String($0.1)
            }
        }
    }

    @Test func theCookieIsHiddenStrictAndLongLived() async throws {
        var browser = try await Browser(of: try Utility())
        let page = try await browser.send(.get, "/voice/provisioning")
        #expect(page.headers["Set-Cookie"] == nil, "who only looks gets none")
        let saved = try await browser.draft("GPP_A", "x")
        #expect(saved.status == .seeOther)
        let cookie = try #require(saved.headers["Set-Cookie"]?.text)
        #expect(cookie.hasPrefix("onhook_test_draft="))
        #expect(cookie.hasSuffix("; HttpOnly; SameSite=Strict; Path=/; Max-Age=34560000"))
        let secret = browser.cookies["onhook_test_draft"] ?? ""
        #expect(secret.count >= 32)
        let again = try await browser.draft("GPP_B", "y")
        #expect(again.headers["Set-Cookie"]?.text.hasPrefix("onhook_test_draft=\(secret);") == true)
        #expect(try await browser.bar() == "2 unsaved changes")
    }

    @Test(arguments: [
        "", "x", "A", String(repeating: "A", count: 43), String(repeating: "A", count: 4000), "../../etc/passwd",
        "browser:" + String(repeating: "0", count: 64), "name:weekly", "%00", "'; DROP TABLE draft; --",
    ])
    func aTamperedCookieHasNoDraftAndBecomesNone(value: String) async throws {
        var browser = try await Browser(of: try Utility())
        _ = try await browser.draft("GPP_A", "x")
        let own = browser.cookies["onhook_test_draft"]
        browser.cookies["onhook_test_draft"] = value
        #expect(try await browser.bar() == nil)
        #expect(try await browser.text(.get, "/draft").contains("There are no unsaved changes."))
        #expect(try await browser.send(.post, "/draft", "revision=1").status == .notFound)
        #expect(try await browser.send(.post, "/draft/discard", "all=yes").status == .seeOther)
        #expect(try await browser.send(.get, "/api/v1/drafts/browser").status == .notFound)
        _ = try await browser.draft("GPP_B", "y")
        #expect(browser.cookies["onhook_test_draft"] != value && browser.cookies["onhook_test_draft"] != own)
        browser.cookies["onhook_test_draft"] = own
        #expect(try await browser.bar() == "1 unsaved change")
    }

    @Test func theCookieOfOneAccountOpensNothingOfTheOther() async throws {
        let utility = try Utility()
        var user = try await Browser(.user, of: utility)
        var admin = try await Browser(of: utility)
        _ = try await admin.draft("GPP_A", "of the administrator")
        user.cookies["onhook_test_draft"] = admin.cookies["onhook_test_draft"]
        #expect(try await user.bar() == nil)
        #expect(try await user.text(.get, "/draft").contains("of the administrator") == false)
        _ = try await admin.send(.put, "/api/v1/drafts/weekly", #"{"GPP_A": "x"}"#)
        for target in ["/api/v1/drafts/weekly", "/api/v1/drafts/browser"] {
            #expect(try await user.send(.get, target).status == .notFound)
            #expect(try await user.send(.delete, target).status == .notFound)
            #expect(try await user.send(.post, target + "/apply").status == .notFound)
        }
        #expect(try await user.text(.get, "/api/v1/drafts") == "[]")
        #expect(try await user.send(.patch, "/api/v1/drafts/mine", #"{"GPP_A": "x"}"#).status == .unprocessableContent)
    }

    @Test(
        arguments: [
            (.post, "/draft"), (.post, "/draft/discard"), (.post, "/voice/provisioning"),
            (.put, "/api/v1/drafts/browser"),
            (.patch, "/api/v1/drafts/x"), (.delete, "/api/v1/drafts/browser"), (.post, "/api/v1/drafts/browser/apply"),
        ] as [(Method, String)])
    func aForgedRequestDoesNothing(method: Method, target: String) async throws {
        var browser = try await Browser(of: try Utility())
        _ = try await browser.draft("GPP_A", "kept")
        browser.token = "forged"
        let body = target.hasPrefix("/api") ? #"{"GPP_A": "forged"}"# : "all=yes&draft=save&GPP_A=forged"
        #expect(try await browser.send(method, target, body).status == .forbidden)
        #expect(try await browser.bar() == "1 unsaved change")
        #expect(browser.utility.service.snapshot["GPP_A"].isEmpty)
        #expect(try await browser.text(.get, "/draft").contains("<code>kept</code>"))
    }

    @Test func lookingAtADraftChangesNothing() async throws {
        var browser = try await Browser(of: try Utility())
        _ = try await browser.draft("GPP_A", "kept")
        for target in ["/draft", "/draft/discard", "/draft/discard?all=yes", "/draft?name=GPP_A"] {
            #expect(try await browser.send(.get, target).status == .ok)
        }
        #expect(try await browser.bar() == "1 unsaved change")
    }

    @Test func aFaultyValueIsRefusedBesideItsFieldAndStaysTyped() async throws {
        var browser = try await Browser(of: try Utility())
        let response = try await browser.send(
            .post, "/voice/provisioning", "revision=1&Resync_Periodic=soon&GPP_A=%3Cb%3E&draft=save")
        #expect(response.status == .unprocessableContent)
        let page = String(decoding: response.body.bytes, as: UTF8.self)
        #expect(page.contains("id=\"Resync_Periodic-error\""))
        #expect(page.contains("value=\"&lt;b&gt;\""))
        #expect(try await browser.bar() == nil)
    }

    @Test func whatIsHostileInADraftIsEscaped() async throws {
        var browser = try await Browser(of: try Utility())
        _ = try await browser.draft("GPP_A", "\"><script>alert(1)</script>")
        for target in ["/draft", "/voice/provisioning"] {
            let page = try await browser.text(.get, target)
            #expect(page.contains("&lt;script&gt;alert(1)"))
            #expect(!page.contains("<script>alert"))
        }
    }

    @Test(
        arguments: [
            (.put, "/api/v1/drafts/a%20b", "{}", 422),
            (.put, "/api/v1/drafts/" + String(repeating: "x", count: 65), "{}", 422),
            (.put, "/api/v1/drafts/x", "[]", 400), (.put, "/api/v1/drafts/x", "{", 400),
            (.put, "/api/v1/drafts/x", #"{"GPP_A": 7}"#, 400),
            (.put, "/api/v1/drafts/x", #"{"No_Such_Name": "x"}"#, 422),
            (.patch, "/api/v1/drafts/x", #"{"Web_Server_Port": "70000"}"#, 422), (.get, "/api/v1/drafts/x", "", 404),
            (.delete, "/api/v1/drafts/x/changes/GPP_A", "", 404), (.post, "/api/v1/drafts/x/apply", "", 404),
            (.post, "/api/v1/parameters/preview", "null", 400),
            (.post, "/api/v1/parameters/preview", #"{"Admin_Password": "short"}"#, 422),
        ] as [(Method, String, String, Int)])
    func theAPIRefusesWithASentence(method: Method, target: String, body: String, status: Int) async throws {
        var browser = try await Browser(of: try Utility())
        let response = try await browser.send(method, target, body)
        #expect(response.status.code == status)
        #expect(String(decoding: response.body.bytes, as: UTF8.self).hasPrefix(#"{"error":"#))
        #expect(try await browser.text(.get, "/api/v1/drafts") == "[]")
    }

    @Test func aDraftOfTooManyNamesOrBytesIsRefused() async throws {
        var browser = try await Browser(of: try Utility())
        let many = (0...FormDecoding.Limits.standard.fields).map { "\"P\($0)\": \"x\"" }.joined(separator: ",")
        #expect(try await browser.send(.put, "/api/v1/drafts/x", "{\(many)}").status == .contentTooLarge)
        let long = String(repeating: "x", count: 300_000)
        let response = try await browser.send(.put, "/api/v1/drafts/x", #"{"GPP_A": "\#(long)", "GPP_B": "\#(long)"}"#)
        #expect(response.status == .forbidden || response.status == .unprocessableContent)
        #expect(try await browser.text(.get, "/api/v1/drafts") == "[]")
    }

    @Test func aScriptIsToldOfConflictsAndAnswersThem() async throws {
        var browser = try await Browser(of: try Utility())
        _ = try await browser.send(.put, "/api/v1/drafts/x", #"{"GPP_A": "mine", "GPP_B": null, "GPP_C": "c"}"#)
        _ = try await browser.utility.service.submit(
            [("GPP_A", .text("theirs"))], by: Principal(.admin, through: .api))
        let refused = try await browser.send(.post, "/api/v1/drafts/x/apply")
        #expect(refused.status == .conflict)
        #expect(String(decoding: refused.body.bytes, as: UTF8.self).contains(#""conflicts":["GPP_A"]"#))
        #expect(
            try await browser.send(.post, "/api/v1/drafts/x/apply", #"{"answers": {"GPP_A": "both"}}"#).status.code
                == 400)
        let applied = try await browser.send(.post, "/api/v1/drafts/x/apply", #"{"answers": {"GPP_A": "mine"}}"#)
        #expect(applied.status == .ok)
        #expect(browser.utility.service.snapshot["GPP_A"] == "mine" && browser.utility.service.snapshot["GPP_C"] == "c")
    }
}
