public import Bench
public import FlatProfile
internal import ProfileFormat

/// All that must hold about each phone of a job in the end, besides that it came up.
public struct Expectations: Sendable {
    /// One assertion of a scenario.
    public struct Assertion: Hashable, Sendable {
        /// How a parameter is compared with the text.
        public enum Kind: Hashable, Sendable {
            case equals, begins, ends, contains
        }

        /// What is asserted.
        public enum Claim: Hashable, Sendable {
            /// A comparison with a text, which may have places.
            case text(Kind, PlacedText)
            /// That it is not empty, or that it is.
            case isSet(Bool)
        }

        /// The parameter.
        public var name: ParameterName
        /// What is asserted.
        public var claim: Claim
        /// For phones of that model only; nil for all.
        public var model: Model?
        /// Where it is written: `floor.toml, line 7`.
        public var source: String
    }

    /// Profiles whose values must hold.
    private var profiles: [(file: TemplateFile, template: Template)] = []
    /// Assertions of a scenario.
    public var assertions: [Assertion] = []
    /// The firmware that runs in the end; nil for any.
    public var firmware: String?
    /// What the address of the last profile begins with; nil for any.
    public var server: String?

    /// Nothing but that it comes up.
    public init() {}

    /// What tells these from other expectations; not for people.
    var summary: [UInt8] {
        let claims = assertions.map { "\($0.name.text) \($0.model?.number ?? "") \($0.source) \($0.claim)" }
        return profiles.flatMap { Array($0.file.name.utf8) + $0.file.bytes }
            + Array(claims.joined(separator: "\n").utf8)
    }

    /// Adds a profile, a template with places perhaps, whose values must hold in the end. Throws what is wrong with it.
    public mutating func expect(_ file: TemplateFile) throws(TemplateFaults) {
        profiles.append((file, try Template(file)))
    }

    /// Places for which the job has no column.
    public func unknownColumns(of job: Job) -> [ColumnName] {
        let known = Set(job.columns.map(\.name))
        let needed = profiles.flatMap { $0.template.neededColumns.sorted() } + assertions.flatMap(\.columns)
        var unknown: [ColumnName] = []
        for name in needed where IdentityColumn(name) == nil && !known.contains(name) && !unknown.contains(name) {
            unknown.append(name)
        }
        return unknown
    }

    /// What is expected of one device. Throws when a profile with the values of the device is none.
    func values(for device: Device, columns: [Column]) throws(TemplateFault) -> [ExpectedValue] {
        var values: [ExpectedValue] = []
        for (file, template) in profiles {
            values += try Self.values(of: template, file.name, device, columns)
        }
        for assertion in assertions where assertion.model == nil || assertion.model == device.model {
            if let value = assertion.value(for: device, columns: columns) { values.append(value) }
        }
        return values
    }

    private static func values(
        of template: Template, _ file: String, _ device: Device, _ columns: [Column]
    ) throws(TemplateFault) -> [ExpectedValue] {
        let profile = try template.profile(of: device, columns: columns)
        let document: ProfileDocument
        do throws(ProfileFormatError) {
            document = try ProfileReader.read(profile)
        } catch {
            throw TemplateFault(.format(error), line: error.line, column: error.column, device: .init(device))
        }
        let secretNames = Masking.names(in: template, columns)
        // Of elements of one name the last one counts, as on the phone.
        var last: [ParameterName: Int] = [:]
        for (index, entry) in document.entries.enumerated() { last[entry.name] = index }
        return document.entries.enumerated().filter { last[$1.name] == $0 }.flatMap { _, entry in
            let source = "\(file), line \(entry.line)"
            var found: [ExpectedValue] = []
            if !entry.preservesValue {
                found.append(
                    ExpectedValue(
                        name: entry.name, test: .equals(entry.value), source: source,
                        holdsSecret: secretNames.contains(entry.name)))
            }
            if let access = entry.access {
                found.append(ExpectedValue(name: entry.name, test: .access(access), source: source))
            }
            return found
        }
    }
}

extension Expectations.Assertion {
    fileprivate var columns: [ColumnName] {
        if case .text(_, let text) = claim { text.columns } else { [] }
    }

    fileprivate func value(for device: Device, columns: [Column]) -> ExpectedValue? {
        switch claim {
        case .isSet(let isSet): return ExpectedValue(name: name, test: .isSet(isSet), source: source)
        case .text(let kind, let placed):
            guard let text = placed.text(for: device, columns: columns) else { return nil }
            let test: ExpectedValue.Test =
                switch kind {
                case .equals: .equals(text)
                case .begins: .begins(text)
                case .ends: .ends(text)
                case .contains: .contains(text)
                }
            return ExpectedValue(
                name: name, test: test, source: source, holdsSecret: placed.isSecret(among: columns))
        }
    }
}
