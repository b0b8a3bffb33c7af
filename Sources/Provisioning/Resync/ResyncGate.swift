public import FlatProfile
public import ProfileRules

/// Whether Resync_Trigger_1 and Resync_Trigger_2 let a resync pass that comes by itself.
///
/// The policy, all of it: nothing is held back if both are empty. Else one of them has to be true at the moment when the resync is due, by
/// a timer or by the start of the phone; a resync that somebody asks for passes (`ResyncTrigger.isRequest`). A trigger that cannot be read
/// counts as true: a phone in the field that never asks its server again could only be mended by hand, while one that does ask is given a
/// better trigger.
///
/// Source: Provisioning Methods, "Resync triggers", and Provisioning Formats; an older table, by which a trigger starts a resync by itself, is
/// not followed. What an unreadable trigger does is chosen. See `docs/compatibility.md`, "Resync".
public struct ResyncGate: Hashable, Sendable {
    /// What one of the two says.
    public enum Reading: Hashable, Sendable {
        /// Nothing is written, or a comment.
        case empty
        /// All of its comparisons hold, or one does not.
        case decided(Bool)
        /// It cannot be read, which counts as true.
        case unreadable(RuleSyntaxError)
    }

    /// One of the two parameters.
    public struct Trigger: Hashable, Sendable {
        /// `Resync_Trigger_1` or `Resync_Trigger_2`.
        public var parameter: ParameterName
        /// Its text, and the truth of each comparison.
        public var explanation: RuleExplanation
        /// What it says.
        public var reading: Reading
    }

    /// The parameters that hold triggers.
    public static let parameters: [ParameterName] = ["Resync_Trigger_1", "Resync_Trigger_2"]

    /// Both of them, in their order.
    public let triggers: [Trigger]

    /// Reads both triggers now: with the values that the context gives its macros.
    public init(in context: MacroContext) {
        triggers = Self.parameters.map { parameter in
            let explanation = TriggerExpression.explain(context.snapshot[parameter], in: context)
            return Trigger(parameter: parameter, explanation: explanation, reading: Reading(explanation.outcome))
        }
    }

    /// Whether a resync passes.
    public var isOpen: Bool {
        let set = triggers.filter { $0.reading != .empty }
        return set.isEmpty || set.contains { $0.reading != .decided(false) }
    }

    /// Whether that cause of a resync is asked about triggers.
    public static func guards(_ trigger: ResyncTrigger) -> Bool {
        switch trigger {
        case .powerUp, .periodic, .daily, .upgradeAttempt, .errorRetry, .serverNamed: true
        case .request: false
        }
    }
}

extension ResyncGate.Reading {
    init(_ outcome: Result<RuleDecision, RuleSyntaxError>) {
        switch outcome {
        case .failure(let error): self = .unreadable(error)
        case .success(.triggered): self = .decided(true)
        case .success(.skip(.empty)): self = .empty
        case .success: self = .decided(false)
        }
    }
}

extension ResyncGate: CustomStringConvertible {
    /// One sentence for a log: `no resync: Resync_Trigger_1 is false (20 ge 600), Resync_Trigger_2 is empty`. Holds no secret.
    public var description: String {
        let readings = triggers.map(\.description).joined(separator: ", ")
        return "\(isOpen ? "a resync may begin" : "no resync"): \(readings)"
    }
}

extension ResyncGate.Trigger: CustomStringConvertible {
    /// What it says, and why: `Resync_Trigger_1 is false (20 ge 600)`.
    public var description: String {
        switch reading {
        case .empty: "\(parameter) is empty"
        case .decided(true): "\(parameter) is true (\(terms))"
        case .decided(false): "\(parameter) is false (\(terms))"
        case .unreadable(let error): "\(parameter) cannot be read, which counts as true (\(error))"
        }
    }

    /// What decided: all terms of a true trigger, the first false one of a false one.
    private var terms: String {
        let comparisons = explanation.alternatives.flatMap(\.comparisons)
        let deciding =
            reading == .decided(true) ? comparisons : Array(comparisons.filter { $0.truth == false }.prefix(1))
        return deciding.map(\.text).joined(separator: " and ")
    }
}
