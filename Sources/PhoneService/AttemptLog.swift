internal import FlatProfile
internal import Provisioning
internal import Store
internal import Threading

/// The attempts of all resyncs: the newest in memory, the others in the journal. They survive a restart.
final class AttemptLog: Sendable {
    /// The journal's word for these records.
    static let kind = "attempt"
    /// How many are kept at hand, for the pages.
    private static let recentLimit = 50

    private let store: any ConfigurationStore
    private let contents = Locked(Contents())

    private struct Contents: Sendable {
        /// Newest first.
        var recent: [AttemptRecord] = []
        /// Which resync of this run the recent attempts belong to.
        var resyncs: [Int: Int] = [:]
        var lastNumber = 0
    }

    init(store: any ConfigurationStore) {
        self.store = store
    }

    /// Reads what an earlier run left.
    func load() async throws(StoreError) {
        let kept = try await store.journal(kind: Self.kind, limit: Self.recentLimit).compactMap(Self.record)
        contents.withLock { $0 = Contents(recent: kept, lastNumber: kept.first?.number ?? 0) }
    }

    /// Adds an attempt. One that the store cannot take is kept in memory: the phone goes on, and the error says why.
    func add(_ attempt: ResyncAttempt, at time: Timestamp, in catalogue: Catalogue) async -> (
        AttemptRecord, StoreError?
    ) {
        let number = contents.withLock { contents in
            contents.lastNumber += 1
            return contents.lastNumber
        }
        let record = AttemptRecord(attempt, number: number, in: catalogue)
        contents.withLock { contents in
            contents.recent.insert(record, at: 0)
            contents.resyncs[record.number] = attempt.resync
            if contents.recent.count > Self.recentLimit {
                contents.resyncs[contents.recent.removeLast().number] = nil
            }
        }
        do throws(StoreError) {
            _ = try await store.append(kind: Self.kind, at: time, payload: RecordCoding.encode(record))
            return (record, nil)
        } catch {
            return (record, error)
        }
    }

    /// The newest attempts, newest first; no more than are kept at hand.
    func recent(_ count: Int) -> [AttemptRecord] {
        Array(contents.withLock { $0.recent }.prefix(max(0, count)))
    }

    /// The newest attempts, newest first.
    func newest(_ count: Int) async throws(StoreError) -> [AttemptRecord] {
        let recent = recent(count)
        guard count > recent.count, recent.count == Self.recentLimit else { return recent }
        let stored = try await store.journal(kind: Self.kind, limit: count).compactMap(Self.record)
        // What the journal could not take is at hand only.
        let oldest = recent.last?.number ?? .max
        return Array((recent + stored.filter { $0.number < oldest }).prefix(count))
    }

    /// The records of the attempts of one resync, in their order.
    func records(of attempts: [ResyncAttempt]) -> [AttemptRecord] {
        guard let resync = attempts.first?.resync else { return [] }
        return contents.withLock { contents in
            contents.recent.reversed().filter { contents.resyncs[$0.number] == resync }
        }
    }

    /// The attempt of that number, if it is still kept.
    func attempt(_ number: Int) async throws(StoreError) -> AttemptRecord? {
        if let record = recent(Self.recentLimit).first(where: { $0.number == number }) { return record }
        return try await newest(JournalRecord.defaultLimit).first { $0.number == number }
    }

    /// A record of a version that wrote it differently is passed over.
    private static func record(_ entry: JournalRecord) -> AttemptRecord? {
        try? RecordCoding.decode(AttemptRecord.self, from: entry.payload)
    }
}
