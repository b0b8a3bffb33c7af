import FlatProfile
import HTTPServer
import PhoneService
import Testing

@testable import WebUI

/// Every address that changes something, asked for by a page that is not ours, in the ways in which browsers send that.
@Suite struct ForgedRequestTests {
    private typealias Utility = WebApplicationTests.Utility

    /// What a forged request carries besides the cookie.
    enum Forgery: String, CaseIterable, Sendable {
        /// A form of a foreign page from a browser that speaks plain HTTP in a LAN: neither Origin nor Sec-Fetch-Site.
        case plain = "no token, no Origin, no Sec-Fetch-Site"
        case wrongToken = "a guessed token"
        case emptyToken = "an empty token"
        case wrongHeader = "a guessed token in the header"
        case foreignOrigin = "the right token and a foreign Origin"
        case nullOrigin = "the right token and the Origin null"
        case otherPort = "the right token and the Origin of another port"
        case crossSite = "the right token and Sec-Fetch-Site: cross-site"
        case sameSite = "the right token and Sec-Fetch-Site: same-site"

        func headers(_ token: String) -> [String: String] {
            switch self {
            case .plain, .wrongToken, .emptyToken: [:]
            case .wrongHeader: ["X-CSRF-Token": "guessed"]
            case .foreignOrigin: ["X-CSRF-Token": token, "Origin": "http://evil.example"]
            case .nullOrigin: ["X-CSRF-Token": token, "Origin": "null"]
            case .otherPort: ["X-CSRF-Token": token, "Origin": "http://localhost:81"]
            case .crossSite: ["X-CSRF-Token": token, "Sec-Fetch-Site": "cross-site"]
            case .sameSite: ["X-CSRF-Token": token, "Sec-Fetch-Site": "same-site"]
            }
        }

        var field: String {
            switch self {
            case .wrongToken: "csrf_token=guessed&"
            case .emptyToken: "csrf_token=&"
            default: ""
            }
        }
    }

    /// Would do something at every address.
    private static let form =
        "GPP_A=changed&confirm=yes&argument=&rule=&submit=1&apply=1&number=1&problem=x&date=2026-01-01&time=00:00"
        + "&account=admin&old_password=Admin-Password-1&new_password=Other-Password-1&new_password_confirm=Other-Password-1"
        + "&username=admin&password=Admin-Password-1&admin_password=Other-Password-1&admin_password_confirm=Other-Password-1"
        + "&code=1234567890123456&user=a&language=de"
    private static let json =
        #"{"GPP_A":"changed","yes":true,"state":"busy","rule":"http://h/a","name":"a","password":"b"}"#
    private static let lan: Peer = .address("192.0.2.9", port: 4711)

    /// What a page could have changed.
    private func state(_ utility: Utility) async throws -> [String] {
        var state: [String] = []
        for path in [
            "/api/v1/parameters", "/api/v1/revisions", "/api/v1/attempts", "/api/v1/drafts", "/api/v1/reports",
            "/api/v1/upgrades",
            "/api/v1/call-state", "/api/v1/profile-account", "/api/v1/custom-ca",
        ] {
            let answer = try await utility.send(.get, path, from: .process(user: 0, group: 0, id: 1))
            state.append("\(path) \(answer.status.code) \(String(decoding: answer.body.bytes, as: UTF8.self))")
        }
        return state + ["\(utility.service.isSetUp)"]
    }

    @Test(arguments: Forgery.allCases)
    func aForgedRequestChangesNothingAtAnyAddress(forgery: Forgery) async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        _ = try await utility.send(
            .patch, "/api/v1/drafts/mine", body: #"{"GPP_B":"drafted"}"#, from: .process(user: 0, group: 0, id: 1))
        let page = try await utility.send(.get, "/password", ["Cookie": cookie, "Accept": "text/html"], from: Self.lan)
        let html = String(decoding: page.body.bytes, as: UTF8.self)
        let token = String(try #require(html.firstMatch(of: /name="csrf_token" value="([^"]+)"/)?.1))
        let before = try await state(utility)
        var swept = 0
        for route in utility.application.routes where route.method != .get && route.method != .head {
            let path = route.pattern.replacing(":tab", with: "system").replacing(/:(name|parameter)/, with: "mine")
                .replacing(":screen", with: "profile-rule").replacing(/:[a-z]+/, with: "1")
            let isForAPI = path.hasPrefix("/api/")
            // A form cannot send JSON as such, but as text it can.
            for type in isForAPI ? ["text/plain", "application/json"] : ["application/x-www-form-urlencoded"] {
                var headers = [
                    "Cookie": cookie, "Accept": "text/html", "User-Agent": "Mozilla/5.0", "Content-Type": type,
                ].merging(forgery.headers(token)) { $1 }
                headers["Referer"] = "http://evil.example/"
                let body = isForAPI ? Self.json : forgery.field + Self.form
                let response = try await utility.send(route.method, path, headers, body: body, from: Self.lan)
                #expect(response.status.code >= 400, "\(route.method) \(path) \(type): \(response.status.code)")
                #expect(response.headers["Set-Cookie"].map { !$0.text.hasPrefix("onhook_test=") } ?? true, "\(path)")
                swept += 1
            }
        }
        #expect(swept > 30)
        #expect(try await state(utility) == before)
        let still = try await utility.send(.get, "/status", ["Cookie": cookie, "Accept": "text/html"], from: Self.lan)
        #expect(still.status == .ok)
        // The same with the token does change something, or the sweep proves nothing.
        _ = try await utility.send(
            .post, "/voice/provisioning", ["Cookie": cookie, "X-CSRF-Token": token], body: "GPP_A=changed",
            from: Self.lan)
        #expect(try await state(utility) != before)
    }

    /// A link or an image reaches these with the session, where a browser does not know SameSite.
    @Test func nothingThatIsReadChangesAnything() async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        let before = try await state(utility)
        for route in utility.application.routes where route.method == .get && !route.pattern.hasSuffix("/events") {
            let path = route.pattern.replacing(":tab", with: "system").replacing(/:[a-z]+/, with: "1")
            for query in ["", "?http://evil.example/x", "?yes=1&confirm=yes&\(Self.form)"] {
                for method in [Method.get, .head] {
                    _ = try await utility.send(
                        method, path + query, ["Cookie": cookie, "Accept": "text/html", "User-Agent": "Mozilla/5.0"],
                        from: Self.lan)
                }
            }
        }
        #expect(try await state(utility) == before)
    }

    // MARK: Sessions

    private func logIn(_ utility: Utility, _ headers: [String: String] = [:]) async throws -> Response {
        try await utility.send(.post, "/login", headers, body: "username=admin&password=Admin-Password-1")
    }

    private func value(_ response: Response) throws -> String {
        String(try #require(response.headers["Set-Cookie"]?.text).prefix { $0 != ";" })
    }

    /// Fixation: whoever planted a cookie before the login knows nothing after it.
    @Test func aLoginNeverTakesOverATokenThatABrowserBroughtAlong() async throws {
        let utility = try Utility()
        let first = try await utility.session()
        let entrance = "planted-entrance-token-of-somebody-else"
        for planted in ["onhook_test=planted-token-of-somebody-else", first] {
            let response = try await utility.send(
                .post, "/login", ["Cookie": "\(planted); onhook_test_entrance=\(entrance)"],
                body: "username=admin&password=Admin-Password-1&csrf_token=\(entrance)")
            let fresh = try value(response)
            #expect(response.status == .seeOther && fresh != planted && fresh.count > 30)
            #expect(try await utility.send(.get, "/status", ["Cookie": fresh]).status == .ok)
        }
        let planted = try await utility.send(.get, "/status", ["Cookie": "onhook_test=planted-token-of-somebody-else"])
        #expect(planted.status == .unauthorized)
    }

    /// Whoever logs in again in the same browser leaves no second key behind.
    @Test func aSecondLoginEndsTheSessionThatTheBrowserHadBefore() async throws {
        let utility = try Utility()
        let first = try await utility.session()
        let entrance = "an-entrance-token-of-the-browser"
        let again = try await utility.send(
            .post, "/login", ["Cookie": "\(first); onhook_test_entrance=\(entrance)"],
            body: "username=admin&password=Admin-Password-1&csrf_token=\(entrance)")
        #expect(again.status == .seeOther)
        #expect(try await utility.send(.get, "/status", ["Cookie": first]).status == .unauthorized)
    }

    @Test func aTokenIsWorthNothingAfterTheLogout() async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        let page = try await utility.send(.get, "/password", ["Cookie": cookie])
        let token = String(
            try #require(
                String(decoding: page.body.bytes, as: UTF8.self).firstMatch(of: /name="csrf_token" value="([^"]+)"/)?.1)
        )
        let out = try await utility.send(.post, "/logout", ["Cookie": cookie], body: "csrf_token=\(token)")
        #expect(out.headers["Set-Cookie"]?.text == "onhook_test=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0")
        #expect(try await utility.send(.get, "/status", ["Cookie": cookie]).status == .unauthorized)
        let late = try await utility.send(
            .post, "/voice/provisioning", ["Cookie": cookie], body: "csrf_token=\(token)&GPP_A=changed")
        #expect(late.status == .unauthorized && utility.service.snapshot["GPP_A"] == "")
    }

    @Test func theOldTokensAreWorthNothingAfterAChangeOfThePassword() async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        let other = try value(try await logIn(utility))
        let page = try await utility.send(.get, "/password", ["Cookie": cookie])
        let token = String(
            try #require(
                String(decoding: page.body.bytes, as: UTF8.self).firstMatch(of: /name="csrf_token" value="([^"]+)"/)?.1)
        )
        let changed = try await utility.send(
            .post, "/password", ["Cookie": cookie],
            body:
                "csrf_token=\(token)&old_password=Admin-Password-1&new_password=Other-Password-1&new_password_confirm=Other-Password-1"
        )
        #expect(changed.status == .seeOther)
        let fresh = try value(changed)
        #expect(fresh != cookie)
        for old in [cookie, other] {
            #expect(try await utility.send(.get, "/status", ["Cookie": old]).status == .unauthorized)
        }
        #expect(try await utility.send(.get, "/status", ["Cookie": fresh]).status == .ok)
        let forged = try await utility.send(
            .post, "/voice/provisioning", ["Cookie": fresh], body: "csrf_token=\(token)&GPP_A=changed")
        #expect(forged.status == .forbidden && utility.service.snapshot["GPP_A"] == "")
    }

    /// Over HTTPS a cookie never goes over plain HTTP.
    @Test(arguments: [(false, ""), (true, "Secure; ")])
    func everyCookieIsForThisSiteOnly(isTLS: Bool, secure: String) async throws {
        let utility = try Utility()
        _ = try await utility.session()
        var login = try utility.request(.post, "/login", body: "username=admin&password=Admin-Password-1")
        var page = try utility.request(.get, "/login")
        (login.isTLS, page.isTLS) = (isTLS, isTLS)
        for request in [login, page] {
            let cookie = try #require(
                await utility.application.respond(to: request).response().headers["Set-Cookie"]?.text)
            #expect(cookie.hasPrefix(isTLS ? "__Host-onhook_test" : "onhook_test"), "\(cookie)")
            #expect(cookie.contains("; HttpOnly; ") && cookie.contains("SameSite=Strict; Path=/"), "\(cookie)")
            #expect(cookie.contains("; Secure") == isTLS, "\(cookie)")
            #expect(!cookie.contains("Domain="))
        }
    }

    // MARK: Two people

    @Test func twoPeopleWhoSubmitTheSameTabKeepWhatTheOtherDidNotTouch() async throws {
        let utility = try Utility()
        let first = try await person(utility)
        let second = try await person(utility)
        #expect(try await submit(utility, first, "GPP_A=one&GPP_B=").status == .seeOther)
        // The second one's page still shows GPP_A as it was.
        let answer = try await submit(utility, second, "GPP_A=&GPP_B=two")
        #expect(answer.status == .seeOther)
        #expect(utility.service.snapshot["GPP_A"] == "one" && utility.service.snapshot["GPP_B"] == "two")
    }

    /// Nothing is lost without a word, and the history has both.
    @Test func ofTwoPeopleWhoSetTheSameFieldTheLaterIsAskedAndTheHistoryHasBoth() async throws {
        let utility = try Utility()
        var people = [try await person(utility), try await person(utility)]
        #expect(try await submit(utility, people[0], "GPP_A=one").status == .seeOther)
        #expect(try await submit(utility, people[1], "GPP_A=two").status == .conflict)
        #expect(utility.service.snapshot["GPP_A"] == "one")
        people[1].revision = "2"
        let answered = try await submit(utility, people[1], "GPP_A=two&asked.GPP_A=yes&answer.GPP_A=mine")
        #expect(answered.status == .seeOther)
        #expect(utility.service.snapshot["GPP_A"] == "two")
        let page = try await utility.send(.get, "/history/3", ["Cookie": people[0].cookie, "Accept": "text/html"])
        let html = String(decoding: page.body.bytes, as: UTF8.self)
        #expect(html.contains("one") && html.contains("two"))
    }

    private struct Person { var cookie, token, revision: String }

    private func person(_ utility: Utility) async throws -> Person {
        let cookie = try await utility.session()
        let page = try await utility.send(.get, "/voice/provisioning", ["Cookie": cookie, "Accept": "text/html"])
        let html = String(decoding: page.body.bytes, as: UTF8.self)
        return Person(
            cookie: cookie,
            token: String(try #require(html.firstMatch(of: /name="csrf_token" value="([^"]+)"/)?.1)),
            revision: String(try #require(html.firstMatch(of: /name="revision" value="([^"]+)"/)?.1)))
    }

    private func submit(_ utility: Utility, _ person: Person, _ fields: String) async throws -> Response {
        try await utility.send(
            .post, "/voice/provisioning", ["Cookie": person.cookie, "Accept": "text/html"],
            body: "csrf_token=\(person.token)&revision=\(person.revision)&\(fields)")
    }
}
