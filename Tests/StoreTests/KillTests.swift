import FlatProfile
import Testing
import TestSupport
import Threading

@testable import Store

/// A process that commits as fast as it can is killed at random moments; what it said that it had committed must be there.
@Suite struct KillTests {
    @Test func losesNothingThatWasCommittedWhenKilled() async throws {
        // What a kill leaves is the same on every file system; in memory there is no waiting for a busy disk.
        let disk = try SmallDisk(kilobytes: 65_536)
        let path = disk.path + "/state"
        var generator = SystemRandomNumberGenerator()
        var revisions = 0
        for round in 0..<42 {
            let lines = Int.random(in: 1...60, using: &generator)
            let spin = Int.random(in: 0...400_000, using: &generator)
            let output = try await BlockingThread.value {
                try StoreProbe(["commit", path]).run(killedAfterLines: lines, andLoops: spin)
            }
            let reported = Report(output)
            let store = try await SQLiteStore.open(directory: path, catalogue: phone)
            #expect(store.snapshot.revision >= reported.revision, "round \(round)")
            // The one after the last report may have been committed too; a second one not.
            #expect(store.snapshot.revision <= max(reported.revision, revisions) + 1, "round \(round)")
            let record = try await store.journal(kind: "probe", limit: 1).first?.id ?? 0
            #expect(record >= reported.record)
            let state = try await store.state("last record").flatMap { Int(String(decoding: $0, as: UTF8.self)) }
            #expect(state ?? 0 >= reported.state)
            try await store.check()
            try await expectConsistentHistory(of: store, since: revisions)
            revisions = store.snapshot.revision
            await store.close()
        }
        #expect(revisions > 42)
        let store = try await SQLiteStore.open(directory: path, catalogue: phone)
        try await expectConsistentHistory(of: store)
        await store.close()
    }

    /// A revision that waits and that it waits are there together or not at all; so are a revert and the end of the waiting.
    @Test func neverKeepsARevisionWithoutItsDeadlineWhenKilled() async throws {
        let disk = try SmallDisk(kilobytes: 65_536)
        let path = disk.path + "/state"
        var generator = SystemRandomNumberGenerator()
        var outcomes = (waiting: 0, settled: 0)
        for round in 0..<40 {
            let lines = Int.random(in: 1...40, using: &generator)
            let spin = Int.random(in: 0...400_000, using: &generator)
            _ = try await BlockingThread.value {
                try StoreProbe(["pending", path]).run(killedAfterLines: lines, andLoops: spin)
            }
            let store = try await SQLiteStore.open(directory: path, catalogue: phone)
            let revisions = try await store.revisions(limit: 60)
            let last = try #require(revisions.first { $0.note == "waits" }, "round \(round)")
            let confirming = try await store.state("confirming").flatMap { Int(String(decoding: $0, as: UTF8.self)) }
            let isTakenBack = revisions.contains { $0.origin.kind == .revert && $0.number > last.number }
            if let pending = store.pendingChange {
                outcomes.waiting += 1
                #expect(pending.newest == last.number, "round \(round)")
                #expect(!isTakenBack, "round \(round)")
                #expect(pending.terms.deadline == .milliseconds(last.number))
                // All that waits is there, and nothing between its parts.
                #expect(pending.revisions == Array(pending.first...pending.newest), "round \(round)")
            } else {
                outcomes.settled += 1
                #expect(
                    isTakenBack || confirming == last.number,
                    "round \(round): revision \(last.number) waits for nothing")
            }
            if isTakenBack, store.pendingChange == nil, let revert = revisions.first, revert.origin.kind == .revert {
                let before = try await store.snapshot(at: try firstPart(of: revert) - 1)
                for name in ["GPP_A", "GPP_B", "GPP_C"] as [ParameterName] {
                    #expect(store.snapshot[name] == before[name], "round \(round)")
                }
            }
            try await store.check()
            await store.close()
        }
        #expect(outcomes.waiting > 0 && outcomes.settled > 0)
        let store = try await SQLiteStore.open(directory: path, catalogue: phone)
        try await expectConsistentHistory(of: store)
        await store.close()
    }

    private func firstPart(of revert: Revision) throws -> RevisionNumber {
        guard case .revert(let first) = revert.origin else { throw StoreError.unknownRevision(revert.number) }
        return first
    }

    /// The last numbers that the program printed.
    private struct Report {
        var revision = 0
        var record = 0
        var state = 0

        init(_ output: String) {
            for line in output.split(separator: "\n") {
                let words = line.split(separator: " ")
                guard words.count == 2, let number = Int(words[1]) else { continue }
                switch words[0] {
                case "revision": revision = number
                case "record": record = number
                default: state = number
                }
            }
        }
    }
}
