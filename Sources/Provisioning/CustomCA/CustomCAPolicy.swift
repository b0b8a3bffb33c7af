public import FlatProfile
public import ProfileRules

/// When the phone fetches its custom CA by itself: `Custom_CA_Rule`, and what of the resync parameters holds for it too.
///
/// Source: Provisioning Parameters, "Custom_CA_Rule", which says what is fetched but not when; chosen, see `docs/compatibility.md`.
public struct CustomCAPolicy: Hashable, Sendable {
    /// What becomes of the installed CA when its rule is emptied.
    public enum EmptiedRule: Hashable, Sendable {
        /// It is removed, if it was the rule that brought it; one that somebody installed by command stays.
        case removesWhatItBrought
        /// It stays.
        case removesNothing
    }

    /// No source says what an emptied rule does. Who empties it has no other way to take their CA back.
    public static let emptiedRule = EmptiedRule.removesWhatItBrought

    /// `Provision_Enable`: No lets nothing come by itself. What somebody asks for is done.
    public var isEnabled: Bool
    /// `Custom_CA_Rule` with its macros expanded; nil if it is empty or commented out. It may hold user info.
    public var location: String?
    /// `Resync_Error_Retry_Delay`: the waits after failures; nil is off (empty or 0).
    public var errorRetry: IntervalList?
    /// The longest wait before the first contact after a start: `Resync_Random_Delay`.
    public var longestRandomDelay: Duration

    /// The policy that a configuration asks for. `values` tells what macros may stand for; it is asked for only if the rule has macros. What
    /// changes with time alone must not be among them, or the rule would change all the time.
    public init(_ snapshot: Snapshot, identity: DeviceIdentity, values: () -> RuntimeValues) {
        let resync = ResyncPolicy(snapshot)
        isEnabled = resync.isEnabled
        errorRetry = resync.errorRetry
        longestRandomDelay = resync.longestRandomDelay
        location = Self.rule(in: snapshot).map { rule in
            guard rule.contains("$") else { return rule }
            return MacroExpander.expand(
                rule, in: MacroContext(snapshot: snapshot, identity: identity, values: values()))
        }
    }

    /// The parameter that holds the rule.
    static let parameter: ParameterName = "Custom_CA_Rule"

    /// The rule as it stands; nil if it is empty or commented out.
    static func rule(in snapshot: Snapshot) -> String? {
        let text = snapshot[parameter]
        guard let first = text.first(where: { !$0.isWhitespace }), first != "#" else { return nil }
        return text
    }
}
