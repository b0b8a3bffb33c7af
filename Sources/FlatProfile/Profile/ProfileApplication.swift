/// What an element without text means. The guides contradict each other, so it can be chosen (`docs/compatibility.md`, "Profiles").
public enum EmptyElementPolicy: String, Hashable, Sendable, CaseIterable {
    /// It sets the empty value, however it is written. Only this reads an exported configuration back unchanged.
    case setsEmpty
    /// `<X ua="rw"/>` changes the access and leaves the value; every other empty element sets the empty value.
    case keepsValueWithAccess
    /// It sets the factory default; `""` sets the empty value.
    case resetsToDefault
}

/// What a profile would change of a configuration, and what of it is odd there. A wish that is already fulfilled is among the changes too:
/// `Snapshot.applying` tells what differs.
///
/// Source: administration guide, "Access Control Configuration" and "Provisioning Formats".
public struct ProfileApplication: Hashable, Sendable {
    /// The changes, in the order of the file, one for each parameter.
    public private(set) var changes: [ParameterChange] = []
    /// What is odd about the entries for this model; what was odd about the file itself is in `ProfileDocument.warnings`.
    public private(set) var warnings: [ProfileWarning] = []

    /// Decides what the profile changes: unknown names and bad values are ignored, and of several elements of one name the last
    /// alone counts.
    public init(
        of document: ProfileDocument, to snapshot: Snapshot, emptyElements policy: EmptyElementPolicy = .setsEmpty
    ) {
        let catalogue = snapshot.catalogue
        let positions = document.entries.map { catalogue.index(of: $0.name) }
        var last = [Int](repeating: -1, count: catalogue.parameters.count)
        for (entry, position) in positions.enumerated() {
            if let position { last[position] = entry }
        }
        var reported: Set<ParameterName> = []
        for (index, entry) in document.entries.enumerated() {
            guard let position = positions[index] else {
                if reported.insert(entry.name).inserted {
                    warnAboutUnknown(entry, in: catalogue, withSuggestion: reported.count <= Self.mostSuggestions)
                }
                continue
            }
            guard last[position] == index else { continue }
            let parameter = catalogue.parameters[position]
            apply(entry, to: parameter, present: snapshot.settings[parameter.name], policy: policy)
        }
    }

    /// For how many unknown names the one is looked for that may be meant. Each is compared with all that are alike, and a file with more
    /// of them was not written for this phone.
    static let mostSuggestions = 200

    private mutating func warnAboutUnknown(
        _ entry: ProfileEntry, in catalogue: Catalogue, withSuggestion: Bool
    ) {
        let elsewhere = catalogue.otherSeries(knowing: entry.name)
        let kind: ProfileWarning.Kind =
            elsewhere.isEmpty
            ? .unknownParameter(suggestion: withSuggestion ? catalogue.suggestion(for: entry.name) : nil)
            : .otherModelsOnly(elsewhere)
        warnings.append(ProfileWarning(kind, name: entry.name, line: entry.line))
    }

    private mutating func apply(
        _ entry: ProfileEntry, to parameter: Parameter, present: Setting?, policy: EmptyElementPolicy
    ) {
        var change = ParameterChange(parameter.name, .keep, access: entry.access, line: entry.line)
        // `n` is the default of user-pref, so an element without it sets the value and clears `um`.
        change.isUserPreference = entry.isUserPreference ?? false
        let isKeptForUser = entry.isUserPreference == true && present?.isUserModified == true
        if entry.preservesValue || isKeptForUser {
            change.isUserPreference = entry.isUserPreference
        } else {
            switch Self.wish(of: entry, for: parameter, present: present, policy: policy) {
            case .success(.keep): change.isUserPreference = entry.isUserPreference
            case .success(let value): change.value = value
            case .failure(let fault):
                // A fault may hold the value.
                let kind: ProfileWarning.Kind = parameter.isSecret ? .badSecret : .badValue(fault)
                warnings.append(ProfileWarning(kind, name: parameter.name, line: entry.line))
                change.isUserPreference = entry.isUserPreference
            }
        }
        if change.value != .keep || change.access != nil || change.isUserPreference != nil { changes.append(change) }
    }

    /// What the element asks for, before anybody asks whether the parameter is to be left alone.
    private static func wish(
        of entry: ProfileEntry, for parameter: Parameter, present: Setting?, policy: EmptyElementPolicy
    ) -> Result<ParameterChange.Value, ValueFault> {
        if entry.value == #""""# { return empty(parameter) }
        guard entry.value.isEmpty else { return parameter.accept(entry.value).map { .set($0) } }
        // An element with nothing but other elements in it says nothing about a value.
        if entry.nestedElements > 0 { return .success(.keep) }
        switch policy {
        case .setsEmpty: return empty(parameter)
        case .keepsValueWithAccess:
            return entry.form == .selfClosed && entry.access != nil ? .success(.keep) : empty(parameter)
        case .resetsToDefault:
            // A reset forgets the access as well, which an element without `ua` leaves alone.
            let hasOtherParts = entry.access != nil || present?.access != nil || entry.isUserPreference == true
            return .success(hasOtherParts ? .set(parameter.defaultValue) : .reset)
        }
    }

    private static func empty(_ parameter: Parameter) -> Result<ParameterChange.Value, ValueFault> {
        parameter.accept("").map { .set($0) }
    }
}
