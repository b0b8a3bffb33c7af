public import FlatProfile

/// What a rule means now, step by step. Only `decision` and `assignments` hold secrets, wrapped: every text here can be shown.
public struct RuleExplanation: Hashable, Sendable {
    /// The rule as written; secrets that are written into it are masked.
    public var source: String
    /// The rule with macros expanded; secrets are masked.
    public var expanded: String
    /// Its alternatives in order; empty if the rule is empty or cannot be parsed.
    public var alternatives: [AlternativeExplanation]
    /// What the chosen alternative assigns, before anything is fetched; parameters that the model does not have and values
    /// that their types do not allow are left out.
    public var assignments: [RuleAssignment]
    /// What to do, or why the rule cannot be used.
    public var outcome: Result<RuleDecision, RuleSyntaxError>
    /// What is odd about it, without repetitions.
    public var warnings: [RuleWarning]

    /// What to do; nil if the rule cannot be used.
    public var decision: RuleDecision? { try? outcome.get() }

    /// Why the rule cannot be used; nil if it can.
    public var error: RuleSyntaxError? {
        guard case .failure(let error) = outcome else { return nil }
        return error
    }

    /// The address that is chosen, as `RuleURL.text` gives it; `gds://` for onboarding; nil if none is.
    public var url: String? { error == nil ? alternatives.first(where: \.chosen)?.url : nil }
}

/// One alternative of a rule. Every text can be shown.
public struct AlternativeExplanation: Hashable, Sendable {
    /// A term of its condition.
    public struct Comparison: Hashable, Sendable {
        /// The term with macros expanded.
        public var text: String
        /// Whether it is true; nil if it cannot be said (see the warnings, or the error).
        public var truth: Bool?
    }

    /// An assignment for a person to read.
    public struct Assignment: Hashable, Sendable {
        /// The parameter, short names written out.
        public var name: ParameterName
        /// The value, masked if it is a secret.
        public var value: String
    }

    /// As written.
    public var source: String
    /// What stands in the parentheses of its condition, with macros expanded; nil without condition.
    public var condition: String?
    /// The terms of the condition.
    public var comparisons: [Comparison]
    /// Whether the condition is true; nil if there is none, or if the alternative was not tried.
    public var result: Bool?
    /// Whether this is the alternative that is carried out.
    public var chosen: Bool
    /// Its assignments.
    public var assignments: [Assignment]
    /// Its options, one text each.
    public var options: [String]
    /// Its address with macros expanded; nil if it has none, or none that can be used.
    public var url: String?
}
