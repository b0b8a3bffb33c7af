import Bench
import FlatProfile
import HTTPServer
import Pages
import Testing

@testable import BenchUI

@Suite struct BoardTests {
    private static let name = Room.floor

    private static func event(_ kind: BenchEvent.Kind, _ device: Device, good: Bool = true) -> BenchEvent {
        BenchEvent(
            kind, at: Room.now, device: device.mac, actor: "serve", peer: "192.0.2.7", subject: "x.xml", isGood: good)
    }

    @Test func theMarkOfADeviceFollowsFromItsEvents() async throws {
        let room = try await Room.entered()
        let devices = try await room.job(names: ["A", "B", "C", "D"])
        let board = Board(room.store, job: Self.name)
        try await room.store.append(
            [
                Self.event(.fetched, devices[0]), Self.event(.fetched, devices[1]), Self.event(.fetched, devices[1]),
                Self.event(.rehearsed, devices[2], good: false),
            ], to: Self.name)
        let look = try await board.look()
        #expect(look.entries.map(\.mark) == [.fetched, .fetchedAgain, .failed, .waiting])
        #expect(look.counts == [.fetched: 1, .fetchedAgain: 1, .failed: 1, .waiting: 1])
    }

    @Test func everyMarkHasASignOfItsOwn() {
        #expect(Set(DeviceMark.allCases.map(\.sign)).count == DeviceMark.allCases.count)
        #expect(Set(DeviceMark.allCases.map(\.word)).count == DeviceMark.allCases.count)
    }

    @Test func onlyWhatChangedSinceAVersionIsTold() async throws {
        let room = try await Room.entered()
        let devices = try await room.job(names: ["A", "B", "C"])
        let board = Board(room.store, job: Self.name)
        let first = try await board.look()
        try await room.store.append([Self.event(.fetched, devices[1])], to: Self.name)
        let second = try await Self.next(board, after: first.version)
        let change = BoardChange(of: second, since: first.version, in: .german)
        #expect(change.tiles.map(\.mac) == [devices[1].mac.lowercase])
        #expect(change.tiles.first?.word == "abgerufen")
        #expect(change.structure == first.structure)
    }

    @Test func aDeviceThatComesByAScanAndGoesByAnUndoChangesTheStructure() async throws {
        let room = try await Room.entered()
        try await room.job(names: ["A"])
        let board = Board(room.store, job: Self.name)
        let first = try await board.look()
        let device = Device(mac: MACAddress(bits: 0x000e_08ff_0001), model: .standard, origin: .scan)
        _ = try await room.store.add(device, to: Self.name, event: Self.event(.scanned, device))
        let second = try await Self.next(board, after: first.version)
        #expect(second.entries.count == 2 && second.structure > first.structure)
        #expect(second.scanned == 1)
        try await room.store.remove(device.mac, from: Self.name, event: Self.event(.undone, device))
        let third = try await Self.next(board, after: second.version)
        #expect(third.entries.count == 1 && third.structure > second.structure)
    }

    /// The board looks into the store four times a second at most.
    private static func next(_ board: Board, after version: Int) async throws -> Board.Look {
        while true {
            let look = try await board.look()
            if look.version > version { return look }
            await Task.yield()
        }
    }

    @Test func withoutScriptsTheBenchFilters() async throws {
        let room = try await Room.entered()
        let devices = try await room.job(names: ["Anna", "Bob", "Bobby"])
        try await room.store.append([Self.event(.refused, devices[2])], to: Self.name)
        for (query, count) in [
            ("", 3), ("?q=bob", 2), ("?q=00:0E:08:00:00:01", 1), ("?q=FCH10002", 1), ("?state=refused", 1),
            ("?state=refused&q=anna", 0), ("?state=nonsense", 3), ("?q=8841", 3),
        ] {
            let page = await room.get("/jobs/floor-2/board\(query)").text
            #expect(page.split(separator: "<li data-mark=").count - 1 == count, "\(query)")
        }
    }

    @Test func tenThousandDevicesAreOnePage() async throws {
        let room = try await Room.entered()
        let devices = try await room.job(names: (0..<10_000).map { "N\($0)" })
        try await room.store.append(devices.map { Self.event(.fetched, $0) }, to: Self.name)
        let page = await room.get("/jobs/floor-2/board").text
        #expect(page.split(separator: "<li data-mark=\"fetched\"").count == 10_001)
        #expect(page.split(separator: "<ul class=\"tiles\">").count == 85)
        // What was made once is given again.
        let before = ContinuousClock.now
        for _ in 0..<5 { #expect(await room.get("/jobs/floor-2/board").status == .ok) }
        print("a board of 10,000 devices, made again: \((ContinuousClock.now - before) / 5)")
        #expect(await room.get("/jobs/floor-2?from=9950").text.contains("9951 to 10000 of 10000"))
        #expect(await room.get("/jobs/floor-2?from=99999999999999999999").status == .ok)
        #expect(await room.get("/jobs/floor-2/report?from=-5").text.contains("1 to 200 of 10000"))
    }

    @Test func theEventsOfABoardAreForThoseWhoAreLoggedIn() async throws {
        let room = try await Room.entered()
        try await room.job(names: ["Anna"])
        let path = "/jobs/floor-2/board/events?since=0"
        #expect(
            await room.get(path, headers: [("Accept", "text/event-stream")]).header("Content-Type")
                == "text/event-stream")
        room.forgetCookies()
        #expect(await room.get(path, headers: [("Accept", "text/event-stream")]).status == .unauthorized)
    }

    @Test func rehearsalsAreShownAsTheStoreKnowsThem() async throws {
        let room = try await Room.entered()
        let devices = try await room.job(names: ["Anna", "Bob"])
        #expect(await room.get("/jobs/floor-2/rehearsals").text.contains("onhook bench rehearse floor-2"))
        let run = try await room.store.begin("rehearsal", on: Self.name, at: Room.now, by: "Maria", detail: "{}")
        let later = Room.now + .seconds(60)
        for claim in try await room.store.claim(run.id, for: "w1", at: Room.now, until: later, limit: 2) {
            let isGood = claim.device == devices[0].mac
            try await room.store.finish(
                claim,
                with: BenchResult(
                    device: claim.device, worker: "w1", finished: Room.now, isGood: isGood,
                    text: isGood ? "came up as expected" : "Station_Name is <b>", detail: "{\"story\":[]}"),
                event: Self.event(.rehearsed, isGood ? devices[0] : devices[1], good: isGood))
        }
        let list = await room.get("/jobs/floor-2/rehearsals").text
        #expect(list.contains("2 of 2"))
        let page = await room.get("/jobs/floor-2/rehearsals/\(run.id)").text
        #expect(page.contains("came up as expected"))
        #expect(page.contains("Station_Name is &lt;b&gt;"))
        // The board looks into the store four times a second at most.
        let end = ContinuousClock.now + .seconds(60)
        var counted = page
        while !counted.contains("state=failed"), ContinuousClock.now < end {
            counted = await room.get("/jobs/floor-2/rehearsals/\(run.id)").text
        }
        #expect(counted.contains("state=failed"))
    }
}
