import FlatProfile
import HTTPServer
import PhoneService
import Testing

@testable import WebUI

/// Confirm or take back, and the history, as forms and JSON send them.
@Suite struct ConfirmationFormTests {
    private typealias Utility = WebApplicationTests.Utility
    private static let html = ["Accept": "text/html"]

    private func text(_ response: Response) -> String { String(decoding: response.body.bytes, as: UTF8.self) }

    private func token(_ utility: Utility, _ cookie: String) async throws -> String {
        let page = text(try await utility.send(.get, "/history", ["Cookie": cookie, "Accept": "text/html"]))
        let match = try #require(page.firstMatch(of: /name="csrf_token" value="([^"]+)"/))
        return String(match.1)
    }

    private func post(
        _ utility: Utility, _ path: String, _ cookie: String, _ fields: KeyValuePairs<String, String> = [:]
    ) async throws -> Response {
        let token = try await token(utility, cookie)
        let pairs = fields.map { ($0.key, $0.value) } + [("csrf_token", token)]
        let body = pairs.map { "\($0.0)=\(Self.encoded($0.1))" }.joined(separator: "&")
        return try await utility.send(.post, path, ["Cookie": cookie, "Accept": "text/html"], body: body)
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { "%" + String(Int($0) + 256, radix: 16).suffix(2) }.joined()
    }

    private func lockOut(_ utility: Utility, _ cookie: String) async throws {
        let response = try await post(utility, "/voice/system", cookie, ["Enable_Web_Admin_Access": "No"])
        #expect(response.status.code == 303)
        #expect(response.headers["Location"]?.text == "/confirm")
    }

    @Test func aNewLoginConfirmsAndTheOldSessionDoesNot() async throws {
        let utility = try Utility()
        let old = try await utility.session()
        try await lockOut(utility, old)
        let page = text(try await utility.send(.get, "/confirm", ["Cookie": old, "Accept": "text/html"]))
        #expect(page.contains("data-remaining=\"90\""))
        #expect(page.contains("Log in again here"))
        #expect(try await post(utility, "/confirm", old).status == .forbidden)
        #expect(utility.service.pendingChange(for: Principal(.admin, through: .web)) != nil)
        let new = try await utility.session()
        let confirmed = try await post(utility, "/confirm", new, ["revision": "2"])
        // Status is closed now: what was done is told here, and how to come back.
        #expect(confirmed.status == .ok)
        #expect(
            text(confirmed).contains("The change is confirmed and stays: the administrator&#39;s pages are closed."))
        #expect(text(confirmed).contains("`onhook param set Enable_Web_Admin_Access=Yes` opens them again."))
        #expect(utility.service.snapshot["Enable_Web_Admin_Access"] == "No")
        #expect(utility.service.pendingChange(for: Principal(.admin, through: .web)) == nil)
        // From now on the switch counts.
        #expect(try await utility.send(.get, "/history", ["Cookie": new]).status == .forbidden)
    }

    @Test func whatClosesThePagesSaysSoAndHowToOpenThem() async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        try await lockOut(utility, cookie)
        let page = text(try await utility.send(.get, "/confirm", ["Cookie": cookie, "Accept": "text/html"]))
        #expect(page.contains("<b>Confirm closes the administrator's pages</b>"))
        #expect(page.contains("<code>onhook param set Enable_Web_Admin_Access=Yes</code>"))
        #expect(!page.contains("only a factory reset"))
    }

    /// No page can be asked for after it, so the answer to the form is the page.
    @Test func whatClosesTheWebServerSaysSoAtOnce() async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        let response = try await post(utility, "/voice/system", cookie, ["Enable_Web_Server": "No"])
        #expect(response.status == .ok)
        let page = text(response)
        #expect(page.contains("data-remaining=\"90\""))
        #expect(page.contains("The web server is switched off") && page.contains("<code>onhook confirm</code>"))
        #expect(page.contains("<code>onhook param set Enable_Web_Server=Yes</code>"))
        #expect(!page.contains("Log in again here") && !page.contains("Take it back now"))
        #expect(utility.service.pendingChange(for: Principal(.admin, through: .web))?.revisions == [2])
    }

    @Test func whatOnlyMovesThePagesClosesNothing() async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        _ = try await post(utility, "/voice/system", cookie, ["Session_Max_Timeout": "10"])
        let page = text(try await utility.send(.get, "/confirm", ["Cookie": cookie, "Accept": "text/html"]))
        #expect(page.contains("Log in again here") && !page.contains("onhook param set"))
    }

    @Test func anySessionOfTheAccountTakesItBack() async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        try await lockOut(utility, cookie)
        #expect(try await post(utility, "/confirm/revert", cookie, ["revision": "9"]).status.code == 409)
        #expect(try await post(utility, "/confirm/revert", cookie, ["revision": "2"]).status.code == 303)
        #expect(utility.service.snapshot["Enable_Web_Admin_Access"] == "Yes")
    }

    @Test func everyPageBearsTheWarningMeanwhile() async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        try await lockOut(utility, cookie)
        for path in ["/status", "/voice/sip", "/history", "/password", "/history/1", "/draft"] {
            let page = text(try await utility.send(.get, path, ["Cookie": cookie, "Accept": "text/html"]))
            #expect(page.contains("A change waits to be confirmed"), "\(path)")
        }
    }

    /// The session that follows a change of password began without a login, so it shows nothing.
    @Test func aChangedPasswordIsConfirmedByALoginWithIt() async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        let changed = try await post(
            utility, "/password", cookie,
            [
                "account": "admin", "old_password": "Admin-Password-1", "new_password": "Admin-Password-2",
                "new_password_confirm": "Admin-Password-2",
            ])
        #expect(changed.headers["Location"]?.text == "/confirm")
        let next = String(try #require(changed.headers["Set-Cookie"]?.text).prefix { $0 != ";" })
        #expect(try await post(utility, "/confirm", next).status == .forbidden)
        let login = try await utility.send(.post, "/login", body: "username=admin&password=Admin-Password-2")
        let fresh = String(try #require(login.headers["Set-Cookie"]?.text).prefix { $0 != ";" })
        #expect(try await post(utility, "/confirm", fresh).status.code == 303)
    }

    @Test func aScriptsFormNeedsNoConfirmationUnlessItAsks() async throws {
        let utility = try Utility()
        _ = try await utility.session()
        let basic = ["Authorization": "Basic YWRtaW46QWRtaW4tUGFzc3dvcmQtMQ=="]
        _ = try await utility.send(.post, "/voice/system", basic, body: "Web_Server_Port=81")
        #expect(utility.service.pendingChange(for: Principal(.admin, through: .api)) == nil)
        _ = try await utility.send(
            .post, "/voice/system", basic, body: "Web_Server_Port=82&confirm_within=30")
        #expect(utility.service.pendingChange(for: Principal(.admin, through: .api))?.revisions == [3])
    }

    @Test(arguments: ["9", "0", "-1", "3601", "x", "90s", "99999999999999999999", "1e2", "%00", "<b>"])
    func refusesATimeThatIsNone(seconds: String) async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        let response = try await post(
            utility, "/voice/system", cookie, ["Enable_Web_Admin_Access": "No", "confirm_within": seconds])
        #expect(response.status.code == 422)
        #expect(text(response).contains("A whole number of seconds is expected, 10 to 3600."))
        #expect(utility.service.snapshot.revision == 1)
        let escaped = seconds.replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        #expect(text(response).contains("value=\"\(escaped)\""))
    }

    // MARK: History

    @Test(
        arguments: [
            "/history/0", "/history/7", "/history/-1", "/history/99999999999999999999", "/history/x",
            "/history/7/restore", "/history/-1/restore", "/history/9223372036854775807/restore",
            "/history/7/cfg.xml", "/history/x/cfg.xml", "/history/diff?from=0&to=7",
            "/history/diff?from=-9223372036854775808&to=1",
        ])
    func whatIsNotThereIsNotFound(path: String) async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        #expect(try await utility.send(.get, path, ["Cookie": cookie, "Accept": "text/html"]).status.code == 404)
    }

    @Test(arguments: ["from=a&to=b", "from=&to=", "from=1", "from=1&to=99999999999999999999", "from=<b>&to=1"])
    func anAddressThatNamesNoRevisionsAsksForThem(query: String) async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        let path = "/history/diff?" + query.replacing("<", with: "%3C").replacing(">", with: "%3E")
        let response = try await utility.send(.get, path, ["Cookie": cookie, "Accept": "text/html"])
        #expect(response.status.code == 400)
        #expect(!text(response).contains("<b>"))
    }

    @Test(
        arguments: [
            "", " ", String(repeating: "x", count: 10_240), "two\r\nlines", "\u{202e}x",
        ])
    func refusesANameOfASavepointThatIsNone(name: String) async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        let response = try await post(utility, "/history/savepoints", cookie, ["name": name, "revision": "1"])
        #expect(response.status.code == 422)
        #expect(text(response).contains("id=\"savepoint-name-error\""))
        #expect(try await utility.service.savepoints().isEmpty)
    }

    @Test func markupInANameIsText() async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        let name = "<img src=x onerror=alert(1)>\"'&"
        #expect(try await post(utility, "/history/savepoints", cookie, ["name": name]).status.code == 303)
        let page = text(try await utility.send(.get, "/history", ["Cookie": cookie, "Accept": "text/html"]))
        #expect(page.contains("&lt;img src=x onerror=alert(1)&gt;"))
        #expect(!page.contains("<img src=x"))
        let again = try await post(utility, "/history/savepoints", cookie, ["name": name])
        #expect(again.status.code == 422)
        #expect(!text(again).contains("<img src=x"))
    }

    @Test func savepointsAreRenamedAndDeleted() async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        _ = try await post(utility, "/history/savepoints", cookie, ["name": "one", "revision": "1"])
        #expect(try await post(utility, "/history/savepoints/1/rename", cookie, ["name": "two"]).status.code == 303)
        #expect(try await utility.service.savepoints().map(\.name) == ["two"])
        #expect(try await post(utility, "/history/savepoints/2/delete", cookie).status.code == 404)
        #expect(try await post(utility, "/history/savepoints/x/delete", cookie).status.code == 404)
        #expect(try await post(utility, "/history/savepoints/1/delete", cookie).status.code == 303)
        #expect(try await utility.service.savepoints().isEmpty)
    }

    private static let changing = [
        "/confirm", "/confirm/revert", "/history/1/restore", "/history/undo", "/history/savepoints",
        "/history/savepoints/1/rename", "/history/savepoints/1/delete",
    ]

    @Test(arguments: changing)
    func aFormWithoutItsTokenDoesNothing(path: String) async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        _ = try await post(utility, "/history/savepoints", cookie, ["name": "one", "revision": "1"])
        try await lockOut(utility, cookie)
        for body in ["revision=2&name=x", "revision=2&name=x&csrf_token=", "revision=2&name=x&csrf_token=forged"] {
            let response = try await utility.send(.post, path, ["Cookie": cookie, "Accept": "text/html"], body: body)
            #expect(response.status == .forbidden)
        }
        #expect(utility.service.snapshot.revision == 2)
        #expect(utility.service.pendingChange(for: Principal(.admin, through: .web)) != nil)
        #expect(try await utility.service.savepoints().map(\.name) == ["one"])
    }

    @Test(
        arguments: changing + ["/history", "/history/1", "/history/diff", "/history/1/restore", "/history/1/cfg.xml"])
    func theUserGetsNothingOfTheHistoryNorOfTheAdministratorsChange(path: String) async throws {
        let utility = try Utility()
        let user = try await utility.session(.user)
        let admin = try await utility.session()
        _ = try await utility.service.submit(
            [("Enable_Web_Admin_Access", .text("No"))], by: Principal(.admin, through: .web), confirming: .standard)
        let isPost = Self.changing.contains(path)
        let status = text(try await utility.send(.get, "/status", ["Cookie": user, "Accept": "text/html"]))
        #expect(!status.contains("A change waits"))
        let found = status.firstMatch(of: /name="csrf_token" value="([^"]+)"/)
        let token = String(try #require(found).1)
        let response = try await utility.send(
            isPost ? .post : .get, path, ["Cookie": user, "Accept": "text/html"],
            body: isPost ? "csrf_token=\(token)&revision=2&name=x" : "")
        #expect(response.status == .forbidden)
        #expect(utility.service.snapshot.revision == 2)
        #expect(try await utility.send(.get, "/history", ["Cookie": admin]).status == .ok)
    }

    @Test func aGetChangesNothing() async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        _ = try await utility.service.submit(
            [("GPP_A", .text("1"))], by: Principal(.admin, through: .web))
        for path in ["/history/1/restore", "/history/undo?revision=2", "/confirm/revert", "/history/savepoints?name=x"]
        {
            _ = try await utility.send(.get, path, ["Cookie": cookie, "Accept": "text/html"])
        }
        #expect(utility.service.snapshot.revision == 2)
        #expect(try await utility.service.savepoints().isEmpty)
    }

    @Test func aRestoreThatWasOvertakenIsShownAnew() async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        let admin = Principal(.admin, through: .web)
        _ = try await utility.service.submit([("GPP_A", .text("1"))], by: admin)
        _ = try await utility.service.submit([("GPP_B", .text("1"))], by: admin)
        let response = try await post(utility, "/history/1/restore", cookie, ["revision": "2", "note": "<i>x</i>"])
        #expect(response.status.code == 409)
        let page = text(response)
        #expect(page.contains("GPP_B"))
        #expect(page.contains("value=\"&lt;i&gt;x&lt;/i&gt;\""))
        #expect(utility.service.snapshot.revision == 3)
        let done = try await post(utility, "/history/1/restore", cookie, ["revision": "3", "note": "back"])
        #expect(done.status.code == 303)
        #expect(utility.service.snapshot["GPP_A"] == "")
    }

    @Test func exportsHideSecrets() async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        _ = try await utility.service.submit(
            [("GPP_SA", .text("a secret")), ("GPP_A", .text("open"))], by: Principal(.admin, through: .web))
        for path in ["/history/2/cfg.xml", "/history/2/cfg.xml?changed=1"] {
            let response = try await utility.send(.get, path, ["Cookie": cookie])
            #expect(response.headers["Content-Disposition"]?.text == "attachment; filename=\"cfg-2.xml\"")
            #expect(text(response).contains(">open</GPP_A>"))
            #expect(!text(response).contains("a secret"))
        }
    }
}
