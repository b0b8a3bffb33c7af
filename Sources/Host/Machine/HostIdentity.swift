public import FlatProfile
private import Glibc

/// Which phone a machine is when nobody told it: made from what the machine has, and the same at every start.
public enum HostIdentity {
    /// The identity of this machine as a phone of that model.
    ///
    /// The MAC address is that of the primary interface; without one, a locally administered address made from `/etc/machine-id`
    /// (machine-id(5)) or the host name. The serial number follows from the MAC address.
    public static func standard(model: Model = .standard) -> DeviceIdentity {
        let mac = NetworkInterfaces.current().primary?.mac ?? madeUpAddress(from: seed())
        return identity(model: model, mac: mac)
    }

    /// The identity of a phone of which only model and MAC address are known.
    public static func identity(model: Model, mac: MACAddress) -> DeviceIdentity {
        DeviceIdentity(
            model: model, mac: mac, serialNumber: serialNumber(for: mac), softwareVersion: softwareVersion(of: model),
            hardwareVersion: "2.0.1")
    }

    /// The load name that a model on firmware 12.0(7) reports, without `.loads`: `sip88xx.12-0-7MPP0201-66`.
    public static func softwareVersion(of model: Model) -> String { "sip\(model.loadFamily).12-0-7MPP0201-66" }

    /// `ONH` and the lower forty bits of the address in eight characters: no two phones whose addresses begin alike share one, and
    /// none is the number of a device that a manufacturer made.
    public static func serialNumber(for mac: MACAddress) -> String {
        let digits = stride(from: 35, through: 0, by: -5).map { alphabet[Int(mac.bits >> UInt64($0) & 31)] }
        return "ONH" + String(digits)
    }

    /// A locally administered address of one station (IEEE 802, the second bit of the first byte set, the first one clear).
    static func madeUpAddress(from seed: some Sequence<UInt8>) -> MACAddress {
        // FNV-1a; 46 bits of it say next to nothing about the 128 of the machine id.
        let hash = seed.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        let folded = hash ^ hash >> 48
        return MACAddress(bits: folded & ~(0x01 << 40) | 0x02 << 40)
    }

    /// Letters and digits without those that are mistaken for each other.
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

    private static func seed() -> [UInt8] {
        if let id = ProcFile.line(of: "/etc/machine-id") { return Array("onhook \(id)".utf8) }
        return Array("onhook \(hostName() ?? "localhost")".utf8)
    }

    /// The machine's host name (gethostname(2)); nil if it has none.
    public static func hostName() -> String? {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return nil }
        let text = String(terminated: name)
        return text.isEmpty ? nil : text
    }
}
