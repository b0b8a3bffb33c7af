import Bench
import FlatProfile
import Foundation
import Glibc
import Host
import ProfileFormat
import ProfileRules
import TestSupport
import Testing
import Threading

@Suite struct BenchStoreTests {
    private let name = jobNamed("floor-2")

    @Test func keepsJobsAndDevicesAsTheyWere() async throws {
        let bench = try TemporaryBench()
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
        try await again.check()
    }

    @Test func letsNobodyElseRead() async throws {
        let bench = try TemporaryBench()
        let store = try await bench.open()
        try await store.create(job(), devices: [device(1, "a")])
        for (file, mode) in [("", 0o700), ("/bench.db", 0o600), ("/bench.db-wal", 0o600)] as [(String, UInt32)] {
            #expect(bench.mode(file) == mode, "\(file)")
        }
    }

    @Test func refusesWhatIsThereAlready() async throws {
        let bench = try TemporaryBench()
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

    @Test func neverUsesANumberTwice() async throws {
        let bench = try TemporaryBench()
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

    @Test func keepsEventsInTheirOrder() async throws {
        let bench = try TemporaryBench()
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

    @Test func sharesWorkSoThatEachDeviceEndsWithOneResult() async throws {
        let bench = try TemporaryBench()
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

    @Test func fiveWorkersOfTwoProcessesShareAThousandDevices() async throws {
        let bench = try TemporaryBench()
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

    @Test func leavesNothingOfADeletedJob() async throws {
        let bench = try TemporaryBench()
        let store = try await bench.open()
        try await store.create(
            job(delivery: .sealed(.init(scheme: .aes256cbc, key: Secret("TopSecretKey99")))),
            devices: [device(1, "NobodysName77")])
        _ = try await store.begin("rehearsal", on: name, at: noon, by: "", detail: "")
        try await store.delete(name)
        await #expect(throws: BenchStoreError.unknownJob(name, nearest: nil)) { try await store.delete(name) }
        #expect(try await store.jobs().isEmpty)
        for file in ["bench.db", "bench.db-wal"] {
            let bytes = (try? bench.directory.read("bench/\(file)")) ?? []
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(!text.contains("TopSecretKey99") && !text.contains("NobodysName77"), "\(file)")
        }
    }

    // MARK: What goes wrong

    @Test func refusesNewerDamagedAndForeignFiles() async throws {
        let bench = try TemporaryBench()
        await (try await bench.open()).close()
        let database = bench.path + "/bench.db"
        try ChildProcess.run([
            "python3", "-c",
            "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute('PRAGMA user_version=99'); c.commit()",
            database,
        ])
        await #expect(throws: BenchStoreError.newerSchema(found: 99, known: 1)) { try await bench.open() }
        try ChildProcess.run([
            "python3", "-c",
            "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute('PRAGMA user_version=1'); c.execute('PRAGMA application_id=7'); c.commit()",
            database,
        ])
        await #expect(throws: BenchStoreError.damaged("it is a database of another program")) { try await bench.open() }
        try bench.directory.write(
            "this is no database, but it is long enough to be looked at as if it were one", to: "bench/bench.db")
        await #expect(throws: BenchStoreError.damaged("file is not a database")) { try await bench.open() }
        #expect(try bench.directory.read("bench/bench.db").starts(with: "this is no".utf8))
    }

    @Test func refusesADirectoryThatLetsOthersIn() async throws {
        let bench = try TemporaryBench()
        try bench.directory.write("x", to: "bench/x")
        chmod(bench.path, 0o755)
        await #expect(throws: BenchStoreError.directory(.openToOthers(bench.path, mode: 0o755))) {
            try await bench.open()
        }
        try bench.directory.write("x", to: "file")
        await #expect(throws: BenchStoreError.self) {
            try await SQLiteBenchStore.open(directory: bench.directory.path + "/file")
        }
    }

    @Test func saysThatTheDiskIsFullAndGoesOnWhenThereIsSpace() async throws {
        let disk = try SmallDisk(kilobytes: 1024)
        let store = try await SQLiteBenchStore.open(directory: disk.path + "/bench")
        try await store.create(job(), devices: [device(1, "a")])
        try disk.fill()
        let many = (1...2000).map { _ in BenchEvent(.fetched, at: noon, text: String(repeating: "x", count: 400)) }
        await #expect(throws: BenchStoreError.diskFull) { try await store.append(many, to: name) }
        await #expect(throws: BenchStoreError.diskFull) {
            try await store.create(job("second"), devices: (1...5000).map { device($0, "some name") })
        }
        #expect(try await store.events(of: name, after: 0, limit: 9).count == 1)
        disk.free()
        try await store.append(Array(many.prefix(10)), to: name)
        #expect(try await store.jobs().count == 1)
        try await store.check()
        await store.close()
    }

    @Test func keepsWhatWasSaidToBeKeptWhenKilled() async throws {
        let disk = try SmallDisk(kilobytes: 65_536)
        let path = disk.path + "/bench"
        let probe = jobNamed("probe")
        var kept = 0
        for round in 0..<15 {
            let lines = Int.random(in: 1...40)
            let said = try await BlockingThread.value { try whatAProbeSays(of: path, killedAfterLines: lines) }
            let whole = said.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            func last(_ word: String) -> Int {
                whole.last { $0.hasPrefix(word + " ") }.flatMap { Int($0.dropFirst(word.count + 1)) } ?? 0
            }
            #expect(!said.contains("failed"), "\(said.suffix(300))")
            let store = try await SQLiteBenchStore.open(directory: path)
            try await store.check()
            let devices = try await store.allDevices(of: probe)
            #expect(devices.count >= last("device"), "round \(round)")
            #expect(devices.count >= kept)
            #expect(devices.map(\.number) == Array(1..<(devices.count + 1)))
            let events = try await store.events(of: probe, after: 0, limit: 100_000)
            #expect(events.last?.id ?? 0 >= last("event"))
            // A result and the event about it are there together.
            var finished = 0
            for run in try await store.runs(of: probe) { finished += run.finished }
            #expect(events.count { $0.kind == .rehearsed } == finished)
            #expect(events.count { $0.kind == .scanned } == devices.count)
            kept = devices.count
            await store.close()
        }
        #expect(kept > 15)
    }
}

/// What a program that works on a bench said until it was killed; it is dead when this returns.
private func whatAProbeSays(of path: String, killedAfterLines lines: Int) throws -> String {
    var process: ChildProcess? = try ChildProcess([try BuiltProgram.path(of: "BenchProbe"), path])
    var said = ""
    while said.split(separator: "\n").count < lines, let more = process?.printedNext() { said += more }
    process = nil
    return said
}
