import Bench
import BenchFixtures
import FlatProfile
import Foundation
import Glibc
import Host
import ProfileFormat
import ProfileRules
import TestSupport
import Testing
import Threading

@Suite struct SQLiteBenchStoreTests {
    private let name = jobNamed("floor-2")

    @Test func letsNobodyElseRead() async throws {
        let bench = try TemporaryBench()
        let store = try await bench.open()
        try await store.create(job(), devices: [device(1, "a")])
        for (file, mode) in [("", 0o700), ("/bench.db", 0o600), ("/bench.db-wal", 0o600)] as [(String, UInt32)] {
            #expect(bench.mode(file) == mode, "\(file)")
        }
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
