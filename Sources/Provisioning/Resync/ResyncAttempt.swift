public import FlatProfile
public import ProfileFormat
public import ProfileRules
public import Transfer

/// One rule of one resync, from its text to what it changed: the whole story, as pages and records tell it. No secret is in it.
public struct ResyncAttempt: Sendable {
    /// How an attempt ended.
    public enum Ending: Hashable, Sendable {
        /// The profile was applied; outcome A.
        case applied
        /// Only the rule's assignments were to be made; outcome A.
        case assigned
        /// The gate of Resync_Trigger_1 and _2 was closed, so the rule was not followed; outcome A.
        case held
        /// There was nothing to fetch, for this reason; outcome A.
        case skipped(RuleDecision.SkipReason)
        /// The rule is `gds://`: the phone waits for an activation code; outcome A.
        case awaitsCode
        /// The file was not found and Resync_Fails_On_FNF is No; outcome A.
        case toleratedNotFound
        /// It failed.
        case failed(OutcomeClass, String)

        /// The class of the guide's table: what decides about the next resync.
        public var outcome: OutcomeClass {
            if case .failed(let outcome, _) = self { outcome } else { .success }
        }

        /// What went wrong, or nil.
        public var error: String? {
            if case .failed(_, let sentence) = self { sentence } else { nil }
        }
    }

    /// Which resync of its engine it belongs to, counted from 1; 0 in a rehearsal.
    public var resync: Int
    /// What started the resync.
    public var trigger: ResyncTrigger
    /// Which rule was followed.
    public var source: RuleSource
    /// The host that stands for the server that its rule leaves out, if one was named with it.
    var requester: String?
    /// When it began, by the wall clock.
    public var startedAt: Timestamp
    /// How long it took.
    public var duration: Duration = .zero
    /// What Resync_Trigger_1 and _2 said before it; nil if they are empty or were not asked.
    public var gate: ResyncGate?
    /// What the rule said, and why.
    public var explanation: RuleExplanation
    /// What was posted with the request; nil if the profile was just fetched.
    public var posted: PostedBody?
    /// What it asked of the network.
    public var transfer = TransferStory()
    /// What was done to read the answer, in order; empty if there was none to read.
    public var decoded: [DecodingStep] = []
    /// How it ended.
    public var ending = Ending.skipped(.empty)
    /// What it changed: its assignments first, then the profile's values.
    public var changes: [RevisionChange] = []
    /// The last revision that it made.
    public var revision: RevisionNumber?
    /// What was odd in the profile.
    public var warnings: [ProfileWarning] = []
    /// Whether another rule of the same resync follows at once.
    public var isFollowedByNextRule = false
    /// What comes next by itself, if this was the last rule of the resync.
    public var next: NextResync?
}
