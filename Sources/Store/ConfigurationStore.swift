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
    func commit(
        _ set: ChangeSet, at time: Timestamp, settling settlement: DraftSettlement?
    ) async throws(StoreError) -> CommittedRevision?

    /// Revisions, newest first: at most `limit`, only those before `number` if it is given.
    func revisions(before number: RevisionNumber?, limit: Int) async throws(StoreError) -> [Revision]

    /// The revision of that number; nil if there is none (0 is the factory state and no revision).
    func revision(_ number: RevisionNumber) async throws(StoreError) -> Revision?

    /// What a revision changed, in the order in which it was asked for. Parameters that this model does not have are left out.
    ///
    /// Throws `unknownRevision` for a number that is not in the history.
    func changes(of number: RevisionNumber) async throws(StoreError) -> [RevisionChange]

    /// The configuration as a revision left it; that of 0 is always the factory state.
    ///
    /// Throws `unknownRevision` for a number that is not in the history.
    func snapshot(at number: RevisionNumber) async throws(StoreError) -> Snapshot

    /// What has to change to come from one revision to another, in the order of the catalogue.
    ///
    /// Throws `unknownRevision` for a number that is not in the history.
    func difference(from: RevisionNumber, to: RevisionNumber) async throws(StoreError) -> [RevisionChange]

    /// Makes a new revision that holds what revision `number` held, with origin `restore(of: number)`. The web logins
    /// (`Admin_Password`, `User_Password`) stay as they are. Nil if nothing differs.
    ///
    /// Throws `unknownRevision` for a number that is not in the history.
    func restore(
        to number: RevisionNumber, at time: Timestamp, note: String
    ) async throws(StoreError) -> CommittedRevision?

    /// Erases settings, history, drafts, journal and state. What remains is one revision with origin `factoryReset` and no changes, whose
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
    /// Makes one revision of the changes; nil if they would change nothing.
    @discardableResult
    public func commit(_ set: ChangeSet, at time: Timestamp) async throws(StoreError) -> CommittedRevision? {
        try await commit(set, at: time, settling: nil)
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
