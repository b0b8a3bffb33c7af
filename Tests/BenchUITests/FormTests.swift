import Bench
import FlatProfile
import HTTPServer
import Testing

@testable import BenchUI

/// Every form changes something, so every form needs the token of its session.
@Suite struct FormTests {
    @Test func aFormWithoutItsTokenDoesNothing() async throws {
        let room = try await Room.entered()
        try await room.job(names: ["Anna"])
        for path in [
            "/new-job", "/jobs/floor-2/delete", "/jobs/floor-2/scan", "/jobs/floor-2/scan/undo", "/password", "/logout",
        ] {
            for token in ["", "another", "token-of-forty-three-letters-and-number-1"] {
                let answer = await room.post(path, [("csrf_token", token), ("scan", "000e08000001")])
                #expect(answer.status == .forbidden, "\(path)")
            }
        }
        #expect(try await room.store.jobs().count == 1)
        let events = try await room.store.events(of: Room.floor, after: 0, limit: 10)
        #expect(!events.contains { $0.kind == .scanned })
        #expect(await room.get("/jobs").status == .ok, "nobody was logged out")
    }

    @Test func aFormOfAForeignPageDoesNothing() async throws {
        let room = try await Room.entered()
        let token = await room.token()
        for header in [("Origin", "http://evil.example"), ("Sec-Fetch-Site", "cross-site")] {
            let answer = await room.post("/logout", [("csrf_token", token)], headers: [header])
            #expect(answer.status == .forbidden)
        }
        #expect(await room.get("/jobs").status == .ok)
    }

    @Test func aGetChangesNothing() async throws {
        let room = try await Room.entered()
        try await room.job(names: ["Anna"])
        for path in ["/jobs/floor-2/delete", "/jobs/floor-2/scan?scan=000e08000001", "/logout"] {
            _ = await room.get(path)
        }
        #expect(try await room.store.jobs().count == 1)
        #expect(await room.get("/jobs/floor-2/scan/undo").status == .methodNotAllowed)
        #expect(await room.get("/jobs").status == .ok)
    }

    @Test func everyAnswerTellsTheBrowserWhatToRefuse() async throws {
        let room = try await Room.entered()
        for path in ["/jobs", "/none", "/assets/onhook.css", "/jobs/none"] {
            let answer = await room.get(path)
            #expect(answer.header("Content-Security-Policy")?.contains("default-src 'none'") == true, "\(path)")
            #expect(answer.header("X-Frame-Options") == "DENY", "\(path)")
        }
    }

    @Test func onlyWhoIsLoggedInMaySendFiles() async throws {
        let room = try await Room()
        let request = try #require(
            Request(method: .post, target: "/new-job", headers: [.init(name: "Host", value: "127.0.0.1")]))
        #expect(room.application.bodyLimit(for: request) == 1 << 20)
        let answer = try #require(room.application.response(toBodyLargerThan: 1 << 20, of: request))
        #expect(answer.status == .contentTooLarge)
    }

    @Test func jobsAndDevicesThatAreNoneAreNotFound() async throws {
        let room = try await Room.entered()
        try await room.job(names: ["Anna"])
        for path in [
            "/jobs/none", "/jobs/UPPER", "/jobs/none/board", "/jobs/none/scan", "/jobs/none/rehearsals",
            "/jobs/none/report", "/jobs/none/board/events", "/jobs/floor-2/devices/nothing",
            "/jobs/floor-2/devices/000e08ffffff", "/jobs/floor-2/rehearsals/7", "/jobs/floor-2/rehearsals/x",
            "/jobs/%2d/template",
        ] {
            #expect(await room.get(path).status == .notFound, "\(path)")
        }
    }
}
