public import Bench
internal import FlatProfile
internal import Identity
internal import ProfileFormat
internal import ProfileRules

/// A device's profile as anybody may see it, and its checksum.
///
/// The checksum is of a text with a line for each parameter of the profile, in its order: name, access (`ua`) and value, with a tab between
/// them. Secrets stand in it as `********`: passwords, values of secret columns, keys and logins inside of rules. So it tells two profiles
/// apart, whatever their layout and delivery, without letting anybody who has it try passwords until one fits. It says nothing of secrets.
public struct ShownProfile: Hashable, Sendable {
    /// The text.
    public let text: String
    /// Its SHA-256, in hexadecimal digits.
    public let checksum: String

    /// What a report says the checksum is of.
    public static let meaning =
        "SHA-256 of the profile's parameters, one line each (name, tab, ua, tab, value), secrets as \(Secret.mask)"

    /// The profile that a job gives to a device.
    public init(of device: Device, files: ProfileFiles) throws(ProfileFileError) {
        var device = device
        for (index, column) in files.job.columns.enumerated() where column.isSecret && index < device.values.count {
            if !device.values[index].isEmpty { device.values[index] = Secret(Secret.mask) }
        }
        let profile = try files.profile(of: device)
        let document: ProfileDocument
        do throws(ProfileFormatError) {
            document = try ProfileReader.read(profile)
        } catch {
            throw .values(TemplateFault(.format(error), line: error.line, column: error.column, device: .init(device)))
        }
        let catalogue = Catalogue.of(device.model)
        text = document.entries.map { entry in
            let value = Self.shown(entry.value, of: entry.name, in: catalogue)
            return "\(entry.name.text)\t\(entry.access?.rawValue ?? "")\t\(value)\n"
        }.joined()
        do throws(FileCheckError) {
            checksum = try FileChecksum(of: Array(text.utf8)).hexadecimal
        } catch {
            throw .seal("\(error)")
        }
    }

    private static func shown(_ value: String, of name: ParameterName, in catalogue: Catalogue) -> String {
        // A name that the model does not have may be a slip, and its value a password all the same.
        let isSecret = catalogue[name]?.isSecret ?? name.text.lowercased().contains("password")
        if isSecret { return value.isEmpty ? "" : Secret.mask }
        return ShownValue(value, of: name, in: catalogue).text
    }
}
