public import FlatProfile

/// Whose draft it is: an account in one browser, or an account by a name that a script gave.
public struct DraftHolder: Hashable, Sendable {
    /// `admin` or `user`.
    public var account: String
    /// What tells it from the other drafts of the account. The store does not interpret it.
    public var key: String

    /// A holder of those parts.
    public init(account: String, key: String) {
        self.account = account
        self.key = key
    }
}

/// A change that somebody has prepared and not yet applied.
public struct DraftedChange: Hashable, Sendable {
    /// Which parameter.
    public var name: ParameterName
    /// The text that it shall have; nil is back to the factory default.
    public var value: String?
    /// Whether the text is what is stored of a web login already, not the password itself.
    public var isHashed: Bool
    /// The value that was there when the change was prepared: who finds another one has been overtaken.
    public var base: String
    /// When it was prepared.
    public var time: Timestamp

    /// A change of those parts.
    public init(_ name: ParameterName, value: String?, isHashed: Bool = false, base: String, time: Timestamp) {
        self.name = name
        self.value = value
        self.isHashed = isHashed
        self.base = base
        self.time = time
    }
}

/// The changes that one holder has prepared; never without any.
public struct Draft: Hashable, Sendable {
    /// Whose it is.
    public var holder: DraftHolder
    /// When the first change was prepared.
    public var begun: Timestamp
    /// When it was last touched.
    public var touched: Timestamp
    /// One for each parameter, in the order in which they were prepared.
    public var changes: [DraftedChange]

    /// The change of that parameter, if there is one.
    public subscript(name: ParameterName) -> DraftedChange? { changes.first { $0.name == name } }

    /// How many bytes its texts have.
    var size: Int {
        changes.reduce(0) { $0 + $1.name.text.utf8.count + ($1.value?.utf8.count ?? 0) + $1.base.utf8.count }
    }
}

/// What is done to one draft at once.
public struct DraftEdit: Hashable, Sendable {
    /// Whose draft.
    public var holder: DraftHolder
    /// Changes to prepare, each in the place of one for the same parameter.
    public var setting: [DraftedChange]
    /// Parameters whose changes are dropped.
    public var removing: Set<ParameterName>
    /// Whether everything else is dropped first.
    public var replacesAll: Bool

    /// An edit of those parts.
    public init(
        _ holder: DraftHolder, setting: [DraftedChange] = [], removing: Set<ParameterName> = [],
        replacesAll: Bool = false
    ) {
        self.holder = holder
        self.setting = setting
        self.removing = removing
        self.replacesAll = replacesAll
    }
}

/// Which prepared changes end with a commit: they are applied, or given up, in the same breath.
public struct DraftSettlement: Hashable, Sendable {
    /// Whose draft; nil where there is none, and only the revision counts.
    public var holder: DraftHolder?
    /// The parameters whose changes end.
    public var names: Set<ParameterName>
    /// The revision that was looked at; if there is a newer one, nothing is done. Nil does not ask.
    public var revision: RevisionNumber?

    /// A settlement of those parts.
    public init(_ holder: DraftHolder?, names: Set<ParameterName>, ifStillAt revision: RevisionNumber? = nil) {
        self.holder = holder
        self.names = names
        self.revision = revision
    }
}
