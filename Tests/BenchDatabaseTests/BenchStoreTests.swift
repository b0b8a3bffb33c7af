import Bench
import BenchFixtures
import FlatProfile
import ProfileFormat
import ProfileRules
import TestSupport
import Testing
import Threading

/// What every store of a bench promises, asked of each of them.
@Suite struct BenchStoreTests {
    private let name = jobNamed("floor-2")

    @Test(arguments: BenchKind.allCases)
    func keepsJobsAndDevicesAsTheyWere(kind: BenchKind) async throws {
        let bench = try await TestBench(kind)
        var made = job(
            columns: [Column("Name"), Column("PIN, \"x\"", isSecret: true), Column("empty")],
            fileNames: ["$MA.cfg", "Cisco/$MA.cfg"], layout: .shared,
            delivery: .sealed(.init(scheme: .aes256cbc, digest: .sha256, isCompressed: true, key: Secret("kéy"))),
            scanning: ScanPolicy(addsDevices: true, pairsSerialNumbers: true), model: Model(named: "6841"))
        made.softwareVersion = "sip68xx.12-0-1"
        made.allowsOtherModels = true
        let devices = [
            device(1, "Anna\nB", "12\"34", "", serial: "FCH2305DMH1", line: 2), device(2, "", "", "", line: 4),
        ]
        let store = try await bench.open()
        try await store.create(made, devices: devices)
        try await store.create(job("second", layout: .byMAC, delivery: .gzip, model: nil), devices: [device(1, "x")])
        await store.close()
        let again = try await bench.open()
        #expect(try await again.job(name) == made)
        #expect(try await again.job(jobNamed("second")) == job("second", layout: .byMAC, delivery: .gzip, model: nil))
        var expected = devices
        expected[0].number = 1
        expected[1].number = 2
        #expect(try await again.allDevices(of: name) == expected)
        #expect(try await again.devices(of: name, after: 1, limit: 9).map(\.number) == [2])
        #expect(try await again.device(mac("000e08000001"), of: name) == expected[0])
        #expect(try await again.device(serialNumber: "fch2305dmh1", of: name) == expected[0])
        #expect(try await again.device(mac("000e08000009"), of: name) == nil)
        #expect(try await again.jobs(with: mac("000e08000001")).map(\.text) == ["second", "floor-2"])
        #expect(
            try await again.jobs().map { "\($0.name) \($0.devices) \($0.author)" } == [
                "second 1 anna", "floor-2 2 anna",
            ])
        #expect(try await again.events(of: name, after: 0, limit: 9).map(\.text) == ["job made with 2 devices"])
    }

    @Test(arguments: BenchKind.allCases)
    func refusesWhatIsThereAlready(kind: BenchKind) async throws {
        let bench = try await TestBench(kind)
        let store = try await bench.open()
        try await store.create(job(), devices: [device(1, "a", serial: "S1")])
        await #expect(throws: BenchStoreError.jobExists(name)) { try await store.create(job(), devices: []) }
        await #expect(throws: BenchStoreError.deviceExists(device(1).mac, jobNamed("other"))) {
            try await store.create(job("other"), devices: [device(1), device(1)])
        }
        await #expect(throws: BenchStoreError.serialNumberExists("S1", jobNamed("other"))) {
            try await store.create(job("other"), devices: [device(1, serial: "S1"), device(2, serial: "S1")])
        }
        let event = BenchEvent(.scanned, at: noon)
        await #expect(throws: BenchStoreError.deviceExists(device(1).mac, name)) {
            try await store.add(device(1), to: name, event: event)
        }
        await #expect(throws: BenchStoreError.serialNumberExists("s1", name)) {
            try await store.add(device(2, serial: "s1"), to: name, event: event)
        }
        await #expect(throws: BenchStoreError.unknownDevice(device(3).mac, name)) {
            try await store.update(device(3), of: name, event: event)
        }
        await #expect(throws: BenchStoreError.unknownDevice(device(3).mac, name)) {
            try await store.remove(device(3).mac, from: name, event: event)
        }
        await #expect(throws: BenchStoreError.unknownJob(jobNamed("floor-3"), nearest: name)) {
            try await store.job(jobNamed("floor-3"))
        }
        await #expect(throws: BenchStoreError.unknownJob(jobNamed("zzz"), nearest: nil)) {
            try await store.append([event], to: jobNamed("zzz"))
        }
        // Nothing of it left a trace.
        #expect(try await store.events(of: name, after: 0, limit: 9).count == 1)
        #expect(try await store.allDevices(of: name).count == 1)
    }

    @Test(arguments: BenchKind.allCases)
    func neverUsesANumberTwice(kind: BenchKind) async throws {
        let bench = try await TestBench(kind)
        let store = try await bench.open()
        try await store.create(job(), devices: [device(1, "a")])
        let event = BenchEvent(.scanned, at: noon)
        #expect(try await store.add(device(2), to: name, event: event).number == 2)
        try await store.remove(device(2).mac, from: name, event: BenchEvent(.undone, at: noon))
        #expect(try await store.add(device(3), to: name, event: event).number == 3)
        var changed = device(3, serial: "s9")
        changed.values = [Secret("new")]
        try await store.update(changed, of: name, event: BenchEvent(.changed, at: noon))
        #expect(try await store.device(serialNumber: "S9", of: name)?.values == [Secret("new")])
        #expect(
            try await store.events(of: name, after: 0, limit: 9).map(\.kind) == [
                .created, .scanned, .undone, .scanned, .changed,
            ])
    }

    @Test(arguments: BenchKind.allCases)
    func keepsEventsInTheirOrder(kind: BenchKind) async throws {
        let bench = try await TestBench(kind)
        let store = try await bench.open()
        try await store.create(job(), devices: [device(1, "a")])
        let events = [
            BenchEvent(
                .fetched, at: noon, device: device(1).mac, actor: "server", peer: "192.0.2.1:69", subject: "/x.cfg",
                text: "ok", detail: "{}"),
            BenchEvent(
                .wrongFile, at: noon + .seconds(1), peer: "192.0.2.9", subject: "/y", isGood: false, text: "who?"),
        ]
        let last = try await store.append(events, to: name)
        var found = try await store.events(of: name, after: last - 2, limit: 9)
        #expect(found.map(\.id) == [last - 1, last])
        for index in found.indices { found[index].id = 0 }
        #expect(found == events)
        #expect(try await store.events(of: name, device: device(1).mac).map(\.kind) == [.fetched])
        #expect(try await store.events(of: name, after: last - 2, limit: 1).count == 1)
        #expect(try await store.append([], to: name) == 0)
    }

    @Test(arguments: BenchKind.allCases)
    func sharesWorkSoThatEachDeviceEndsWithOneResult(kind: BenchKind) async throws {
        let bench = try await TestBench(kind)
        let store = try await bench.open()
        let other = try await bench.open()
        try await store.create(job(), devices: (1...5).map { device($0, "a") })
        let run = try await store.begin("rehearsal", on: name, at: noon, by: "anna", detail: "{}")
        #expect(run.devices == 5)
        let first = try await store.claim(run.id, for: "a", at: noon, until: noon + .seconds(60), limit: 3)
        let second = try await other.claim(run.id, for: "b", at: noon, until: noon + .seconds(60), limit: 9)
        #expect(Set(first.map(\.device)) == Set((1...3).map { device($0).mac }))
        #expect(Set(second.map(\.device)) == Set((4...5).map { device($0).mac }))
        #expect(try await other.claim(run.id, for: "b", at: noon, until: noon + .seconds(60), limit: 9).isEmpty)
        func result(_ claim: BenchClaim, _ worker: String) -> BenchResult {
            BenchResult(device: claim.device, worker: worker, finished: noon, isGood: true, text: "fine", detail: "{}")
        }
        try await store.finish(first[0], with: result(first[0], "a"), event: BenchEvent(.rehearsed, at: noon))
        try await store.release(first[1])
        let kept = try await store.renew(first[2], until: noon + .seconds(600))
        // A minute later the given back one and those of `b` are free again.
        let later = noon + .seconds(61)
        let third = try await store.claim(run.id, for: "c", at: later, until: later + .seconds(60), limit: 9)
        #expect(Set(third.map(\.device)) == Set([2, 4, 5].map { device($0).mac }))
        await #expect(throws: BenchStoreError.claimLost(second[0].device, run: run.id)) {
            try await other.finish(second[0], with: result(second[0], "b"), event: BenchEvent(.rehearsed, at: noon))
        }
        await #expect(throws: BenchStoreError.claimLost(first[0].device, run: run.id)) {
            try await store.finish(first[0], with: result(first[0], "a"), event: nil)
        }
        await #expect(throws: BenchStoreError.claimLost(second[0].device, run: run.id)) {
            try await other.renew(second[0], until: later)
        }
        for claim in third + [kept] { try await store.finish(claim, with: result(claim, claim.worker), event: nil) }
        let results = try await store.results(of: run.id, after: 0, limit: 99)
        #expect(results.map(\.device) == (1...5).map { device($0).mac })
        #expect(results.map(\.worker) == ["a", "c", "a", "c", "c"])
        #expect(try await store.results(of: run.id, after: 4, limit: 99).count == 1)
        #expect(try await store.runs(of: name).map { "\($0.id == run.id) \($0.finished)" } == ["true 5"])
        #expect(try await store.events(of: name, after: 0, limit: 99).count { $0.kind == .rehearsed } == 1)
        await #expect(throws: BenchStoreError.unknownRun(99)) {
            try await store.claim(99, for: "a", at: noon, until: later, limit: 1)
        }
    }

    @Test(arguments: BenchKind.allCases)
    func fiveWorkersOfTwoProcessesShareAThousandDevices(kind: BenchKind) async throws {
        let bench = try await TestBench(kind)
        let stores = [try await bench.open(), try await bench.open()]
        try await stores[0].create(job(), devices: (1...1000).map { device($0, "a") })
        let run = try await stores[0].begin("rehearsal", on: name, at: noon, by: "", detail: "")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<5 {
                let store = stores[worker % 2]
                group.addTask {
                    while true {
                        let claims = try await store.claim(
                            run.id, for: "w\(worker)", at: noon, until: noon + .seconds(60), limit: 50)
                        if claims.isEmpty { return }
                        for claim in claims {
                            let result = BenchResult(
                                device: claim.device, worker: claim.worker, finished: noon, isGood: true, text: "")
                            try await store.finish(claim, with: result, event: nil)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await stores[1].results(of: run.id, after: 0, limit: 5000).count == 1000)
    }

    @Test(arguments: BenchKind.allCases)
    func whoReadsOnMissesNoEventOfThoseWhoWriteMeanwhile(kind: BenchKind) async throws {
        let bench = try await TestBench(kind)
        let store = try await bench.open()
        let other = try await bench.open()
        try await store.create(job(), devices: [])
        let (writers, each) = (6, 40)
        let isOver = Locked(false)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<writers {
                let store = writer % 2 == 0 ? store : other
                group.addTask {
                    for number in 0..<each {
                        let events = (0..<(number % 3 + 1)).map { part in
                            BenchEvent(.fetched, at: noon, subject: "\(writer) \(number) \(part)")
                        }
                        try await store.append(events, to: name)
                    }
                }
            }
            let reader = Task {
                var seen: [BenchEvent] = []
                while true {
                    // Asked before: what comes after the end of all writers is all there is.
                    let isEnd = isOver.withLock { $0 }
                    let page = try await store.events(of: name, after: seen.last?.id ?? 0, limit: 7)
                    seen += page
                    if isEnd, page.isEmpty { return seen }
                }
            }
            try await group.waitForAll()
            isOver.withLock { $0 = true }
            let seen = try await reader.value
            #expect(try await store.events(of: name, after: 0, limit: 9999) == seen)
            #expect(Set(seen.map(\.subject)).count == seen.count)
            #expect(seen.map(\.id) == seen.map(\.id).sorted())
        }
    }

    @Test(arguments: BenchKind.allCases)
    func keepsHostileTextsAsTexts(kind: BenchKind) async throws {
        let hostile = [
            "'; DROP TABLE job; --", "Robert'); DELETE FROM device WHERE ('1'='1", "$1 ? ?? %s \\x00 \\",
            "\u{1f4de}👩‍🔧 שָׁלוֹם",
            String(decoding: [0xed, 0xa0, 0x80, 0x61] as [UInt8], as: UTF8.self), "\u{feff}\u{202e}\n\r\t", "{a,b}",
            "NULL", "",
            String(repeating: "ß", count: 70_000),
        ]
        let bench = try await TestBench(kind)
        let store = try await bench.open()
        var made = job(
            columns: hostile.enumerated().map { Column("\($0) \($1.prefix(40).filter { !$0.isNewline })") },
            delivery: .sealed(.init(scheme: .aes256cbc, key: Secret("k\0\u{1f}'😀"))))
        made.author = hostile[0]
        made.template.bytes = Array(0...255) + [0]
        made.softwareVersion = hostile[1]
        let devices = [device(1), device(2)].map { device in
            var device = device
            device.values = hostile.map { Secret($0) }
            device.serialNumber = "'; -- \(device.mac.bits)"
            return device
        }
        try await store.create(made, devices: devices)
        #expect(try await store.job(name) == made)
        #expect(try await store.allDevices(of: name).map(\.values) == devices.map(\.values))
        #expect(try await store.device(serialNumber: devices[0].serialNumber, of: name)?.number == 1)
        let events = hostile.map {
            BenchEvent(.refused, at: noon, actor: $0, peer: $0, subject: $0, text: $0, detail: $0)
        }
        try await store.append(events + [BenchEvent(.refused, at: noon, subject: "/a\0b")], to: name)
        var found = try await store.events(of: name, after: 1, limit: 99).dropFirst(0).map(\.self)
        for index in found.indices { found[index].id = 0 }
        #expect(Array(found.suffix(hostile.count + 1).dropLast()) == events)
        #expect(found.last?.subject == "/a␀b")
        let run = try await store.begin(hostile[0], on: name, at: noon, by: hostile[3], detail: hostile[9])
        let claims = try await store.claim(run.id, for: hostile[1], at: noon, until: noon + .seconds(1), limit: 1)
        let result = BenchResult(
            device: claims[0].device, worker: hostile[1], finished: noon, isGood: false, text: hostile[4],
            detail: hostile[2])
        try await store.finish(claims[0], with: result, event: events[0])
        #expect(try await store.results(of: run.id, after: 0, limit: 9) == [result])
        #expect(try await store.runs(of: name).map(\.kind) == [hostile[0]])
        await #expect(throws: BenchStoreError.claimLost(claims[0].device, run: run.id)) {
            try await store.release(claims[0])
        }
        #expect(try await store.jobs().count == 1)
    }

    @Test(arguments: BenchKind.allCases)
    func whatIsAddedAtOnceGetsNumbersOfItsOwn(kind: BenchKind) async throws {
        let bench = try await TestBench(kind)
        let stores = [try await bench.open(), try await bench.open()]
        try await stores[0].create(job(), devices: [])
        let refused = try await withThrowingTaskGroup(of: Bool.self, returning: Int.self) { group in
            // Each device twice, by two benches, as two people scan one label.
            for number in 0..<80 {
                let store = stores[number % 2]
                group.addTask {
                    let added = device(UInt64(number / 2), serial: "S\(number / 2)")
                    do throws(BenchStoreError) {
                        _ = try await store.add(
                            added, to: name, event: BenchEvent(.scanned, at: noon, device: added.mac))
                        return false
                    } catch {
                        #expect(error == .deviceExists(added.mac, name))
                        return true
                    }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(refused == 40)
        #expect(try await stores[0].allDevices(of: name).map(\.number) == Array(1...40))
        #expect(try await stores[1].events(of: name, after: 0, limit: 999).count == 41)
    }

    @Test(arguments: BenchKind.allCases)
    func oneOfTwoMakesAJob(kind: BenchKind) async throws {
        let bench = try await TestBench(kind)
        let stores = [try await bench.open(), try await bench.open()]
        let made = await withTaskGroup(of: Bool.self, returning: Int.self) { group in
            for number in 0..<8 {
                group.addTask {
                    do throws(BenchStoreError) {
                        try await stores[number % 2].create(job(), devices: (1...20).map { device($0, "x") })
                        return true
                    } catch {
                        #expect(error == .jobExists(name))
                        return false
                    }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(made == 1)
        #expect(try await stores[0].jobs().map(\.devices) == [20])
    }

    @Test(arguments: BenchKind.allCases)
    func aDeletedJobTakesEverythingAlongWhoeverWorksOnIt(kind: BenchKind) async throws {
        let bench = try await TestBench(kind)
        let stores = [try await bench.open(), try await bench.open()]
        try await stores[0].create(job(), devices: (1...200).map { device($0, "x") })
        let run = try await stores[0].begin("rehearsal", on: name, at: noon, by: "", detail: "")
        let claims = try await stores[0].claim(run.id, for: "a", at: noon, until: noon + .seconds(60), limit: 200)
        #expect(claims.map(\.device) == (1...200).map { device($0).mac })
        await withTaskGroup(of: Void.self) { group in
            for (index, claim) in claims.enumerated() {
                group.addTask {
                    do throws(BenchStoreError) {
                        let result = BenchResult(
                            device: claim.device, worker: "a", finished: noon, isGood: true, text: "")
                        try await stores[index % 2].finish(
                            claim, with: result, event: BenchEvent(.rehearsed, at: noon, device: claim.device))
                    } catch {
                        #expect(error == .claimLost(claim.device, run: run.id))
                    }
                }
            }
            group.addTask { await #expect(throws: Never.self) { try await stores[1].delete(name) } }
        }
        #expect(try await stores[0].jobs().isEmpty)
        #expect(try await stores[0].results(of: run.id, after: 0, limit: 999).isEmpty)
        await #expect(throws: BenchStoreError.unknownRun(run.id)) {
            try await stores[0].claim(run.id, for: "a", at: noon, until: noon, limit: 1)
        }
        await stores[0].close()
        await #expect(throws: BenchStoreError.closed) { try await stores[0].jobs() }
    }

    @Test(arguments: BenchKind.allCases)
    func threeProcessesOneOfThemKilledEndEachOfAThousandDevicesOnce(kind: BenchKind) async throws {
        let bench = try await TestBench(kind)
        let store = try await bench.open()
        let probe = jobNamed("probe")
        try await store.create(job("probe"), devices: (1...1000).map { device($0, "x") })
        let run = try await store.begin("rehearsal", on: probe, at: noon, by: "", detail: "")
        // Nobody takes what the killed one had before its lease of two seconds ends.
        func words(_ worker: String) throws -> [String] {
            [try BuiltProgram.path(of: "BenchProbe"), bench.place, "work", "\(run.id)", worker, "2000"]
        }
        let killed = try words("a")
        let (begun, begin) = AsyncStream<Void>.makeStream()
        async let last = BlockingThread.value {
            try Self.whatIsSaid(by: killed, untilLines: 100) { begin.finish() }
        }
        // The one that will be killed has something to lose by then: two on a fast machine would be done before it had begun.
        for await _ in begun {}
        async let others = [words("b"), words("c")].concurrently { words in
            try await BlockingThread.value { try ChildProcess(words).printedToTheEnd() }
        }
        let first = try await last
        let said = try await others
        #expect(said.allSatisfy { $0.hasSuffix("done\n") && !$0.contains("failed") }, "\(said.map { $0.suffix(200) })")
        let results = try await store.results(of: run.id, after: 0, limit: 5000)
        #expect(results.map(\.device) == (1...1000).map { device($0).mac })
        #expect(results.allSatisfy { ["a", "b", "c"].contains($0.worker) })
        // What the killed one said it had done is its own.
        let finished = first.split(separator: "\n").filter { $0.hasPrefix("finished ") }.map {
            mac(String($0.dropFirst(9)))
        }
        let its = Set(results.filter { $0.worker == "a" }.map(\.device))
        // A slow machine lets leases run out: such a device is somebody else's, and it said so.
        #expect(!finished.isEmpty && its.count < 1000)
        #expect(its.isSuperset(of: finished))
        // A result and the event about it are there together, once.
        let events = try await store.events(of: probe, after: 0, limit: 5000).filter { $0.kind == .rehearsed }
        #expect(events.count == 1000 && Set(events.compactMap(\.device)).count == 1000)
        for event in events { #expect(results.contains { $0.device == event.device && $0.worker == event.actor }) }
    }

    /// What a program said until it was killed; it is dead when this returns.
    private static func whatIsSaid(
        by words: [String], untilLines lines: Int, begun: () -> Void
    ) throws -> String {
        defer { begun() }
        var process: ChildProcess? = try ChildProcess(words)
        var said = ""
        while said.split(separator: "\n").count < lines, let more = process?.printedNext() {
            said += more
            begun()
        }
        process = nil
        return String(said[..<(said.lastIndex(of: "\n") ?? said.startIndex)])
    }
}

extension Array where Element: Sendable {
    fileprivate func concurrently<Value: Sendable>(
        _ body: @escaping @Sendable (Element) async throws -> Value
    ) async throws -> [Value] {
        try await withThrowingTaskGroup(of: Value.self) { group in
            for element in self { group.addTask { try await body(element) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }
}
