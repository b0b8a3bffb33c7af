public import FlatProfile

/// What to do about a rule.
///
/// Source: Provisioning Formats, "Profile rule evaluation".
public enum RuleDecision: Hashable, Sendable {
    /// Apply the assignments if there are any, then fetch (or, for a report, send).
    case fetch(RuleRequest)
    /// `gds://`: onboarding by activation code.
    case onboard
    /// Apply the assignments; nothing is fetched.
    case assignmentsOnly
    /// Nothing, which is no failure.
    case skip(SkipReason)
    /// A resync trigger is true.
    case triggered

    /// Why a rule does nothing.
    public enum SkipReason: Hashable, Sendable {
        /// Nothing is written, or a comment.
        case empty
        /// No alternative has a condition that is true.
        case noConditionIsTrue
        /// The alternative that was chosen says nothing.
        case emptyAlternative
    }
}

/// What to fetch, and how. Its description shows no secret.
public struct RuleRequest: Hashable, Sendable {
    /// Key, credentials and the like; credentials in the address are taken over here.
    public var options: RuleOptions
    /// Where; without user info.
    public var url: RuleURL

    /// A request of those parts.
    public init(options: RuleOptions = RuleOptions(), url: RuleURL) {
        self.options = options
        self.url = url
    }
}

/// A parameter that a rule sets, and to what.
public struct RuleAssignment: Hashable, Sendable, CustomStringConvertible {
    /// The parameter; the model has it.
    public let name: ParameterName
    /// The value with macros expanded.
    public var value: String { wrapped.reveal() }
    /// Whether the value must not be shown.
    public let isSecret: Bool
    private let wrapped: Secret

    /// An assignment of those parts.
    public init(name: ParameterName, value: String, isSecret: Bool) {
        self.name = name
        self.isSecret = isSecret
        wrapped = Secret(value)
    }

    /// The value for a person to read: masked if it is a secret.
    public var displayedValue: String { isSecret ? Secret.mask : value }
    /// As in a rule, `Resync_Periodic = "3600";`, a secret masked.
    public var description: String { "\(name) = \"\(displayedValue)\";" }
}
