import FlatProfile
import Threading
import Store

/// A store in memory that fails on demand, as a disk does.
final class FlakyStore: ConfigurationStore {
    /// What can fail.
    enum Operation: Hashable, Sendable {
        case commit, changes, snapshotAt, restore, confirm, revert, journal, append, factoryReset, setState, edit
    }

    private let store: InMemoryStore
    private let failing: Locked<Set<Operation>> = Locked([])

    init(_ model: Model = .standard) {
        store = InMemoryStore(catalogue: Catalogue.of(model))
    }

    /// From now on these fail, and no others.
    func fail(_ operations: Set<Operation>) { failing.withLock { $0 = operations } }

    private func check(_ operation: Operation) throws(StoreError) {
        if failing.withLock({ $0.contains(operation) }) { throw .ioError("a test pulled the plug") }
    }

    var snapshot: Snapshot { store.snapshot }

    func commit(
        _ set: ChangeSet, at time: Timestamp, settling settlement: DraftSettlement?, terms: ConfirmationQuestion?
    ) async throws(StoreError) -> CommittedRevision? {
        try check(.commit)
        return try await store.commit(set, at: time, settling: settlement, terms: terms)
    }

    var drafts: DraftBook { store.drafts }

    func edit(_ edit: DraftEdit, at time: Timestamp) async throws(StoreError) -> Bool {
        try check(.edit)
        return try await store.edit(edit, at: time)
    }

    func removeDrafts(untouchedSince time: Timestamp) async throws(StoreError) {
        try await store.removeDrafts(untouchedSince: time)
    }

    func commit(
        _ sets: [DatedChangeSet], onlyAfter base: RevisionNumber?, keeping state: [String: [UInt8]],
        terms: ConfirmationQuestion?
    ) async throws(StoreError) -> [CommittedRevision] {
        try check(.commit)
        return try await store.commit(sets, onlyAfter: base, keeping: state, terms: terms)
    }

    var pendingChange: PendingChange? { store.pendingChange }

    func confirm(newest: RevisionNumber) async throws(StoreError) -> Bool {
        try check(.confirm)
        return try await store.confirm(newest: newest)
    }

    func revertPendingChange(
        newest: RevisionNumber, at time: Timestamp, author: String, note: String
    ) async throws(StoreError) -> RevertOutcome {
        try check(.revert)
        return try await store.revertPendingChange(newest: newest, at: time, author: author, note: note)
    }

    func undo(
        _ number: RevisionNumber, at time: Timestamp, author: String, note: String, terms: ConfirmationQuestion?
    ) async throws(StoreError) -> CommittedRevision? {
        try check(.revert)
        return try await store.undo(number, at: time, author: author, note: note, terms: terms)
    }

    func revisions(
        before number: RevisionNumber?, limit: Int, matching filter: RevisionFilter
    ) async throws(StoreError) -> [Revision] {
        try await store.revisions(before: number, limit: limit, matching: filter)
    }

    func authors() async throws(StoreError) -> [String] { try await store.authors() }
    func savepoints() async throws(StoreError) -> [Savepoint] { try await store.savepoints() }

    func makeSavepoint(
        _ name: String, of number: RevisionNumber, at time: Timestamp, author: String
    ) async throws(StoreError) -> Savepoint {
        try await store.makeSavepoint(name, of: number, at: time, author: author)
    }

    func renameSavepoint(_ id: Int, to name: String) async throws(StoreError) -> Savepoint {
        try await store.renameSavepoint(id, to: name)
    }

    func deleteSavepoint(_ id: Int) async throws(StoreError) { try await store.deleteSavepoint(id) }

    func revision(_ number: RevisionNumber) async throws(StoreError) -> Revision? { try await store.revision(number) }

    func changes(of number: RevisionNumber) async throws(StoreError) -> [RevisionChange] {
        try check(.changes)
        return try await store.changes(of: number)
    }

    func snapshot(at number: RevisionNumber) async throws(StoreError) -> Snapshot {
        try check(.snapshotAt)
        return try await store.snapshot(at: number)
    }

    func difference(from: RevisionNumber, to: RevisionNumber) async throws(StoreError) -> [RevisionChange] {
        try await store.difference(from: from, to: to)
    }

    func restore(
        to number: RevisionNumber, at time: Timestamp, author: String, note: String, terms: ConfirmationQuestion?
    ) async throws(StoreError) -> CommittedRevision? {
        try check(.restore)
        return try await store.restore(to: number, at: time, author: author, note: note, terms: terms)
    }

    func factoryReset(at time: Timestamp, note: String) async throws(StoreError) -> Revision {
        try check(.factoryReset)
        return try await store.factoryReset(at: time, note: note)
    }

    func state(_ key: String) async throws(StoreError) -> [UInt8]? { try await store.state(key) }
    func setState(_ key: String, _ value: [UInt8]?) async throws(StoreError) {
        try check(.setState)
        try await store.setState(key, value)
    }

    func append(kind: String, at time: Timestamp, payload: [UInt8]) async throws(StoreError) -> Int {
        try check(.append)
        return try await store.append(kind: kind, at: time, payload: payload)
    }

    func journal(kind: String, before id: Int?, limit: Int) async throws(StoreError) -> [JournalRecord] {
        try check(.journal)
        return try await store.journal(kind: kind, before: id, limit: limit)
    }

    func updateRecord(id: Int, payload: [UInt8]) async throws(StoreError) -> Bool {
        try await store.updateRecord(id: id, payload: payload)
    }
}
