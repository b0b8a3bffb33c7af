/// What a text means as the value of a parameter, before it is stored: of rules, triggers and schedules.
public struct FieldExplanationRecord: Codable, Hashable, Sendable {
    /// The parameter.
    public var name: String
    /// What it holds: `rule`, `trigger` or `schedule`.
    public var kind: String
    /// What it means now, in a sentence; empty if the text is empty and says nothing.
    public var summary: String
    /// Why it would not be stored, in the sentence of the form; or null.
    @Nullable public var error: String?
    /// What is odd about it.
    public var warnings: [String]
    /// A rule step by step: one explanation, or two of a Report_Rule with two rules; of a schedule none.
    public var rules: [ExplanationRecord]
}

/// A text of which somebody wants to know what it means.
public struct FieldExplanationWish: Codable, Hashable, Sendable {
    /// The text; nil: the present value.
    public var value: String?
    /// Values of other parameters that are typed and not stored yet. Those that would not be stored are passed over.
    public var set: [String: String]?

    /// A wish about that text.
    public init(value: String? = nil, set: [String: String]? = nil) {
        self.value = value
        self.set = set
    }
}
