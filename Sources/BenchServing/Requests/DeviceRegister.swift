public import Bench
public import FlatProfile

/// The devices of a job as those who ask see them: by MAC, by serial number, by the names of their files.
public struct DeviceRegister: Sendable {
    /// Whose a file is.
    public struct Owners: Hashable, Sendable {
        /// The devices that find their profile there.
        public var devices: [MACAddress]
        /// Whether the path itself says which of them: by a directory of its own, or because nobody shares the file.
        public var isCertain: Bool
    }

    /// Makes the files.
    public let files: ProfileFiles
    private(set) var devices: [MACAddress: Device] = [:]
    private var serialNumbers: [String: MACAddress] = [:]
    private var names: [MACAddress: [String]] = [:]
    private var owners: [String: [MACAddress]] = [:]

    /// The register of a job without devices.
    public init(_ files: ProfileFiles) {
        self.files = files
    }

    /// Adds a device, or puts it in the place of what was known of it.
    public mutating func set(_ device: Device) {
        remove(device.mac)
        devices[device.mac] = device
        if !device.serialNumber.isEmpty { serialNumbers[device.serialNumber.uppercased()] = device.mac }
        let own = (try? files.names(of: device)) ?? []
        names[device.mac] = own
        for name in own { owners[name, default: []].append(device.mac) }
    }

    /// Takes a device out.
    public mutating func remove(_ mac: MACAddress) {
        guard let device = devices.removeValue(forKey: mac) else { return }
        serialNumbers[device.serialNumber.uppercased()] = nil
        for name in names.removeValue(forKey: mac) ?? [] {
            owners[name]?.removeAll { $0 == mac }
            if owners[name]?.isEmpty == true { owners[name] = nil }
        }
    }

    /// How many there are.
    public var count: Int { devices.count }

    /// The device of a MAC.
    public subscript(mac: MACAddress) -> Device? { devices[mac] }

    /// The device of a serial number, in any case.
    public func device(serialNumber: String) -> MACAddress? { serialNumbers[serialNumber.uppercased()] }

    /// The names of a device's files.
    public func names(of mac: MACAddress) -> [String] { names[mac] ?? [] }

    /// Whose the file of that name is, relative to the root; nil if no device has it.
    public func owners(of name: String) -> Owners? {
        let isByMAC = files.job.layout == .byMAC
        if isByMAC, let slash = name.firstIndex(of: "/"), let mac = MACAddress(String(name[..<slash])),
            names[mac]?.contains(String(name[name.index(after: slash)...])) == true
        {
            return Owners(devices: [mac], isCertain: true)
        }
        guard let found = owners[name], !found.isEmpty else { return nil }
        // In a root that all share, a file that several devices have is the same for all of them.
        return Owners(devices: found, isCertain: !isByMAC && found.count == 1)
    }
}
