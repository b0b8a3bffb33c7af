internal import FlatProfile

/// Which changes have to be confirmed: those of which `ChangeEffect` says that they may lock somebody out.
enum LockOut {
    /// Whether what a revision is about to change may lock somebody out.
    static func isCaused(by changes: [RevisionChange], in snapshot: Snapshot) -> Bool {
        effects(of: changes, in: snapshot).locksOut
    }

    /// What the changes of a revision do.
    static func effects(of changes: [RevisionChange], in snapshot: Snapshot) -> ChangeEffects {
        let wishes = changes.map { change in
            ParameterChange(change.name, (change.after?.value).map { .set($0) } ?? .reset)
        }
        return ChangeEffect.effects(of: wishes, in: snapshot)
    }
}
