internal import FlatProfile
internal import Provisioning
internal import Store

/// What changes would do, one by one and all together, as records tell it; secrets are masked.
struct Consequences {
    /// Each change with its effects.
    let changes: [PreviewChangeRecord]
    /// What all of them do, the gravest first.
    let effects: [EffectRecord]
    /// Whether whoever makes them may not come back.
    let locksOut: Bool

    /// `isLocal` is false for what a server sets: no server is told of its own changes.
    init(of changes: [RevisionChange], in snapshot: Snapshot, isLocal: Bool = true) {
        let effects = ChangeEffect.effects(of: changes, in: snapshot, isLocal: isLocal)
        self.changes = changes.map { change in
            PreviewChangeRecord(
                ChangeRecord(change, in: snapshot.catalogue), effects: effects.each[change.name] ?? [])
        }
        self.effects = effects.all.map(EffectRecord.init)
        locksOut = effects.locksOut
    }

    /// What revisions would do together that follow one another.
    init(of revisions: [NextRevision], in snapshot: Snapshot) {
        self.init(
            of: revisions.last?.snapshot.differences(from: snapshot) ?? [], in: snapshot,
            isLocal: revisions.contains { $0.committed.revision.origin.isLocalChange })
    }
}

extension ChangeEffect {
    /// What the changes of a revision do, or would.
    static func effects(
        of changes: [RevisionChange], in snapshot: Snapshot, isLocal: Bool = true
    ) -> ChangeEffects {
        let wishes = changes.map { change in
            guard let after = change.after else { return ParameterChange(change.name, .reset) }
            let value = after.value ?? snapshot.catalogue[change.name]?.defaultValue ?? ""
            return ParameterChange(change.name, .set(value), access: after.access)
        }
        return effects(of: wishes, in: snapshot, isLocal: isLocal)
    }
}

extension PreviewChangeRecord {
    init(_ change: ChangeRecord, effects: [ChangeEffect]) {
        self.init(
            name: change.name, old: change.old, new: change.new, old_ua: change.old_ua, new_ua: change.new_ua,
            effects: effects.map(EffectRecord.init))
    }

    /// The change alone.
    public var change: ChangeRecord {
        ChangeRecord(name: name, old: old, new: new, old_ua: old_ua, new_ua: new_ua)
    }
}
