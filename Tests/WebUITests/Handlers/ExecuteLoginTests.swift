import FlatProfile
import HTTPServer
import Pages
import PhoneService
import Testing

@testable import WebUI

/// Who gets in at `/CGI/Execute`, and what the others are told.
@Suite struct ExecuteLoginTests {
    private typealias Utility = WebApplicationTests.Utility
    private static let offer = "start onhook serve with --script-login digest"

    private func utility(
        _ mode: String, digest: Bool, userPassword: String = "User-Password-1"
    ) async throws -> Utility {
        let utility = try Utility(scriptLogin: digest ? .digest : .basic)
        try await utility.service.useDigest(digest)
        try await utility.service.setUp(adminPassword: "Admin-Password-1", userPassword: userPassword)
        _ = try await utility.service.submit(
            [("CISCO_XML_EXE_Enable", .text("Yes")), ("CISCO_XML_EXE_Auth_Mode", .text(mode))],
            by: Principal(.admin, through: .web))
        return utility
    }

    private func answer(_ utility: Utility) async throws -> (Response, String) {
        let response = try await utility.send(.post, "/CGI/Execute", body: "XML=x")
        return (response, String(decoding: response.body.bytes, as: UTF8.self))
    }

    private func phonePage(_ utility: Utility) async throws -> String {
        let cookie = try await utility.session()
        let response = try await utility.send(
            .get, "/voice/phone?view=advanced&sections=open", ["Cookie": cookie, "Accept": "text/html"])
        return String(decoding: response.body.bytes, as: UTF8.self)
    }

    @Test(arguments: [
        ("Local Credential", false, "User-Password-1", offer),
        ("Local Credential", true, "", "The account user has no password"),
        ("Remote Credential", true, "User-Password-1", "XML User Name or XML Password is empty"),
        ("Remote Credential", false, "User-Password-1", "XML User Name or XML Password is empty"),
    ])
    func whereNoLoginFitsTheAnswerAndTheFieldSayWhatToDo(
        mode: String, digest: Bool, userPassword: String, advice: String
    ) async throws {
        let utility = try await utility(mode, digest: digest, userPassword: userPassword)
        let (response, text) = try await answer(utility)
        #expect(response.status == .unauthorized)
        #expect(text.contains(advice), "\(text)")
        let page = try await phonePage(utility)
        #expect(page.contains("Nobody gets in so far."))
        #expect(page.contains(advice))
    }

    @Test func whoMayLogInIsNamed() async throws {
        let utility = try await utility("Local Credential", digest: true)
        let (response, text) = try await answer(utility)
        #expect(response.status == .unauthorized)
        #expect(text == "Log in with Digest (RFC 7616) as user.\n")
        #expect(response.headers.all("WWW-Authenticate").count == 2)
        #expect(!(try await phonePage(utility)).contains("Nobody gets in so far."))
    }
}
