public import FlatProfile
public import ProfileRules
public import Transfer

/// One attempt at an upgrade, from its rule to what was installed: the whole story, as pages and records tell it. No secret is in it.
public struct UpgradeAttempt: Sendable {
    /// How an attempt ended.
    public enum Ending: Hashable, Sendable {
        /// The load is installed, and the phone runs it; the last lines of the install program.
        case installed(output: [String])
        /// A phone that lives in memory only took the version of the load.
        case pretended
        /// The load is staged; no install program is configured, so the phone runs what it ran.
        case staged
        /// The load runs already: nothing was asked of the server.
        case alreadyRunning
        /// A rehearsal: the load came whole and passed every check, and nothing was kept.
        case checked
        /// Only the rule's assignments were to be made.
        case assigned
        /// There was nothing to fetch, for this reason.
        case skipped(RuleDecision.SkipReason)
        /// It failed; nothing was changed. The last lines of the install program, if it was run.
        case failed(OutcomeClass, String, output: [String])

        /// The class of the guide's table.
        public var outcome: OutcomeClass {
            if case .failed(let outcome, _, _) = self { outcome } else { .success }
        }

        /// What went wrong, or nil.
        public var error: String? {
            if case .failed(_, let sentence, _) = self { sentence } else { nil }
        }

        /// Whether the phone runs another load than before.
        public var changedVersion: Bool {
            switch self {
            case .installed, .pretended: true
            default: false
            }
        }
    }

    /// Which attempt of its engine it is, counted from 1; 0 in a rehearsal.
    public var run: Int
    /// What started it.
    public var trigger: UpgradeTrigger
    /// Which rule was followed.
    public var source: RuleSource
    /// When it began, by the wall clock.
    public var startedAt: Timestamp
    /// How long it took.
    public var duration: Duration = .zero
    /// What ran before it.
    public var softwareVersionBefore: String
    /// What runs after it.
    public var softwareVersionAfter: String
    /// What the rule said, and why.
    public var explanation: RuleExplanation
    /// The load that the address names.
    public var load: FirmwareLoad?
    /// What it asked of the network.
    public var transfer = TransferStory()
    /// The load as it came, once it had passed every check.
    public var firmware: StagedFirmware?
    /// How it ended.
    public var ending = Ending.skipped(.empty)
    /// What the rule's assignments changed.
    public var changes: [RevisionChange] = []
    /// The revision that they made.
    public var revision: RevisionNumber?
    /// What comes next by itself.
    public var next: NextUpgrade?
}

/// What the engine tells of upgrades.
public enum UpgradeEvent: Sendable {
    /// An attempt has begun.
    case began(UpgradeRequest)
    /// The load is about to be fetched.
    case fetching(rule: RuleSource, url: String)
    /// So much of it has come.
    case received(DownloadProgress)
    /// It is handed over to be installed.
    case installing(FirmwareLoad)
    /// The attempt has ended.
    case attempted(UpgradeAttempt)
    /// The next attempt has moved.
    case rescheduled(NextUpgrade?)
}
