internal import Bench
internal import FlatProfile
internal import ProfileRules

/// Keeps the secrets of a device out of whatever is written down about its rehearsal.
///
/// Parameters that the catalogue marks as secret and what is secret inside of rules are masked wherever they come from. Besides, a value of a
/// secret column may stand in any parameter: those that the template fills with one are hidden as a whole, and elsewhere the value itself is.
struct Masking: Sendable {
    static let mask = Secret.mask

    /// Shorter texts are everywhere, and masking them would say what they are.
    private static let shortest = 4

    private let names: Set<ParameterName>
    private let secrets: [String]

    init(_ device: Device, _ columns: [Column], names: Set<ParameterName>, key: Secret?) {
        self.names = names
        var secrets = zip(columns, device.values).filter(\.0.isSecret).map { $1.reveal() }
        if let key { secrets.append(key.reveal()) }
        self.secrets = secrets.filter { $0.count >= Self.shortest }.sorted { $0.count > $1.count }
    }

    /// The parameters of a template that it fills out of secret columns.
    static func names(in template: Template, _ columns: [Column]) -> Set<ParameterName> {
        let secret = Set(columns.filter(\.isSecret).map(\.name))
        return Set(template.places.filter { secret.contains($0.column) }.map { template.elements[$0.element].name })
    }

    func hides(_ name: ParameterName) -> Bool { names.contains(name) }

    /// A text without the secrets of the device.
    func callAsFunction(_ text: String) -> String {
        secrets.reduce(text) { text, secret in
            guard text.contains(secret) else { return text }
            return text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: Self.mask)
        }
    }

    /// The value of a parameter as anybody may see it.
    func shown(_ value: String, of name: ParameterName, in catalogue: Catalogue) -> String {
        if hides(name) || catalogue[name]?.isSecret == true { return value.isEmpty ? "" : Self.mask }
        return self(ShownValue(value, of: name, in: catalogue).text)
    }
}
