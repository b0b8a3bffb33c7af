internal import FlatProfile
public import Provisioning
internal import Threading

/// The DHCP leases that this machine holds, as its DHCP clients have told. Read by anybody, without waiting.
public final class LeaseBoard: Sendable {
    private let present = Locked(DHCPLeases())

    /// A board without leases.
    public init() {}

    /// The leases as they are now.
    public var leases: DHCPLeases { present.withLock { $0 } }

    /// Changes the leases; what the change says.
    func change<Result>(_ body: (inout DHCPLeases) -> Result) -> Result { present.withLock { body(&$0) } }
}
