/// One wish: what a parameter shall be from now on. What is nil stays as it is.
public struct ParameterChange: Hashable, Sendable {
    /// What shall happen to the value.
    public enum Value: Hashable, Sendable {
        /// Leave it.
        case keep
        /// Set it to this text, already in the form that the parameter's type writes.
        case set(String)
        /// Back to the factory default, with everything else that was set of the parameter.
        case reset
    }

    /// Which parameter.
    public var name: ParameterName
    /// What shall happen to its value.
    public var value: Value
    /// The access of the account `user`; nil leaves it.
    public var access: UserAccess?
    /// `user-pref`; nil leaves it. Setting it to false also clears `um`.
    public var isUserPreference: Bool?
    /// `um`: set when the account `user` changes a user preference; nil leaves it.
    public var isUserModified: Bool?
    /// The line of the file that says so, if one does.
    public var line: Int?
    /// Who set it first and when, where the set brings back what was set before; nil: the set does it, now.
    public var source: EarlierSource?

    /// A change of those parts.
    public init(
        _ name: ParameterName, _ value: Value, access: UserAccess? = nil, isUserPreference: Bool? = nil,
        isUserModified: Bool? = nil, line: Int? = nil, source: EarlierSource? = nil
    ) {
        self.name = name
        self.value = value
        self.access = access
        self.isUserPreference = isUserPreference
        self.isUserModified = isUserModified
        self.line = line
        self.source = source
    }
}

/// Who set a value, and when, before the revision that brings it back.
public struct EarlierSource: Hashable, Sendable {
    /// Who or what set it.
    public var origin: Origin
    /// When that was.
    public var time: Timestamp

    /// A source of those parts.
    public init(origin: Origin, time: Timestamp) {
        self.origin = origin
        self.time = time
    }
}

/// Changes that belong together: all of a form, all of a profile, all assignments of a rule. They become one revision, or nothing.
public struct ChangeSet: Hashable, Sendable {
    /// The changes, in their order; of several for one parameter the last wins.
    public var changes: [ParameterChange]
    /// Who asks for them.
    public var origin: Origin
    /// A remark for the history, or empty.
    public var note: String
    /// The login that asks for them; nil is the one that the origin names.
    public var author: String?

    /// A set of changes from one origin.
    public init(_ changes: [ParameterChange], origin: Origin, author: String? = nil, note: String = "") {
        self.changes = changes
        self.origin = origin
        self.note = note
        self.author = author
    }
}
