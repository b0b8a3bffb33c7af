public import Identity

/// Where a phone puts firmware, and who installs it.
public struct FirmwareSettings: Sendable {
    /// The directory in which loads are staged; nil for a phone in memory, which keeps none.
    public var directory: String?
    /// The program that installs a load, by its absolute path.
    public var installProgram: String?
    /// The key of whoever makes the firmware; a load that its owner did not sign is refused then.
    public var key: ReleaseKey?
    /// How large a load may be, in bytes.
    public var sizeLimit: Int
    /// How long the install program may take.
    public var installTime: Duration
    /// Whether the software version was given when the process was started: it wins over that of a load that was installed before.
    public var isVersionGiven: Bool

    /// 512 MiB: the loads of the largest phones have about a quarter of it.
    public static let standardSizeLimit = 512 << 20

    /// Settings; by default those of a phone in memory.
    public init(
        directory: String? = nil, installProgram: String? = nil, key: ReleaseKey? = nil,
        sizeLimit: Int = standardSizeLimit, installTime: Duration = .seconds(900), isVersionGiven: Bool = false
    ) {
        self.directory = directory
        self.installProgram = installProgram
        self.key = key
        self.sizeLimit = sizeLimit
        self.installTime = installTime
        self.isVersionGiven = isVersionGiven
    }
}
