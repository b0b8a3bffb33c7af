public import FlatProfile
public import ProfileFormat
public import ProfileRules
public import Transfer

/// One rule of one report, from its text to what the server said: the whole story, as pages and records tell it. No secret is in it.
public struct ReportAttempt: Sendable {
    /// What is sent.
    public enum Contents: Hashable, Sendable {
        /// The whole configuration.
        case configuration
        /// `--delta`: that many parameters, those that differ from what they were at that revision.
        case changes(since: RevisionNumber, count: Int)
        /// `--status`.
        case status
    }

    /// How an attempt ended.
    public enum Ending: Hashable, Sendable {
        /// The server took it.
        case sent
        /// There was nothing to send, for this reason.
        case skipped(RuleDecision.SkipReason)
        /// It failed; nothing follows by itself.
        case failed(OutcomeClass, String)

        /// The class of the guide's table.
        public var outcome: OutcomeClass {
            if case .failed(let outcome, _) = self { outcome } else { .success }
        }

        /// What went wrong, or nil.
        public var error: String? {
            if case .failed(_, let sentence) = self { sentence } else { nil }
        }
    }

    /// Which report of its engine it belongs to, counted from 1.
    public var report: Int
    /// What started the report.
    public var trigger: ReportTrigger
    /// Which of the rules of Report_Rule it follows: 1 or 2.
    public var rule: Int
    /// When it began, by the wall clock.
    public var startedAt: Timestamp
    /// How long it took.
    public var duration: Duration = .zero
    /// What the rule said, and why.
    public var explanation: RuleExplanation
    /// What was sent; nil if it did not come to that.
    public var contents: Contents?
    /// How it was sealed; nil: not at all.
    public var seal: SealScheme?
    /// How many bytes were sent.
    public var sentBytes = 0
    /// What it asked of the network.
    public var transfer = TransferStory()
    /// How it ended.
    public var ending = Ending.skipped(.empty)
    /// What was odd.
    public var warnings: [String] = []
}

/// What a report came to.
public struct ReportOutcome: Sendable {
    /// Whether all of it was taken, or there was nothing to send.
    public var succeeded: Bool { attempts.allSatisfy { $0.ending.error == nil } }
    /// One for each rule, in their order.
    public var attempts: [ReportAttempt]
}
