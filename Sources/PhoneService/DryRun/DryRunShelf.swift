internal import FlatProfile
internal import Provisioning
internal import Threading

/// The dry runs of late: those under way, and what those that have ended would store, so that exactly that can be applied.
///
/// It is all in memory: what a dry run would store holds secrets, and after a restart nobody waits for it.
final class DryRunShelf: Sendable {
    /// How many are kept, and may be under way: what one would store may be as large as the largest profile.
    static let limit = 4

    /// A dry run that was asked for.
    struct Order: Sendable {
        var id: String
        var rule: String?
        var requester: String?
        var person: String
    }

    private struct Entry: Sendable {
        var record: DryRunRecord
        var changes: [ChangeSet] = []
        var isBeingApplied = false
    }

    /// What is to be tried, for the one who does it.
    let orders: AsyncStream<Order>
    private let order: AsyncStream<Order>.Continuation
    /// Newest first.
    private let entries = Locked<[Entry]>([])

    init() {
        (orders, order) = AsyncStream.makeStream()
    }

    /// Takes an order; false if too many are under way. The oldest that has ended makes room.
    func add(_ new: Order, rule: String?, at time: Timestamp, revision: RevisionNumber) -> Bool {
        let isTaken = entries.withLock { entries in
            if entries.count >= Self.limit {
                guard let oldest = entries.lastIndex(where: { $0.record.isOver && !$0.isBeingApplied }) else {
                    return false
                }
                entries.remove(at: oldest)
            }
            let record = DryRunRecord(
                id: new.id, time: time.iso8601, rule: rule, running: nil, succeeded: nil, attempts: [], changes: [],
                effects: [], locks_out: false, revision: revision, obstacle: "it has not ended yet", applied: nil)
            entries.insert(Entry(record: record), at: 0)
            return true
        }
        if isTaken { order.yield(new) }
        return isTaken
    }

    /// The dry run of that name, as it is now.
    func record(_ id: String) -> DryRunRecord? {
        entries.withLock { $0.first { $0.record.id == id }?.record }
    }

    /// The newest, or nil.
    var newest: DryRunRecord? { entries.withLock { $0.first?.record } }

    /// Changes what is known of one.
    func update(_ id: String, _ body: (inout DryRunRecord) -> Void) {
        entries.withLock { entries in
            guard let index = entries.firstIndex(where: { $0.record.id == id }) else { return }
            body(&entries[index].record)
        }
    }

    /// It has ended, and would store those changes.
    func finish(_ id: String, with changes: [ChangeSet], _ body: (inout DryRunRecord) -> Void) {
        entries.withLock { entries in
            guard let index = entries.firstIndex(where: { $0.record.id == id }) else { return }
            entries[index].changes = changes
            body(&entries[index].record)
        }
    }

    /// Hands out what is to be stored, to one who asks at a time.
    func takeChanges(of id: String) throws(DryRunRefusal) -> (changes: [ChangeSet], record: DryRunRecord) {
        let taken: Result<(changes: [ChangeSet], record: DryRunRecord), DryRunRefusal> = entries.withLock { entries in
            guard let index = entries.firstIndex(where: { $0.record.id == id }) else { return .failure(.unknown) }
            if let obstacle = entries[index].record.obstacle { return .failure(.obstacle(obstacle)) }
            guard !entries[index].isBeingApplied else { return .failure(.obstacle("it is being applied already")) }
            entries[index].isBeingApplied = true
            return .success((entries[index].changes, entries[index].record))
        }
        return try taken.get()
    }

    /// What became of applying it. What was stored is not kept any longer.
    func applied(_ id: String, revisions: [Int], obstacle: String?) {
        entries.withLock { entries in
            guard let index = entries.firstIndex(where: { $0.record.id == id }) else { return }
            entries[index].isBeingApplied = false
            entries[index].record.obstacle = obstacle
            guard obstacle != nil else { return }
            entries[index].changes = []
            if !revisions.isEmpty { entries[index].record.applied = revisions }
        }
    }

    /// Nobody may apply what was found before a factory reset.
    func clear() {
        entries.withLock { $0.removeAll { $0.record.isOver } }
    }
}
