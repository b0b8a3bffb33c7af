/// A resync that is tried without changing anything: how it goes on, and what it came to.
public struct DryRunRecord: Codable, Hashable, Sendable {
    /// What it is called until the phone's process ends; nobody can guess it.
    public var id: String
    /// When it was asked for.
    public var time: String
    /// The one-time rule, secrets masked; null: the stored rules.
    @Nullable public var rule: String?
    /// What is being done; null before it begins and when it has ended.
    @Nullable public var running: RunningRecord?
    /// Whether every rule was followed; null until it has ended.
    @Nullable public var succeeded: Bool?
    /// The rules that were followed so far, in their order.
    public var attempts: [AttemptRecord]
    /// What all of it together would change, in the order of the catalogue.
    public var changes: [PreviewChangeRecord]
    /// What all of them together would do, the gravest first.
    public var effects: [EffectRecord]
    /// Whether they may lock somebody out, so that they wait for a confirmation where it is asked for on the pages.
    public var locks_out: Bool
    /// The revision that it was compared with.
    public var revision: Int
    /// Why it cannot be applied (any more); null if it can.
    @Nullable public var obstacle: String?
    /// The revisions that applying it made; null if it was not applied.
    @Nullable public var applied: [Int]?

    /// Whether it has ended.
    public var isOver: Bool { succeeded != nil }
}

/// What may be asked of a dry run.
public struct DryRunWish: Codable, Hashable, Sendable {
    /// A rule for this once, which is not stored; nil: the stored rules.
    public var rule: String?
    /// False: answer at once, without waiting for the end.
    public var wait: Bool?

    /// A wish of those parts.
    public init(rule: String? = nil, wait: Bool? = nil) {
        self.rule = rule
        self.wait = wait
    }
}

/// Why a dry run was not begun or applied; nothing was changed, unless the sentence says so.
public enum DryRunRefusal: Error, Hashable, Sendable {
    /// The resync that it would try is refused.
    case resync(ResyncRefusal)
    /// Only the administrator may.
    case notAllowed
    /// There is none of that name, or it is no longer kept.
    case unknown
    /// As many as are allowed are under way.
    case busy
    /// It cannot be applied, and why.
    case obstacle(String)
    /// The store could not take it, in words.
    case store(String)
}

extension DryRunRefusal: CustomStringConvertible {
    /// The sentence for whoever asked.
    public var description: String {
        switch self {
        case .resync(let refusal): "\(refusal)"
        case .notAllowed: "only the administrator may make a dry run"
        case .unknown: "there is no such dry run, or it is no longer kept: try it again"
        case .busy: "as many dry runs as are allowed are under way: wait for the end of one"
        case .obstacle(let sentence), .store(let sentence): sentence
        }
    }
}
