/// The rule language: where to fetch profiles and firmware from, on which conditions, and what to set before.
///
/// Source: Provisioning Formats, "Profile rule", "Conditional Expressions", "URL Syntax", "Optional Resync Arguments".
public enum ProfileRule {
    /// Expands the macros of a rule, parses it, evaluates it, and says what it means, step by step. Never fails: what is wrong
    /// with the rule is its `error`. Of a Report_Rule with two rules this explains the first; see `ReportRules`.
    public static func explain(
        _ source: String, in context: MacroContext, kind: RuleKind = .profile
    ) -> RuleExplanation {
        RuleReader(source, in: context, kind: kind).explain()[0]
    }

    /// What is wrong with a rule, with macros as they are now; nil if it can be used.
    ///
    /// A fault that only the present value of a macro makes, in an alternative that is not tried now, is none.
    public static func check(
        _ source: String, in context: MacroContext, kind: RuleKind = .profile
    ) -> RuleSyntaxError? {
        RuleReader(source, in: context, kind: kind).explain().lazy.compactMap(\.error).first
    }
}

/// Report_Rule: up to two rules with white space between them.
///
/// Source: Third-Party Call Control, "Report rule".
public enum ReportRules {
    /// The rules one by one: one explanation, or two; if anything is wrong, one with the error.
    public static func explain(_ source: String, in context: MacroContext) -> [RuleExplanation] {
        RuleReader(source, in: context, kind: .report).explain()
    }
}

/// Resync_Trigger_1, Resync_Trigger_2: comparisons with `and` between them, no parentheses and no `?`.
///
/// Source: Provisioning Formats, "Resync trigger".
public enum TriggerExpression {
    /// Whether the trigger is true now; nil if it is empty.
    public static func evaluate(_ source: String, in context: MacroContext) throws(RuleSyntaxError) -> Bool? {
        switch try explain(source, in: context).outcome.get() {
        case .triggered: true
        case .skip(.empty): nil
        default: false
        }
    }

    /// The trigger as a rule of one alternative that has a condition only; the decision is `triggered` or `skip`.
    public static func explain(_ source: String, in context: MacroContext) -> RuleExplanation {
        ProfileRule.explain(source, in: context, kind: .trigger)
    }
}
