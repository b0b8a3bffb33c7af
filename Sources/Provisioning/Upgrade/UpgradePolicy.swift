public import FlatProfile

/// When the phone upgrades by itself: the parameters of Voice > Provisioning > Firmware Upgrade, parsed.
///
/// Source: administration guide, "Provisioning Parameters", "Firmware Upgrade".
public struct UpgradePolicy: Hashable, Sendable {
    /// `Upgrade_Enable`: No refuses every upgrade, asked for or not. Independent of Provision_Enable.
    public var isEnabled: Bool
    /// `Upgrade_Error_Retry_Delay`: the waits after failures; nil is off (empty or 0).
    public var errorRetry: IntervalList?

    /// The policy that a configuration asks for. A value that its type would not accept counts as off.
    public init(_ snapshot: Snapshot) {
        isEnabled = snapshot.isYes("Upgrade_Enable")
        errorRetry = (try? IntervalList(snapshot["Upgrade_Error_Retry_Delay"])).flatMap { $0.isOff ? nil : $0 }
    }
}
