package import FlatProfile

/// A revision that is ready to be written, with the configuration that it leaves.
package struct NextRevision: Sendable {
    /// The configuration that it leaves.
    package let snapshot: Snapshot
    /// What it is, and what it changes.
    package let committed: CommittedRevision

    init(
        _ next: (snapshot: Snapshot, changes: [RevisionChange]), origin: Origin, author: String? = nil, note: String,
        at time: Timestamp
    ) {
        snapshot = next.snapshot
        committed = CommittedRevision(next, origin: origin, author: author, note: note, at: time)
    }

    /// The one that makes those changes; nil if they would change nothing.
    init?(_ set: ChangeSet, of present: Snapshot, at time: Timestamp) {
        guard let next = present.applying(set, at: time) else { return nil }
        self.init(next, origin: set.origin, author: set.author, note: set.note, at: time)
    }
}

extension Snapshot {
    /// One revision of each set, one after the other; none for a set that changes nothing.
    package func applying(_ sets: [DatedChangeSet]) -> [NextRevision] {
        var revisions: [NextRevision] = []
        for dated in sets {
            guard let next = NextRevision(dated.set, of: revisions.last?.snapshot ?? self, at: dated.time) else {
                continue
            }
            revisions.append(next)
        }
        return revisions
    }
}

extension [NextRevision] {
    /// What becomes a part of the change that waits: all of them, or none. They are made together, so it is asked about what they change
    /// together.
    func waiting(on terms: ConfirmationQuestion?, since present: Snapshot) -> [PendingChange.Part] {
        guard let terms, let last else { return [] }
        let changes = count == 1 ? last.committed.changes : last.snapshot.differences(from: present)
        guard let answer = terms(changes) else { return [] }
        return map { PendingChange.Part(revision: $0.committed.revision.number, terms: answer) }
    }
}

extension PendingChange? {
    /// Makes revisions part of what waits.
    mutating func join(_ parts: [PendingChange.Part]) {
        self = PendingChange(parts: (self?.parts ?? []) + parts)
    }
}
