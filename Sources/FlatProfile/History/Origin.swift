/// Where a value came from: shown beside the field and in the history.
public enum Origin: Hashable, Sendable {
    /// Typed into a form by this account (`admin` or `user`).
    case web(account: String)
    /// Fetched: the profile at `url` (user info removed), or one pushed by a server.
    case profile(url: String)
    /// Set by an assignment of a rule; `rule` names the parameter that holds the rule, or `one-time rule`.
    case assignment(rule: String)
    /// Read from a file that someone uploaded.
    case importedFile(name: String)
    /// `onhook param set` by this login of the machine.
    case commandLine(user: String)
    /// The JSON API, by this account.
    case api(account: String)
    /// An automatic configuration server.
    case tr069(url: String)
    /// A restore of that earlier revision.
    case restore(of: RevisionNumber)
    /// A factory reset.
    case factoryReset
}

/// The number of a revision: 0 is the factory state, then 1, 2, … without gaps.
public typealias RevisionNumber = Int

/// Where and when a value was set.
public struct Provenance: Hashable, Sendable {
    /// Who or what set it.
    public var origin: Origin
    /// The line of the profile that set it, if a file did.
    public var line: Int?
    /// When the revision was made.
    public var time: Timestamp
    /// The revision that set it.
    public var revision: RevisionNumber

    /// A provenance of those parts.
    public init(origin: Origin, line: Int? = nil, time: Timestamp, revision: RevisionNumber) {
        self.origin = origin
        self.line = line
        self.time = time
        self.revision = revision
    }
}
