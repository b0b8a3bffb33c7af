/// Which phone this is towards the world: what macros, the User-Agent and reports say of it.
public struct DeviceIdentity: Hashable, Sendable {
    /// The model.
    public var model: Model
    /// The hardware address.
    public var mac: MACAddress
    /// The serial number, `FCH2305DMH0`.
    public var serialNumber: String
    /// The firmware, `sip88xx.12-0-7MPP0201-66`; the macro `$SWVER`.
    public var softwareVersion: String
    /// The hardware version, `2.0.1`; the macro `$HWVER`.
    public var hardwareVersion: String

    /// An identity of those parts.
    public init(model: Model, mac: MACAddress, serialNumber: String, softwareVersion: String, hardwareVersion: String) {
        self.model = model
        self.mac = mac
        self.serialNumber = serialNumber
        self.softwareVersion = softwareVersion
        self.hardwareVersion = hardwareVersion
    }
}
