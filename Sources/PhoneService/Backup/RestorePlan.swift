internal import FlatProfile
internal import Identity
internal import Store

/// What a backup would make of this phone: worked out completely before anything is touched.
struct RestorePlan {
    /// The revision that it was worked out for.
    let base: RevisionNumber
    /// The revision to be made.
    let set: DatedChangeSet
    /// What would differ in the end.
    let consequences: Consequences
    /// Parameters of the backup that this model does not have, or whose value it does not take.
    let warnings: [WarningRecord]

    /// What it takes to bring the settings of a backup into that configuration, as one revision of now: what is not in it goes back to
    /// the factory state, the others keep who set them and when. What is the same already stays with the origin it has here. The
    /// passwords of the web logins come along only where the phone has none.
    init(
        _ contents: BackupContents, into snapshot: Snapshot, by author: String, at time: Timestamp
    ) throws(BackupRefusal) {
        base = snapshot.revision
        let (kept, warnings) = try Self.accepted(contents, snapshot.catalogue)
        let wanted = Dictionary(kept.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var resets: [ParameterChange] = []
        for name in snapshot.settings.keys where snapshot.catalogue[name] != nil && !Account.isLogin(name) {
            if wanted[name].map({ Self.needsReset(snapshot.settings[name], for: $0.setting) }) ?? true {
                resets.append(ParameterChange(name, .reset))
            }
        }
        resets.sort { $0.name.text < $1.name.text }
        let sources = try contents.origins.map { (origin) throws(BackupRefusal) in
            EarlierSource(origin: try Self.origin(of: origin), time: Timestamp(unixMilliseconds: origin.time))
        }
        let changes = kept.filter { !Self.isKnownLogin($0.name, snapshot) }.map { $0.change(from: sources[$0.origin]) }
        set = DatedChangeSet(
            ChangeSet(
                resets + changes, origin: .backup(made: String(contents.created.prefix(10))), author: author), at: time)
        self.warnings = warnings
        consequences = Consequences(of: snapshot.applying([set]), in: snapshot)
    }

    /// A setting of the backup that this model has.
    private struct Kept {
        var name: ParameterName
        var setting: BackupContents.Setting
        var access: UserAccess?
        var origin: Int

        func change(from source: EarlierSource) -> ParameterChange {
            ParameterChange(
                name, setting.value.map { .set($0) } ?? .keep, access: access, isUserPreference: setting.user_pref,
                isUserModified: setting.um, line: setting.line, source: source)
        }
    }

    private static func accepted(
        _ contents: BackupContents, _ catalogue: Catalogue
    ) throws(BackupRefusal) -> (kept: [Kept], warnings: [WarningRecord]) {
        var kept: [Kept] = []
        var warnings: [WarningRecord] = []
        for setting in contents.settings {
            let name = ParameterName(setting.name)
            guard contents.origins.indices.contains(setting.origin) else { throw .inconsistent }
            var access: UserAccess?
            if let word = setting.ua {
                guard let known = UserAccess(rawValue: word) else { throw .inconsistent }
                access = known
            }
            guard let parameter = catalogue[name] else {
                warnings.append(
                    WarningRecord(
                        line: nil, name: setting.name,
                        message: "this model has no parameter \(setting.name.prefix(60)): it is left out"))
                continue
            }
            if let value = setting.value, !Account.isLogin(name),
                case .failure(let fault) = parameter.type.accept(value)
            {
                let sentence = fault.sentence(label: parameter.label, isSecret: parameter.isSecret)
                warnings.append(WarningRecord(line: nil, name: setting.name, message: "\(sentence): it is left out"))
                continue
            }
            kept.append(Kept(name: name, setting: setting, access: access, origin: setting.origin))
        }
        return (kept, warnings)
    }

    private static func isKnownLogin(_ name: ParameterName, _ snapshot: Snapshot) -> Bool {
        Account.isLogin(name) && !snapshot["Admin_Password"].isEmpty
    }

    /// Whether the present setting has parts that no change takes away one by one.
    private static func needsReset(_ present: Setting?, for wanted: BackupContents.Setting) -> Bool {
        guard let present else { return false }
        return present.value != nil && wanted.value == nil || present.access != nil && wanted.ua == nil
    }

    private static func origin(of stored: BackupContents.Origin) throws(BackupRefusal) -> Origin {
        do throws(StoreError) {
            return try Origin(storedKind: stored.kind, detail: stored.detail)
        } catch {
            throw .inconsistent
        }
    }
}
