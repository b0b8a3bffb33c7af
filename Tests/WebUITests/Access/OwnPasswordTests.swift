import HTTPServer
import PhoneService
import Testing

@testable import WebUI

/// Who has stolen a session has not stolen the account.
@Suite struct OwnPasswordTests {
    private typealias Utility = WebApplicationTests.Utility

    @Test(arguments: Account.allCases)
    func aSessionSetsItsOwnPasswordNowhereButWhereTheOldOneIsAskedFor(account: Account) async throws {
        let utility = try Utility()
        let cookie = try await utility.session(account)
        let page = try await utility.send(.get, "/password", ["Cookie": cookie])
        let html = String(decoding: page.body.bytes, as: UTF8.self)
        let token = String(try #require(html.firstMatch(of: /name="csrf_token" value="([^"]+)"/)?.1))
        let headers = ["Cookie": cookie, "X-CSRF-Token": token]
        let field = account == .admin ? "Admin_Password" : "User_Password"
        let before = utility.service.passwordRevision(of: account)
        for body in ["=Taken-Over-1", "=Taken-Over-1&draft=save", ".clear=on", ".reset=on"] {
            let answer = try await utility.send(.post, "/voice/system", headers, body: field + body)
            #expect(answer.status == .unprocessableContent, "\(body)")
            #expect(String(decoding: answer.body.bytes, as: UTF8.self).contains("asks for the old one"))
        }
        for (method, path) in [
            (.patch, "/api/v1/parameters"), (.patch, "/api/v1/drafts/x"), (.put, "/api/v1/drafts/browser"),
        ] as [(Method, String)] {
            for value in ["\"Taken-Over-1\"", "null", "\"\""] {
                let answer = try await utility.send(method, path, headers, body: "{\"\(field)\":\(value)}")
                #expect(answer.status == .unprocessableContent, "\(method) \(path) \(value)")
            }
        }
        _ = try await utility.send(.post, "/draft", headers, body: "apply=1")
        #expect(utility.service.passwordRevision(of: account) == before)
        let wrong = try await utility.send(
            .post, "/password", headers,
            body: "old_password=guessed&new_password=Taken-Over-1&new_password_confirm=Taken-Over-1")
        #expect(wrong.status == .unprocessableContent)
        #expect(utility.service.passwordRevision(of: account) == before)
    }

    /// The administrator sets the user's password anywhere, and a script its own: it has shown the old one.
    @Test func othersAreSetAsBefore() async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        let page = try await utility.send(.get, "/password", ["Cookie": cookie])
        let html = String(decoding: page.body.bytes, as: UTF8.self)
        let token = String(try #require(html.firstMatch(of: /name="csrf_token" value="([^"]+)"/)?.1))
        let user = try await utility.send(
            .patch, "/api/v1/parameters", ["Cookie": cookie, "X-CSRF-Token": token],
            body: #"{"User_Password":"Somebody-Else-1"}"#)
        #expect(user.status == .ok)
        #expect(try await utility.service.logIn("user", "Somebody-Else-1") == .user)
        let script = try await utility.send(
            .patch, "/api/v1/parameters", ["Authorization": "Basic YWRtaW46QWRtaW4tUGFzc3dvcmQtMQ=="],
            body: #"{"Admin_Password":"Somebody-Else-2"}"#)
        #expect(script.status == .ok)
        #expect(try await utility.service.logIn("admin", "Somebody-Else-2") == .admin)
    }
}
