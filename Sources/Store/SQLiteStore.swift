public import FlatProfile
import Threading

/// The store of a phone: `DIR/onhook.db`, SQLite in WAL mode with `synchronous=FULL`.
///
/// One process works on a directory at a time; the lock ends with the process, however it ends. What was committed is on the disk
/// when the call returns and survives a kill or a loss of power at any instant. After a write that failed, by a full disk for
/// instance, the store goes on at the last committed revision, and later writes succeed once the cause is gone. The one doubt that
/// no program can remove: if the disk reports a fault while it makes a revision durable and the process dies before its next
/// write, that revision may turn out to be there all the same, as a whole.
public actor SQLiteStore: ConfigurationStore {
    private let executor: QueueExecutor
    private let published: Locked<Published>
    private let journalLimit: Int
    private var open: Open?

    /// Up to this size a database is checked as a whole when it is opened, which takes a few milliseconds then; a larger one is
    /// checked by `check()` and wherever it is read.
    static let largestSizeCheckedAtStart = 1 << 20

    /// What readers see without waiting.
    private struct Published: Sendable {
        var snapshot: Snapshot
        var drafts = DraftBook()
        var pending: PendingChange?
    }

    private struct Open {
        let connection: Connection
        let files: StoreFiles
    }

    /// The executor of the store's own queue: SQLite blocks its thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// That queue.
    public nonisolated var workplace: (any TaskExecutor)? { executor }

    private init(catalogue: Catalogue, journalLimit: Int) {
        precondition(journalLimit > 0, "a journal keeps at least one record")
        executor = QueueExecutor(label: "onhook.store")
        published = Locked(Published(snapshot: Snapshot(catalogue: catalogue)))
        self.journalLimit = journalLimit
    }

    /// Opens the store of a directory, whose last component is made if it is missing. Of what is refused nothing is changed.
    ///
    /// Throws `locked`, `newerSchema`, `damaged`, `permission`, `notADirectory`, …; for reading also `missing` and `unfinishedLog`.
    /// `journalLimit` is how many records of a kind are kept. Parameters that `catalogue` does not have stay in the database, but are
    /// not shown.
    public static func open(
        directory: String, catalogue: Catalogue, access: StoreAccess = .readWrite,
        journalLimit: Int = JournalRecord.defaultLimit
    ) async throws(StoreError) -> SQLiteStore {
        try await open(
            directory: directory, catalogue: catalogue, access: access, journalLimit: journalLimit, schema: .current)
    }

    /// As above, with another schema or another layer under SQLite, for tests.
    static func open(
        directory: String, catalogue: Catalogue, access: StoreAccess = .readWrite,
        journalLimit: Int = JournalRecord.defaultLimit, schema: Schema, vfs: String? = nil
    ) async throws(StoreError) -> SQLiteStore {
        let store = SQLiteStore(catalogue: catalogue, journalLimit: journalLimit)
        try await store.open(directory, access: access, schema: schema, vfs: vfs)
        return store
    }

    private func open(_ path: String, access: StoreAccess, schema: Schema, vfs: String?) throws(StoreError) {
        let files = try StoreFiles.take(in: path, for: access)
        let connection =
            switch access {
            case .readWrite: try Self.openForWriting(files, schema: schema, vfs: vfs)
            case .readOnly: try Self.openForReading(files, schema: schema)
            }
        let present = try SQLiteHistory(connection).load(catalogue: snapshot.catalogue)
        let drafts = try SQLiteDrafts(connection).load(catalogue: snapshot.catalogue)
        let pending = try SQLitePendingChange(connection).load()
        published.withLock { $0 = Published(snapshot: present, drafts: drafts, pending: pending) }
        connection.writesLogBackOnClose = access == .readWrite
        open = Open(connection: connection, files: files)
    }

    private static func openForWriting(
        _ files: StoreFiles, schema: Schema, vfs: String?
    ) throws(StoreError) -> Connection {
        let connection = try Connection.open(path: files.databasePath, access: .readWrite, vfs: vfs)
        // Alone on the database, SQLite keeps the index of its log in memory and needs no third file. A released page is overwritten
        // with zeros, so that a factory reset leaves no password in the file.
        try connection.execute(
            """
            PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
            PRAGMA secure_delete = ON; PRAGMA journal_size_limit = 4194304
            """)
        let found = try schema.identify(connection)
        if files.databaseSize <= largestSizeCheckedAtStart { try quickCheck(connection) }
        try schema.migrate(connection, from: found)
        return connection
    }

    private static func openForReading(
        _ files: StoreFiles, schema: Schema
    ) throws(StoreError) -> Connection {
        let hasLog = files.logSize > 0
        guard !(hasLog && files.isOnReadOnlyMedium) else { throw .unfinishedLog }
        // Our shared lock keeps writers away, so without a log the database is immutable indeed.
        let connection = try Connection.open(path: files.databasePath, access: .readOnly, immutable: !hasLog)
        // Reading needs every table of this version, and making them is writing.
        guard try schema.identify(connection) == schema.version else { throw .readOnly }
        return connection
    }

    /// Writes the log back and lets the directory go. Every later call throws `closed`; the last snapshot stays readable.
    public func close() {
        open?.files.clearOwner()
        open = nil
    }

    /// Reads the whole database and throws `damaged` if anything in it is broken.
    public func check() throws(StoreError) {
        try Self.quickCheck(connection)
    }

    private static func quickCheck(_ connection: Connection) throws(StoreError) {
        let faults = try connection.rows("PRAGMA quick_check(1)") { $0.text(0) }
        guard faults == ["ok"] else { throw .damaged("its pages do not fit together") }
    }

    private var connection: Connection {
        get throws(StoreError) {
            guard let open else { throw .closed }
            return open.connection
        }
    }

    // MARK: Revisions

    /// The present configuration; swapped under a lock that nobody holds while he writes.
    public nonisolated var snapshot: Snapshot { published.withLock { $0.snapshot } }

    /// The change that waits for its confirmation; swapped together with the configuration.
    public nonisolated var pendingChange: PendingChange? { published.withLock { $0.pending } }

    /// Makes one revision of the changes, on the disk when this returns; nil if they would change nothing.
    public func commit(
        _ set: ChangeSet, at time: Timestamp, settling settlement: DraftSettlement?, terms: ConfirmationQuestion?
    ) throws(StoreError) -> CommittedRevision? {
        let connection = try connection
        if let revision = settlement?.revision, revision != snapshot.revision {
            throw .overtaken(by: snapshot.revision)
        }
        var book = drafts
        settlement.map { book.settle($0) }
        guard let next = NextRevision(set, of: snapshot, at: time) else {
            try publish(book, on: connection)
            return nil
        }
        try publish([next], settling: book, terms: terms, on: connection)
        return next.committed
    }

    /// Makes one revision of each set and keeps the bytes, or does nothing; on the disk when this returns.
    public func commit(
        _ sets: [DatedChangeSet], onlyAfter base: RevisionNumber?, keeping state: [String: [UInt8]],
        terms: ConfirmationQuestion?
    ) throws(StoreError) -> [CommittedRevision] {
        let connection = try connection
        if let base, base != snapshot.revision { throw .overtaken(by: snapshot.revision) }
        let revisions = snapshot.applying(sets)
        try publish(revisions, keeping: state, terms: terms, on: connection)
        return revisions.map(\.committed)
    }

    /// Makes a new revision that holds what an earlier one held, without the web logins; nil if nothing differs.
    public func restore(
        to number: RevisionNumber, at time: Timestamp, author: String, note: String, terms: ConfirmationQuestion?
    ) throws(StoreError) -> CommittedRevision? {
        let earlier = try snapshot(at: number)
        guard let restored = snapshot.restoring(earlier, at: time) else { return nil }
        let next = NextRevision(restored, origin: .restore(of: number), author: author, note: note, at: time)
        try publish([next], terms: terms, on: connection)
        return next.committed
    }

    /// Lets what waits stay for good, on the disk when this returns; false if something else waits, or nothing.
    public func confirm(newest: RevisionNumber) throws(StoreError) -> Bool {
        let connection = try connection
        guard pendingChange?.newest == newest else { return false }
        try connection.transaction { () throws(StoreError) in try SQLitePendingChange(connection).clear() }
        published.withLock { $0.pending = nil }
        return true
    }

    /// Takes back what waits, as one new revision; that it waits ends in the same transaction.
    public func revertPendingChange(
        newest: RevisionNumber, at time: Timestamp, author: String, note: String
    ) throws(StoreError) -> RevertOutcome {
        let connection = try connection
        guard let pending = pendingChange, pending.newest == newest else { return .passed }
        let changes = try takingBack(Set(pending.revisions), since: pending.first)
        let origin = Origin.revert(of: pending.first)
        guard let changed = snapshot.changing(changes, origin: origin, at: time) else {
            _ = try confirm(newest: newest)
            return .reverted(nil)
        }
        let next = NextRevision(changed, origin: origin, author: author, note: note, at: time)
        try publish([next], endsPendingChange: true, on: connection)
        return .reverted(next.committed)
    }

    /// Takes the newest revision back, without the web logins; nil if nothing is left to be taken back.
    public func undo(
        _ number: RevisionNumber, at time: Timestamp, author: String, note: String, terms: ConfirmationQuestion?
    ) throws(StoreError) -> CommittedRevision? {
        let connection = try connection
        guard try SQLiteHistory(connection).revision(number) != nil else { throw .unknownRevision(number) }
        guard snapshot.revision == number else { throw .overtaken(by: snapshot.revision) }
        let changes = try takingBack([number], since: number)
            .filter { !ParameterName.webLogins.contains($0.name) }
        let origin = Origin.revert(of: number)
        guard let changed = snapshot.changing(changes, origin: origin, at: time) else { return nil }
        let next = NextRevision(changed, origin: origin, author: author, note: note, at: time)
        try publish([next], terms: terms, on: connection)
        return next.committed
    }

    private func takingBack(
        _ revisions: Set<RevisionNumber>, since first: RevisionNumber
    ) throws(StoreError) -> [RevisionChange] {
        let present = snapshot
        var history: [(revision: RevisionNumber, changes: [RevisionChange])] = []
        for number in first...max(first, present.revision) {
            history.append((number, try changes(of: number)))
        }
        return present.takingBack(revisions, history: history)
    }

    /// Writes revisions, and what happens with them, in one transaction, and shows them to readers when they are on the disk.
    private func publish(
        _ revisions: [NextRevision], settling settled: DraftBook? = nil, keeping state: [String: [UInt8]] = [:],
        terms: ConfirmationQuestion? = nil, endsPendingChange: Bool = false, on connection: Connection
    ) throws(StoreError) {
        let parts = revisions.waiting(on: terms, since: snapshot)
        try connection.transaction { () throws(StoreError) in
            for next in revisions {
                try SQLiteHistory(connection).append(next.committed.revision, next.committed.changes)
            }
            for (key, value) in state { try Self.keep(value, under: key, on: connection) }
            if let settled { try SQLiteDrafts(connection).write(settled, over: drafts) }
            for part in parts { try SQLitePendingChange(connection).append(part) }
            if endsPendingChange { try SQLitePendingChange(connection).clear() }
        }
        published.withLock { published in
            if let last = revisions.last { published.snapshot = last.snapshot }
            if let settled { published.drafts = settled }
            published.pending.join(parts)
            if endsPendingChange { published.pending = nil }
        }
    }

    /// Erases everything but that it was erased. Nothing of it stays readable in the files.
    public func factoryReset(at time: Timestamp, note: String) throws(StoreError) -> Revision {
        let connection = try connection
        let revision = Revision(
            number: snapshot.revision + 1, time: time, origin: .factoryReset, note: note, changeCount: 0)
        try connection.transaction { () throws(StoreError) in
            try connection.run("DELETE FROM state")
            try connection.run("DELETE FROM record")
            try connection.run("DELETE FROM savepoint")
            try SQLiteDrafts(connection).erase()
            try SQLitePendingChange(connection).clear()
            try SQLiteHistory(connection).erase(beginningAgainWith: revision)
        }
        published.withLock {
            $0 = Published(snapshot: Snapshot(catalogue: $0.snapshot.catalogue, revision: revision.number))
        }
        // The reset is done. What was erased still stands in the log until it is written back; if that fails now, a later write
        // does it.
        try? connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return revision
    }

    // MARK: History

    /// Revisions, newest first.
    public func revisions(
        before number: RevisionNumber?, limit: Int, matching filter: RevisionFilter
    ) throws(StoreError) -> [Revision] {
        try SQLiteHistory(connection).revisions(before: number, limit: limit, matching: filter)
    }

    /// The logins that have made revisions.
    public func authors() throws(StoreError) -> [String] { try SQLiteHistory(connection).authors() }

    /// The revision of that number, or nil.
    public func revision(_ number: RevisionNumber) throws(StoreError) -> Revision? {
        try SQLiteHistory(connection).revision(number)
    }

    /// What a revision changed of the parameters that this model has.
    public func changes(of number: RevisionNumber) throws(StoreError) -> [RevisionChange] {
        let catalogue = snapshot.catalogue
        return try SQLiteHistory(connection).changes(of: number).filter { catalogue[$0.name] != nil }
    }

    /// The configuration as a revision left it.
    public func snapshot(at number: RevisionNumber) throws(StoreError) -> Snapshot {
        let history = SQLiteHistory(try connection)
        let present = snapshot
        if number == 0 { return Snapshot(catalogue: present.catalogue) }
        return present.replacing(
            try history.undoing(to: number).filter { present.catalogue[$0.name] != nil }, asOf: number)
    }

    /// What has to change to come from one revision to another.
    public func difference(from: RevisionNumber, to: RevisionNumber) throws(StoreError) -> [RevisionChange] {
        let earlier = try snapshot(at: from)
        return try snapshot(at: to).differences(from: earlier)
    }

    // MARK: Savepoints

    /// The savepoints, by revision, newest first.
    public func savepoints() throws(StoreError) -> [Savepoint] { try SQLiteSavepoints(connection).all() }

    /// Gives a revision a name.
    public func makeSavepoint(
        _ name: String, of number: RevisionNumber, at time: Timestamp, author: String
    ) throws(StoreError) -> Savepoint {
        let connection = try connection
        if number != 0, try SQLiteHistory(connection).revision(number) == nil { throw .unknownRevision(number) }
        return try connection.transaction { () throws(StoreError) in
            try SQLiteSavepoints(connection).make(name, of: number, at: time, author: author)
        }
    }

    /// Gives a savepoint another name.
    public func renameSavepoint(_ id: Int, to name: String) throws(StoreError) -> Savepoint {
        let connection = try connection
        return try connection.transaction { () throws(StoreError) in
            try SQLiteSavepoints(connection).rename(id, to: name)
        }
    }

    /// Forgets a savepoint.
    public func deleteSavepoint(_ id: Int) throws(StoreError) {
        let connection = try connection
        try connection.transaction { () throws(StoreError) in try SQLiteSavepoints(connection).delete(id) }
    }

    // MARK: Drafts

    /// What people have prepared and not yet applied; swapped under a lock that nobody holds while he writes.
    public nonisolated var drafts: DraftBook { published.withLock { $0.drafts } }

    /// Changes one draft; false if it would be too large.
    public func edit(_ edit: DraftEdit, at time: Timestamp) throws(StoreError) -> Bool {
        let connection = try connection
        var book = drafts
        guard book.edit(edit, at: time) else { return false }
        try publish(book, on: connection)
        return true
    }

    /// Drops the drafts that nobody has touched since then.
    public func removeDrafts(untouchedSince time: Timestamp) throws(StoreError) {
        let connection = try connection
        var book = drafts
        book.removeUntouched(since: time)
        try publish(book, on: connection)
    }

    private func publish(_ book: DraftBook, on connection: Connection) throws(StoreError) {
        guard book != drafts else { return }
        try publish([], settling: book, on: connection)
    }

    // MARK: State and journal

    /// The bytes that were kept under that key, or nil.
    public func state(_ key: String) throws(StoreError) -> [UInt8]? {
        try connection.rows("SELECT value FROM state WHERE key = ?", .text(key)) { $0.blob(0) }.first
    }

    /// Keeps bytes under a key; nil removes them.
    public func setState(_ key: String, _ value: [UInt8]?) throws(StoreError) {
        let connection = try connection
        try connection.transaction { () throws(StoreError) in
            guard let value else { return try connection.run("DELETE FROM state WHERE key = ?", .text(key)) }
            try Self.keep(value, under: key, on: connection)
        }
    }

    private static func keep(_ value: [UInt8], under key: String, on connection: Connection) throws(StoreError) {
        // The condition keeps an equal value from costing a write.
        try connection.run(
            """
            INSERT INTO state (key, value) VALUES (?, ?)
            ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE value IS NOT excluded.value
            """, .text(key), .blob(value))
    }

    /// Adds a record to the journal and returns its identifier.
    public func append(kind: String, at time: Timestamp, payload: [UInt8]) throws(StoreError) -> Int {
        let connection = try connection
        return try connection.transaction { () throws(StoreError) in
            try connection.run(
                "INSERT INTO record (kind, time, payload) VALUES (?, ?, ?)",
                .text(kind), .integer(Int(time.unixMilliseconds)), .blob(payload))
            let id = connection.lastRow
            try connection.run(
                """
                DELETE FROM record WHERE kind = ?1 AND id <=
                    (SELECT id FROM record WHERE kind = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)
                """, .text(kind), .integer(journalLimit))
            return id
        }
    }

    /// Records of one kind, newest first.
    public func journal(kind: String, before id: Int?, limit: Int) throws(StoreError) -> [JournalRecord] {
        try connection.rows(
            "SELECT id, time, payload FROM record WHERE kind = ? AND id < ? ORDER BY id DESC LIMIT ?",
            .text(kind), .integer(id ?? .max), .integer(max(0, limit))
        ) { row in
            JournalRecord(
                id: row.integer(0), kind: kind, time: Timestamp(unixMilliseconds: Int64(row.integer(1))),
                payload: row.blob(2))
        }
    }

    /// Replaces what a record holds; false if it is no longer kept.
    @discardableResult
    public func updateRecord(id: Int, payload: [UInt8]) throws(StoreError) -> Bool {
        let connection = try connection
        return try connection.transaction { () throws(StoreError) in
            try connection.run("UPDATE record SET payload = ? WHERE id = ?", .blob(payload), .integer(id))
            return connection.changedRows > 0
        }
    }
}
