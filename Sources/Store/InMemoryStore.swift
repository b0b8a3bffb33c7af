public import FlatProfile
import Threading

/// A store that forgets everything with the process: for `--state :memory:`, for virtual phones and for tests.
///
/// The factory defaults are the catalogue's, shared by all phones of a model; a store holds only what differs. Ten thousand of
/// them fit in one process: an unused one takes under 1 kB, one with a profile of some forty parameters about 10 kB.
public final class InMemoryStore: ConfigurationStore {
    private let contents: Locked<Contents>
    private let journalLimit: Int

    private struct Contents {
        var snapshot: Snapshot
        var history = MemoryHistory()
        var drafts = DraftBook()
        var state: [String: [UInt8]] = [:]
        /// By kind, oldest first.
        var journal: [String: [JournalRecord]] = [:]
        var lastRecord = 0
    }

    /// A phone in factory state. `journalLimit` is how many records of a kind are kept.
    public init(catalogue: Catalogue, journalLimit: Int = JournalRecord.defaultLimit) {
        precondition(journalLimit > 0, "a journal keeps at least one record")
        contents = Locked(Contents(snapshot: Snapshot(catalogue: catalogue)))
        self.journalLimit = journalLimit
    }

    /// The present configuration.
    public var snapshot: Snapshot { contents.withLock { $0.snapshot } }

    // MARK: Revisions

    /// Makes one revision of the changes; nil if they would change nothing.
    public func commit(
        _ set: ChangeSet, at time: Timestamp, settling settlement: DraftSettlement?
    ) async throws(StoreError) -> CommittedRevision? {
        try publish(origin: set.origin, note: set.note, at: time, settling: settlement) { $0.applying(set, at: time) }
    }

    /// Makes a new revision that holds what an earlier one held, without the web logins; nil if nothing differs.
    public func restore(
        to number: RevisionNumber, at time: Timestamp, note: String
    ) async throws(StoreError) -> CommittedRevision? {
        let earlier = try await snapshot(at: number)
        return try publish(origin: .restore(of: number), note: note, at: time, settling: nil) {
            $0.restoring(earlier, at: time)
        }
    }

    /// Erases everything but that it was erased.
    public func factoryReset(at time: Timestamp, note: String) async throws(StoreError) -> Revision {
        contents.withLock { contents in
            let present = contents.snapshot
            let revision = Revision(
                number: present.revision + 1, time: time, origin: .factoryReset, note: note, changeCount: 0)
            contents = Contents(
                snapshot: Snapshot(catalogue: present.catalogue, revision: revision.number),
                history: MemoryHistory(beginningWith: revision), lastRecord: contents.lastRecord)
            return revision
        }
    }

    /// Computes the next snapshot without holding the lock, so that readers never wait for it, and starts again if somebody else
    /// was faster.
    private func publish(
        origin: Origin, note: String, at time: Timestamp, settling settlement: DraftSettlement?,
        next: (Snapshot) -> (snapshot: Snapshot, changes: [RevisionChange])?
    ) throws(StoreError) -> CommittedRevision? {
        while true {
            let present = snapshot
            if let revision = settlement?.revision, revision != present.revision {
                throw .overtaken(by: present.revision)
            }
            guard let (next, changes) = next(present) else {
                contents.withLock { contents in settlement.map { contents.drafts.settle($0) } }
                return nil
            }
            let revision = Revision(
                number: next.revision, time: time, origin: origin, note: note, changeCount: changes.count)
            let entry = MemoryHistory.Entry(revision, changes, catalogue: next.catalogue)
            let isPublished = contents.withLock { contents in
                guard contents.snapshot.revision == present.revision else { return false }
                contents.snapshot = next
                contents.history.append(entry)
                settlement.map { contents.drafts.settle($0) }
                return true
            }
            if isPublished { return CommittedRevision(revision: revision, changes: changes) }
        }
    }

    // MARK: History

    /// Revisions, newest first.
    public func revisions(before number: RevisionNumber?, limit: Int) async throws(StoreError) -> [Revision] {
        contents.withLock(\.history).entries.reversed()
            .drop { $0.revision.number >= number ?? .max }
            .prefix(max(0, limit)).map(\.revision)
    }

    /// The revision of that number, or nil.
    public func revision(_ number: RevisionNumber) async throws(StoreError) -> Revision? {
        contents.withLock(\.history)[number]?.revision
    }

    /// What a revision changed.
    public func changes(of number: RevisionNumber) async throws(StoreError) -> [RevisionChange] {
        let (history, catalogue) = contents.withLock { ($0.history, $0.snapshot.catalogue) }
        guard let entry = history[number] else { throw .unknownRevision(number) }
        return history.changes(of: entry, catalogue: catalogue)
    }

    /// The configuration as a revision left it.
    public func snapshot(at number: RevisionNumber) async throws(StoreError) -> Snapshot {
        let (history, present) = contents.withLock { ($0.history, $0.snapshot) }
        if number == 0 { return Snapshot(catalogue: present.catalogue) }
        guard history[number] != nil else { throw .unknownRevision(number) }
        let undone = history.entries.reversed().prefix { $0.revision.number > number }
            .flatMap { history.changes(of: $0, catalogue: present.catalogue) }
        return present.replacing(undone.map { ($0.name, $0.before) }, asOf: number)
    }

    /// What has to change to come from one revision to another.
    public func difference(
        from: RevisionNumber, to: RevisionNumber
    ) async throws(StoreError) -> [RevisionChange] {
        let earlier = try await snapshot(at: from)
        return try await snapshot(at: to).differences(from: earlier)
    }

    // MARK: Drafts

    /// What people have prepared and not yet applied.
    public var drafts: DraftBook { contents.withLock { $0.drafts } }

    /// Changes one draft; false if it would be too large.
    public func edit(_ edit: DraftEdit, at time: Timestamp) async throws(StoreError) -> Bool {
        contents.withLock { $0.drafts.edit(edit, at: time) }
    }

    /// Drops the drafts that nobody has touched since then.
    public func removeDrafts(untouchedSince time: Timestamp) async throws(StoreError) {
        contents.withLock { $0.drafts.removeUntouched(since: time) }
    }

    // MARK: State and journal

    /// The bytes that were kept under that key, or nil.
    public func state(_ key: String) async throws(StoreError) -> [UInt8]? {
        contents.withLock { $0.state[key] }
    }

    /// Keeps bytes under a key; nil removes them.
    public func setState(_ key: String, _ value: [UInt8]?) async throws(StoreError) {
        contents.withLock { $0.state[key] = value }
    }

    /// Adds a record to the journal and returns its identifier.
    public func append(kind: String, at time: Timestamp, payload: [UInt8]) async throws(StoreError) -> Int {
        contents.withLock { contents in
            contents.lastRecord += 1
            let record = JournalRecord(id: contents.lastRecord, kind: kind, time: time, payload: payload)
            contents.journal[kind, default: []].append(record)
            let excess = contents.journal[kind, default: []].count - journalLimit
            if excess > 0 { contents.journal[kind, default: []].removeFirst(excess) }
            return record.id
        }
    }

    /// Records of one kind, newest first.
    public func journal(kind: String, before id: Int?, limit: Int) async throws(StoreError) -> [JournalRecord] {
        let records = contents.withLock { $0.journal[kind] ?? [] }
        return Array(records.reversed().drop { $0.id >= id ?? .max }.prefix(max(0, limit)))
    }

    /// Replaces what a record holds; false if it is no longer kept.
    @discardableResult
    public func updateRecord(id: Int, payload: [UInt8]) async throws(StoreError) -> Bool {
        contents.withLock { contents in
            for (kind, records) in contents.journal {
                guard let index = records.firstIndex(where: { $0.id == id }) else { continue }
                contents.journal[kind]?[index].payload = payload
                return true
            }
            return false
        }
    }
}
