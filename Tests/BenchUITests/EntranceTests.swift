import HTTPServer
import TestSupport
import Testing

@testable import BenchUI

@Suite struct EntranceTests {
    private static let stranger = Peer.address("192.0.2.9", port: 4000)

    @Test func beforeThereIsAPasswordEverythingLeadsToSetup() async throws {
        let room = try await Room()
        for path in ["/", "/jobs", "/jobs/floor-2/board", "/new-job"] {
            let answer = await room.get(path)
            #expect(answer.status == .seeOther && answer.header("Location") == "/setup", "\(path)")
        }
        let script = await room.get("/jobs", headers: [("Accept", "application/json")])
        #expect(script.status == .unauthorized)
        #expect(script.header("WWW-Authenticate") == nil)
    }

    @Test func nobodyElseInTheLANSetsTheFirstPassword() async throws {
        let room = try await Room()
        #expect(await room.get("/setup", from: Self.stranger).status == .forbidden)
        #expect(await room.get("/setup?token=", from: Self.stranger).status == .forbidden)
        let page = await room.get("/setup?token=the-setup-token", from: Self.stranger)
        #expect(page.status == .ok)
        let fields = [
            ("csrf_token", page.token), ("new_password", Room.password), ("new_password_confirm", Room.password),
        ]
        #expect(await room.post("/setup", fields, from: Self.stranger).status == .forbidden)
        #expect(!room.account.isSet)
        let answer = await room.post("/setup", fields + [("token", "the-setup-token")], from: Self.stranger)
        #expect(answer.header("Location") == "/jobs")
        #expect(room.account.isSet)
    }

    @Test func thePasswordIsSetOnceAndKeepsTheRule() async throws {
        let room = try await Room()
        let token = await room.get("/setup").token
        let weak = await room.post(
            "/setup", [("csrf_token", token), ("new_password", "weak"), ("new_password_confirm", "weak")])
        #expect(weak.status == .unprocessableContent)
        #expect(weak.text.contains("Use at least 8 characters."))
        let different = await room.post(
            "/setup", [("csrf_token", token), ("new_password", Room.password), ("new_password_confirm", "x")])
        #expect(different.text.contains("The two passwords differ."))
        #expect(!room.account.isSet)
        let fields = [("csrf_token", token), ("new_password", Room.password), ("new_password_confirm", Room.password)]
        #expect(await room.post("/setup", fields).status == .seeOther)
        #expect(await room.post("/setup", fields).status == .conflict)
    }

    @Test func theFileOfThePasswordHoldsNoPasswordAndIsItsOwnersOnly() async throws {
        let room = try await Room.entered()
        let file = try room.directory.read("bench/page-password")
        #expect(!String(decoding: file, as: UTF8.self).contains(Room.password))
        #expect(String(decoding: file, as: UTF8.self).hasPrefix("$scrypt$"))
    }

    @Test func afterFiveWrongPasswordsTheNextOneHasToWait() async throws {
        let room = try await Room.entered()
        room.forgetCookies()
        let token = await room.get("/login").token
        for _ in 0..<5 {
            let wrong = await room.post("/login", [("csrf_token", token), ("password", "wrong")])
            #expect(wrong.status == .unprocessableContent)
        }
        let sixth = await room.post("/login", [("csrf_token", token), ("password", Room.password)])
        #expect(sixth.status == .tooManyRequests)
        #expect(sixth.header("Retry-After") == "2")
        room.wait(.seconds(2))
        #expect(await room.post("/login", [("csrf_token", token), ("password", Room.password)]).status == .seeOther)
    }

    @Test func aLoginThatAForeignPageSendsOpensNothing() async throws {
        let room = try await Room.entered()
        room.forgetCookies()
        let forged = await room.post("/login", [("password", Room.password)])
        #expect(forged.status == .forbidden)
        let foreign = await room.post(
            "/login", [("password", Room.password)], headers: [("Origin", "http://evil.example")])
        #expect(foreign.status == .forbidden)
        #expect(await room.get("/jobs").status == .seeOther)
    }

    @Test func theWayAfterALoginNeverLeadsElsewhere() async throws {
        let room = try await Room.entered()
        room.forgetCookies()
        let token = await room.get("/login").token
        for next in ["https://evil.example/", "//evil.example", "/\\evil.example"] {
            let answer = await room.post(
                "/login", [("csrf_token", token), ("password", Room.password), ("next", next)])
            #expect(answer.header("Location") == "/jobs", "\(next)")
        }
    }

    @Test func aNewPasswordEndsAllOtherSessions() async throws {
        let room = try await Room.entered()
        let token = await room.token()
        let wrong = await room.post(
            "/password",
            [
                ("csrf_token", token), ("old_password", "wrong"), ("new_password", "Another-One-8"),
                ("new_password_confirm", "Another-One-8"),
            ])
        #expect(wrong.status == .unprocessableContent)
        let answer = await room.post(
            "/password",
            [
                ("csrf_token", token), ("old_password", Room.password), ("new_password", "Another-One-8"),
                ("new_password_confirm", "Another-One-8"),
            ])
        #expect(answer.status == .seeOther)
        // Whoever changed it goes on.
        #expect(await room.get("/jobs").status == .ok)
        // Another process sets it: this one notices at the next login, and ends what was open.
        try await BenchAccount(directory: room.directory.path(of: "bench")).set("By-Command-9")
        let page = await room.get("/login")
        _ = await room.post("/login", [("csrf_token", page.token), ("password", "x")])
        #expect(await room.get("/jobs").status == .seeOther)
    }

    @Test func aNameThatIsNotTheBenchsIsRefused() async throws {
        let room = try await Room.entered()
        let answer = await room.get("/jobs", headers: [("Host", "evil.example")])
        #expect(answer.status == 421)
        #expect(answer.closesConnection)
    }
}
