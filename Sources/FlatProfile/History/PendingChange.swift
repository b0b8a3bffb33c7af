/// By when a change has to be confirmed, and by whom.
///
/// The deadline stands on the clock that counts from the start of the machine, time asleep included, so that setting the clock on the
/// wall moves nothing; it means something in that run of the machine alone.
public struct ConfirmationTerms: Hashable, Sendable {
    /// The account that shows by its confirmation that it still gets in: `admin` or `user`.
    public var account: String
    /// The run of the machine in which the deadline counts: another one after each start.
    public var boot: String
    /// The time since the start of the machine at which the old values come back; to the millisecond.
    public var deadline: Duration

    /// Terms of those parts.
    public init(account: String, boot: String, deadline: Duration) {
        self.account = account
        self.boot = boot
        self.deadline = deadline
    }
}

/// Revisions that come back by themselves unless they are confirmed: the first one that may lock somebody out, and those of that kind
/// that were made while it waited. They are confirmed together or taken back together.
public struct PendingChange: Hashable, Sendable {
    /// One of the revisions, with the terms under which it was made.
    public struct Part: Hashable, Sendable {
        /// The revision.
        public var revision: RevisionNumber
        /// By when, and by whom.
        public var terms: ConfirmationTerms

        /// A part.
        public init(revision: RevisionNumber, terms: ConfirmationTerms) {
            self.revision = revision
            self.terms = terms
        }
    }

    /// The revisions, oldest first; never empty.
    public let parts: [Part]

    /// A change of these parts, oldest first; nil without any.
    public init?(parts: [Part]) {
        guard !parts.isEmpty else { return nil }
        self.parts = parts
    }

    /// The revisions, oldest first.
    public var revisions: [RevisionNumber] { parts.map(\.revision) }

    /// The first revision.
    public var first: RevisionNumber { parts[0].revision }

    /// The newest revision: whoever confirms must have got in after it.
    public var newest: RevisionNumber { parts[parts.count - 1].revision }

    /// The terms that hold: those of the newest part.
    public var terms: ConfirmationTerms { parts[parts.count - 1].terms }
}

extension Snapshot {
    /// What has to change to take those revisions back, in the order of the catalogue.
    ///
    /// Of each parameter that they changed the value that was there before them comes back, but only if none of the other
    /// revisions has changed it since: what a resync has set meanwhile stays. `history` is what each revision changed, from the first
    /// of them to the present one, in order.
    public func takingBack(
        _ revisions: Set<RevisionNumber>, history: [(revision: RevisionNumber, changes: [RevisionChange])]
    ) -> [RevisionChange] {
        var originals: [ParameterName: Setting?] = [:]
        for (revision, changes) in history {
            for change in changes {
                if !revisions.contains(revision) {
                    originals[change.name] = nil
                } else if originals[change.name] == nil {
                    originals[change.name] = .some(change.before)
                }
            }
        }
        return originals.compactMap { name, original -> (index: Int, change: RevisionChange)? in
            guard let index = catalogue.index(of: name) else { return nil }
            let present = settings[name]
            guard !Setting.haveSameContent(present, original) else { return nil }
            return (index, RevisionChange(name: name, before: present, after: original))
        }
        .sorted { $0.index < $1.index }.map(\.change)
    }

    /// This configuration with those changes, as a new revision of that origin; nil if there are none.
    public func changing(
        _ changes: [RevisionChange], origin: Origin, at time: Timestamp
    ) -> (snapshot: Snapshot, changes: [RevisionChange])? {
        guard !changes.isEmpty else { return nil }
        let provenance = Provenance(origin: origin, time: time, revision: revision + 1)
        var next = settings
        let changes = changes.map { change in
            var change = change
            change.after?.provenance = provenance
            next[change.name] = change.after
            return change
        }
        return (Snapshot(catalogue: catalogue, revision: revision + 1, settings: next), changes)
    }
}
