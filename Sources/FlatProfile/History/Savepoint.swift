/// A revision that somebody gave a name, to find it again.
public struct Savepoint: Hashable, Sendable {
    /// Its number, which no other savepoint of this phone ever had.
    public var id: Int
    /// Its name, which no other savepoint has now.
    public var name: String
    /// The revision; 0 is the factory state.
    public var revision: RevisionNumber
    /// When it was named.
    public var time: Timestamp
    /// The login that named it.
    public var author: String

    /// A savepoint of those parts.
    public init(id: Int, name: String, revision: RevisionNumber, time: Timestamp, author: String) {
        self.id = id
        self.name = name
        self.revision = revision
        self.time = time
        self.author = author
    }
}

/// Which revisions a list holds; what is nil lets all pass.
public struct RevisionFilter: Hashable, Sendable {
    /// Only those of that kind of origin.
    public var kind: Origin.Kind?
    /// Only those that this login asked for; empty: those that the phone made by itself.
    public var author: String?

    /// All revisions.
    public static let all = RevisionFilter()

    /// A filter of those parts.
    public init(kind: Origin.Kind? = nil, author: String? = nil) {
        self.kind = kind
        self.author = author
    }

    /// Whether a revision passes.
    public func admits(_ revision: Revision) -> Bool {
        (kind == nil || kind == revision.origin.kind) && (author == nil || author == revision.author)
    }
}
