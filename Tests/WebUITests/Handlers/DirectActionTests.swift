import FlatProfile
import HTTPServer
import Identity
import PhoneService
import Testing

@testable import WebUI

/// Direct actions, and what lets a script in.
@Suite struct DirectActionTests {
    private typealias Utility = WebApplicationTests.Utility
    private static let lan: Peer = .address("192.0.2.9", port: 4711)
    private static let basic = ["Authorization": "Basic YWRtaW46QWRtaW4tUGFzc3dvcmQtMQ=="]

    private func utility(
        _ login: ScriptLogin = .basic, addresses: Bool = false
    ) async throws -> Utility {
        let utility = try Utility(scriptLogin: login, takesLoginsInAddresses: addresses)
        try await utility.service.useDigest(login == .digest)
        try await utility.service.setUp(adminPassword: "Admin-Password-1", userPassword: "User-Password-1")
        return utility
    }

    private func text(_ response: Response) -> String { String(decoding: response.body.bytes, as: UTF8.self) }

    @Test(arguments: [("/admin", "basic"), ("/admin/basic", "basic"), ("/admin/advanced", "advanced")])
    func theAdministratorsAddressesLeadToThePages(path: String, view: String) async throws {
        let utility = try await utility()
        let cookie = try await utility.session()
        let response = try await utility.send(.get, path, ["Cookie": cookie, "Accept": "text/html"])
        #expect(response.headers["Location"]?.text == "/voice/system?view=\(view)")
        let stranger = try await utility.send(.get, path, ["Accept": "text/html"])
        #expect(stranger.headers["Location"]?.text.hasPrefix("/login?next=%2Fadmin") == true)
        let user = try await utility.send(.get, path, ["Authorization": "Basic dXNlcjpVc2VyLVBhc3N3b3JkLTE="])
        #expect(user.status == .forbidden)
    }

    /// What an injection looks like (CSCvi51426). No program is started, and no name but a name is looked up.
    @Test(arguments: [
        "$(reboot)", "`reboot`", ";reboot", "|reboot", "&&reboot", "%0Areboot", "%00", "..%2F..", "-f", "--help", "a'b",
        "a\"b",
        "<script>", "h%C3%A9", "a/b", "a:b", "a@b", "[::1]", "%3Bid", "*", "~", "{a,b}", "a%09b", "%20",
        String(repeating: "a", count: 254),
    ])
    func pingTakesNamesOnly(argument: String) async throws {
        let utility = try await utility()
        let response = try await utility.send(.get, "/admin/ping?" + argument, Self.basic)
        #expect(response.status == .unprocessableContent, "\(argument)")
        #expect(text(response) == "A host is named by letters, digits, \"-\", \"_\" and \".\".\n")
    }

    @Test(arguments: [
        "/admin/resync", "/resync", "/admin/upgrade", "/admin/updateca?http://h/ca.pem", "/admin/reboot", "/reboot",
        "/admin/ping?127.0.0.1", "/admin/cfg.xml", "/admin/spacfg.xml", "/admin/status.xml", "/status.xml",
        "/admin/log.tar", "/admin/screendump.bmp",
    ])
    func scriptsAreRefusedWhereDirectActionsAreSwitchedOff(target: String) async throws {
        let utility = try await utility()
        _ = try await utility.service.submit(
            [("Enable_Direct_Action_Url", .text("No"))], by: Principal(.admin, through: .web))
        let response = try await utility.send(.get, target, Self.basic)
        #expect(response.status == .forbidden)
        #expect(text(response) == "Enable Direct Action Url is No: set it to Yes on Voice > System.\n")
        for path in ["/admin/config.xml", "/CGI/Execute"] {
            let response = try await utility.send(.post, path, Self.basic, body: "<flat-profile/>")
            #expect(response.status == .forbidden, "\(path)")
        }
    }

    @Test(arguments: [
        "/admin/resync?http://h/p.xml", "/admin/reboot", "/admin/upgrade?x.loads", "/admin/ping?127.0.0.1",
    ])
    func aBrowserIsAskedFirst(target: String) async throws {
        let utility = try await utility()
        let cookie = try await utility.session()
        let response = try await utility.send(.get, target, ["Cookie": cookie, "Accept": "text/html"])
        #expect(response.status == .ok || target.contains("ping"))
        if !target.contains("ping") { #expect(text(response).contains("csrf_token")) }
        let forged = try await utility.send(
            .post, "/admin/config.xml", ["Cookie": cookie, "Origin": "http://evil.example"], body: "<flat-profile/>")
        #expect(forged.status == .forbidden)
        let withoutToken = try await utility.send(
            .post, "/admin/config.xml", ["Cookie": cookie], body: "<flat-profile><GPP_A>x</GPP_A></flat-profile>")
        #expect(withoutToken.status == .forbidden)
        #expect(utility.service.snapshot["GPP_A"] == "")
    }

    @Test func aProfileThatIsSentIsApplied() async throws {
        let utility = try await utility()
        let response = try await utility.send(
            .post, "/admin/config.xml", Self.basic, body: "<flat-profile><GPP_A>a&amp;b=c</GPP_A></flat-profile>")
        #expect(response.status == .ok)
        #expect(text(response).contains("1 parameter changed"))
        #expect(utility.service.snapshot["GPP_A"] == "a&b=c")
        let broken = try await utility.send(.post, "/admin/config.xml", Self.basic, body: "<flat-profile>")
        #expect(broken.status == .unprocessableContent)
    }

    @Test func aLoginInTheAddressIsTakenOnlyWhereThatIsSwitchedOn() async throws {
        let target = "/admin/config.xml&xuser=admin&xpassword=Admin-Password-1"
        let body = "<flat-profile><GPP_A>x</GPP_A></flat-profile>"
        let off = try await utility()
        let refused = try await off.send(.post, target, body: body, from: Self.lan)
        #expect(refused.status == .forbidden)
        #expect(!text(refused).contains("Admin-Password-1"))
        let on = try await utility(addresses: true)
        #expect(try await on.send(.post, target, body: body, from: Self.lan).status == .ok)
        #expect(on.service.snapshot["GPP_A"] == "x")
        #expect(try await on.send(.post, target + "x", body: body, from: Self.lan).status == .unauthorized)
        let elsewhere = try await on.send(.get, "/voice/system?xuser=admin&xpassword=Admin-Password-1", from: Self.lan)
        #expect(elsewhere.status == .badRequest)
        // No sign of it in where a browser is led.
        let browser = try await off.send(.get, "/admin/resync?x&xuser=admin&xpassword=secret", ["Accept": "text/html"])
        #expect(browser.headers["Location"] == nil)
    }

    @Test func aScriptIsChallengedByBothDigestsAndABrowserByNone() async throws {
        let utility = try await utility(.digest)
        let script = try await utility.send(.get, "/admin/cfg.xml", from: Self.lan)
        #expect(script.status == .unauthorized)
        let challenges = script.headers.all("WWW-Authenticate").map(\.text)
        #expect(challenges.count == 2)
        #expect(challenges.allSatisfy { $0.contains("qop=\"auth\"") && $0.contains("stale=false") })
        for header in [
            ["Accept": "text/html"], ["Cookie": "a=b"], ["Referer": "http://x/"], ["User-Agent": "Mozilla/5.0"],
        ] {
            let response = try await utility.send(.get, "/admin/cfg.xml", header, from: Self.lan)
            #expect(response.headers.all("WWW-Authenticate").isEmpty, "\(header)")
        }
    }

    @Test func basicIsRefusedWhereDigestIsChosen() async throws {
        let utility = try await utility(.digest)
        #expect(try await utility.send(.get, "/admin/cfg.xml", Self.basic).status == .unauthorized)
    }

    @Test(arguments: [
        "Digest", "Digest username=\"admin\"",
        "Digest username=admin, realm=Onhook, nonce=x, uri=/admin/cfg.xml, response=0, qop=auth, nc=00000001, cnonce=c",
        "Bearer x", "", "Digest username=\"admin\", username=\"user\"",
    ])
    func malformedLoginsAreAnsweredWithAChallenge(field: String) async throws {
        let utility = try await utility(.digest)
        let response = try await utility.send(.get, "/admin/cfg.xml", ["Authorization": field])
        #expect(response.status == .unauthorized)
        #expect(response.headers.all("WWW-Authenticate").count == 2)
    }

    @Test func guessingByDigestIsSlowedDown() async throws {
        let utility = try await utility(.digest)
        let field =
            "Digest username=\"admin\", realm=\"Onhook\", nonce=\"x\", uri=\"/admin/cfg.xml\", response=\"0\", qop=auth, nc=00000001, cnonce=\"c\""
        var statuses: [Status] = []
        for _ in 0..<8 {
            statuses.append(try await utility.send(.get, "/admin/cfg.xml", ["Authorization": field]).status)
        }
        #expect(statuses.contains(.tooManyRequests))
        #expect(statuses.last == .tooManyRequests)
    }

    @Test func whatDigestNeedsIsGoneOnceItIsSwitchedOff() async throws {
        let utility = try await utility(.digest)
        #expect(utility.service.usesDigest)
        try await utility.service.useDigest(false)
        try await utility.service.useDigest(true)
        let login = try await digest(utility, "/admin/cfg.xml", password: "Admin-Password-1")
        #expect(login.status == .unauthorized)
        _ = try await utility.service.logIn("admin", "Admin-Password-1")
        #expect(try await digest(utility, "/admin/cfg.xml", password: "Admin-Password-1").status == .ok)
        try await utility.service.changePassword(
            of: .admin, from: "Admin-Password-1", to: "Admin-Password-2", by: Principal(.admin, through: .web))
        #expect(try await digest(utility, "/admin/cfg.xml", password: "Admin-Password-1").status == .unauthorized)
        #expect(try await digest(utility, "/admin/cfg.xml", password: "Admin-Password-2").status == .ok)
    }

    /// A request with a login by Digest, as a client makes it from the challenge.
    private func digest(
        _ utility: Utility, _ target: String, name: String = "admin", password: String, isPost: Bool = false,
        body: String = ""
    ) async throws -> Response {
        let challenge = try await utility.send(isPost ? .post : .get, target, body: body, from: Self.lan)
        let field = try #require(challenge.headers["WWW-Authenticate"]?.text)
        let nonce = try #require(field.split(separator: "nonce=\"").last?.prefix { $0 != "\"" })
        let a1 = try TextDigest.md5.hexadecimal(of: "\(name):Onhook:\(password)")
        let a2 = try TextDigest.md5.hexadecimal(of: "\(isPost ? "POST" : "GET"):\(target)")
        let answer = try TextDigest.md5.hexadecimal(of: "\(a1):\(nonce):00000001:c:auth:\(a2)")
        let login =
            "Digest username=\"\(name)\", realm=\"Onhook\", nonce=\"\(nonce)\", uri=\"\(target)\", cnonce=\"c\", "
            + "nc=00000001, qop=auth, response=\"\(answer)\""
        return try await utility.send(
            isPost ? .post : .get, target, ["Authorization": login], body: body, from: Self.lan)
    }

    // MARK: /CGI/Execute

    private static let execute =
        "XML=%3CCP-8841-3PCCExecute%3E%3CExecuteItem%20URL%3DResync%3Ahttp%3A%2F%2Fh%2Fp.xml%2F%3E%3C%2FCP-8841-3PCCExecute%3E"

    @Test func applicationsLogInAsScriptsDoUnlessTheParametersSayOtherwise() async throws {
        let utility = try await utility()
        #expect(try await utility.send(.post, "/CGI/Execute", body: Self.execute).status == .unauthorized)
        let done = try await utility.send(.post, "/CGI/Execute", Self.basic, body: Self.execute)
        #expect(done.status == .ok)
        #expect(text(done).contains("<ResponseItem URL=\"Resync:\" Data=\"Success\" Status=\"0\"/>"))
    }

    private func set(_ utility: Utility, _ values: [String: String]) async throws {
        _ = try await utility.service.submit(
            values.map { ($0.key, .text($0.value)) }, by: Principal(.admin, through: .web))
    }

    @Test func applicationsThatAreTrustedAreNotAskedButBrowsersAreRefused() async throws {
        let utility = try await utility()
        try await set(utility, ["CISCO_XML_EXE_Enable": "Yes", "CISCO_XML_EXE_Auth_Mode": "Trusted"])
        #expect(try await utility.send(.post, "/CGI/Execute", body: Self.execute, from: Self.lan).status == .ok)
        for header in [["Origin": "http://localhost"], ["User-Agent": "Mozilla/5.0"], ["Cookie": "a=b"]] {
            let response = try await utility.send(.post, "/CGI/Execute", header, body: Self.execute, from: Self.lan)
            #expect(response.status == .forbidden, "\(header)")
        }
    }

    @Test func applicationsLogInByDigestWithTheirOwnCredential() async throws {
        let utility = try await utility()
        try await set(
            utility,
            [
                "CISCO_XML_EXE_Enable": "Yes", "CISCO_XML_EXE_Auth_Mode": "Remote Credential", "XML_User_Name": "app",
                "XML_Password": "app-secret",
            ])
        func send(_ name: String, _ password: String) async throws -> Status {
            try await digest(
                utility, "/CGI/Execute", name: name, password: password, isPost: true, body: Self.execute
            ).status
        }
        #expect(try await send("app", "app-secret") == .ok)
        #expect(try await send("app", "wrong") == .unauthorized)
        #expect(try await send("admin", "app-secret") == .unauthorized)
        try await set(utility, ["XML_Password": ""])
        #expect(try await send("app", "") == .unauthorized)
    }

    @Test func applicationsLogInWithTheUsersPasswordOnceDigestIsOn() async throws {
        let utility = try await utility(.digest)
        try await set(utility, ["CISCO_XML_EXE_Enable": "Yes", "CISCO_XML_EXE_Auth_Mode": "Local Credential"])
        let right = try await digest(
            utility, "/CGI/Execute", name: "user", password: "User-Password-1", isPost: true, body: Self.execute)
        #expect(right.status == .ok)
        let wrong = try await digest(
            utility, "/CGI/Execute", name: "admin", password: "Admin-Password-1", isPost: true, body: Self.execute)
        #expect(wrong.status == .unauthorized)
    }

    @Test(arguments: [
        (
            "XML=%3C%21DOCTYPE%20a%20%5B%3C%21ENTITY%20b%20%22c%22%3E%5D%3E%3CCiscoIPPhoneExecute%2F%3E",
            Status.badRequest
        ),
        ("YML=x", .badRequest), ("", .badRequest),
        ("XML=%3CCiscoIPPhoneExecute%3E%3CExecuteItem%20URL%3D%22Dial%3A1%22%2F%3E%3C%2FCiscoIPPhoneExecute%3E", .ok),
    ])
    func whatIsNoRequestIsRefusedInItsOwnLanguage(body: String, status: Status) async throws {
        let utility = try await utility()
        let response = try await utility.send(.post, "/CGI/Execute", Self.basic, body: body)
        #expect(response.status == status)
        #expect(text(response).contains("<CiscoIPPhone"))
        #expect(response.headers["Content-Type"]?.text == "text/xml; charset=utf-8")
    }
}
