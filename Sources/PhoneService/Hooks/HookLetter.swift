internal import FlatProfile
internal import ProfileRules

/// What a hook reads from standard input, as `docs/hooks.md` describes it.
struct HookLetter: Codable, Hashable, Sendable {
    /// The version of this form; grows when a key changes its meaning. New keys may come at any time.
    var version = 1
    /// What has happened.
    var event: HookEvent
    /// The revision of the configuration that the hook has after this letter.
    var revision: Int
    /// The revision that it had before; null: everything is told.
    @Nullable var previous_revision: Int?
    /// When the newest of the revisions was made, or the phone decided to restart.
    var time: String
    /// Who or what made the newest revision, or asked for the restart, in words.
    var origin: String
    /// Why the phone restarts; null for other events.
    @Nullable var reason: String?
    /// Which phone this is.
    var phone: IdentityRecord
    /// The parameters that interest the hook.
    var changes: [Change]

    /// One parameter.
    struct Change: Codable, Hashable, Sendable {
        /// Its name.
        var name: String
        /// Its value before; null: not told, or a secret that the hook does not get.
        @Nullable var old: String?
        /// Its value now; null for a secret that the hook does not get. A secret within a value is masked.
        @Nullable var new: String?
        /// Whether it is or holds a secret.
        var secret: Bool
    }
}

extension HookLetter.Change {
    /// What has become of a parameter; nil if its value is the same, or the hook is not told of it.
    init?(_ change: RevisionChange, in catalogue: Catalogue, for manifest: HookManifest) {
        guard let parameter = catalogue[change.name] else { return nil }
        let old = change.before?.value ?? parameter.defaultValue
        let new = change.after?.value ?? parameter.defaultValue
        guard old != new else { return nil }
        self.init(parameter, old: old, new: new, in: catalogue, for: manifest)
    }

    /// The present value of a parameter; nil if the hook is not told of it.
    init?(_ parameter: Parameter, in snapshot: Snapshot, for manifest: HookManifest) {
        self.init(parameter, old: nil, new: snapshot[parameter.name], in: snapshot.catalogue, for: manifest)
    }

    private init?(
        _ parameter: Parameter, old: String?, new: String, in catalogue: Catalogue, for manifest: HookManifest
    ) {
        guard manifest.concerns(parameter) else { return nil }
        guard !parameter.isSecret else {
            let isKept = !manifest.mayHave(parameter)
            self.init(name: parameter.name.text, old: isKept ? nil : old, new: isKept ? nil : new, secret: true)
            return
        }
        // A rule may hold a key, an address a password.
        let shown = [old, new].map { $0.map { ShownValue($0, of: parameter.name, in: catalogue) } }
        let holdsSecret = shown.contains { $0?.isMasked == true }
        let isWhole = !holdsSecret || manifest.mayHave(parameter)
        self.init(
            name: parameter.name.text, old: isWhole ? old : shown[0]?.text, new: isWhole ? new : shown[1]?.text,
            secret: holdsSecret)
    }
}

extension HookLetter {
    /// The secrets in it: they must not come back in what is shown of the hook's words.
    var secrets: [String] {
        changes.filter(\.secret).flatMap { [$0.old, $0.new].compactMap(\.self) }.filter { !$0.isEmpty }
    }
}

/// What a hook has to be told of the configuration.
struct HookNews: Sendable {
    /// The changes, with those of the hook's own left out.
    var changes: [HookLetter.Change]
    /// Whether hooks alone made them.
    var isByHooks: Bool

    /// Everything.
    init(all snapshot: Snapshot, for manifest: HookManifest) {
        changes = snapshot.catalogue.parameters.compactMap { HookLetter.Change($0, in: snapshot, for: manifest) }
        isByHooks = false
    }

    /// What has changed. What the hook itself set last it knows already.
    init(_ difference: [RevisionChange], in catalogue: Catalogue, for manifest: HookManifest, hook: String) {
        let own = Principal.hook(hook).origin
        var isByHooks = true
        changes = difference.compactMap { change in
            guard let told = HookLetter.Change(change, in: catalogue, for: manifest) else { return nil }
            let origin = change.after?.provenance.origin
            guard origin != own else { return nil }
            if origin.map(Principal.isHook) != true { isByHooks = false }
            return told
        }
        self.isByHooks = isByHooks
    }
}

extension Principal {
    /// A hook that changes the configuration by `onhook` while it runs.
    package static func hook(_ name: String) -> Principal {
        Principal(.admin, through: .commandLine(login: hookPrefix + name))
    }

    /// Whether a hook made a change of that origin. No login of a machine has a blank in its name.
    static func isHook(_ origin: Origin) -> Bool {
        if case .commandLine(let user) = origin { user.hasPrefix(hookPrefix) } else { false }
    }

    /// Whether this is a hook.
    package var isHook: Bool { Self.isHook(origin) }

    private static let hookPrefix = "hook "
}
