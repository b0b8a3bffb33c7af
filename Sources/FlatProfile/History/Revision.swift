/// One entry of the history: what one set of changes made of the configuration.
public struct Revision: Hashable, Sendable {
    /// Its number, counted from 1.
    public var number: RevisionNumber
    /// When it was made.
    public var time: Timestamp
    /// Who or what made it.
    public var origin: Origin
    /// The login that asked for it: `admin`, `root`; empty if the phone did it by itself.
    public var author: String
    /// A remark, or empty.
    public var note: String
    /// How many parameters it changed.
    public var changeCount: Int

    /// A revision of those parts; without an author it is the one that the origin names.
    public init(
        number: RevisionNumber, time: Timestamp, origin: Origin, author: String? = nil, note: String, changeCount: Int
    ) {
        self.number = number
        self.time = time
        self.origin = origin
        self.author = author ?? origin.author ?? ""
        self.note = note
        self.changeCount = changeCount
    }
}

/// A revision that was made just now, with what it changed.
public struct CommittedRevision: Hashable, Sendable {
    /// The revision.
    public var revision: Revision
    /// What it changed, in the order in which it was asked for.
    public var changes: [RevisionChange]

    /// A revision with its changes.
    public init(revision: Revision, changes: [RevisionChange]) {
        self.revision = revision
        self.changes = changes
    }

    /// The revision that has made these changes and left that configuration, whose number it has.
    public init(
        _ next: (snapshot: Snapshot, changes: [RevisionChange]), origin: Origin, author: String? = nil, note: String,
        at time: Timestamp
    ) {
        revision = Revision(
            number: next.snapshot.revision, time: time, origin: origin, author: author, note: note,
            changeCount: next.changes.count)
        changes = next.changes
    }
}

/// What one revision did to one parameter.
public struct RevisionChange: Hashable, Sendable {
    /// Which parameter.
    public var name: ParameterName
    /// Its setting before; nil is the factory default.
    public var before: Setting?
    /// Its setting after; nil is the factory default.
    public var after: Setting?

    /// A change of one parameter.
    public init(name: ParameterName, before: Setting?, after: Setting?) {
        self.name = name
        self.before = before
        self.after = after
    }
}
