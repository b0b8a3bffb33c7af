internal import Pages

/// How a resync ended; the raw value is the letter of the guides' table of answers.
enum Outcome: String, Sendable {
    /// The profile was fetched and applied, or there was nothing to do.
    case success = "A"
    /// File not found, or a profile that cannot be read.
    case unusable = "B"
    /// Any other failure: address, connection, refusal.
    case failure = "C"

    fileprivate var symbol: String {
        switch self {
        case .success: "✓"
        case .unusable: "!"
        case .failure: "✕"
        }
    }

    fileprivate var words: String {
        switch self {
        case .success: "Success"
        case .unusable: "Not found or unusable"
        case .failure: "Failed"
        }
    }

    func fill(_ model: borrowing ViewModel) {
        model["OUTCOME"] = rawValue
        model["OUTCOME_SYMBOL"] = symbol
        model.say("OUTCOME_WORDS", words)
    }
}

/// The whole story of one attempt to resync. Secrets (user info in URLs, values of options) are left out before it gets here.
struct Attempt: Sendable, Equatable {
    /// One alternative of the rule.
    struct Alternative: Sendable, Equatable {
        /// What became of its condition.
        enum Truth: String, Sendable {
            case holds = "true"
            case fails = "false"
            /// An earlier alternative had been chosen already.
            case notEvaluated = "not evaluated"
        }

        /// The condition as it was evaluated; nil if it has none.
        var condition: String?
        /// What became of it.
        var truth: Truth
        /// Whether this one was taken.
        var isChosen: Bool
        /// Its URL or assignments, options left out; may be empty.
        var target: String
    }

    /// A fault in the profile that did not stop it.
    struct Warning: Sendable, Equatable {
        /// The line of the profile, if it is about one.
        var line: Int?
        /// The sentence.
        var sentence: String
    }

    /// Its number, counted from 1.
    var number: Int
    /// When it began.
    var time: Moment
    /// Why it began: `Resync_Periodic`, `web page`.
    var trigger: String
    /// How it ended.
    var outcome: Outcome
    /// Why it failed; nil if it did not.
    var error: String?
    /// Why there was nothing to fetch, in a sentence; nil if there was.
    var idle: String?
    /// What Resync_Trigger_1 and _2 said, a sentence each.
    var gate: [String] = []
    /// Which parameter holds the rule, `Profile_Rule`; nil for a one-time rule.
    var ruleSource: String?
    /// The rule as it was written.
    var rule: String?
    /// The rule after macro expansion.
    var expanded: String?
    /// Its alternatives in order.
    var alternatives: [Alternative] = []
    /// The URL that was fetched.
    var url: String?
    /// What named the server, if the rule did not: `option 66 (TFTP server name) of eth0`.
    var server: String?
    /// What DNS SRV named, in the order of use.
    var services: [String] = []
    /// The address that answered.
    var address: String?
    /// What was done, in order.
    var steps: [String] = []
    /// What the server answered: `200 OK`.
    var status: String?
    /// How much it sent: `12,345 bytes`.
    var size: String?
    /// How long it took: `0.8 s`.
    var duration: String?
    /// How many parameters changed.
    var changedCount: Int
    /// What changed; may be left empty while `revision` leads to it.
    var changes: [ShownChange] = []
    /// What was odd about the profile.
    var warnings: [Warning] = []
    /// What follows and why: `The next rule followed at once.`, `retry after a failure (Resync_Error_Retry_Delay)`.
    var next: String?
    /// When the next resync is due, if `next` says why one is.
    var nextTime: Moment?
    /// The revision that it made.
    var revision: Frame.Link?
    /// Whether the story is unfolded from the start.
    var isOpen = false
}

extension Attempt {
    func fill(_ model: borrowing ViewModel) {
        model["NUMBER"] = String(number)
        model.show("OPEN", if: isOpen)
        outcome.fill(model)
        if idle != nil {
            model["OUTCOME_SYMBOL"] = "–"
            model.say("OUTCOME_WORDS", "Nothing to do")
        }
        model.show(time, at: "TIME")
        model.say("TRIGGER", trigger)
        model.say("CHANGED", changedCount == 0 ? "nothing changed" : "\(changedCount) changed")
        model["SUMMARY_URL"] = url ?? ruleSource ?? "no URL"
        fillRule(model)
        fillTransfer(model)
        fillResult(model)
    }

    private func fillRule(_ model: borrowing ViewModel) {
        model.show("IDLE", saying: idle)
        if !gate.isEmpty {
            model.section("GATE") { model in model.sections("TRIGGER_READING", gate) { $1.say("TRIGGER_TEXT", $0) } }
        }
        model.show("RULE_SOURCE", saying: ruleSource)
        model.show("RULE", rule)
        model.show("EXPANDED", expanded)
        model.showAlternatives(alternatives)
    }

    private func fillTransfer(_ model: borrowing ViewModel) {
        model.show("URL", url)
        model.show("SERVER", saying: server)
        if !services.isEmpty {
            model.section("SERVICES") { model in model.sections("SERVICE", services) { $1.say("SERVICE_TEXT", $0) } }
        }
        model.show("ADDRESS", address)
        model.show("STATUS", status)
        model.show("SIZE", saying: size)
        model.show("DURATION", saying: duration)
        guard !steps.isEmpty else { return }
        model.section("STEPS") { model in model.sections("STEP", steps) { $1.say("STEP_TEXT", $0) } }
    }

    private func fillResult(_ model: borrowing ViewModel) {
        model.show("ERROR", saying: error)
        model.showWarnings(warnings)
        if let next {
            model.section("NEXT") { model in
                model.say("NEXT", next)
                guard let nextTime else { return }
                model.section("NEXT_TIME") { $0.show(nextTime, at: "NEXT_TIME") }
            }
        }
        if let revision {
            model.say("REVISION", revision.label)
            model.show("REVISION_LINK", revision.href)
        }
        model.showChanges(changes, caption: "Parameters that attempt \(number) changed")
    }
}

extension ViewModel {
    /// Shows the alternatives of a rule, with what became of their conditions; nothing if there are none.
    func showAlternatives(_ alternatives: [Attempt.Alternative]) {
        guard !alternatives.isEmpty else { return }
        section("ALTERNATIVES") { model in
            model.sections("ALTERNATIVE", alternatives) { alternative, model in
                model.say("RESULT", alternative.truth.rawValue)
                if let condition = alternative.condition {
                    model.show("CONDITION", condition)
                } else {
                    model.show("UNCONDITIONAL")
                }
                model.show("TARGET", alternative.target.isEmpty ? nil : alternative.target)
                model.show("CHOSEN", if: alternative.isChosen)
            }
        }
    }

    /// Shows what was odd in a profile, with its lines; nothing if nothing was.
    func showWarnings(_ warnings: [Attempt.Warning]) {
        guard !warnings.isEmpty else { return }
        section("WARNINGS") { model in
            model.sections("WARNING", warnings) { warning, model in
                model.say("WARNING_TEXT", warning.sentence)
                model.show("WARNING_LINE", warning.line.map { String($0) })
            }
        }
    }
}
