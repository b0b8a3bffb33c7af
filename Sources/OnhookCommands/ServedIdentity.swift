internal import FlatProfile
internal import Host
internal import PhoneService

/// Which phone a state directory was served as: a command that finds no daemon plays the same one.
struct ServedIdentity: Codable, Sendable {
    var model: String
    var mac: String
    var serial_number: String
    var software_version: String
    var hardware_version: String

    init(_ identity: DeviceIdentity) {
        model = identity.model.number
        mac = identity.mac.colonSeparated
        serial_number = identity.serialNumber
        software_version = identity.softwareVersion
        hardware_version = identity.hardwareVersion
    }

    /// What the directory remembers; nil if it was never served, or by a version that wrote it differently.
    static func read(from directory: StateDirectory) -> DeviceIdentity? {
        guard let bytes = ProcFile.bytes(of: path(in: directory), limit: 64 << 10),
            let known = try? RecordCoding.decode(ServedIdentity.self, from: bytes),
            let model = Model(named: known.model), let mac = MACAddress(known.mac)
        else { return nil }
        return DeviceIdentity(
            model: model, mac: mac, serialNumber: known.serial_number, softwareVersion: known.software_version,
            hardwareVersion: known.hardware_version)
    }

    /// Lets the directory remember it; writes only what is new.
    func write(to directory: StateDirectory) throws(FileError) {
        let bytes = RecordCoding.encode(self)
        guard ProcFile.bytes(of: Self.path(in: directory), limit: 64 << 10) != bytes else { return }
        try FileWriting.atomically(Self.path(in: directory), bytes)
    }

    private static func path(in directory: StateDirectory) -> String { directory.identity + "/phone.json" }
}
