import FlatProfile
import HTTPServer
import PhoneService
import Store
import Testing

@testable import WebUI

/// What the account `user` may not do, at every address that changes something and by every name that something has.
@Suite struct UserRightsTests {
    private typealias Utility = WebApplicationTests.Utility
    private static let machine: Peer = .process(user: 0, group: 0, id: 1)
    private static let admin = Principal(.admin, through: .commandLine(login: "root"))

    private func text(_ response: Response) -> String { String(decoding: response.body.bytes, as: UTF8.self) }

    /// A phone with something to lose: a draft, a savepoint and a session of the administrator, and a value for each access.
    private func phone() async throws -> (utility: Utility, user: String, token: String, admin: String) {
        let utility = try Utility(store: try await Self.store())
        let user = try await utility.session(.user)
        let admin = try await utility.session()
        for (path, body) in [
            ("/api/v1/drafts/mine", #"{"GPP_B":"drafted by the administrator"}"#),
            ("/api/v1/savepoints", #"{"name":"of the administrator"}"#),
        ] {
            let answer = try await utility.send(
                path.contains("drafts") ? .patch : .post, path, body: body, from: Self.machine)
            #expect(answer.status.code < 300)
        }
        let page = text(try await utility.send(.get, "/password", ["Cookie": user, "Accept": "text/html"]))
        let token = String(try #require(page.firstMatch(of: /name="csrf_token" value="([^"]+)"/)?.1))
        return (utility, user, token, admin)
    }

    /// GPP_A hidden, GPP_C read only, GPP_D theirs.
    private static func store() async throws -> InMemoryStore {
        let store = InMemoryStore(catalogue: Catalogue.of(.standard))
        _ = try await store.commit(
            ChangeSet(
                [
                    ParameterChange("GPP_A", .set("hidden"), access: .hidden),
                    ParameterChange("GPP_C", .set("read only"), access: .readOnly),
                    ParameterChange("GPP_D", .set("theirs"), access: .readWrite),
                ], origin: .profile(url: "http://192.0.2.1/p.xml"), note: ""),
            at: Timestamp(unixSeconds: 1_700_000_000))
        return store
    }

    /// Everything that is not theirs.
    private func state(_ utility: Utility, _ admin: String) async throws -> [String] {
        var state: [String] = []
        for path in [
            "/api/v1/parameters", "/api/v1/revisions", "/api/v1/attempts", "/api/v1/drafts", "/api/v1/drafts/mine",
            "/api/v1/reports", "/api/v1/upgrades", "/api/v1/call-state", "/api/v1/profile-account",
            "/api/v1/custom-ca", "/api/v1/savepoints", "/api/v1/certificates",
        ] {
            let answer = try await utility.send(.get, path, from: Self.machine)
            state.append("\(path) \(answer.status.code) \(text(answer))")
        }
        let still = try await utility.send(.get, "/api/v1/call-state", ["Cookie": admin])
        state.append("the administrator is logged in: \(still.status.code)")
        state.append("password \(utility.service.passwordRevision(of: .admin))")
        return state
    }

    /// Would do something at every address, as the administrator.
    private static let form =
        "GPP_A=changed&GPP_C=changed&Enable_Web_Admin_Access=No&Admin_Password=Taken-Over-1&GPP_SA=x&Profile_Rule=http://h/x"
        + "&confirm=yes&rule=http://192.0.2.1/x&submit=1&apply=1&number=1&problem=Calls&date=2026-01-01&time=00:00"
        + "&account=admin&old_password=User-Password-1&new_password=Taken-Over-1&new_password_confirm=Taken-Over-1"
        + "&code=1234567890123456&user=a&name=x&revision=1&argument=http://192.0.2.1/x&id=1&use=web-server"
    private static let json =
        #"{"GPP_A":"changed","GPP_C":"changed","yes":true,"state":"busy","rule":"http://192.0.2.1/a","name":"a","#
        + #""user":"a","password":"b","url":"http://192.0.2.1/x","revision":1,"code":"1234567890123456"}"#

    /// The one sweep over the table of routes: a new address is in it by itself.
    @Test func atNoAddressDoesTheUserChangeWhatIsNotTheirs() async throws {
        let (utility, user, token, admin) = try await phone()
        let before = try await state(utility, admin)
        let untouched: Set<String> = ["/logout", "/setup", "/login"]
        var swept = 0
        for route in utility.application.routes where route.method != .get && route.method != .head {
            guard !untouched.contains(route.pattern) else { continue }
            for (tab, name) in [("system", "mine"), ("provisioning", "GPP_A")] {
                let path = route.pattern.replacing(":tab", with: tab).replacing(/:(name|parameter)/, with: name)
                    .replacing(":screen", with: "profile-rule").replacing(":proposal", with: "1")
                    .replacing(/:[a-z]+/, with: "1")
                let isForAPI = path.hasPrefix("/api/")
                let headers = [
                    "Cookie": user, "X-CSRF-Token": token,
                    "Content-Type": isForAPI ? "application/json" : "application/x-www-form-urlencoded",
                ]
                let response = try await utility.send(
                    route.method, path, headers, body: isForAPI ? Self.json : Self.form)
                #expect(response.status.code < 500 || response.status.code == 503, "\(route.method) \(path)")
                swept += 1
                let after = try await state(utility, admin)
                guard after == before else {
                    Issue.record("\(route.method) \(path): \(zip(before, after).filter { $0 != $1 })")
                    return
                }
            }
        }
        #expect(swept > 60)
        // What the user drafted meanwhile, they cannot apply either.
        for name in ["mine", "GPP_A"] {
            _ = try await utility.send(
                .post, "/api/v1/drafts/\(name)/apply", ["Cookie": user, "X-CSRF-Token": token], body: "{}")
        }
        _ = try await utility.send(.post, "/draft", ["Cookie": user, "X-CSRF-Token": token], body: "apply=1")
        #expect(try await state(utility, admin) == before)
        #expect(try await utility.service.logIn("admin", "Admin-Password-1") == .admin)
        // The same by the administrator does change something, or the sweep proves nothing.
        _ = try await utility.send(.patch, "/api/v1/parameters", body: #"{"GPP_A":"changed"}"#, from: Self.machine)
        #expect(try await state(utility, admin) != before)
    }

    /// Names that could mean GPP_A or its attributes to somebody who reads them carelessly.
    @Test(arguments: [
        "GPP_A", "gpp_a", "GPP_A ", " GPP_A", "GPP_A\u{0}", "GPP_A\n", "GPP%5FA", "GPP_A.reset", "GPP_A.clear",
        "GPP_A[]",
        "shown.GPP_A", "GPP_A.ua", "GPP_A.um", "GPP_A.user-pref", "GPP_A@ua", "ua.GPP_A", "ua", "um", "user-pref",
        "GPP_А", "ＧＰＰ_Ａ", "GPP_C", "GPP_C.reset", "Enable_Web_Admin_Access.reset", "Admin_Password",
        "Admin_Password.clear", "Admin_Password.reset", "account", "principal", "is_admin",
    ])
    func noNameWidensTheirRights(name: String) async throws {
        let (utility, user, token, _) = try await phone()
        let field = name.utf8.map { "%" + String(Int($0) + 256, radix: 16).suffix(2) }.joined()
        let text = String(decoding: RecordCoding.encode(name), as: UTF8.self)
        let headers = ["Cookie": user, "X-CSRF-Token": token]
        for tab in ["system", "provisioning", "user"] {
            for draft in ["", "&draft=save"] {
                _ = try await utility.send(
                    .post, "/voice/\(tab)", headers, body: "\(field)=Changed-Value-1&GPP_D=theirs%20now\(draft)")
                _ = try await utility.send(.post, "/draft", headers, body: "apply=1")
            }
        }
        for value in [#""Changed-Value-1""#, "null", #"{"value":"x","ua":"rw","um":"y"}"#] {
            let body = "{\(text):\(value),\"GPP_D\":\"theirs now\"}"
            _ = try await utility.send(.patch, "/api/v1/parameters", headers, body: body)
            _ = try await utility.send(.patch, "/api/v1/drafts/x", headers, body: body)
            _ = try await utility.send(.post, "/api/v1/drafts/x/apply", headers, body: "{}")
        }
        let after = utility.service.snapshot
        #expect(after["GPP_A"] == "hidden" && after["GPP_C"] == "read only" && after["GPP_B"] == "")
        #expect(after.access(to: "GPP_A") == .hidden && after.access(to: "GPP_C") == .readOnly)
        #expect(after.access(to: "GPP_D") == .readWrite && after.settings["GPP_D"]?.isUserModified == false)
        #expect(after["Enable_Web_Admin_Access"] == "Yes")
        #expect(try await utility.service.logIn("admin", "Admin-Password-1") == .admin)
    }

    /// What was theirs to change when they drafted it, and is not any more.
    @Test func aDraftGivesNoRightsThatAreGone() async throws {
        let (utility, user, token, _) = try await phone()
        let headers = ["Cookie": user, "X-CSRF-Token": token]
        let drafted = try await utility.send(.patch, "/api/v1/drafts/x", headers, body: #"{"GPP_D":"drafted"}"#)
        #expect(drafted.status == .ok)
        _ = try await utility.service.submit(
            [("GPP_D", .text("the administrator's"))], by: Self.admin)
        try await close("GPP_D", in: utility)
        let applied = try await utility.send(.post, "/api/v1/drafts/x/apply", headers, body: "{}")
        #expect(applied.status.code >= 400)
        #expect(utility.service.snapshot["GPP_D"] == "the administrator's")
    }

    /// A parameter whose access a profile takes away.
    private func close(_ name: ParameterName, in utility: Utility) async throws {
        let xml = "<flat-profile><\(name.text) ua=\"na\">the administrator's</\(name.text)></flat-profile>"
        _ = try await utility.service.apply(profile: Array(xml.utf8), named: "x.xml", by: Self.admin).get()
        #expect(utility.service.snapshot.access(to: name) == .hidden)
    }

    @Test(arguments: [("GPP_A", false, false), ("GPP_C", true, false), ("GPP_D", true, true)])
    func pagesSearchAndTheAPIShowWhatTheAccessSays(name: String, isVisible: Bool, isTheirs: Bool) async throws {
        let (utility, user, token, _) = try await phone()
        let cookie = ["Cookie": user, "Accept": "text/html"]
        let page = text(try await utility.send(.get, "/voice/provisioning", cookie))
        #expect(page.contains("id=\"\(name)\"") == isVisible)
        // What may be read only is no field of the form.
        #expect(page.contains("name=\"\(name)\"") == isTheirs)
        let search = text(try await utility.send(.get, "/search?q=\(name)", cookie))
        #expect(search.contains("#\(name)") == isVisible)
        let api = try await utility.send(.get, "/api/v1/parameters/\(name)", ["Cookie": user])
        #expect((api.status == .ok) == isVisible)
        let list = text(try await utility.send(.get, "/api/v1/parameters", ["Cookie": user]))
        #expect(list.contains("\"\(name)\"") == isVisible)
        let patch = try await utility.send(
            .patch, "/api/v1/parameters", ["Cookie": user, "X-CSRF-Token": token], body: "{\"\(name)\":\"set\"}")
        #expect((patch.status == .ok) == isTheirs)
        #expect((utility.service.snapshot[ParameterName(name)] == "set") == isTheirs)
    }

    /// What is refused is written down: who, what, and nothing that was typed.
    @Test func whatIsRefusedIsInTheLog() async throws {
        let log = TestLog()
        let utility = try Utility(log: log)
        let user = try await utility.session(.user)
        let page = text(try await utility.send(.get, "/password", ["Cookie": user, "Accept": "text/html"]))
        let token = String(try #require(page.firstMatch(of: /name="csrf_token" value="([^"]+)"/)?.1))
        let headers = ["Cookie": user, "X-CSRF-Token": token]
        let lan = Peer.address("192.0.2.9", port: 4711)
        for _ in 0..<50 { _ = try await utility.send(.post, "/reboot?secret=typed", headers, from: lan) }
        _ = try await utility.send(.patch, "/api/v1/parameters", headers, body: #"{"GPP_A":"typed"}"#, from: lan)
        _ = try await utility.send(.post, "/voice/user", ["Cookie": user], body: "csrf_token=guessed", from: lan)
        _ = try await utility.send(
            .post, "/login", ["Origin": "http://evil.example"], body: "username=admin&password=typed", from: lan)
        _ = try await utility.send(.post, "/login", body: "username=admin%0alogged in: admin&password=typed", from: lan)
        _ = try await utility.send(.post, "/login", body: "username=admin&password=typed", from: lan)
        _ = try await utility.send(.get, "/status", ["Authorization": "Basic dXNlcjp0eXBlZA=="])
        for _ in 0..<3 {
            _ = try await utility.send(.get, "/status", ["Authorization": "Basic dXNlcjpVc2VyLVBhc3N3b3JkLTE="])
        }
        for line in [
            "logged in: user from 127.0.0.1, login form",
            "refused user (web): GPP_A can be changed by the administrator only",
            "refused user from 192.0.2.9: POST /voice/user: the form does not belong to the session",
            "refused somebody from 192.0.2.9: POST /login: it came from a page of another site",
            "login failed: unknown account from 192.0.2.9, login form",
            "login failed: admin from 192.0.2.9, login form", "login failed: user from 127.0.0.1, Basic",
            "logged in: user from 127.0.0.1, Basic",
        ] {
            #expect(log.lines.count { $0 == line } == 1, "\(line)")
        }
        // Fifty refusals are ten lines.
        let reboots = "refused user from 192.0.2.9: POST /reboot: only the administrator may do this"
        #expect(log.lines.count { $0 == reboots } == 10)
        #expect(!log.lines.joined().contains("typed") && !log.lines.joined().contains("Password-1"))
        #expect(!log.lines.joined().contains("\n"))
    }
}
