import FlatProfile

/// All drafts of a phone, within limits. A value: both stores keep one, and write down what a change made of it.
public struct DraftBook: Hashable, Sendable {
    /// How long a draft lasts that nobody touches.
    public static let lifetime = Duration.seconds(30 * 86_400)
    /// How many drafts an account may have; the one that was not touched longest makes room.
    public static let mostDrafts = 16
    /// How many changes a draft may have: more than a phone has parameters.
    public static let mostChanges = 4096
    /// How many bytes the texts of a draft may have: as many as the form of a tab.
    public static let largestSize = 512 << 10

    /// The drafts, by holder.
    public private(set) var drafts: [DraftHolder: Draft]

    /// A book of those drafts.
    init(_ drafts: [Draft] = []) {
        self.drafts = Dictionary(drafts.map { ($0.holder, $0) }) { first, _ in first }
    }

    /// The holder's draft.
    public subscript(holder: DraftHolder) -> Draft? { drafts[holder] }

    /// Does one edit; false, and nothing is changed, if the draft would be too large. Drafts that were left alone go on the way.
    mutating func edit(_ edit: DraftEdit, at time: Timestamp) -> Bool {
        var draft = drafts[edit.holder] ?? Draft(holder: edit.holder, begun: time, touched: time, changes: [])
        if edit.replacesAll { draft.changes = [] }
        draft.changes.removeAll { edit.removing.contains($0.name) }
        var places = Dictionary(uniqueKeysWithValues: draft.changes.enumerated().map { ($1.name, $0) })
        for change in edit.setting {
            if let place = places[change.name] {
                draft.changes[place] = change
            } else {
                places[change.name] = draft.changes.count
                draft.changes.append(change)
            }
        }
        guard draft.changes.count <= Self.mostChanges, draft.size <= Self.largestSize else { return false }
        draft.touched = time
        drafts[edit.holder] = draft.changes.isEmpty ? nil : draft
        removeUntouched(since: time - Self.lifetime)
        makeRoom(for: edit.holder)
        return true
    }

    /// Ends changes that were applied.
    mutating func settle(_ settlement: DraftSettlement) {
        guard let holder = settlement.holder, var draft = drafts[holder] else { return }
        draft.changes.removeAll { settlement.names.contains($0.name) }
        drafts[holder] = draft.changes.isEmpty ? nil : draft
    }

    /// Drops drafts that nobody has touched since then.
    mutating func removeUntouched(since time: Timestamp) {
        drafts = drafts.filter { $0.value.touched >= time }
    }

    private mutating func makeRoom(for holder: DraftHolder) {
        let others = drafts.values.filter { $0.holder.account == holder.account && $0.holder != holder }
            .sorted { $0.touched > $1.touched }
        for draft in others.dropFirst(Self.mostDrafts - 1) { drafts[draft.holder] = nil }
    }
}

extension Timestamp {
    /// The moment that much earlier.
    fileprivate static func - (moment: Self, duration: Duration) -> Self { moment + (.zero - duration) }
}
