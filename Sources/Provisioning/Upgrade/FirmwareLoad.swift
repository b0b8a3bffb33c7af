public import FlatProfile

/// A load as its address names it: `sip88xx.12-0-7MPP0201-66.loads`.
///
/// Source: Phone Features and Setup, "Macro Variables" (names of loads); release notes (which family runs on which model).
public struct FirmwareLoad: Hashable, Sendable, CustomStringConvertible {
    /// The name of its file, without a query.
    public let fileName: String

    /// What the phone says it runs once the load is installed: the name without `.loads`.
    public var softwareVersion: String {
        fileName.lowercased().hasSuffix(Self.suffix) ? String(fileName.dropLast(Self.suffix.count)) : fileName
    }

    /// The name of the file.
    public var description: String { fileName }

    private static let suffix = ".loads"

    /// The load that a path names, `/firmware/sip88xx.12-0-7MPP0201-66.loads?site=3`; nil if it ends with a slash.
    public init?(path: String) {
        let file = path.prefix { $0 != "?" && $0 != "#" }.split(separator: "/", omittingEmptySubsequences: false).last
        guard let file, !file.isEmpty else { return nil }
        fileName = String(file)
    }

    /// The load that a phone runs, by its software version.
    public init(softwareVersion: String) {
        fileName = softwareVersion
    }

    /// Whether the name tells a version by which rules could compare it.
    public var tellsVersion: Bool { (try? SoftwareVersion(softwareVersion)) != nil }

    /// Whether a phone of that software version runs this load already: the same version by the rules of the phone, which ignore the
    /// model and know hyphens and dots as the same; where one of both names is no version, the same name.
    public func isRunning(on softwareVersion: String) -> Bool {
        guard let own = try? SoftwareVersion(self.softwareVersion), let running = try? SoftwareVersion(softwareVersion)
        else { return self.softwareVersion == FirmwareLoad(softwareVersion: softwareVersion).softwareVersion }
        return (try? own.compared(to: running)) == 0
    }

    /// The family of phones that the name tells, `88xx`; nil if it is none of a phone's load, such as `image.bin`.
    public var family: String? {
        let head = softwareVersion.prefix { $0 != "." }
        guard head.lowercased().hasPrefix("sip"), head.count < softwareVersion.count else { return nil }
        let family = head.dropFirst(3).lowercased()
        guard let first = family.first, first.isASCII, first.isNumber else { return nil }
        return family
    }

    /// Whether that model may take it: its name tells the family of the model, or none at all.
    ///
    /// A load of another family is refused before it is fetched, as no phone could run it.
    public func fits(_ model: Model) -> Bool { family.map { $0 == model.loadFamily } ?? true }
}
