internal import FlatProfile

/// A change that waits for its confirmation.
public struct PendingChangeRecord: Codable, Hashable, Sendable {
    /// Its revisions, oldest first.
    public var revisions: [Int]
    /// The account that has to confirm it: `admin`, `user`.
    public var account: String
    /// When the old values come back, by the clock on the wall as it is set now.
    public var until: String
    /// How many seconds are left, on a clock that nobody sets.
    public var remaining: Double
    /// What would come back, as if it were a change; only where it is asked for by itself.
    @Nullable public var changes: [ChangeRecord]?
}

/// What became of a change that was taken back.
public struct RevertRecord: Codable, Hashable, Sendable {
    /// The revision that holds the old values again; null if nothing was left to be taken back.
    @Nullable public var revision: RevisionRecord?
}
