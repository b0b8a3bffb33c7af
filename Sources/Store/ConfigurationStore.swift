public import FlatProfile

/// Keeps what one phone must not forget: its settings with their whole history, a little state, and a journal.
///
/// There are two conformers with the same behaviour: `SQLiteStore` for a phone, `InMemoryStore` for `--state :memory:` and for
/// virtual phones. Writes are serial and atomic: each is done as a whole, or throws and changes nothing. A `SQLiteStore` returns
/// from a write when it is on the disk. Times are passed in.
public protocol ConfigurationStore: AnyObject, Sendable {
    /// The present configuration. Never waits for a writer.
    var snapshot: Snapshot { get }

    /// Makes one revision of the changes and tells what they changed; nil if that would be nothing, and then no revision is written.
    ///
    /// The prepared changes of `settlement` end in the same transaction, also where nothing is different. Throws `overtaken` if it names
    /// a revision that is not the present one.
    ///
    /// `terms` is asked about what would change. If it names terms, the revision waits for its confirmation from the instant in which it
    /// exists: no kill comes between the two. If another one waits already, it joins that one.
    func commit(
        _ set: ChangeSet, at time: Timestamp, settling settlement: DraftSettlement?, terms: ConfirmationQuestion?
    ) async throws(StoreError) -> CommittedRevision?

    /// Makes one revision of each set, in their order, and keeps the bytes under their keys: all of it, or nothing. A set that would
    /// change nothing makes none.
    ///
    /// Throws `overtaken` if `base` is given and is not the present revision any more. `terms` is asked about what all of them together
    /// would change; if it names terms, all of them wait for their confirmation together.
    func commit(
        _ sets: [DatedChangeSet], onlyAfter base: RevisionNumber?, keeping state: [String: [UInt8]],
        terms: ConfirmationQuestion?
    ) async throws(StoreError) -> [CommittedRevision]

    /// The change that waits for its confirmation, or nil. Never waits for a writer.
    var pendingChange: PendingChange? { get }

    /// Lets what waits stay for good, if `newest` is its newest revision; false if it is not, or nothing waits.
    func confirm(newest: RevisionNumber) async throws(StoreError) -> Bool

    /// Takes back what waits, as one new revision with origin `revert`, if `newest` is its newest revision. Values that others have
    /// changed since stay. The revision is nil if nothing is left to be taken back.
    func revertPendingChange(
        newest: RevisionNumber, at time: Timestamp, author: String, note: String
    ) async throws(StoreError) -> RevertOutcome

    /// Takes the newest revision back, as a new one with origin `revert`; the web logins stay as they are. Nil if nothing is left to
    /// be taken back. `terms` as for `commit`.
    ///
    /// Throws `overtaken` if it is another one now, `unknownRevision` for a number that is not in the history.
    func undo(
        _ number: RevisionNumber, at time: Timestamp, author: String, note: String, terms: ConfirmationQuestion?
    ) async throws(StoreError) -> CommittedRevision?

    /// Revisions, newest first: at most `limit`, only those before `number` if it is given, and only those that pass the filter.
    func revisions(
        before number: RevisionNumber?, limit: Int, matching filter: RevisionFilter
    ) async throws(StoreError) -> [Revision]

    /// The logins that have made revisions, in alphabetical order.
    func authors() async throws(StoreError) -> [String]

    /// The savepoints, by revision, newest first.
    func savepoints() async throws(StoreError) -> [Savepoint]

    /// Gives a revision a name.
    ///
    /// Throws `savepointExists` if another savepoint has that name, `unknownRevision` for a number that is not in the history,
    /// `tooManySavepoints` if there are as many as are kept.
    func makeSavepoint(
        _ name: String, of number: RevisionNumber, at time: Timestamp, author: String
    ) async throws(StoreError) -> Savepoint

    /// Gives a savepoint another name. Throws `unknownSavepoint`, `savepointExists`.
    func renameSavepoint(_ id: Int, to name: String) async throws(StoreError) -> Savepoint

    /// Forgets a savepoint; its revision stays. Throws `unknownSavepoint`.
    func deleteSavepoint(_ id: Int) async throws(StoreError)

    /// The revision of that number; nil if there is none (0 is the factory state and no revision).
    func revision(_ number: RevisionNumber) async throws(StoreError) -> Revision?

    /// What a revision changed, in the order in which it was asked for. Parameters that this model does not have are left out.
    ///
    /// Throws `unknownRevision` for a number that is not in the history.
    func changes(of number: RevisionNumber) async throws(StoreError) -> [RevisionChange]

    /// Where the store works, if it has a place of its own: a task that is about to commit something may prefer it.
    nonisolated var workplace: (any TaskExecutor)? { get }

    /// The configuration as a revision left it; that of 0 is always the factory state.
    ///
    /// Throws `unknownRevision` for a number that is not in the history.
    func snapshot(at number: RevisionNumber) async throws(StoreError) -> Snapshot

    /// What has to change to come from one revision to another, in the order of the catalogue.
    ///
    /// Throws `unknownRevision` for a number that is not in the history.
    func difference(from: RevisionNumber, to: RevisionNumber) async throws(StoreError) -> [RevisionChange]

    /// Makes a new revision that holds what revision `number` held, with origin `restore(of: number)`. The web logins
    /// (`Admin_Password`, `User_Password`) stay as they are. Nil if nothing differs. `terms` as for `commit`.
    ///
    /// Throws `unknownRevision` for a number that is not in the history.
    func restore(
        to number: RevisionNumber, at time: Timestamp, author: String, note: String, terms: ConfirmationQuestion?
    ) async throws(StoreError) -> CommittedRevision?

    /// Erases settings, history, savepoints, drafts, journal and state. What remains is one revision with origin `factoryReset` and no changes, whose
    /// number follows the last one; identifiers of journal records go on counting as well.
    func factoryReset(at time: Timestamp, note: String) async throws(StoreError) -> Revision

    /// What people have prepared and not yet applied. Never waits for a writer.
    var drafts: DraftBook { get }

    /// Changes one draft, within the limits of `DraftBook`; false, and nothing is changed, if it would be too large.
    func edit(_ edit: DraftEdit, at time: Timestamp) async throws(StoreError) -> Bool

    /// Drops the drafts that nobody has touched since then.
    func removeDrafts(untouchedSince time: Timestamp) async throws(StoreError)

    /// The bytes that were kept under that key, or nil.
    func state(_ key: String) async throws(StoreError) -> [UInt8]?

    /// Keeps bytes under a key; nil removes them.
    func setState(_ key: String, _ value: [UInt8]?) async throws(StoreError)

    /// Adds a record to the journal and returns its identifier, which no other record ever had. Of each kind only the newest
    /// `JournalRecord.defaultLimit` (or what the store was made with) are kept.
    func append(kind: String, at time: Timestamp, payload: [UInt8]) async throws(StoreError) -> Int

    /// Records of one kind, newest first: at most `limit`, only those before the identifier `id` if it is given.
    func journal(kind: String, before id: Int?, limit: Int) async throws(StoreError) -> [JournalRecord]

    /// Replaces what a record holds; false if it is no longer kept.
    @discardableResult
    func updateRecord(id: Int, payload: [UInt8]) async throws(StoreError) -> Bool
}

extension ConfigurationStore {
    /// Nowhere in particular.
    public var workplace: (any TaskExecutor)? { nil }

    /// Makes one revision of the changes; nil if they would change nothing.
    @discardableResult
    public func commit(
        _ set: ChangeSet, at time: Timestamp, terms: ConfirmationQuestion? = nil
    ) async throws(StoreError) -> CommittedRevision? {
        try await commit(set, at: time, settling: nil, terms: terms)
    }

    /// Makes one revision of each set and keeps the bytes, all or nothing; they wait for nobody.
    public func commit(
        _ sets: [DatedChangeSet], onlyAfter base: RevisionNumber?, keeping state: [String: [UInt8]]
    ) async throws(StoreError) -> [CommittedRevision] {
        try await commit(sets, onlyAfter: base, keeping: state, terms: nil)
    }

    /// Makes one revision of the changes of a draft, which wait for nobody.
    public func commit(
        _ set: ChangeSet, at time: Timestamp, settling settlement: DraftSettlement?
    ) async throws(StoreError) -> CommittedRevision? {
        try await commit(set, at: time, settling: settlement, terms: nil)
    }

    /// Makes a new revision that holds what an earlier one held, and waits for nobody.
    public func restore(
        to number: RevisionNumber, at time: Timestamp, note: String
    ) async throws(StoreError) -> CommittedRevision? {
        try await restore(to: number, at: time, author: "", note: note, terms: nil)
    }

    /// Takes the newest revision back, by a change that waits for nobody.
    public func undo(
        _ number: RevisionNumber, at time: Timestamp, author: String, note: String
    ) async throws(StoreError) -> CommittedRevision? {
        try await undo(number, at: time, author: author, note: note, terms: nil)
    }

    /// Revisions, newest first: at most `limit`, only those before `number` if it is given.
    public func revisions(before number: RevisionNumber?, limit: Int) async throws(StoreError) -> [Revision] {
        try await revisions(before: number, limit: limit, matching: .all)
    }

    /// The newest revisions, newest first.
    public func revisions(limit: Int) async throws(StoreError) -> [Revision] {
        try await revisions(before: nil, limit: limit)
    }

    /// The newest records of one kind, newest first.
    public func journal(kind: String, limit: Int) async throws(StoreError) -> [JournalRecord] {
        try await journal(kind: kind, before: nil, limit: limit)
    }
}

/// Changes, and the time that their revision bears.
public struct DatedChangeSet: Hashable, Sendable {
    /// The changes.
    public var set: ChangeSet
    /// The time.
    public var time: Timestamp

    /// Those changes at that time.
    public init(_ set: ChangeSet, at time: Timestamp) {
        self.set = set
        self.time = time
    }
}

/// Whether changes have to be confirmed, and under which terms; nil if they need not be. Asked while the revision is made.
public typealias ConfirmationQuestion = @Sendable ([RevisionChange]) -> ConfirmationTerms?

/// What became of the wish to take back what waits for its confirmation.
public enum RevertOutcome: Hashable, Sendable {
    /// Taken back, by that revision if anything was left to be taken back.
    case reverted(CommittedRevision?)
    /// Nothing waits any more, or something else does.
    case passed
}

/// How many savepoints a phone keeps.
public enum SavepointLimit {
    /// More than anybody tells apart.
    public static let count = 200
}

/// A dated record of the journal. The store does not interpret it.
public struct JournalRecord: Hashable, Sendable {
    /// How many records of one kind a store keeps unless told otherwise.
    public static let defaultLimit = 1000

    /// Its identifier: later records have larger ones.
    public var id: Int
    /// What it is about, in the words of the one who wrote it.
    public var kind: String
    /// When it was written.
    public var time: Timestamp
    /// What it holds.
    public var payload: [UInt8]

    /// A record of those parts.
    public init(id: Int, kind: String, time: Timestamp, payload: [UInt8]) {
        self.id = id
        self.kind = kind
        self.time = time
        self.payload = payload
    }
}
