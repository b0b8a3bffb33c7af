public import FlatProfile

/// What the configuration says about onboarding.
public struct CustomizationPolicy: Hashable, Sendable {
    /// `Provision_Enable`: No stops onboarding as it stops resyncs.
    public var isEnabled: Bool
    /// Whether a profile rule is another one than the factory's: then something has provisioned the phone.
    public var hasOwnRule: Bool
    /// `Resync_Error_Retry_Delay`: the waits between two rounds; nil is off.
    public var retry: IntervalList?
    /// `Forced_Resync_Delay`: how long a round that is due waits for the end of calls.
    public var longestPostponement: Duration

    /// The shortest wait between two rounds, whatever the list says.
    ///
    /// Source: "the value must be always equals to or more than sixty seconds" (Device Onboards with CDA Retry).
    public static let shortestWait: Duration = .seconds(60)

    /// The policy that a configuration asks for.
    public init(_ snapshot: Snapshot) {
        let resync = ResyncPolicy(snapshot)
        isEnabled = resync.isEnabled
        hasOwnRule = Self.hasOwnRule(snapshot)
        retry = resync.errorRetry
        longestPostponement = resync.longestPostponement
    }

    /// Whether a profile rule is another one than the factory's.
    static func hasOwnRule(_ snapshot: Snapshot) -> Bool {
        RuleSource.profileRules.contains { snapshot[$0] != snapshot.catalogue[$0]?.defaultValue ?? "" }
    }
}
