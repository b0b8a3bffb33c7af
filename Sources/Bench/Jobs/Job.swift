public import FlatProfile
internal import Host

/// A job of the bench: some devices, and the template of what each of them gets. Its description shows no secret.
public struct Job: Hashable, Sendable {
    /// What it is called.
    public var name: JobName
    /// When it was made.
    public var created: Timestamp
    /// Who made it.
    public var author: String
    /// The template as it was given, and what its file was called.
    public var template: TemplateFile
    /// The columns of its devices, in the order of `Device.values`.
    public var columns: [Column]
    /// The names under which a device finds its profile, as rules: `$PSN.xml`, `Cisco/$MA.cfg`.
    public var fileNames: [String]
    /// Where these files lie.
    public var layout: FileLayout
    /// In which form profiles leave the bench.
    public var delivery: Delivery
    /// What a scan may do.
    public var scanning: ScanPolicy
    /// The model of a device for which nobody names one; nil if each needs its own.
    public var defaultModel: Model?
    /// The firmware that its devices have when they are unpacked, the macro `$SWVER`; nil for what the model usually has.
    public var softwareVersion: String?
    /// Whether the template may hold parameters that only other models have; phones ignore these.
    public var allowsOtherModels: Bool

    /// What a phone from the factory asks for (the default of Profile_Rule).
    public static let factoryFileName = "$PSN.xml"

    /// A job of those parts.
    public init(
        name: JobName, created: Timestamp, author: String = "", template: TemplateFile, columns: [Column] = [],
        fileNames: [String] = [Job.factoryFileName], layout: FileLayout = .byMAC, delivery: Delivery = .plain,
        scanning: ScanPolicy = ScanPolicy(), defaultModel: Model? = nil, softwareVersion: String? = nil,
        allowsOtherModels: Bool = false
    ) {
        self.name = name
        self.created = created
        self.author = author
        self.template = template
        self.columns = columns
        self.fileNames = fileNames
        self.layout = layout
        self.delivery = delivery
        self.scanning = scanning
        self.defaultModel = defaultModel
        self.softwareVersion = softwareVersion
        self.allowsOtherModels = allowsOtherModels
    }

    /// Which phone a device of the job is towards the world before it was ever provisioned.
    public func identity(of device: Device) -> DeviceIdentity {
        var identity = HostIdentity.identity(model: device.model, mac: device.mac)
        if !device.serialNumber.isEmpty { identity.serialNumber = device.serialNumber }
        if let softwareVersion { identity.softwareVersion = softwareVersion }
        return identity
    }
}

/// A template as it was given. Templates may hold passwords that all phones share, so neither its description nor an error quotes it.
public struct TemplateFile: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// What the file was called.
    public var name: String
    /// Its bytes.
    public var bytes: [UInt8]

    /// A file of that name and these bytes.
    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    /// The name and the size.
    public var description: String { "\(name) (\(bytes.count) bytes)" }
    /// Shows nothing of the bytes.
    public var customMirror: Mirror {
        Mirror(self, children: ["name": name, "size": bytes.count], displayStyle: .struct)
    }
}
