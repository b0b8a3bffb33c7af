public import FlatProfile

/// When the phone resyncs by itself: the parameters of Voice > Provisioning > Configuration Profile, parsed.
///
/// Source: administration guide, "Provisioning Parameters"; defaults are those of the catalogue.
public struct ResyncPolicy: Hashable, Sendable {
    /// `Provision_Enable`: No refuses every resync, asked for or not.
    public var isEnabled: Bool
    /// `Resync_On_Reset`: resync after every start.
    public var resyncsOnReset: Bool
    /// The longest wait before the first contact after a start: `Resync_Random_Delay`, in units of 20 seconds.
    public var longestRandomDelay: Duration
    /// `Resync_Periodic`: the waits after successes; nil is off (empty or 0).
    public var periodic: IntervalList?
    /// `Resync_Error_Retry_Delay`: the waits after failures; nil is off (empty or 0).
    public var errorRetry: IntervalList?
    /// `Resync_At`: a time of day; while the clock on the wall is right, it takes the place of `periodic`.
    public var daily: DailyResync?
    /// `Resync_After_Upgrade_Attempt`: resync after each attempt at an upgrade.
    public var resyncsAfterUpgradeAttempt: Bool
    /// `Forced_Resync_Delay`: how long a resync that is due waits for the end of calls.
    public var longestPostponement: Duration
    /// `Resync_Fails_On_FNF`: a file that is not found is a failure.
    public var failsOnFileNotFound: Bool

    /// The policy that a configuration asks for. A value that its type would not accept counts as off.
    public init(_ snapshot: Snapshot) {
        isEnabled = snapshot.isYes("Provision_Enable")
        resyncsOnReset = snapshot.isYes("Resync_On_Reset")
        longestRandomDelay = .seconds(20 * Int(UInt16(snapshot["Resync_Random_Delay"]) ?? 0))
        periodic = Self.intervals("Resync_Periodic", in: snapshot)
        errorRetry = Self.intervals("Resync_Error_Retry_Delay", in: snapshot)
        daily = DailyResync(snapshot)
        resyncsAfterUpgradeAttempt = snapshot.isYes("Resync_After_Upgrade_Attempt")
        longestPostponement = .seconds(Int(UInt16(snapshot["Forced_Resync_Delay"]) ?? 0))
        failsOnFileNotFound = snapshot.isYes("Resync_Fails_On_FNF")
    }

    private static func intervals(_ name: ParameterName, in snapshot: Snapshot) -> IntervalList? {
        guard let list = try? IntervalList(snapshot[name]), !list.isOff else { return nil }
        return list
    }
}

extension Snapshot {
    /// Whether a switch is on.
    func isYes(_ name: ParameterName) -> Bool { self[name] == "Yes" }
}
