package import FlatProfile

/// Changes that somebody looks at before they are made: what an uploaded profile would do, or a dry run.
package struct Proposal: Sendable {
    /// What would be made of the configuration.
    package let set: ChangeSet
    /// The revision that it was compared with.
    package let base: RevisionNumber
    /// What would change then, in the order of the file.
    package let changes: [RevisionChange]
    /// What is odd about where the changes come from.
    package let warnings: [WarningRecord]

    /// What the changes would make of that configuration.
    package init(_ set: ChangeSet, to snapshot: Snapshot, at time: Timestamp, warnings: [WarningRecord] = []) {
        self.set = set
        self.warnings = warnings
        base = snapshot.revision
        changes = snapshot.applying(set, at: time)?.changes ?? []
    }

    /// Whether it would do the same to that configuration.
    func doesTheSame(to snapshot: Snapshot, at time: Timestamp) -> Bool {
        let present = Proposal(set, to: snapshot, at: time).changes
        return present.count == changes.count && zip(present, changes).allSatisfy { $0.isSame(as: $1) }
    }
}

extension RevisionChange {
    /// Whether it leads from the same to the same, whoever set it.
    fileprivate func isSame(as other: RevisionChange) -> Bool {
        name == other.name && Setting.haveSameContent(before, other.before)
            && Setting.haveSameContent(after, other.after)
    }
}

/// A proposal as a page or a script sees it; every secret is masked.
public struct ProposalRecord: Codable, Hashable, Sendable {
    /// What to name when it is applied; empty if nothing would change.
    public var proposal: String
    /// Where it comes from, in words: `file desk.xml`.
    public var origin: String
    /// The revision with which it was compared.
    public var base: Int
    /// What would change.
    public var changes: [PreviewChangeRecord]
    /// What all of them together would do, the gravest first.
    public var effects: [EffectRecord]
    /// Whether they may lock somebody out, so that they wait for a confirmation where it is asked for on the pages.
    public var locks_out: Bool
    /// What is odd about it.
    public var warnings: [WarningRecord]
}

/// Why a proposal is not applied.
public enum ProposalRefusal: Error, Hashable, Sendable {
    /// There is none of that name: it was applied or dropped, or the phone has restarted since.
    case unknown
    /// The configuration has changed since, and it would now do something else: what, says this one in its place.
    case overtaken(ProposalRecord)
    /// Only the administrator may.
    case notAllowed
    /// The store could not take it, in words.
    case failed(String)
}

extension ProposalRefusal: CustomStringConvertible {
    /// The sentence for whoever asked.
    public var description: String {
        switch self {
        case .unknown:
            "these changes are no longer kept: they were applied already, or too much time has passed; choose the file again"
        case .overtaken:
            "the configuration was changed meanwhile, so nothing was applied; look at what would change now"
        case .notAllowed: "only the administrator may do that"
        case .failed(let sentence): sentence
        }
    }
}
