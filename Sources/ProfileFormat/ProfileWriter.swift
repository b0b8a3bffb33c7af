public import FlatProfile

/// Writes configurations as the phone exports them at `/admin/cfg.xml`.
///
/// Source: provisioning guides, appendix "Sample Configuration".
public enum ProfileWriter {
    /// Which parameters are written.
    public enum Scope: Hashable, Sendable {
        /// All that have a page.
        case full
        /// Those of which anything differs from the factory state or was set.
        case changedOnly
        /// These, as they are now: what a report of changes holds.
        case only(Set<ParameterName>)
    }

    /// The configuration as an export in UTF-8: tab by tab, section by section, `ua` with the present access, passwords as comments
    /// without their value, hidden parameters not at all. Reading it back with `EmptyElementPolicy.setsEmpty` changes nothing.
    ///
    /// Characters that XML cannot hold become U+FFFD. Secrets never leave by it.
    ///
    /// - Parameter masking: What may be shown of a value that is no secret as a whole. A value of which something may not is
    ///   written as passwords are, as a comment with what may be shown.
    public static func configuration(
        of snapshot: Snapshot, scope: Scope = .full,
        masking: @escaping (_ value: String, _ name: ParameterName) -> String = { value, _ in value }
    ) -> String {
        var export = Export(snapshot: snapshot, scope: scope, masking: masking)
        return export.write()
    }

    /// One gzip file of these bytes. It holds neither a name nor a time, so that the same bytes always give the same file.
    public static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        bytes.withUnsafeBytes { Gzip.pack($0) }
    }

    /// What stands in an export for a password that is set.
    static let mask = String(repeating: "*", count: 13)
}

/// One export in the making.
private struct Export {
    let snapshot: Snapshot
    let scope: ProfileWriter.Scope
    let masking: (String, ParameterName) -> String
    private var text = XMLText()

    init(snapshot: Snapshot, scope: ProfileWriter.Scope, masking: @escaping (String, ParameterName) -> String) {
        self.snapshot = snapshot
        self.scope = scope
        self.masking = masking
    }

    mutating func write() -> String {
        text.reserve(scope == .full ? 1 << 17 : 1 << 12)
        text.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<device>\n<flat-profile>\n")
        for tab in snapshot.catalogue.tabs {
            for section in tab.sections { write(section) }
        }
        text.append("</flat-profile>\n</device>\n")
        return text.string
    }

    private mutating func write(_ section: Catalogue.SectionContents) {
        let parameters = section.parameters.map { snapshot.catalogue.parameters[$0] }.filter(includes)
        guard !parameters.isEmpty else { return }
        text.appendComment(section.title)
        for parameter in parameters { write(parameter) }
    }

    private func includes(_ parameter: Parameter) -> Bool {
        guard !parameter.isHidden else { return false }
        return switch scope {
        case .full: true
        case .changedOnly: snapshot.settings[parameter.name] != nil
        case .only(let names): names.contains(parameter.name)
        }
    }

    private mutating func write(_ parameter: Parameter) {
        let setting = snapshot.settings[parameter.name]
        let value = setting?.value ?? parameter.defaultValue
        let shown = parameter.isSecret ? (value.isEmpty ? "" : ProfileWriter.mask) : masking(value, parameter.name)
        if parameter.isSecret || shown != value {
            var element = XMLText()
            element.appendElement(parameter, setting, value: shown)
            text.appendComment(element.string)
        } else {
            text.appendElement(parameter, setting, value: value)
            text.append("\n")
            if parameter.type.kind != .bool, !parameter.type.choices.isEmpty {
                text.appendComment("available options: \(parameter.type.choices.joined(separator: "|"))")
            }
        }
    }
}
