import FlatProfile
import HTTPServer
import Pages
import PhoneService
import Testing

@testable import WebUI

/// First passwords and their change, as programs ask for them.
@Suite struct PasswordAPITests {
    private typealias Utility = WebApplicationTests.Utility
    private static let here: Peer = .address("127.0.0.1", port: 4711)
    private static let lan: Peer = .address("192.0.2.9", port: 4711)
    private static let json = ["Content-Type": "application/json"]
    private static let basic = json.merging(["Authorization": "Basic YWRtaW46QWRtaW4tUGFzc3dvcmQtMQ=="]) { $1 }

    private func text(_ response: Response) -> String { String(decoding: response.body.bytes, as: UTF8.self) }

    private func setUp(
        _ utility: Utility, _ body: String, _ headers: [String: String] = [:], from peer: Peer = Self.here
    ) async throws -> Response {
        try await utility.send(
            .post, "/api/v1/setup", Self.json.merging(headers) { $1 }, body: body, from: peer)
    }

    // MARK: First passwords

    @Test func aProgramSetsTheFirstPasswords() async throws {
        let utility = try Utility()
        let faulty = try await setUp(utility, #"{"admin_password":"short","user_password":"x"}"#)
        #expect(faulty.status == .unprocessableContent)
        #expect(text(faulty).contains("\"admin_password\":") && text(faulty).contains("\"user_password\":"))
        #expect(!utility.service.isSetUp)
        let done = try await setUp(utility, #"{"admin_password":"Admin-Password-1","user_password":"User-Password-1"}"#)
        #expect(done.status == .ok)
        #expect(text(done) == #"{"accounts":["admin","user"]}"# + (text(done).hasSuffix("\n") ? "\n" : ""))
        #expect(try await utility.service.revision(1)?.origin == "admin (API)")
        #expect(try await utility.service.logIn("user", "User-Password-1") == .user)
        let again = try await setUp(utility, #"{"admin_password":"Admin-Password-2"}"#)
        #expect(again.status == .conflict)
        #expect(try await utility.service.logIn("admin", "Admin-Password-1") == .admin)
    }

    @Test func fromElsewhereItTakesTheTokenThatThePhonePrinted() async throws {
        let utility = try Utility()
        for token in [#""""#, "null", #""the-setup-token-of-this-tes""#, #""wrong""#] {
            let body = #"{"admin_password":"Admin-Password-1","token":\#(token)}"#
            #expect(try await setUp(utility, body, from: Self.lan).status == .forbidden, "\(token)")
        }
        #expect(!utility.service.isSetUp)
        let body = #"{"admin_password":"Admin-Password-1","token":"the-setup-token-of-this-test"}"#
        #expect(try await setUp(utility, body, from: Self.lan).status == .ok)
    }

    @Test func aStrangerOnTheControlSocketSetsNone() async throws {
        let utility = try Utility()
        let stranger: Peer = .process(user: 4711, group: 0, id: 1)
        let body = #"{"admin_password":"Admin-Password-1","token":"the-setup-token-of-this-test"}"#
        #expect(try await setUp(utility, body, from: stranger).status == .forbidden)
        #expect(try await setUp(utility, body, from: .process(user: 0, group: 0, id: 1)).status == .ok)
    }

    /// A foreign page makes a browser of this machine send what looks like JSON; it has no token of ours.
    @Test(arguments: [
        ["Content-Type": "text/plain", "User-Agent": "Mozilla/5.0"], ["Cookie": "onhook_test_entrance=short"],
        ["Sec-Fetch-Site": "same-origin"], ["Referer": "http://localhost/"],
    ])
    func aBrowserNeedsTheTokenOfTheFormsPage(headers: [String: String]) async throws {
        let utility = try Utility()
        let response = try await setUp(utility, #"{"admin_password":"Admin-Password-1"}"#, headers)
        #expect(response.status == .forbidden)
        #expect(!utility.service.isSetUp)
    }

    @Test func thePagesOwnScriptHasThatToken() async throws {
        let utility = try Utility()
        let page = try await utility.send(.get, "/setup", ["Accept": "text/html"])
        let cookie = String(try #require(page.headers["Set-Cookie"]?.text).prefix { $0 != ";" })
        let token = String(try #require(text(page).firstMatch(of: /name="csrf_token" value="([^"]+)"/)?.1))
        let response = try await setUp(
            utility, #"{"admin_password":"Admin-Password-1"}"#, ["Cookie": cookie, "X-CSRF-Token": token])
        #expect(response.status == .ok)
    }

    @Test(arguments: [
        "", "x", "[]", "{}", #"{"admin_password":null}"#, #"{"admin_password":1}"#, "{\"admin_password\":\"\u{0}",
    ])
    func aBodyThatIsNoneChangesNothing(body: String) async throws {
        let utility = try Utility()
        #expect(try await setUp(utility, body).status == .badRequest)
        #expect(!utility.service.isSetUp)
    }

    // MARK: Change

    private func change(
        _ utility: Utility, _ body: String, _ headers: [String: String] = Self.basic, query: String = ""
    ) async throws -> Response {
        try await utility.send(.post, "/api/v1/password\(query)", headers, body: body)
    }

    @Test func aChangeEndsTheSessionsOfTheAccount() async throws {
        let utility = try Utility()
        let browser = try await utility.session()
        let response = try await change(
            utility, #"{"old_password":"Admin-Password-1","new_password":"Admin-Password-2"}"#)
        #expect(response.status == .ok)
        #expect(text(response).contains(#""account":"admin","csrf_token":null,"ended_sessions":"#))
        #expect(try await utility.send(.get, "/api/v1/status", ["Cookie": browser]).status == .unauthorized)
        #expect(try await utility.service.logIn("admin", "Admin-Password-2") == .admin)
        #expect(try await utility.service.logIn("admin", "Admin-Password-1") == nil)
    }

    @Test func theSessionThatAsksGoesOnWithAnotherKey() async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        let page = text(try await utility.send(.get, "/password", ["Cookie": cookie, "Accept": "text/html"]))
        let token = String(try #require(page.firstMatch(of: /name="csrf_token" value="([^"]+)"/)?.1))
        let body = #"{"old_password":"Admin-Password-1","new_password":"Admin-Password-2"}"#
        let bare = Self.json.merging(["Cookie": cookie]) { $1 }
        #expect(try await change(utility, body, bare).status == .forbidden)
        let response = try await change(utility, body, bare.merging(["X-CSRF-Token": token]) { $1 })
        #expect(response.status == .ok)
        let next = String(try #require(response.headers["Set-Cookie"]?.text).prefix { $0 != ";" })
        #expect(next != cookie)
        #expect(try await utility.send(.get, "/api/v1/call-state", ["Cookie": cookie]).status == .unauthorized)
        #expect(try await utility.send(.get, "/api/v1/call-state", ["Cookie": next]).status == .ok)
        #expect(!text(response).contains(token) && !text(response).contains("\"csrf_token\":null"))
    }

    @Test(arguments: [
        (#"{"new_password":"Admin-Password-2"}"#, "old_password"),
        (#"{"old_password":"wrong","new_password":"Admin-Password-2"}"#, "old_password"),
        (#"{"old_password":"Admin-Password-1","new_password":"short"}"#, "new_password"),
        (#"{"old_password":"Admin-Password-1","new_password":""}"#, "new_password"),
    ])
    func whatIsWrongIsToldByItsField(body: String, field: String) async throws {
        let utility = try Utility()
        _ = try await utility.session()
        let response = try await change(utility, body)
        #expect(response.status == .unprocessableContent)
        #expect(text(response).contains("\"faults\":{\"\(field)\":"))
        #expect(utility.service.snapshot.revision == 1)
    }

    @Test func guessingTheOldPasswordIsThrottled() async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        let page = text(try await utility.send(.get, "/password", ["Cookie": cookie, "Accept": "text/html"]))
        let token = String(try #require(page.firstMatch(of: /name="csrf_token" value="([^"]+)"/)?.1))
        let headers = Self.json.merging(["Cookie": cookie, "X-CSRF-Token": token]) { $1 }
        var last = try await change(utility, #"{"old_password":"a","new_password":"Admin-Password-2"}"#, headers)
        for _ in 0..<20 where last.status != .tooManyRequests {
            last = try await change(utility, #"{"old_password":"a","new_password":"Admin-Password-2"}"#, headers)
        }
        #expect(last.status == .tooManyRequests)
        #expect(last.headers["Retry-After"] != nil)
    }

    @Test func theAdministratorSetsThatOfUserAndNotTheOtherWayRound() async throws {
        let utility = try Utility()
        _ = try await utility.session(.user)
        #expect(try await change(utility, #"{"account":"user","new_password":"User-Password-2"}"#).status == .ok)
        let user = Self.json.merging(["Authorization": "Basic dXNlcjpVc2VyLVBhc3N3b3JkLTI="]) { $1 }
        #expect(
            try await change(
                utility, #"{"account":"admin","old_password":"x","new_password":"Admin-Password-9"}"#, user
            )
            .status == .forbidden)
        #expect(
            try await change(
                utility, #"{"old_password":"User-Password-2","new_password":"User-Password-3"}"#, user
            ).status == .ok)
        #expect(
            try await change(utility, #"{"account":"root","new_password":"Admin-Password-9"}"#).status == .badRequest)
    }

    @Test func aChangeWaitsForItsConfirmationIfItIsAskedTo() async throws {
        let utility = try Utility()
        _ = try await utility.session()
        let body = #"{"old_password":"Admin-Password-1","new_password":"Admin-Password-2"}"#
        #expect(try await change(utility, body, query: "?confirm_within=5").status == .unprocessableContent)
        #expect(try await change(utility, body, query: "?confirm_within=30").status == .ok)
        #expect(utility.service.pendingChange(for: Principal(.admin, through: .api))?.revisions == [2])
    }
}
