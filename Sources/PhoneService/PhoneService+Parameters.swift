public import FlatProfile
internal import ProfileFormat
internal import Provisioning

/// Reading parameters.
extension PhoneService {
    /// Which parameters a list holds.
    public enum Selection: Hashable, Sendable {
        /// All that pages show.
        case all
        /// Those that differ from the factory default.
        case changed
    }

    /// Parameters in the order of the pages, as somebody with those rights may see them.
    public func parameters(_ selection: Selection = .all, by principal: Principal) -> [ParameterRecord] {
        let snapshot = snapshot
        return snapshot.catalogue.parameters.lazy
            .filter { Self.isVisible($0, to: principal, in: snapshot) }
            .map { ParameterRecord($0, in: snapshot) }
            .filter { selection == .all || $0.changed }
    }

    /// One parameter; nil if there is none of that name that they may see.
    public func parameter(_ name: String, by principal: Principal) -> ParameterRecord? {
        let snapshot = snapshot
        guard let parameter = snapshot.catalogue[ParameterName(name)],
            Self.isVisible(parameter, to: principal, in: snapshot)
        else { return nil }
        return ParameterRecord(parameter, in: snapshot)
    }

    static func isVisible(_ parameter: Parameter, to principal: Principal, in snapshot: Snapshot) -> Bool {
        switch principal.account {
        case .admin: true
        case .user: !parameter.isHidden && snapshot.access(to: parameter.name) != .hidden
        }
    }
}

extension PhoneService {
    /// The sentence for a name that is no parameter, with one that may be meant.
    public func noSuchParameter(_ name: String) -> String {
        Self.unknownParameter(name, in: snapshot.catalogue)
    }

    /// Where a value came from, in words.
    public static func words(for provenance: Provenance) -> String { Wording.provenance(provenance) }
}
