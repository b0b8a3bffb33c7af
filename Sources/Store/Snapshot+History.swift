package import FlatProfile

extension ParameterName {
    /// The logins of the web pages: no restore brings an old password back.
    static let webLogins: Set<ParameterName> = ["Admin_Password", "User_Password"]
}

extension Snapshot {
    /// This configuration with the content of an earlier one, except the web logins; nil if that changes nothing.
    func restoring(_ earlier: Snapshot, at time: Timestamp) -> (snapshot: Snapshot, changes: [RevisionChange])? {
        let changes = earlier.differences(from: self).filter { !ParameterName.webLogins.contains($0.name) }
        return changing(changes, origin: .restore(of: earlier.revision), at: time)
    }

    /// What has to change in `other` to get the content of this one, in the order of the catalogue.
    package func differences(from other: Snapshot) -> [RevisionChange] {
        let changed = Set(settings.keys).union(other.settings.keys)
            .filter { !Setting.haveSameContent(settings[$0], other.settings[$0]) }
            .compactMap { name in catalogue.index(of: name).map { (index: $0, name: name) } }
            .sorted { $0.index < $1.index }
        return changed.map { RevisionChange(name: $0.name, before: other.settings[$0.name], after: settings[$0.name]) }
    }

    /// This configuration with other settings for some parameters, as an earlier revision.
    func replacing(_ settings: [(name: ParameterName, setting: Setting?)], asOf number: RevisionNumber) -> Snapshot {
        var earlier = self.settings
        for (name, setting) in settings { earlier[name] = setting }
        return Snapshot(catalogue: catalogue, revision: number, settings: earlier)
    }
}

extension RevisionChange {
    /// Who had set a value before its revision brought it back; nil if the revision set it itself.
    func earlierSource(in revision: Revision) -> EarlierSource? {
        guard let provenance = after?.provenance,
            provenance.time != revision.time || provenance.origin != revision.origin
        else { return nil }
        return EarlierSource(origin: provenance.origin, time: provenance.time)
    }
}
