import FlatProfile
import HTTPServer
import Identity
import PhoneService
import Provisioning
import Store
import ScreenPicture
import Testing
import Transfer

@testable import WebUI

@Suite struct WebApplicationTests {
    private static let lan: Peer = .address("192.0.2.9", port: 4711)
    private static let here: Peer = .address("127.0.0.1", port: 4711)

    /// A web utility over a phone that nobody runs.
    struct Utility {
        let service: PhoneService
        let application: WebApplication

        init(
            fetcher: any ProfileFetcher = DeafFetcher(), scriptLogin: ScriptLogin = .basic,
            takesLoginsInAddresses: Bool = false, store: (any ConfigurationStore)? = nil,
            time: TestTime = TestTime(), log: TestLog = TestLog(), drawScreen: ScreenPictureChild.Drawing? = nil
        ) throws {
            let model = Model.standard
            service = PhoneService(
                identity: DeviceIdentity(
                    model: model, mac: MACAddress(bits: 0x000e_08aa_bbcc), serialNumber: "FCH2305DMH0",
                    softwareVersion: "sip88xx.12-0-7MPP0201-66", hardwareVersion: "2.0.1"),
                store: store ?? InMemoryStore(catalogue: Catalogue.of(model)), fetcher: fetcher,
                passwords: LoginPasswords(hasher: PasswordHasher(), key: try .ephemeral()), host: StillHost(time: time),
                report: { log.add($0) })
            var configuration = WebConfiguration(
                instance: "test", setupToken: "the-setup-token-of-this-test", scriptLogin: scriptLogin,
                takesLoginsInAddresses: takesLoginsInAddresses, trustedUsers: [0, 1000],
                makeToken: { "\(UInt64.random(in: 0 ... .max))\(UInt64.random(in: 0 ... .max))-token" })
            configuration.now = { time.now }
            configuration.drawScreen = drawScreen
            application = WebApplication(service: service, configuration: configuration)
        }

        /// The utility of the next process over the same store, after what an earlier one has left was read.
        static func next(over store: any ConfigurationStore, time: TestTime = TestTime()) async throws -> Utility {
            let first = try Utility(store: store, time: time)
            try await first.service.load()
            return try Utility(service: first.service, time: time)
        }

        private init(service: PhoneService, time: TestTime) throws {
            self.service = service
            var configuration = WebConfiguration(
                instance: "another", storeName: "test", setupToken: "another-setup-token",
                makeToken: { "\(UInt64.random(in: 0 ... .max))\(UInt64.random(in: 0 ... .max))-token" })
            configuration.now = { time.now }
            application = WebApplication(service: service, configuration: configuration)
        }

        func request(
            _ method: Method, _ target: String, _ headers: [String: String] = [:], body: String = "",
            from peer: Peer = WebApplicationTests.here
        ) throws -> Request {
            var fields = [HeaderFields.Field(name: "Host", value: "localhost")]
            if method == .post, headers["Content-Type"] == nil {
                fields.append(.init(name: "Content-Type", value: "application/x-www-form-urlencoded"))
            }
            fields += headers.map { .init(name: $0.key, value: $0.value) }
            return try #require(
                Request(method: method, target: target, headers: fields, body: Array(body.utf8), peer: peer))
        }

        func send(
            _ method: Method, _ target: String, _ headers: [String: String] = [:], body: String = "",
            from peer: Peer = WebApplicationTests.here
        ) async throws -> Response {
            await application.respond(to: try request(method, target, headers, body: body, from: peer)).response()
        }

        /// Sets the passwords and logs a script in; its cookie.
        func session(_ account: Account = .admin) async throws -> String {
            if !service.isSetUp {
                try await service.setUp(
                    adminPassword: "Admin-Password-1", userPassword: account == .user ? "User-Password-1" : "")
            }
            let password = account == .admin ? "Admin-Password-1" : "User-Password-1"
            let response = try await send(.post, "/login", body: "username=\(account)&password=\(password)")
            let cookie = try #require(response.headers["Set-Cookie"]?.text)
            return String(cookie.prefix { $0 != ";" })
        }
    }

    /// The second page is made around fields that were rendered for the first.
    @Test(arguments: Account.allCases)
    func aTabLooksTheSameHoweverOftenItIsAskedFor(account: Account) async throws {
        let utility = try Utility()
        let cookie = try await utility.session(account)
        for path in ["/voice/provisioning", "/voice/user", "/voice/phone"] {
            let pages = [
                try await utility.send(.get, path, ["Cookie": cookie]).body.bytes,
                try await utility.send(.get, path, ["Cookie": cookie]).body.bytes,
            ]
            #expect(String(decoding: pages[0], as: UTF8.self) == String(decoding: pages[1], as: UTF8.self))
        }
    }

    @Test func aTabShowsWhatWasStoredSince() async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        for name in ["Reception", "Kitchen"] {
            _ = try await utility.service.submit(
                [("Station_Name", .text(name))], by: Principal(.admin, through: .web))
            let page = try await utility.send(.get, "/voice/phone", ["Cookie": cookie]).body.bytes
            #expect(String(decoding: page, as: UTF8.self).contains("value=\"\(name)\""))
        }
    }

    private struct DeafFetcher: ProfileFetcher {
        func fetch(_ request: TransferRequest) async -> TransferReport {
            TransferReport(steps: [], result: .failure(.connectionClosed))
        }
    }

    private struct StillHost: ProvisioningHost {
        let time: TestTime
        var now: Timestamp { time.wall }
        func offer(for snapshot: Snapshot) -> ProvisioningOffer? { nil }
        var customAuthorities: [UInt8] { [] }
        func localAddress(towards host: String?) -> String { "192.0.2.7" }
        func syslog(_ message: String, configuration: Snapshot) {}
    }

    // MARK: The control socket

    @Test(arguments: [(0, 200), (1000, 200), (1001, 403)] as [(UInt32, Int)])
    func theControlSocketIsForRootAndTheOwner(user: UInt32, status: Int) async throws {
        let utility = try Utility()
        let peer = Peer.process(user: user, group: user, id: 1)
        #expect(try await utility.send(.get, "/api/v1/parameters/GPP_A", from: peer).status.code == status)
    }

    // MARK: Debug Info

    @Test func debugInfoMakesAProblemReportAndOffersItsFile() async throws {
        let utility = try Utility()
        let cookie = ["Cookie": try await utility.session()]
        func page(_ target: String) async throws -> String {
            String(decoding: try await utility.send(.get, target, cookie).body.bytes, as: UTF8.self)
        }
        let before = try await page("/status/debug")
        #expect(before.contains("<a href=\"/status/problem-report/new\">Generate PRT</a>"))
        #expect(!before.contains("Prt file"))
        let none = try await utility.send(.get, "/status/problem-report", cookie)
        #expect(none.status == .notFound)
        #expect(String(decoding: none.body.bytes, as: UTF8.self).contains("No problem report was made yet"))
        #expect(try await utility.send(.post, "/status/problem-report", cookie).status == .forbidden)
        let token = try #require(before.firstMatch(of: /name="csrf_token" value="([^"]+)"/)?.1)
        let refused = try await utility.send(.post, "/status/problem-report", cookie, body: "csrf_token=\(token)")
        #expect(refused.status == .unprocessableContent)
        let done = try await utility.send(
            .post, "/status/problem-report", cookie,
            body: "csrf_token=\(token)&date=2026-11-20&time=07%3A18&problem=Calls")
        #expect(done.status == .seeOther)
        #expect(done.headers["Location"]?.text == "/status/debug")
        let after = try await page("/status/debug")
        #expect(after.contains("Kept on the phone: PRT Upload Rule is empty"))
        #expect(after.contains("<dt>Prt file</dt><dd><a href=\"/status/problem-report\">probrep-"))
        let file = try await utility.send(.get, "/status/problem-report", cookie)
        #expect(file.headers["Content-Type"]?.text == "application/gzip")
        #expect(file.headers["Content-Disposition"]?.text.hasPrefix("attachment; filename=\"probrep-") == true)
        #expect(file.body.bytes.starts(with: [0x1f, 0x8b]))
        #expect(try await page("/status").contains(">PRT Status</h2>"))
        #expect(try await page("/status/downloads").contains(">Report Status</h2>"))
    }

    @Test func theAccountUserMakesNoProblemReport() async throws {
        let utility = try Utility()
        let cookie = ["Cookie": try await utility.session(.user)]
        let page = try await utility.send(.get, "/status/debug", cookie)
        #expect(!String(decoding: page.body.bytes, as: UTF8.self).contains("Generate PRT"))
        for target in ["/status/problem-report", "/status/messages", "/api/v1/reports", "/api/v1/problem-report"] {
            #expect(try await utility.send(.get, target, cookie).status == .forbidden, "\(target)")
        }
    }

    @Test(arguments: [("/status.xml", 200, 200), ("/admin/status.xml", 200, 403)])
    func theStatusIsADocumentAsWell(path: String, forAdmin: Int, forUser: Int) async throws {
        let utility = try Utility()
        let user = try await utility.send(.get, path, ["Cookie": try await utility.session(.user)])
        #expect(user.status.code == forUser)
        let admin = try await utility.send(.get, path, ["Cookie": try await utility.session()])
        #expect(admin.status.code == forAdmin)
        #expect(admin.headers["Content-Type"]?.text == "application/xml; charset=utf-8")
        let text = String(decoding: admin.body.bytes, as: UTF8.self)
        #expect(text.contains("<Product_Information>\n<Product_Name>CP-8841-3PCC</Product_Name>\n"))
    }

    // MARK: Direct actions

    private static let root: Peer = .process(user: 0, group: 0, id: 1)

    @Test(arguments: [
        ("/admin/resync?http://h/$PN?a=1&b=2", "http://h/$PN?a=1&b=2"),
        ("/resync?%5B--uid+u%5D+http%3A%2F%2Fh%2Fa", "[--uid u] http://h/a"),
        ("/admin/resync?http://h/100%", "http://h/100%"),
    ])
    func aScriptResyncsByItsAddressWithoutEscapingAnything(target: String, rule: String) async throws {
        let utility = try Utility()
        #expect(try utility.request(.get, target).directArgument == rule)
        let response = try await utility.send(.get, target, from: Self.root)
        #expect(response.status == .ok)
        #expect(String(decoding: response.body.bytes, as: UTF8.self).contains("<p>The phone resyncs.</p>"))
    }

    @Test(
        arguments: [
            (["Provision_Enable": "No"], "/admin/resync", 409),
            (["Enable_Direct_Action_Url": "No"], "/admin/resync", 403),
            ([:], "/admin/resync?[--bogus]", 422),
        ] as [([String: String], String, Int)])
    func anActionThatIsNotDoneSaysWhy(values: [String: String], target: String, status: Int) async throws {
        let utility = try Utility()
        if !values.isEmpty {
            _ = try await utility.service.submit(
                values.map { ($0.key, .text($0.value)) }, by: Principal(.admin, through: .web))
        }
        let response = try await utility.send(.get, target, from: Self.root)
        #expect(response.status.code == status)
        #expect(!response.body.bytes.isEmpty)
    }

    @Test func aBrowserIsAskedBeforeAnAddressDoesAnything() async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        let page = try await utility.send(.get, "/admin/resync?http://h/a", ["Cookie": cookie, "Accept": "text/html"])
        let text = String(decoding: page.body.bytes, as: UTF8.self)
        #expect(text.contains("Let the phone resync now?"))
        #expect(text.contains("name=\"argument\" value=\"http://h/a\""))
        let forged = try await utility.send(.post, "/admin/resync", ["Cookie": cookie], body: "argument=http://h/a")
        #expect(forged.status == .forbidden)
        let token = try #require(text.firstMatch(of: /name="csrf_token" value="([^"]+)"/)?.1)
        let done = try await utility.send(
            .post, "/admin/resync", ["Cookie": cookie], body: "csrf_token=\(token)&argument=http://h/a")
        #expect(done.status == .seeOther)
    }

    @Test(arguments: [
        ("/admin/upgrade", 200, "It fetches the load that Upgrade Rule names"),
        ("/admin/resync", 200, "It follows the stored rules"),
        ("/admin/updateca", 422, "The address cannot be read: it is empty"),
    ])
    func aBrowserIsToldWhatAnAddressWithoutArgumentMeans(target: String, status: Int, sentence: String) async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        let page = try await utility.send(.get, target, ["Cookie": cookie, "Accept": "text/html"])
        #expect(page.status.code == status)
        #expect(String(decoding: page.body.bytes, as: UTF8.self).contains(sentence))
    }

    @Test func onlyTheAdministratorActs() async throws {
        let utility = try Utility()
        let cookie = try await utility.session(.user)
        #expect(try await utility.send(.get, "/admin/resync", ["Cookie": cookie]).status == .forbidden)
    }

    // MARK: Reboot and factory reset

    @Test func aFactoryResetIsConfirmedAndLeadsToTheFirstPasswords() async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        let headers = ["Cookie": cookie, "Accept": "text/html"]
        let debug = String(decoding: try await utility.send(.get, "/status/debug", headers).body.bytes, as: UTF8.self)
        #expect(debug.contains(#"action="/reboot""#) && debug.contains(#"action="/factory-reset""#))
        let token = try #require(debug.firstMatch(of: /name="csrf_token" value="([^"]+)"/)?.1)

        let asked = try await utility.send(.post, "/factory-reset", headers, body: "csrf_token=\(token)")
        #expect(asked.status == .ok)
        #expect(String(decoding: asked.body.bytes, as: UTF8.self).contains("Confirm Factory Reset"))
        #expect(utility.service.isSetUp)

        let done = try await utility.send(
            .post, "/factory-reset", headers, body: "csrf_token=\(token)&confirm=yes", from: Self.here)
        #expect(done.status == .seeOther && done.headers["Location"]?.text == "/setup")
        #expect(!utility.service.isSetUp)
        let late = try await utility.send(.get, "/status", headers)
        #expect(late.headers["Location"]?.text == "/setup")
    }

    @Test func fromAnotherMachineAFactoryResetLeadsToTheFirstPasswordsWithTheirToken() async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        let headers = ["Cookie": cookie, "Accept": "text/html"]
        let page = try await utility.send(.get, "/admin/factory-reset", headers, from: Self.lan)
        let text = String(decoding: page.body.bytes, as: UTF8.self)
        let token = try #require(text.firstMatch(of: /name="csrf_token" value="([^"]+)"/)?.1)
        let done = try await utility.send(
            .post, "/factory-reset", headers, body: "csrf_token=\(token)&confirm=yes", from: Self.lan)
        #expect(done.headers["Location"]?.text == "/setup?token=the-setup-token-of-this-test")
    }

    @Test func aBusyPhoneIsNotReset() async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        _ = try await utility.send(.put, "/api/v1/call-state", body: #"{"state":"busy"}"#, from: Self.root)
        for path in ["/admin/factory-reset", "/factory-reset"] {
            let page = try await utility.send(.get, path, ["Cookie": cookie, "Accept": "text/html"])
            #expect(page.status == .conflict)
            #expect(
                String(decoding: page.body.bytes, as: UTF8.self)
                    .contains("The phone is busy: a factory reset is possible when no line is in use."))
        }
        let script = try await utility.send(
            .post, "/api/v1/factory-reset", body: #"{"yes":true}"#, from: Self.root)
        #expect(script.status == .conflict)
        #expect(utility.service.isSetUp)
    }

    @Test(arguments: ["", "{}", #"{"yes":false}"#, "yes"])
    func theAPIResetsNothingWithoutConsent(body: String) async throws {
        let utility = try Utility()
        _ = try await utility.session()
        let response = try await utility.send(.post, "/api/v1/factory-reset", body: body, from: Self.root)
        #expect(response.status == .badRequest)
        #expect(utility.service.isSetUp)
    }

    @Test func aPhoneRebootsByItsAddressAndByItsButton() async throws {
        let utility = try Utility()
        _ = try await utility.service.submit([("Resync_On_Reset", .text("No"))], by: Principal(.admin, through: .web))
        #expect(try await utility.send(.get, "/admin/reboot", from: Self.root).status == .serviceUnavailable)
        let running = Task { [service = utility.service] in await service.run() }
        defer { running.cancel() }
        while try await utility.send(.get, "/admin/reboot", from: Self.root).status != .ok { await Task.yield() }
        let cookie = try await utility.session()
        let page = try await utility.send(.get, "/reboot", ["Cookie": cookie, "Accept": "text/html"])
        let text = String(decoding: page.body.bytes, as: UTF8.self)
        let token = try #require(text.firstMatch(of: /name="csrf_token" value="([^"]+)"/)?.1)
        let done = try await utility.send(.post, "/reboot", ["Cookie": cookie], body: "csrf_token=\(token)")
        #expect(done.status == .seeOther)
        var status = ""
        while !status.contains("User Triggered") {
            let page = try await utility.send(.get, "/status", ["Cookie": cookie, "Accept": "text/html"])
            status = String(decoding: page.body.bytes, as: UTF8.self)
        }
        #expect(status.contains("Reboot History") && status.contains("Reboot Reason 5"))
    }

    // MARK: Sizes

    @Test func takesLargeBodiesOfThoseOnlyWhoMayBeLetIn() async throws {
        let utility = try Utility()
        let path = "/api/v1/profile/difference"
        let cookie = try await utility.session()
        func limit(_ headers: [String: String] = [:], from peer: Peer = Self.here) throws -> Int? {
            utility.application.bodyLimit(for: try utility.request(.post, path, headers, from: peer))
        }
        #expect(try limit() == 1 << 20)
        #expect(try limit(["Cookie": "onhook_test=guessed"]) == 1 << 20)
        #expect(try limit(["Authorization": "Basic YWRtaW46eA=="], from: Self.lan) == 1 << 20)
        #expect(try limit(["Authorization": "Basic YWRtaW46eA=="]) == 17 << 20)
        #expect(try limit(["Cookie": cookie]) == 17 << 20)
        #expect(try limit(from: .process(user: 0, group: 0, id: 1)) == 17 << 20)
        #expect(try utility.application.bodyLimit(for: utility.request(.post, "/resync")) == 16 << 10)
    }

    @Test func aChangeNamesNoMoreParametersThanAForm() async throws {
        let utility = try Utility()
        let body = "{" + (0...5000).map { "\"Strange_\($0)\":null" }.joined(separator: ",") + "}"
        let response = try await utility.send(
            .patch, "/api/v1/parameters", body: body, from: .process(user: 0, group: 0, id: 1))
        #expect(response.status == .contentTooLarge)
    }

    // MARK: Sessions and tokens

    @Test(arguments: [
        (Method.post, "/voice/provisioning"), (.post, "/voice/ext/1"), (.post, "/resync"), (.post, "/reboot"),
        (.post, "/factory-reset"),
        (.post, "/api/v1/reboot"), (.post, "/api/v1/factory-reset"), (.post, "/api/v1/hooks/run"),
        (.post, "/logout"), (.post, "/password"), (.patch, "/api/v1/parameters"), (.post, "/api/v1/resync"),
        (.post, "/api/v1/rules/explain"), (.post, "/api/v1/revisions/1/restore"),
        (.post, "/api/v1/profile/difference"),
    ])
    func aSessionWithoutTokenChangesNothing(method: Method, path: String) async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        let before = utility.service.snapshot.revision
        for token in [[:], ["X-CSRF-Token": ""], ["X-CSRF-Token": "guessed"]] {
            let isAPI = path.hasPrefix("/api/")
            let type = isAPI ? "application/json" : "application/x-www-form-urlencoded"
            let headers = ["Cookie": cookie, "Content-Type": type].merging(token) { $1 }
            let response = try await utility.send(method, path, headers, body: isAPI ? "{}" : "csrf_token=guessed")
            #expect(response.status == .forbidden, "\(method) \(path) \(token)")
        }
        #expect(utility.service.snapshot.revision == before)
    }

    @Test func everyRouteThatChangesSomethingAsksForALogin() async throws {
        let utility = try Utility()
        _ = try await utility.session()
        let open: Set<String> = ["/setup", "/api/v1/setup", "/login"]
        for route in utility.application.routes where route.method != .get && route.method != .head {
            let path = route.pattern.replacing(/:[a-z]+/, with: "1")
            guard !open.contains(path) else { continue }
            let response = try await utility.send(route.method, path, body: "")
            #expect([401, 303].contains(response.status.code), "\(route.method) \(path)")
        }
    }

    @Test func theUserIsToldNothingOfRulesAndValues() async throws {
        let utility = try Utility()
        let cookie = try await utility.session(.user)
        for path in ["/api/v1/revisions", "/admin/cfg.xml", "/history", "/api/v1/difference?from=0&to=1"] {
            #expect(try await utility.send(.get, path, ["Cookie": cookie]).status == .forbidden, "\(path)")
        }
        #expect(try await utility.send(.get, "/api/v1/parameters/GPP_A", ["Cookie": cookie]).status == .notFound)
    }

    /// Rules, triggers and changes tell values that the account does not see, whichever way an attempt is looked at.
    @Test(arguments: ["{}", #"{"dry_run":true}"#])
    func theUserWhoResyncsIsToldNothingOfRulesAndValues(body: String) async throws {
        let utility = try Utility()
        _ = try await utility.session(.user)
        _ = try await utility.service.submit(
            [
                ("GPP_A", .text("hidden-value")), ("Profile_Rule", .text(#"(b = "$A" ;)!"#)),
                ("Resync_Trigger_1", .text(#""$A" eq "hidden-value""#)), ("Resync_Random_Delay", .text("0")),
            ], by: Principal(.admin, through: .web))
        let running = Task { [service = utility.service] in await service.run() }
        defer { running.cancel() }
        while utility.service.status(recentAttempts: 1).attempts.isEmpty { await Task.yield() }
        let login = ["Authorization": "Basic \(Self.userLogin)"]
        let answers = [
            try await utility.send(.post, "/api/v1/resync", login, body: body),
            try await utility.send(.get, "/api/v1/attempts/1", login),
            try await utility.send(.get, "/api/v1/status", login),
        ]
        for answer in answers {
            #expect(answer.status == .ok)
            #expect(!String(decoding: answer.body.bytes, as: UTF8.self).contains("hidden-value"))
        }
    }

    /// `user:User-Password-1`.
    private static let userLogin = "dXNlcjpVc2VyLVBhc3N3b3JkLTE="

    @Test func cookiesAreForThisSiteOnly() async throws {
        let utility = try Utility()
        try await utility.service.setUp(adminPassword: "Admin-Password-1", userPassword: "")
        let response = try await utility.send(.post, "/login", body: "username=admin&password=Admin-Password-1")
        let cookie = try #require(response.headers["Set-Cookie"]?.text)
        #expect(cookie.hasSuffix("; HttpOnly; SameSite=Strict; Path=/"))
        #expect(response.headers["Cache-Control"]?.text == "no-store")
    }

    @Test(arguments: [
        "//evil.example", "/\\evil.example", "https://evil.example/", "evil.example", "/\t/evil.example",
        "/%09/evil.example", "\\\\evil.example", "javascript:alert(1)", "/\r\nSet-Cookie: a=b",
    ])
    func aLoginLeadsNowhereElse(next: String) async throws {
        let utility = try Utility()
        try await utility.service.setUp(adminPassword: "Admin-Password-1", userPassword: "")
        let escaped = next.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let response = try await utility.send(
            .post, "/login", body: "username=admin&password=Admin-Password-1&next=\(escaped)")
        let location = try #require(response.headers["Location"]?.text)
        #expect(location.hasPrefix("/") && !location.hasPrefix("//") && !location.contains("\\"))
        #expect(!location.utf8.contains { $0 <= 0x20 || $0 == 0x7f })
    }

    // MARK: Guessing

    @Test func guessingTheOldPasswordIsThrottled() async throws {
        let utility = try Utility()
        let cookie = try await utility.session(.user)
        let page = try await utility.send(.get, "/password", ["Cookie": cookie])
        let html = String(decoding: page.body.bytes, as: UTF8.self)
        let token = try #require(html.firstMatch(of: /name="csrf_token" value="([^"]+)"/)).output.1
        var isThrottled = false
        for number in 0..<20 where !isThrottled {
            let body =
                "csrf_token=\(token)&old_password=guess\(number)&new_password=New-Password-1"
                + "&new_password_confirm=New-Password-1"
            let response = try await utility.send(.post, "/password", ["Cookie": cookie], body: body)
            #expect(response.status == .unprocessableContent)
            isThrottled = String(decoding: response.body.bytes, as: UTF8.self).contains("too many wrong passwords")
        }
        #expect(isThrottled)
        #expect(try await utility.service.logIn("user", "User-Password-1") == .user)
    }

    @Test func guessingALoginIsThrottledForItsAccount() async throws {
        let utility = try Utility()
        try await utility.service.setUp(adminPassword: "Admin-Password-1", userPassword: "User-Password-1")
        // On a slow machine the first short waits pass while a password is hashed.
        var refused: Response?
        for _ in 0..<20 where refused == nil {
            let response = try await utility.send(.post, "/login", body: "username=admin&password=x")
            if response.status == .tooManyRequests { refused = response }
        }
        #expect(refused?.headers["Retry-After"] != nil)
        let user = try await utility.send(.post, "/login", body: "username=user&password=User-Password-1")
        #expect(user.status == .seeOther)
    }

    @Test func aNewPasswordEndsTheSessionsOfItsAccount() async throws {
        let utility = try Utility()
        let user = try await utility.session(.user)
        let admin = try await utility.session(.admin)
        try await utility.service.changePassword(
            of: .user, from: "", to: "Other-Password-1", by: Principal(.admin, through: .web))
        #expect(try await utility.send(.get, "/status", ["Cookie": user]).status == .unauthorized)
        #expect(try await utility.send(.get, "/status", ["Cookie": admin]).status == .ok)
    }

    // MARK: Setup

    @Test func theFirstPasswordsAreSetHereOrWithTheToken() async throws {
        let body = "admin_password=Admin-Password-1&admin_password_confirm=Admin-Password-1"
        for (extra, status) in [("", 403), ("&token=guessed", 403), ("&token=the-setup-token-of-this-test", 303)] {
            let utility = try Utility()
            #expect(
                try await utility.send(.post, "/setup", body: body + extra, from: Self.lan).status.code == status)
            #expect(utility.service.isSetUp == (status == 303))
        }
    }

    @Test func basicPasswordsAreNotTakenInTheClearFromAfar() async throws {
        let utility = try Utility()
        _ = try await utility.session()
        let basic = ["Authorization": "Basic YWRtaW46QWRtaW4tUGFzc3dvcmQtMQ=="]
        #expect(try await utility.send(.get, "/api/v1/status", basic, from: Self.lan).status == .forbidden)
        #expect(try await utility.send(.get, "/api/v1/status", basic).status == .ok)
    }
}
