import FlatProfile
import PhoneService
import Store
import Testing

@testable import HTTPServer
import Identity
@testable import WebUI

/// Seeing and ending sessions, and what becomes of them over a restart.
@Suite struct SessionsTests {
    private typealias Utility = WebApplicationTests.Utility
    private static let machine: Peer = .process(user: 0, group: 0, id: 1)

    private func text(_ response: Response) -> String { String(decoding: response.body.bytes, as: UTF8.self) }

    private func records(_ utility: Utility, _ cookie: String) async throws -> [SessionRecord] {
        let response = try await utility.send(.get, "/api/v1/sessions", ["Cookie": cookie])
        return try RecordCoding.decode([SessionRecord].self, from: response.body.bytes)
    }

    private func records(_ utility: Utility, from peer: Peer) async throws -> [SessionRecord] {
        let response = try await utility.send(.get, "/api/v1/sessions", from: peer)
        return try RecordCoding.decode([SessionRecord].self, from: response.body.bytes)
    }

    private func token(_ utility: Utility, _ cookie: String) async throws -> String {
        let page = text(try await utility.send(.get, "/sessions", ["Cookie": cookie, "Accept": "text/html"]))
        return String(try #require(page.firstMatch(of: /name="csrf_token" value="([^"]+)"/)?.1))
    }

    private func post(
        _ utility: Utility, _ path: String, _ cookie: String, _ fields: String = ""
    ) async throws -> Response {
        let token = try await token(utility, cookie)
        return try await utility.send(
            .post, path, ["Cookie": cookie, "Accept": "text/html"], body: "csrf_token=\(token)&\(fields)")
    }

    private func status(_ utility: Utility, _ cookie: String) async throws -> Int {
        try await utility.send(.get, "/api/v1/call-state", ["Cookie": cookie]).status.code
    }

    // MARK: Who sees and ends what

    @Test func theAdministratorSeesAllSessionsAndTheUserTheirOwn() async throws {
        let utility = try Utility()
        let user = try await utility.session(.user)
        let admin = try await utility.session()
        let seen = try await records(utility, admin)
        #expect(seen.map(\.account) == ["admin", "user"] && seen.map(\.current) == [true, false])
        #expect(seen.map(\.address) == ["127.0.0.1", "127.0.0.1"])
        let own = try await records(utility, user)
        #expect(own.map(\.account) == ["user"] && own.map(\.current) == [true])
        let machine = try await utility.send(.get, "/api/v1/sessions", from: Self.machine)
        #expect(try RecordCoding.decode([SessionRecord].self, from: machine.body.bytes).allSatisfy { !$0.current })
    }

    @Test func theUserEndsNoSessionOfTheAdministrator() async throws {
        let utility = try Utility()
        let user = try await utility.session(.user)
        let admin = try await utility.session()
        let other = try await utility.session(.user)
        let id = try #require(try await records(utility, admin).first { $0.account == "admin" }?.id)
        let token = try await token(utility, user)
        let answer = try await utility.send(
            .delete, "/api/v1/sessions/\(id)", ["Cookie": user, "X-CSRF-Token": token])
        #expect(answer.status == .notFound)
        _ = try await post(utility, "/sessions/\(id)/end", user)
        #expect(try await status(utility, admin) == 200)
        // All others are all others of theirs.
        let page = try await post(utility, "/sessions/end-others", user)
        #expect(page.headers["Location"]?.text == "/sessions")
        #expect(try await status(utility, other) == 401)
        #expect(try await status(utility, admin) == 200)
        #expect(try await status(utility, user) == 200)
    }

    @Test func endsOneSessionOrAllOthers() async throws {
        let log = TestLog()
        let utility = try Utility(log: log)
        let mine = try await utility.session()
        let cookies = [try await utility.session(), try await utility.session(.admin), try await utility.session()]
        let ids = try await records(utility, mine).filter { !$0.current }.map(\.id)
        #expect(ids.count == 3)
        let first = try #require(ids.min())
        _ = try await post(utility, "/sessions/\(first)/end", mine)
        #expect(try await status(utility, cookies[0]) == 401)
        #expect(try await status(utility, cookies[1]) == 200)
        #expect(text(try await utility.send(.get, "/sessions", ["Cookie": mine])).contains("The session is ended."))
        _ = try await post(utility, "/sessions/end-others", mine)
        #expect(
            text(try await utility.send(.get, "/sessions", ["Cookie": mine])).contains("2 other sessions are ended."))
        for cookie in cookies { #expect(try await status(utility, cookie) == 401) }
        #expect(try await status(utility, mine) == 200)
        #expect(log.lines.contains("2 sessions of admin ended by admin (web): asked for"))
    }

    /// `onhook sessions end --all`.
    @Test func theMachineEndsThemAll() async throws {
        let utility = try Utility()
        let cookies = [try await utility.session(.user), try await utility.session()]
        let answer = try await utility.send(.delete, "/api/v1/sessions", from: Self.machine)
        #expect(text(answer) == #"{"ended":2}"#)
        for cookie in cookies { #expect(try await status(utility, cookie) == 401) }
    }

    @Test(arguments: ["0", "-1", "99", "x", "1%20", "184467440737095516160"])
    func aNumberThatIsNoneEndsNothing(id: String) async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        let answer = try await utility.send(.delete, "/api/v1/sessions/\(id)", from: Self.machine)
        #expect(answer.status == .notFound)
        #expect(try await status(utility, cookie) == 200)
    }

    @Test func whoeverLogsInIsDescribedAndNothingOfItIsMarkup() async throws {
        let utility = try Utility()
        let admin = try await utility.session()
        let agents = [
            "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
            "<img/src=x onerror=alert(1)>\"'",
        ]
        for agent in agents {
            _ = try await utility.send(
                .post, "/login", ["User-Agent": agent, "Cookie": "onhook_test_entrance=an-entrance-token-long-enough"],
                body: "username=admin&password=Admin-Password-1&csrf_token=an-entrance-token-long-enough",
                from: .address("192.0.2.9", port: 4711))
        }
        let page = text(try await utility.send(.get, "/sessions", ["Cookie": admin]))
        #expect(page.contains("Firefox 128 <span class=\"system\">Linux</span>"))
        #expect(page.contains("192.0.2.9"))
        #expect(!page.contains("onerror") && !page.contains("<img/src"))
    }

    @Test func noTokenIsInAnythingThatIsShownOrStored() async throws {
        let store = InMemoryStore(catalogue: Catalogue.of(.standard))
        let log = TestLog()
        let utility = try Utility(store: store, log: log)
        let cookie = try await utility.session()
        let secret = String(try #require(cookie.split(separator: "=").last))
        let stored = String(decoding: try #require(try await store.state("sessions")), as: UTF8.self)
        #expect(stored.contains(SessionToken(secret).digest))
        let shown = [
            text(try await utility.send(.get, "/sessions", ["Cookie": cookie])),
            text(try await utility.send(.get, "/api/v1/sessions", ["Cookie": cookie])), log.lines.joined(),
        ]
        for text in shown { #expect(!text.contains(secret) && !text.contains(SessionToken(secret).digest)) }
        #expect(!stored.contains(secret) && !stored.contains(SessionToken(secret).formToken))
    }

    // MARK: Passwords

    @Test(arguments: ["Other-Password-1", "Admin-Password-1"])
    func aNewPasswordEndsTheOtherSessionsAndSaysSo(password: String) async throws {
        let utility = try Utility()
        let mine = try await utility.session()
        let other = try await utility.session()
        let user = try await { () async throws -> String in
            try await utility.service.changePassword(
                of: .user, from: "", to: "User-Password-1", by: Principal(.admin, through: .commandLine(login: "root")))
            return try await utility.session(.user)
        }()
        let response = try await post(
            utility, "/password", mine,
            "account=admin&old_password=Admin-Password-1&new_password=\(password)&new_password_confirm=\(password)")
        let fresh = String(try #require(response.headers["Set-Cookie"]?.text).prefix { $0 != ";" })
        #expect(fresh != mine)
        let next = try #require(response.headers["Location"]?.text)
        #expect(
            text(try await utility.send(.get, next, ["Cookie": fresh])).contains(
                "Password has been changed successfully. 1 other session was ended."))
        #expect(try await status(utility, mine) == 401)
        #expect(try await status(utility, other) == 401)
        #expect(try await status(utility, user) == 200)
        #expect(try await status(utility, fresh) == 200)
    }

    // MARK: Time

    @Test(arguments: [
        ("/status", ["Accept": "text/html"], 303), ("/api/v1/status", [:], 401), ("/api/v1/events", [:], 401),
    ])
    func whatIsIdleTooLongIsOverForPagesTheAPIAndStreams(path: String, headers: [String: String], status: Int)
        async throws
    {
        let time = TestTime()
        let utility = try Utility(time: time)
        let cookie = try await utility.session()
        time.advance(by: 3599)
        #expect(try await self.status(utility, cookie) == 200)
        time.advance(by: 1)
        // The longest time has passed, whatever was done meanwhile.
        let late = try await utility.send(.get, path, headers.merging(["Cookie": cookie]) { $1 })
        #expect(late.status.code == status)
    }

    @Test func theAdministratorSetsHowLongASessionLasts() async throws {
        let time = TestTime()
        let utility = try Utility(time: time)
        let cookie = try await utility.session()
        _ = try await utility.service.submit(
            [("Session_Idle_Timeout", .text("60")), ("Session_Max_Timeout", .text("0"))],
            by: Principal(.admin, through: .commandLine(login: "root")))
        for _ in 0..<100 {
            time.advance(by: 59)
            #expect(try await status(utility, cookie) == 200)
        }
        #expect(
            text(try await utility.send(.get, "/sessions", ["Cookie": cookie]))
                .contains("A session ends 60 seconds after it was last used."))
        // What a page's script asks by itself keeps nobody logged in.
        time.advance(by: 59)
        #expect(try await utility.send(.get, "/status/live", ["Cookie": cookie]).status == .ok)
        time.advance(by: 1)
        #expect(try await status(utility, cookie) == 401)
    }

    /// An open page asks and listens, which is no sign that somebody sits before it.
    @Test(arguments: [
        "/api/v1/events", "/status/events", "/status/network/events", "/status/live", "/provisioning/live",
        "/onboarding/live",
    ])
    func anOpenPageKeepsNobodyLoggedIn(path: String) async throws {
        let time = TestTime()
        let utility = try Utility(time: time)
        let cookie = try await utility.session()
        _ = try await utility.service.submit(
            [("Session_Idle_Timeout", .text("60")), ("Session_Max_Timeout", .text("0"))],
            by: Principal(.admin, through: .commandLine(login: "root")))
        for _ in 0..<2 {
            time.advance(by: 29)
            let answer = try await utility.send(.get, path, ["Cookie": cookie])
            #expect(answer.status == .ok)
            // What an open stream looks at every two seconds.
            #expect(try await records(utility, from: Self.machine).count == 1)
        }
        time.advance(by: 2)
        #expect(try await status(utility, cookie) == 401)
    }

    /// A stream that was opened in time ends with its session, without any event.
    @Test func anOpenStreamEndsWithItsSession() async throws {
        let utility = try Utility(time: TestTime(goesByItself: true))
        let cookie = try await utility.session()
        let response = try await utility.send(.get, "/api/v1/events", ["Cookie": cookie])
        let stream = try #require(response.stream)
        _ = try await utility.service.submit(
            [("Session_Max_Timeout", .text("1"))], by: Principal(.admin, through: .commandLine(login: "root")))
        // Returns when the stream is over: else this test never ends.
        await stream.produce(EventStream.Sink { _ in true })
        #expect(try await status(utility, cookie) == 401)
    }

    @Test func anOpenStreamEndsWhenSomebodyEndsItsSession() async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        let response = try await utility.send(.get, "/api/v1/events", ["Cookie": cookie])
        let stream = try #require(response.stream)
        let (words, word) = AsyncStream.makeStream(of: String?.self)
        async let streaming: Void = stream.produce(
            EventStream.Sink { event in
                word.yield(event.event)
                return true
            })
        // Ready: from now on it hears of everything.
        #expect(await words.first { _ in true } == "ready")
        _ = try await utility.send(.delete, "/api/v1/sessions", from: Self.machine)
        await streaming
    }

    // MARK: Restart

    @Test func aRestartEndsNoSessionAndFormsStayGood() async throws {
        let store = InMemoryStore(catalogue: Catalogue.of(.standard))
        let time = TestTime()
        let first = try Utility(store: store, time: time)
        let cookie = try await first.session()
        let token = try await token(first, cookie)
        time.advance(by: 600)
        let next = try await Utility.next(over: store, time: time)
        #expect(try await status(next, cookie) == 200)
        let sent = try await next.send(
            .post, "/voice/provisioning", ["Cookie": cookie, "Accept": "text/html"],
            body: "csrf_token=\(token)&GPP_A=after")
        #expect(sent.status == .seeOther && next.service.snapshot["GPP_A"] == "after")
        let record = try #require(try await records(next, cookie).first)
        #expect(record.current && record.since == Timestamp(unixSeconds: 1_700_000_000).iso8601)
        #expect(record.last_used == Timestamp(unixSeconds: 1_700_000_600).iso8601)
        time.advance(by: 3000)
        #expect(try await status(next, cookie) == 401, "Session_Max_Timeout goes on over the restart")
    }

    @Test func whatHasEndedDoesNotComeBackWithARestart() async throws {
        let store = InMemoryStore(catalogue: Catalogue.of(.standard))
        let utility = try Utility(store: store)
        let loggedOut = try await utility.session()
        let ended = try await utility.session()
        let mine = try await utility.session()
        _ = try await post(utility, "/logout", loggedOut)
        let id = try #require(try await records(utility, mine).first { !$0.current }?.id)
        _ = try await post(utility, "/sessions/\(id)/end", mine)
        let next = try await Utility.next(over: store)
        #expect(try await status(next, loggedOut) == 401)
        #expect(try await status(next, ended) == 401)
        #expect(try await status(next, mine) == 200)
    }

    /// The proof is a login after the change, whichever process it was in.
    @Test func asSessionOfBeforeTheChangeConfirmsNothingAfterARestart() async throws {
        let store = InMemoryStore(catalogue: Catalogue.of(.standard))
        let first = try Utility(store: store)
        let old = try await first.session()
        let changed = try await post(first, "/voice/system", old, "Enable_Web_Admin_Access=No")
        #expect(changed.headers["Location"]?.text == "/confirm")
        let next = try await Utility.next(over: store)
        #expect(try await status(next, old) == 200)
        #expect(try await post(next, "/confirm", old).status == .forbidden)
        let new = try await next.session()
        let confirmed = try await post(next, "/confirm", new)
        #expect(confirmed.status == .ok && text(confirmed).contains("The change is confirmed and stays"))
    }

    @Test func aFactoryResetLeavesNoSession() async throws {
        let store = InMemoryStore(catalogue: Catalogue.of(.standard))
        let utility = try Utility(store: store)
        let cookie = try await utility.session()
        _ = try await store.factoryReset(at: Timestamp(unixSeconds: 1_700_000_000), note: "")
        #expect(try await store.state("sessions") == nil)
        #expect(try await status(utility, cookie) != 200)
        let next = try await Utility.next(over: store)
        try await next.service.setUp(adminPassword: "Admin-Password-1", userPassword: "")
        #expect(try await status(next, cookie) == 401)
    }

    @Test(arguments: ["", "{", "[]", #"{"lastID":1}"#, #"{"lastID":1,"sessions":[{"id":1}]}"#])
    func damagedRecordsLetNobodyInAndKeepNobodyOut(text: String) async throws {
        let store = InMemoryStore(catalogue: Catalogue.of(.standard))
        try await store.setState("sessions", Array(text.utf8))
        let utility = try await Utility.next(over: store)
        let cookie = try await utility.session()
        #expect(try await status(utility, cookie) == 200)
    }
}

extension Response {
    /// The events of an answer that goes on.
    fileprivate var stream: EventStream? {
        if case .events(let stream) = body { stream } else { nil }
    }
}
