public import BarCodes
public import Bench
public import FlatProfile
internal import ProfileRules

/// What stands on the label of a device. It holds no secret: a name out of a secret column is masked, and then left out.
public struct Label: Hashable, Sendable {
    /// The device.
    public var mac: MACAddress
    /// Its serial number; empty if nobody told it.
    public var serialNumber: String
    /// Its product name.
    public var model: String
    /// What people call it; empty without one.
    public var name: String

    /// A label of those parts.
    public init(mac: MACAddress, serialNumber: String = "", model: String, name: String = "") {
        self.mac = mac
        self.serialNumber = serialNumber
        self.model = model
        self.name = name
    }

    /// The label of a device of a job.
    public init(of device: Device, in job: Job) {
        let name = device.name(in: job.columns) ?? ""
        self.init(
            mac: device.mac, serialNumber: device.serialNumber, model: device.model.productName,
            name: name == Secret.mask ? "" : name)
    }

    /// What its QR Code holds, in one line: `MAC:000E08AABB01;SN:FCH2305DMH1;NAME:Anna Berg & Söhne`. The bench's scan takes it as a code of
    /// that device.
    public var text: String {
        var parts = ["MAC:\(macText)"]
        if !serialNumber.isEmpty { parts.append("SN:\(serialNumber)") }
        let name = self.name.prefix(Self.longestName).map { ";\t".contains($0) || $0.isNewline ? " " : $0 }
        if !name.isEmpty { parts.append("NAME:\(String(name))") }
        return parts.joined(separator: ";")
    }

    /// The address as the code holds it: twelve digits in capitals, as on the phone's own label.
    public var macText: String { mac.colonSeparated.uppercased().filter { $0 != ":" } }

    /// A QR Code with more would be too dense for a label.
    static let longestName = 100

    /// The QR Code.
    public func qr() throws(BarCodeError) -> BarCode { try BarCode(.qr, text) }

    /// The Code 128 of the address, and of the serial number if it has one.
    public func lines() throws(BarCodeError) -> [(text: String, code: BarCode)] {
        var lines = [(macText, try BarCode(.code128, macText))]
        if !serialNumber.isEmpty { lines.append((serialNumber, try BarCode(.code128, serialNumber))) }
        return lines
    }
}
