public import FlatProfile

/// What a device reports, beside what it was served. Says nothing of secrets but whether they differ.
public struct ReportComparison: Hashable, Sendable {
    /// A parameter that differs.
    public struct Difference: Hashable, Sendable {
        /// Its name.
        public var name: ParameterName
        /// What was served; nil if it is secret.
        public var served: String?
        /// What the device reports; nil if it is secret.
        public var reported: String?
    }

    /// How many parameters the device reports as they were served.
    public private(set) var equal = 0
    /// Those that it reports otherwise, in the order of the profile.
    public private(set) var different: [Difference] = []
    /// Those that were served and that a report of everything does not have. Empty if the report holds changes only.
    public private(set) var missing: [ParameterName] = []
    /// Those that no report shows: passwords, of which it holds nothing or asterisks.
    public private(set) var hidden: [ParameterName] = []
    /// Whether the report holds changes only (`--delta`), so that what it does not have says nothing.
    public private(set) var isPartial: Bool

    /// Compares a report with the profile that was served.
    ///
    /// Values are compared as the phone takes them: `yes` is `Yes` for a parameter that knows only `Yes` and `No`. A parameter that the model
    /// does not have is left out. A report with less than half of the parameters of the model is taken for one of changes only (Provisioning
    /// Formats, "Configuration Profile and Report Options": `--delta`), because nothing else tells them apart.
    ///
    /// - Parameter secrets: Parameters whose values must not be shown, besides those that the catalogue knows as secret.
    public init(
        served: ProfileDocument, reported: ProfileDocument, model: Model, secrets: Set<ParameterName> = []
    ) {
        let catalogue = Catalogue.of(model)
        let found = Dictionary(reported.entries.map { ($0.name, $0.value) }) { $1 }
        let known = found.keys.count { catalogue[$0] != nil }
        isPartial = known < catalogue.parameters.count / 2
        var last: [ParameterName: Int] = [:]
        for (index, entry) in served.entries.enumerated() { last[entry.name] = index }
        for (index, entry) in served.entries.enumerated() where last[entry.name] == index {
            guard let parameter = catalogue[entry.name] else { continue }
            compare(
                entry, with: found[entry.name], parameter, isSecret: parameter.isSecret || secrets.contains(entry.name))
        }
    }

    private mutating func compare(
        _ entry: ProfileEntry, with found: String?, _ parameter: Parameter, isSecret: Bool
    ) {
        guard !entry.preservesValue else { return }
        if parameter.isSecret, found.map(Self.isMask) ?? true { return hidden.append(entry.name) }
        guard let found else {
            if !isPartial { missing.append(entry.name) }
            return
        }
        guard Self.taken(entry.value, by: parameter) != Self.taken(found, by: parameter) else {
            equal += 1
            return
        }
        different.append(
            isSecret
                ? Difference(name: entry.name, served: nil, reported: nil)
                : Difference(name: entry.name, served: entry.value, reported: found))
    }

    private static func taken(_ text: String, by parameter: Parameter) -> String {
        switch parameter.accept(text) {
        case .success(let value): value
        case .failure: text
        }
    }

    /// Empty, or nothing but asterisks.
    private static func isMask(_ text: String) -> Bool { text.utf8.allSatisfy { $0 == UInt8(ascii: "*") } }

    /// Whether the device has all that it was served.
    public var isGood: Bool { different.isEmpty && missing.isEmpty }

    /// `40 parameters as served, 2 differ: Station_Name is “Bob” where “Anna” was served, …`
    public var sentence: String {
        var parts = [equal == 1 ? "1 parameter as served" : "\(equal) parameters as served"]
        if !different.isEmpty {
            let shown = different.prefix(5).map { difference in
                guard let served = difference.served, let reported = difference.reported else {
                    return "\(difference.name) (secret)"
                }
                return "\(difference.name) is “\(Self.cut(reported))” where “\(Self.cut(served))” was served"
            }
            parts.append(
                Self.list(different.count == 1 ? "1 differs" : "\(different.count) differ", shown, different.count))
        }
        if !missing.isEmpty {
            parts.append(Self.list("\(missing.count) missing", missing.prefix(5).map(\.text), missing.count))
        }
        if !hidden.isEmpty { parts.append("\(hidden.count) hidden") }
        return parts.joined(separator: ", ")
    }

    private static func list(_ head: String, _ shown: [String], _ count: Int) -> String {
        "\(head): \(shown.joined(separator: "; "))\(count > shown.count ? "; and \(count - shown.count) more" : "")"
    }

    private static func cut(_ value: String) -> String { Shown.text(value, limit: 60) }
}
