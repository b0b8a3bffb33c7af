internal import Pages
internal import PhoneService

/// What a rule or a schedule means, below its field; also served alone, while it is typed.
struct ExplanationView: Page, Sendable, Equatable {
    static let view: ViewName = "provisioning/explanation"

    /// One rule, step by step.
    struct Reading: Sendable, Equatable {
        /// The rule with its macros expanded.
        var expanded: String
        /// Its alternatives.
        var alternatives: [Attempt.Alternative]
        /// The address that is chosen.
        var url: String?
        /// What names the server, if the rule does not.
        var server: String?
    }

    /// What the field is called.
    var field: String
    /// What the text means, in sentences; empty if there is nothing to say.
    var summary: String
    /// Why it would not be stored.
    var error: String?
    /// What is odd about it, a sentence each.
    var warnings: [String] = []
    /// The rules, step by step.
    var readings: [Reading] = []

    /// Whether there is nothing to be shown.
    var isEmpty: Bool { summary.isEmpty && error == nil && warnings.isEmpty }

    func fill(_ model: borrowing ViewModel) {
        model["FIELD"] = field
        model.show("ERROR", saying: error)
        model.show("SUMMARY", saying: summary.isEmpty ? nil : summary)
        if !warnings.isEmpty {
            model.section("REMARKS") { model in model.sections("REMARK", warnings) { $1.say("REMARK_TEXT", $0) } }
        }
        guard !readings.isEmpty else { return }
        model.section("STORY") { model in
            model.sections("RULE", readings) { reading, model in
                model["EXPANDED"] = reading.expanded
                model.show("URL", reading.url)
                model.show("SERVER", saying: reading.server)
                model.showAlternatives(reading.alternatives)
            }
        }
    }
}

extension ExplanationView {
    /// What the service says, for a field of that label.
    init(_ record: FieldExplanationRecord, label: String) {
        self.init(field: label, summary: record.summary, error: record.error.map(Phrase.sentence))
        warnings = record.warnings.map(Phrase.sentence)
        readings = record.rules.filter { !$0.alternatives.isEmpty }.map { rule in
            Reading(
                expanded: rule.expanded, alternatives: rule.alternatives.map(Attempt.Alternative.init), url: rule.url,
                server: rule.dhcp)
        }
    }
}
