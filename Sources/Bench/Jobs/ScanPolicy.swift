/// What a scan at the desk may do to a job.
public struct ScanPolicy: Hashable, Sendable {
    /// Whether a device that the list does not have is added; otherwise it is refused.
    public var addsDevices: Bool
    /// Whether the serial number that follows a MAC belongs to the same device.
    public var pairsSerialNumbers: Bool

    /// A policy; by default the list is what there is, and a serial number says which device is meant.
    public init(addsDevices: Bool = false, pairsSerialNumbers: Bool = false) {
        self.addsDevices = addsDevices
        self.pairsSerialNumbers = pairsSerialNumbers
    }
}
