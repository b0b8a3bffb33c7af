public import FlatProfile
internal import ProfileRules

/// What started an attempt at an upgrade.
public enum UpgradeTrigger: Hashable, Sendable {
    /// The phone has started and finds a rule that it has not tried.
    case start
    /// A resync has ended, and the rule asks for something else than before.
    case resync
    /// Upgrade_Rule, or what it expands to, has changed.
    case ruleChange
    /// `Upgrade_Error_Retry_Delay` after a failure; the number of failures in a row before it.
    case errorRetry(failures: Int)
    /// Somebody asked for it: a page, a direct action, the command line, the API.
    case request(by: String)

    /// The macro `$UPGST`.
    var upgradeState: RuntimeValues.UpgradeState {
        if case .errorRetry = self { .retry } else { .firstAttempt }
    }
}

/// One attempt at an upgrade to be made.
public struct UpgradeRequest: Hashable, Sendable {
    /// A load for this once, which is not stored.
    public struct OneTime: Hashable, Sendable {
        /// Where it is, as a rule: a URL without scheme is fetched by TFTP, one without server from the host that asks.
        public var rule: String
        /// The host that asks.
        public var requester: String

        /// A load for once.
        public init(rule: String, requester: String) {
            self.rule = rule
            self.requester = requester
        }
    }

    /// What started it.
    public var trigger: UpgradeTrigger
    /// A load for this once; nil: what Upgrade_Rule says.
    public var oneTime: OneTime?

    /// A request of those parts.
    public init(trigger: UpgradeTrigger, oneTime: OneTime? = nil) {
        self.trigger = trigger
        self.oneTime = oneTime
    }
}

/// The next upgrade that will be tried by itself.
public struct NextUpgrade: Hashable, Sendable {
    /// When, by the wall clock of this moment.
    public var at: Timestamp
    /// Why then.
    public var trigger: UpgradeTrigger

    /// An upgrade to come.
    public init(at: Timestamp, trigger: UpgradeTrigger) {
        self.at = at
        self.trigger = trigger
    }
}
