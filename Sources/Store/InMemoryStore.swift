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
        var pending: PendingChange?
        /// By the time at which they were made.
        var savepoints: [Savepoint] = []
        var lastSavepoint = 0
        var state: [String: [UInt8]] = [:]
        /// By kind, oldest first.
        var journal: [String: [JournalRecord]] = [:]
        var lastRecord = 0

        mutating func publish(_ entries: [Entry], waiting parts: [PendingChange.Part] = []) {
            for entry in entries {
                snapshot = entry.next.snapshot
                history.append(entry.history)
            }
            pending.join(parts)
        }
    }

    /// A phone in factory state. `journalLimit` is how many records of a kind are kept.
    public init(catalogue: Catalogue, journalLimit: Int = JournalRecord.defaultLimit) {
        precondition(journalLimit > 0, "a journal keeps at least one record")
        contents = Locked(Contents(snapshot: Snapshot(catalogue: catalogue)))
        self.journalLimit = journalLimit
    }

    /// The present configuration.
    public var snapshot: Snapshot { contents.withLock { $0.snapshot } }

    /// The change that waits for its confirmation.
    public var pendingChange: PendingChange? { contents.withLock { $0.pending } }

    // MARK: Revisions

    /// Makes one revision of the changes; nil if they would change nothing.
    public func commit(
        _ set: ChangeSet, at time: Timestamp, settling settlement: DraftSettlement?, terms: ConfirmationQuestion?
    ) async throws(StoreError) -> CommittedRevision? {
        try publish(terms: terms) { (present) throws(StoreError) in
            if let revision = settlement?.revision, revision != present.revision {
                throw .overtaken(by: present.revision)
            }
            return present.applying([DatedChangeSet(set, at: time)])
        } with: { contents in
            settlement.map { contents.drafts.settle($0) }
        }.first
    }

    /// Makes a new revision that holds what an earlier one held, without the web logins; nil if nothing differs.
    public func restore(
        to number: RevisionNumber, at time: Timestamp, author: String, note: String, terms: ConfirmationQuestion?
    ) async throws(StoreError) -> CommittedRevision? {
        let earlier = try await snapshot(at: number)
        return try publish(terms: terms) { present in
            guard let next = present.restoring(earlier, at: time) else { return [] }
            return [NextRevision(next, origin: .restore(of: number), author: author, note: note, at: time)]
        }.first
    }

    /// Lets what waits stay for good; false if something else waits, or nothing.
    public func confirm(newest: RevisionNumber) async throws(StoreError) -> Bool {
        contents.withLock { contents in
            guard contents.pending?.newest == newest else { return false }
            contents.pending = nil
            return true
        }
    }

    /// Takes back what waits, as one new revision.
    public func revertPendingChange(
        newest: RevisionNumber, at time: Timestamp, author: String, note: String
    ) async throws(StoreError) -> RevertOutcome {
        while true {
            let seen = contents.withLock { $0 }
            guard let pending = seen.pending, pending.newest == newest else { return .passed }
            let changes = Self.takingBack(Set(pending.revisions), since: pending.first, in: seen)
            let origin = Origin.revert(of: pending.first)
            guard let next = seen.snapshot.changing(changes, origin: origin, at: time) else {
                let isDone = contents.withLock { contents in
                    guard contents.pending == pending, contents.snapshot.revision == seen.snapshot.revision else {
                        return false
                    }
                    contents.pending = nil
                    return true
                }
                if isDone { return .reverted(nil) }
                continue
            }
            let entry = Entry(NextRevision(next, origin: origin, author: author, note: note, at: time))
            let isPublished = contents.withLock { contents in
                guard contents.pending == pending, contents.snapshot.revision == seen.snapshot.revision else {
                    return false
                }
                contents.publish([entry])
                contents.pending = nil
                return true
            }
            if isPublished { return .reverted(entry.next.committed) }
        }
    }

    /// Takes the newest revision back, without the web logins; nil if nothing is left to be taken back.
    public func undo(
        _ number: RevisionNumber, at time: Timestamp, author: String, note: String, terms: ConfirmationQuestion?
    ) async throws(StoreError) -> CommittedRevision? {
        let seen = contents.withLock { $0 }
        guard seen.history[number] != nil else { throw .unknownRevision(number) }
        let newest = seen.snapshot.revision
        guard newest == number else { throw .overtaken(by: newest) }
        let changes = Self.takingBack([number], since: number, in: seen)
            .filter { !ParameterName.webLogins.contains($0.name) }
        let origin = Origin.revert(of: number)
        guard let next = seen.snapshot.changing(changes, origin: origin, at: time) else { return nil }
        let revision = NextRevision(next, origin: origin, author: author, note: note, at: time)
        let entry = Entry(revision)
        let parts = [revision].waiting(on: terms, since: seen.snapshot)
        let present = contents.withLock { contents in
            if contents.snapshot.revision == newest { contents.publish([entry], waiting: parts) }
            return contents.snapshot.revision
        }
        guard present == revision.snapshot.revision else { throw .overtaken(by: present) }
        return revision.committed
    }

    private static func takingBack(
        _ revisions: Set<RevisionNumber>, since first: RevisionNumber, in contents: Contents
    ) -> [RevisionChange] {
        let catalogue = contents.snapshot.catalogue
        return contents.snapshot.takingBack(
            revisions,
            history: contents.history.entries.drop { $0.revision.number < first }.map { entry in
                (entry.revision.number, contents.history.changes(of: entry, catalogue: catalogue))
            })
    }

    /// Erases everything but that it was erased.
    public func factoryReset(at time: Timestamp, note: String) async throws(StoreError) -> Revision {
        contents.withLock { contents in
            let present = contents.snapshot
            let revision = Revision(
                number: present.revision + 1, time: time, origin: .factoryReset, note: note, changeCount: 0)
            contents = Contents(
                snapshot: Snapshot(catalogue: present.catalogue, revision: revision.number),
                history: MemoryHistory(beginningWith: revision), lastSavepoint: contents.lastSavepoint,
                lastRecord: contents.lastRecord)
            return revision
        }
    }

    /// Makes one revision of each set and keeps the bytes, or does nothing.
    public func commit(
        _ sets: [DatedChangeSet], onlyAfter base: RevisionNumber?, keeping state: [String: [UInt8]],
        terms: ConfirmationQuestion?
    ) async throws(StoreError) -> [CommittedRevision] {
        try publish(terms: terms) { (present) throws(StoreError) in
            if let base, base != present.revision { throw .overtaken(by: present.revision) }
            return present.applying(sets)
        } with: { contents in
            contents.state.merge(state) { $1 }
        }
    }

    /// Computes the next revisions without holding the lock, so that readers never wait for it, and starts again if somebody else
    /// was faster. `change` is what happens besides, in the same instant.
    private func publish(
        terms: ConfirmationQuestion?, next: (Snapshot) throws(StoreError) -> [NextRevision],
        with change: (inout Contents) -> Void = { _ in }
    ) throws(StoreError) -> [CommittedRevision] {
        while true {
            let present = snapshot
            let revisions = try next(present)
            let entries = revisions.map(Entry.init)
            let parts = revisions.waiting(on: terms, since: present)
            let isPublished = contents.withLock { contents in
                guard contents.snapshot.revision == present.revision else { return false }
                contents.publish(entries, waiting: parts)
                change(&contents)
                return true
            }
            if isPublished { return revisions.map(\.committed) }
        }
    }

    /// A revision that is ready to be published, with what the history keeps of it.
    private struct Entry {
        let next: NextRevision
        let history: MemoryHistory.Entry

        init(_ next: NextRevision) {
            self.next = next
            history = MemoryHistory.Entry(
                next.committed.revision, next.committed.changes, catalogue: next.snapshot.catalogue)
        }
    }

    // MARK: History

    /// Revisions, newest first.
    public func revisions(
        before number: RevisionNumber?, limit: Int, matching filter: RevisionFilter
    ) async throws(StoreError) -> [Revision] {
        contents.withLock(\.history).entries.lazy.reversed().map(\.revision)
            .filter { $0.number < number ?? .max && filter.admits($0) }
            .prefix(max(0, limit)).map(\.self)
    }

    /// The logins that have made revisions.
    public func authors() async throws(StoreError) -> [String] {
        Set(contents.withLock(\.history).entries.map(\.revision.author)).subtracting([""]).sorted()
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

    // MARK: Savepoints

    /// The savepoints, by revision, newest first.
    public func savepoints() async throws(StoreError) -> [Savepoint] {
        contents.withLock { $0.savepoints }.sorted { ($0.revision, $0.id) > ($1.revision, $1.id) }
    }

    /// Gives a revision a name.
    public func makeSavepoint(
        _ name: String, of number: RevisionNumber, at time: Timestamp, author: String
    ) async throws(StoreError) -> Savepoint {
        try contents.withLock { (contents) throws(StoreError) in
            guard number == 0 || contents.history[number] != nil else { throw .unknownRevision(number) }
            guard !contents.savepoints.contains(where: { $0.name == name }) else { throw .savepointExists(name) }
            guard contents.savepoints.count < SavepointLimit.count else {
                throw .tooManySavepoints(limit: SavepointLimit.count)
            }
            contents.lastSavepoint += 1
            let savepoint = Savepoint(
                id: contents.lastSavepoint, name: name, revision: number, time: time, author: author)
            contents.savepoints.append(savepoint)
            return savepoint
        }
    }

    /// Gives a savepoint another name.
    public func renameSavepoint(_ id: Int, to name: String) async throws(StoreError) -> Savepoint {
        try contents.withLock { (contents) throws(StoreError) in
            guard let index = contents.savepoints.firstIndex(where: { $0.id == id }) else {
                throw .unknownSavepoint(id)
            }
            guard !contents.savepoints.contains(where: { $0.name == name && $0.id != id }) else {
                throw .savepointExists(name)
            }
            contents.savepoints[index].name = name
            return contents.savepoints[index]
        }
    }

    /// Forgets a savepoint.
    public func deleteSavepoint(_ id: Int) async throws(StoreError) {
        try contents.withLock { (contents) throws(StoreError) in
            guard let index = contents.savepoints.firstIndex(where: { $0.id == id }) else {
                throw .unknownSavepoint(id)
            }
            contents.savepoints.remove(at: index)
        }
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
