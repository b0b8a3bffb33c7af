internal import FlatProfile
internal import Store

/// A draft beside a configuration: what of it can be applied, what somebody else has overtaken, what is there already. Decides only.
struct DraftReview {
    /// How a prepared change stands.
    enum Standing: Hashable, Sendable {
        /// It can be applied.
        case open
        /// Somebody else has changed the value since.
        case overtaken
        /// The phone holds the value already.
        case done
    }

    let draft: Draft
    let snapshot: Snapshot
    /// What whoever answers had before their eyes; nil is the configuration as it is.
    var seen: Snapshot?

    /// How a change stands: by the value that it was prepared over, and by the one that was seen last.
    func standing(of change: DraftedChange) -> Standing {
        if Self.isDone(change, in: snapshot) { return .done }
        return snapshot[change.name] == change.base ? .open : .overtaken
    }

    /// Whether the value has moved again after it was shown, so that an answer was given to another question.
    func hasMovedSinceSeen(_ change: DraftedChange) -> Bool {
        seen.map { $0[change.name] != snapshot[change.name] } ?? false
    }

    /// The wish of a prepared change.
    static func wish(_ change: DraftedChange) -> ParameterChange {
        ParameterChange(change.name, change.value.map(ParameterChange.Value.set) ?? .reset)
    }

    private static func isDone(_ change: DraftedChange, in snapshot: Snapshot) -> Bool {
        change.value.map { snapshot[change.name] == $0 } ?? (snapshot.settings[change.name] == nil)
    }

    /// The changes in the order of the pages.
    var inOrder: [DraftedChange] {
        draft.changes.sorted {
            (snapshot.catalogue.index(of: $0.name) ?? .max) < (snapshot.catalogue.index(of: $1.name) ?? .max)
        }
    }

    /// What all that is not done would do.
    var effects: ChangeEffects {
        ChangeEffect.effects(of: draft.changes.filter { standing(of: $0) != .done }.map(Self.wish), in: snapshot)
    }
}
