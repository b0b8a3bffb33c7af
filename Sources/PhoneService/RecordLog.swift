internal import FlatProfile
internal import Store
internal import Threading

/// A record of the journal that has a number of its own kind, counted from 1 since the last factory reset.
protocol NumberedRecord: Codable, Sendable {
    /// The journal's word for these records.
    static var journalKind: String { get }
    /// Its number.
    var number: Int { get }
}

/// What one concern has done, as numbered records: the newest in memory, the others in the journal. They survive a restart.
final class RecordLog<Record: NumberedRecord>: Sendable {
    /// How many are kept at hand, for the pages.
    private static var recentLimit: Int { 50 }

    private let store: any ConfigurationStore
    private let contents = Locked(Contents())

    private struct Contents: Sendable {
        /// Newest first.
        var recent: [Record] = []
        /// Which run of its concern in this process a recent record belongs to, by its number.
        var runs: [Int: Int] = [:]
        var lastNumber = 0
    }

    init(store: any ConfigurationStore) {
        self.store = store
    }

    /// Reads what an earlier process left.
    func load() async throws(StoreError) {
        let kept = try await store.journal(kind: Record.journalKind, limit: Self.recentLimit).compactMap(Self.record)
        contents.withLock { $0 = Contents(recent: kept, lastNumber: kept.first?.number ?? 0) }
    }

    /// Adds the record that `make` makes of its number. `run` tells which records came of one request. A record that the store cannot
    /// take is kept in memory: the phone goes on, and the error says why.
    func add(
        at time: Timestamp, run: Int? = nil, _ make: (_ number: Int) -> Record
    ) async -> (record: Record, error: StoreError?) {
        let number = contents.withLock { contents in
            contents.lastNumber += 1
            return contents.lastNumber
        }
        let record = make(number)
        contents.withLock { contents in
            contents.recent.insert(record, at: 0)
            contents.runs[number] = run
            if contents.recent.count > Self.recentLimit {
                contents.runs[contents.recent.removeLast().number] = nil
            }
        }
        do throws(StoreError) {
            _ = try await store.append(kind: Record.journalKind, at: time, payload: RecordCoding.encode(record))
            return (record, nil)
        } catch {
            return (record, error)
        }
    }

    /// The newest records, newest first; no more than are kept at hand.
    func recent(_ count: Int) -> [Record] {
        Array(contents.withLock { $0.recent }.prefix(max(0, count)))
    }

    /// The newest records, newest first.
    func newest(_ count: Int) async throws(StoreError) -> [Record] {
        let recent = recent(count)
        guard count > recent.count, recent.count == Self.recentLimit else { return recent }
        let stored = try await store.journal(kind: Record.journalKind, limit: count).compactMap(Self.record)
        // What the journal could not take is at hand only.
        let oldest = recent.last?.number ?? .max
        return Array((recent + stored.filter { $0.number < oldest }).prefix(count))
    }

    /// The newest records before that number, newest first.
    func page(before number: Int, limit: Int) async throws(StoreError) -> [Record] {
        let recent = recent(Self.recentLimit)
        var page = Array(recent.filter { $0.number < number }.prefix(limit))
        guard page.count < limit, recent.count == Self.recentLimit else { return page }
        let oldest = min(number, recent.last?.number ?? number)
        var id: Int?
        while page.count < limit {
            let entries = try await store.journal(kind: Record.journalKind, before: id, limit: Self.chunk)
            page += entries.compactMap(Self.record).filter { $0.number < oldest }.prefix(limit - page.count)
            guard entries.count == Self.chunk, let last = entries.last else { break }
            id = last.id
        }
        return page
    }

    /// How many records are read of the journal at once.
    private static var chunk: Int { 100 }

    /// The records of one run, in their order, as far as they are at hand.
    func records(ofRun run: Int) -> [Record] {
        contents.withLock { contents in
            contents.recent.reversed().filter { contents.runs[$0.number] == run }
        }
    }

    /// Nobody will ask for the runs until now: those that follow have the same numbers.
    func forgetRuns() {
        contents.withLock { $0.runs = [:] }
    }

    /// The record of that number, if it is still kept.
    func record(_ number: Int) async throws(StoreError) -> Record? {
        if let record = recent(Self.recentLimit).first(where: { $0.number == number }) { return record }
        return try await newest(JournalRecord.defaultLimit).first { $0.number == number }
    }

    /// A record of a version that wrote it differently is passed over.
    private static func record(_ entry: JournalRecord) -> Record? {
        try? RecordCoding.decode(Record.self, from: entry.payload)
    }
}

extension AttemptRecord: NumberedRecord {
    static let journalKind = "attempt"
}
