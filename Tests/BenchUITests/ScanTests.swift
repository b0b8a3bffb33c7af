import Bench
import FlatProfile
import HTTPServer
import Testing

@testable import BenchUI

@Suite struct ScanTests {
    private static func scan(_ room: Room, _ text: String, token: String, json: Bool = true) async -> Response {
        await room.post(
            "/jobs/floor-2/scan", [("scan", text)] + (json ? [] : [("csrf_token", token)]),
            headers: json ? [("Accept", "application/json"), ("X-CSRF-Token", token)] : [])
    }

    @Test func aScanIsAnsweredInJSONForTheScript() async throws {
        let room = try await Room.entered()
        try await room.job(names: ["Anna", "Bob"])
        let token = await room.token()
        let answer = await Self.scan(room, "MAC: 00-0E-08-00-00-01", token: token)
        #expect(answer.status == .ok)
        #expect(
            answer.text
                == #"{"devices":2,"mac":"000e08000001","outcome":"accepted","scanned":1,"spoken":"1 of 2.","text":"00:0e:08:00:00:01 (Anna, 8841, line 2), 1 of 2 scanned."}"#
        )
        let again = await Self.scan(room, "000e08000001", token: token)
        #expect(again.text.contains(#""outcome":"refused""#))
        #expect(again.text.contains("was scanned already, as the 1st of this job"))
        let undone = await room.post(
            "/jobs/floor-2/scan/undo", [], headers: [("Accept", "application/json"), ("X-CSRF-Token", token)])
        #expect(undone.text.contains(#""outcome":"undone""#))
        #expect(undone.text.contains(#""scanned":0"#))
    }

    @Test func withoutScriptsTheNextPageTellsWhatCameOfAScan() async throws {
        let room = try await Room.entered()
        try await room.job(names: ["Anna", "Bob"])
        let token = await room.token()
        #expect(
            await Self.scan(room, "000e08000002", token: token, json: false).header("Location") == "/jobs/floor-2/scan")
        let page = await room.get("/jobs/floor-2/scan")
        #expect(page.text.contains("data-outcome=\"accepted\""))
        #expect(page.text.contains("1 of 2 scanned."))
    }

    @Test func manyScansAreTakenAtOnceInTheirOrder() async throws {
        let room = try await Room.entered()
        try await room.job(names: (0..<30).map { "N\($0)" })
        let lines = (1...30).map { number in "000e080000" + (number < 16 ? "0" : "") + String(number, radix: 16) }
        let answer = await room.post(
            "/jobs/floor-2/scan",
            [("csrf_token", await room.token()), ("scans", lines.joined(separator: "\r\n") + "\r\n\r\n")])
        #expect(answer.status == .seeOther)
        let scans = try await room.store.events(of: Room.floor, after: 0, limit: 100).filter {
            $0.kind == .scanned
        }
        #expect(scans.map { $0.device?.lowercase } == lines)
        let tooMany = await room.post(
            "/jobs/floor-2/scan",
            [("csrf_token", await room.token()), ("scans", String(repeating: "x\n", count: 1001))])
        #expect(tooMany.status == .unprocessableContent)
        #expect(tooMany.text.contains("At most 1000 scans"))
    }

    @Test(arguments: [
        "", "   ", "\u{0}", "1234567890123", "\u{1d}\u{1e}", String(repeating: "A", count: 100_000),
        "https://x.example",
    ])
    func whatNoLabelSaysIsRefusedInASentence(text: String) async throws {
        let room = try await Room.entered()
        try await room.job(names: ["Anna"])
        let answer = await Self.scan(room, text, token: await room.token())
        #expect(answer.text.contains(#""outcome":"refused""#) || answer.status == .badRequest)
        let events = try await room.store.events(of: Room.floor, after: 0, limit: 10)
        #expect(!events.contains { $0.kind == .scanned })
    }

    @Test func whatAnotherBenchScannedIsKnownHere() async throws {
        let room = try await Room.entered()
        try await room.job(names: ["Anna", "Bob"])
        let token = await room.token()
        _ = await Self.scan(room, "000e08000001", token: token)
        let name = try #require(JobName("floor-2"))
        let clerk = try await ScanClerk(room.store, job: name, by: "Otto")
        _ = try await clerk.scan("000e08000002", at: Room.now)
        #expect(await Self.scan(room, "000e08000002", token: token).text.contains("was scanned already"))
    }
}
