public import FlatProfile
public import ProfileRules

/// What started a resync.
public enum ResyncTrigger: Hashable, Sendable {
    /// The start of the phone.
    case powerUp
    /// `Resync_Periodic` after the last success.
    case periodic
    /// The time of day of `Resync_At`.
    case daily
    /// An attempt at an upgrade has ended, and `Resync_After_Upgrade_Attempt` is Yes.
    case upgradeAttempt
    /// `Resync_Error_Retry_Delay` after a failure; the number of failures in a row before it.
    case errorRetry(failures: Int)
    /// DHCP has named a provisioning server, and the last resync failed with a rule that leaves the server out.
    case serverNamed
    /// Somebody asked for it: a page, a direct action, the command line, the API.
    case request(by: String)

    /// Whether somebody asked for it, which passes the gates of Resync_Trigger_1 and _2.
    public var isRequest: Bool {
        if case .request = self { true } else { false }
    }

    /// The macro `$PRVST`.
    public var provisioningState: RuntimeValues.ProvisioningState {
        switch self {
        case .request: .explicitRequest
        case .powerUp: .powerUp
        // That of a resync after an upgrade is not told by any source: the phone was not switched on for it.
        case .periodic, .daily, .upgradeAttempt: .periodic
        case .errorRetry, .serverNamed: .retry
        }
    }
}

/// One resync to be done.
public struct ResyncRequest: Hashable, Sendable {
    /// What started it.
    public var trigger: ResyncTrigger
    /// A rule for this once, which is not stored; nil: the stored rules Profile_Rule, B, C, D in turn.
    public var oneTimeRule: String?
    /// The host that stands for the server that `oneTimeRule` leaves out: the one that asks (Provisioning Formats, "URL Syntax"). Nil: the one
    /// that DHCP names.
    public var requester: String?

    /// A request of those parts.
    public init(trigger: ResyncTrigger, oneTimeRule: String? = nil, requester: String? = nil) {
        self.trigger = trigger
        self.oneTimeRule = oneTimeRule
        self.requester = requester
    }
}

extension ResyncRequest {
    /// Whether one of both serves whoever asked for the other.
    func asksTheSame(as other: ResyncRequest) -> Bool {
        oneTimeRule == other.oneTimeRule && requester == other.requester
    }
}

/// The rule that an attempt follows.
public enum RuleSource: Hashable, Sendable {
    /// The rule that this parameter holds.
    case parameter(ParameterName)
    /// A rule given for once.
    case oneTime

    /// The parameters that hold profile rules, in the order of a resync.
    public static let profileRules: [ParameterName] = [
        "Profile_Rule", "Profile_Rule_B", "Profile_Rule_C", "Profile_Rule_D",
    ]

    /// What a person calls it: `Profile_Rule_B`, `one-time rule`.
    public var label: String {
        switch self {
        case .parameter(let name): name.text
        case .oneTime: "one-time rule"
        }
    }
}

/// How a resync ended.
public enum ResyncEnding: Hashable, Sendable {
    /// Every rule was followed, or there was nothing to do.
    case succeeded
    /// A rule failed; those after it were not followed.
    case failed
    /// A gate of Resync_Trigger_1 and _2 was closed: nothing was tried.
    case held
}
