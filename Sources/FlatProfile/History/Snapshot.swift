/// The whole configuration at one revision. Immutable: pages, exports and macros read it and never wait for a writer.
public struct Snapshot: Sendable {
    /// The parameters that exist.
    public let catalogue: Catalogue
    /// The revision that it shows; 0 is the factory state.
    public let revision: RevisionNumber
    /// What differs from the factory state.
    public let settings: [ParameterName: Setting]

    /// A configuration of those settings.
    public init(catalogue: Catalogue, revision: RevisionNumber = 0, settings: [ParameterName: Setting] = [:]) {
        self.catalogue = catalogue
        self.revision = revision
        self.settings = settings
    }

    /// The present value of a parameter; the factory default if nobody set it, empty if the model has no such parameter.
    public subscript(name: ParameterName) -> String {
        settings[name]?.value ?? catalogue[name]?.defaultValue ?? ""
    }

    /// What the account `user` may do with a parameter now.
    public func access(to name: ParameterName) -> UserAccess {
        settings[name]?.access ?? catalogue[name]?.access ?? .hidden
    }

    /// What applying the changes would make of this configuration: the next snapshot and what differs; nil if nothing would.
    /// Changes of parameters that the model does not have are left out.
    public func applying(_ set: ChangeSet, at time: Timestamp) -> (snapshot: Snapshot, changes: [RevisionChange])? {
        var next = settings
        var touched: [ParameterName] = []
        let provenance = Provenance(origin: set.origin, time: time, revision: revision + 1)
        for change in set.changes {
            guard let parameter = catalogue[change.name] else { continue }
            let before = next[change.name]
            let after = Self.setting(
                after: change, to: parameter, from: before, provenance: provenance)
            switch (before, after) {
            case (nil, nil): continue
            case (let before?, let after?) where before.hasSameContent(as: after): continue
            default: next[change.name] = after
            }
            touched.append(change.name)
        }
        var seen: Set<ParameterName> = []
        let changes = touched.compactMap { name -> RevisionChange? in
            guard seen.insert(name).inserted else { return nil }
            let before = settings[name]
            let after = next[name]
            if let before, let after, before.hasSameContent(as: after) {
                next[name] = before
                return nil
            }
            return before == nil && after == nil ? nil : RevisionChange(name: name, before: before, after: after)
        }
        guard !changes.isEmpty else { return nil }
        return (Snapshot(catalogue: catalogue, revision: revision + 1, settings: next), changes)
    }

    /// The setting that a change makes of a parameter; nil is the factory state.
    private static func setting(
        after change: ParameterChange, to parameter: Parameter, from before: Setting?, provenance: Provenance
    ) -> Setting? {
        if case .reset = change.value { return nil }
        let provenance =
            change.source.map {
                Provenance(origin: $0.origin, line: change.line, time: $0.time, revision: provenance.revision)
            } ?? provenance.at(line: change.line)
        var after = before ?? Setting(value: nil, provenance: provenance)
        if case .set(let value) = change.value {
            // A value nobody ever set that is set to the factory default is no change.
            after.value = before?.value == nil && value == parameter.defaultValue ? nil : value
        }
        if let access = change.access {
            after.access = before?.access == nil && access == parameter.access ? nil : access
        }
        if let isUserPreference = change.isUserPreference {
            after.isUserPreference = isUserPreference
            if !isUserPreference { after.isUserModified = false }
        }
        if let isUserModified = change.isUserModified { after.isUserModified = isUserModified }
        if let before, before.hasSameContent(as: after) { return before }
        after.provenance = provenance
        let isFactoryState =
            after.value == nil && after.access == nil && !after.isUserPreference && !after.isUserModified
        return isFactoryState && before == nil ? nil : after
    }
}
