/// What a change does, in words.
public struct EffectRecord: Codable, Hashable, Sendable {
    /// `applies-now`, `restarts-web-server`, `reboots`, `triggers-resync`, `triggers-upgrade`, `triggers-custom-ca`, `triggers-report`,
    /// `locks-out`.
    public var effect: String
    /// Two or three words.
    public var label: String
    /// A sentence.
    public var message: String
}

/// One change of a draft, beside what the phone holds now.
public struct DraftChangeRecord: Codable, Hashable, Sendable {
    /// The parameter.
    public var name: String
    /// Its label.
    public var label: String
    /// The tab and the section of its field.
    public var tab: String
    /// The section.
    public var section: String
    /// The value when the change was prepared; masked if it is a secret.
    public var base: String
    /// The value now; masked if it is a secret.
    public var old: String
    /// The value that it shall have; null is back to the factory default, masked if it is a secret.
    @Nullable public var new: String?
    /// `open`: it can be applied. `conflict`: somebody else has changed the value since; an answer is needed. `done`: the phone holds the value
    /// already. `refused`: the account may not set it any more, or the value is not accepted any more.
    public var state: String
    /// For a conflict: who changed the value, in words; null if nothing is known of it.
    @Nullable public var changed_by: String?
    /// For a conflict: when.
    @Nullable public var changed_at: String?
    /// For a refused change: why.
    @Nullable public var refusal: String?
    /// What it does; empty for what is done already.
    public var effects: [EffectRecord]
}

/// A draft, compared with the phone's configuration.
public struct DraftRecord: Codable, Hashable, Sendable {
    /// Its name; `browser` for the one of the browser that asks.
    public var name: String
    /// Whose it is.
    public var account: String
    /// When its first change was prepared; null while it is empty.
    @Nullable public var begun: String?
    /// When it was last touched; null while it is empty.
    @Nullable public var touched: String?
    /// The revision that it was compared with.
    public var revision: Int
    /// How many changes wait for an answer.
    public var conflicts: Int
    /// Its changes, in the order of the pages.
    public var changes: [DraftChangeRecord]
    /// What all of them together do, the gravest first.
    public var effects: [EffectRecord]
}

/// A draft in a list.
public struct DraftSummaryRecord: Codable, Hashable, Sendable {
    /// Its name.
    public var name: String
    /// When its first change was prepared.
    public var begun: String
    /// When it was last touched.
    public var touched: String
    /// How many changes it has.
    public var change_count: Int
}

/// What a set of changes would do, which nobody has prepared.
public struct PreviewRecord: Codable, Hashable, Sendable {
    /// The revision that was looked at.
    public var revision: Int
    /// What would change.
    public var changes: [PreviewChangeRecord]
    /// What all of them together would do, the gravest first.
    public var effects: [EffectRecord]
    /// Whether they may lock somebody out, so that they wait for a confirmation where it is asked for on the pages.
    public var locks_out: Bool
}

/// One change of what would be done, with what it would do.
public struct PreviewChangeRecord: Codable, Hashable, Sendable {
    /// The parameter.
    public var name: String
    /// Its value before; null is the factory default, masked if it is a secret.
    @Nullable public var old: String?
    /// Its value after; null is the factory default, masked if it is a secret.
    @Nullable public var new: String?
    /// The access before and after, if that changes: `na`, `ro`, `rw`.
    @Nullable public var old_ua: String?
    /// The access after, if that changes.
    @Nullable public var new_ua: String?
    /// What it would do.
    public var effects: [EffectRecord]
}

extension EffectRecord {
    init(_ effect: ChangeEffect) {
        self.init(effect: effect.word, label: effect.label, message: effect.description)
    }
}
