import FlatProfile
import FoundationEssentials
import Glibc
import TestSupport
import Testing

@testable import Store

/// The two kinds of store, which have to behave alike.
enum StoreKind: String, CaseIterable, Sendable {
    case sqlite, inMemory
}

/// Runs a test with a fresh store of a kind.
func withStore(
    _ kind: StoreKind, journalLimit: Int = JournalRecord.defaultLimit,
    _ body: (any ConfigurationStore) async throws -> Void
) async throws {
    switch kind {
    case .inMemory:
        try await body(InMemoryStore(catalogue: phone, journalLimit: journalLimit))
    case .sqlite:
        let directory = try TemporaryDirectory()
        let store = try await SQLiteStore.open(
            directory: directory.path, catalogue: phone, journalLimit: journalLimit)
        try await body(store)
        await store.close()
    }
}

let phone = Catalogue.of(.standard)
let admin = Origin.web(account: "admin")

func second(_ number: Int64) -> Timestamp { Timestamp(unixSeconds: 1_700_000_000 + number) }

extension ChangeSet {
    /// Values that somebody types into a form.
    static func typed(_ values: KeyValuePairs<ParameterName, String>, note: String = "") -> ChangeSet {
        ChangeSet(values.map { ParameterChange($0.key, .set($0.value)) }, origin: admin, note: note)
    }
}

extension ConfigurationStore {
    @discardableResult
    func set(_ name: ParameterName, _ value: String, at time: Int64 = 0) async throws -> Revision {
        try #require(try await commit(.typed([name: value]), at: second(time))).revision
    }
}

func contents(of path: String) throws -> [UInt8] {
    let file = open(path, O_RDONLY)
    try #require(file >= 0, "\(path): \(String(cString: strerror(errno)))")
    defer { close(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 65536)
    while case let count = read(file, &block, block.count), count > 0 { bytes += block[..<count] }
    return bytes
}

func overwrite(_ path: String, with bytes: [UInt8], at offset: Int = 0) throws {
    let file = open(path, O_WRONLY | O_CREAT, 0o600)
    try #require(file >= 0)
    defer { close(file) }
    try #require(pwrite(file, bytes, bytes.count, off_t(offset)) == bytes.count)
}

func permissions(of path: String) throws -> mode_t {
    var status = stat()
    try #require(stat(path, &status) == 0, "\(path): \(String(cString: strerror(errno)))")
    return status.st_mode & 0o777
}

func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

/// Reads the history, from a revision on, and checks that it is one: each revision begins where the one before it ended, has as many
/// changes as it says, and the last one is what the store shows.
func expectConsistentHistory(of store: any ConfigurationStore, since first: RevisionNumber = 0) async throws {
    let revisions = try await store.revisions(limit: .max).reversed().filter { $0.number > first }
    var settings = first == 0 ? [:] : try await store.snapshot(at: first).settings
    var expected = revisions.first?.number ?? 0
    for revision in revisions {
        #expect(revision.number == expected)
        expected += 1
        let changes = try await store.changes(of: revision.number)
        #expect(changes.count == revision.changeCount, "revision \(revision.number)")
        for change in changes {
            #expect(change.before == settings[change.name], "revision \(revision.number), \(change.name)")
            settings[change.name] = change.after
        }
    }
    #expect(store.snapshot.settings == settings)
    #expect(store.snapshot.revision == revisions.last?.number ?? first)
}
