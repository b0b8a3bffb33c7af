import CFaultyDisk
import FlatProfile
import Glibc
import TestSupport
import Testing

@testable import Store

/// Disks that are full, broken or no longer writable while the store serves.
@Suite struct FaultTests {
    @Test func staysAtTheLastRevisionOnAFullDiskAndGoesOnWhenSpaceIsBack() async throws {
        let disk = try SmallDisk(kilobytes: 512)
        let path = disk.path + "/state"
        let store = try await SQLiteStore.open(directory: path, catalogue: phone)
        try await store.set("GPP_A", "before")
        try disk.fill()
        await #expect(throws: StoreError.diskFull) {
            try await store.set("GPP_A", String(repeating: "x", count: 90_000))
        }
        await #expect(throws: StoreError.diskFull) {
            try await store.append(kind: "k", at: second(1), payload: [UInt8](repeating: 1, count: 90_000))
        }
        #expect(store.snapshot["GPP_A"] == "before")
        #expect(store.snapshot.revision == 1)
        #expect(try await store.revisions(limit: 9).map(\.number) == [1])
        #expect(try await store.journal(kind: "k", limit: 9).isEmpty)
        disk.free()
        #expect(try await store.set("GPP_A", String(repeating: "y", count: 90_000)).number == 2)
        await store.close()
        let again = try await SQLiteStore.open(directory: path, catalogue: phone)
        #expect(again.snapshot["GPP_A"] == String(repeating: "y", count: 90_000))
        try await expectConsistentHistory(of: again)
        try await again.check()
        await again.close()
    }

    @Test func opensOnAFullDiskOrSaysThatItIsFull() async throws {
        let disk = try SmallDisk(kilobytes: 512)
        try disk.fill()
        await #expect(throws: StoreError.diskFull) {
            try await SQLiteStore.open(directory: disk.path, catalogue: phone)
        }
        disk.free()
        let store = try await SQLiteStore.open(directory: disk.path, catalogue: phone)
        try await store.set("GPP_A", "kept")
        await store.close()
        try disk.fill()
        let again = try await SQLiteStore.open(directory: disk.path, catalogue: phone)
        #expect(again.snapshot["GPP_A"] == "kept")
        await again.close()
    }

    /// Lets each writing call of a commit fail in turn, then all from it on, and looks at what is left; a copy of the files tells
    /// what a kill right after the fault would have left.
    @Test(
        arguments: [
            (EIO, StoreError.ioError("Input/output error")), (ENOSPC, .diskFull), (EROFS, .readOnly),
            (EDQUOT, .diskFull),
        ])
    func survivesAFaultInEachWritingCall(systemError: Int32, expected: StoreError) async throws {
        let disk = FaultyDisk("faulty-\(systemError)")
        let directory = try TemporaryDirectory()
        let store = try await disk.open(directory.path)
        try await store.set("GPP_A", "value 1")
        var number = 1
        var failures = 0
        for healthyCalls in 0..<60 {
            let set = ChangeSet.typed([
                "GPP_A": "value \(number + 1)", "GPP_B": String(repeating: "\(number)", count: 9000),
            ])
            disk.fail(systemError, after: healthyCalls)
            let before = store.snapshot.settings
            do {
                let committed = try await store.commit(set, at: second(Int64(number)))
                number += 1
                #expect(committed?.revision.number == number)
                disk.heal()
            } catch {
                failures += 1
                #expect(error == expected)
                #expect(store.snapshot.settings == before)
                #expect(store.snapshot.revision == number)
                #expect(try await store.revision(number + 1) == nil)
                await #expect(throws: expected) { try await store.setState("x", [UInt8(healthyCalls)]) }
                disk.heal()
            }
            #expect(try await store.revisions(limit: 1).map(\.number) == [number])
        }
        #expect(failures > 3, "the faults never met a commit")
        #expect(try await store.set("GPP_A", "healthy").number == number + 1)
        try await expectConsistentHistory(of: store)
        await store.close()
        let again = try await SQLiteStore.open(directory: directory.path, catalogue: phone)
        #expect(again.snapshot["GPP_A"] == "healthy")
        try await expectConsistentHistory(of: again)
    }

    @Test func reachesTheDiskBeforeItReturns() async throws {
        let disk = FaultyDisk("faulty-none")
        let directory = try TemporaryDirectory()
        let store = try await disk.open(directory.path)
        try await store.set("GPP_A", "1")
        disk.heal()
        try await store.set("GPP_A", "2")
        #expect(disk.syncs == 1)
        disk.heal()
        #expect(try await store.commit(.typed(["GPP_A": "2"]), at: second(1)) == nil)
        try await store.setState("a", nil)
        #expect(disk.calls == 0)
        _ = try await store.append(kind: "k", at: second(0), payload: [])
        #expect(disk.syncs == 1)
        try await store.setState("a", [1])
        #expect(disk.syncs == 2)
        try await store.setState("a", [1])
        #expect(disk.syncs == 2)
    }

    @Test(arguments: 0..<25)
    func opensAndResetsAsAWholeOrNotAtAll(healthyCalls: Int) async throws {
        let disk = FaultyDisk("faulty-open-\(healthyCalls)")
        let directory = try TemporaryDirectory()
        disk.fail(EIO, after: healthyCalls)
        if let store = try? await disk.open(directory.path) { await store.close() }
        disk.heal()
        let store = try await disk.open(directory.path)
        try await store.set("GPP_A", "kept")
        disk.fail(EIO, after: healthyCalls)
        do {
            #expect(try await store.factoryReset(at: second(1), note: "").number == 2)
        } catch {
            #expect(error == .ioError("Input/output error"))
            #expect(store.snapshot["GPP_A"] == "kept")
        }
        disk.heal()
        try await store.set("GPP_B", "after")
        await store.close()
        let again = try await SQLiteStore.open(directory: directory.path, catalogue: phone)
        #expect(again.snapshot.settings == store.snapshot.settings)
        try await again.check()
    }
}

/// A layer under SQLite that fails on demand. SQLite keeps it as long as the process lives.
private struct FaultyDisk {
    private let name: String
    private let disk: OpaquePointer

    init(_ name: String) {
        self.name = name
        guard let copy = strdup(name), let disk = faulty_disk_register(copy) else { fatalError("no memory") }
        self.disk = disk
    }

    func open(_ directory: String) async throws(StoreError) -> SQLiteStore {
        try await SQLiteStore.open(directory: directory, catalogue: phone, schema: .current, vfs: name)
    }

    func fail(_ systemError: Int32, after healthyCalls: Int) { faulty_disk_fail(disk, systemError, healthyCalls) }
    func heal() { faulty_disk_fail(disk, 0, 0) }
    var calls: Int { faulty_disk_calls(disk) }
    var syncs: Int { faulty_disk_syncs(disk) }
}
