internal import FlatProfile
internal import Pages

/// What an uploaded profile or a backup would change, and the button that does it.
struct ProposalPage: FramedPage, Sendable {
    static let view: ViewName = "proposal"

    /// Something to be answered before: label and value of each answer; the field `identity`.
    struct Question: Sendable {
        var text: String
        var answers: [(value: String, label: String)]
        /// What was answered before.
        var chosen: String?
    }

    /// The heading.
    var title: String
    /// What the times in it are told from.
    var now: Timestamp
    /// What it is about: label and value.
    var facts: [(label: String, value: String)]
    /// What is to be said before everything else, or nil.
    var remark: String?
    /// What happens then, the gravest first.
    var effects: [ShownEffect] = []
    /// What is odd about the file, a sentence each.
    var warnings: [String]
    /// What would change.
    var changes: [ShownChange]
    /// A question, or nil.
    var question: Question?
    /// What was left unanswered, or nil.
    var problem: String?
    /// How long it waits for its confirmation; nil if it needs none.
    var confirmation: ConfirmationField?
    /// Where the form is sent.
    var action: String
    /// The token against forged forms; the hidden field `csrf_token`.
    var csrfToken: String
    /// The hidden field that names the proposal.
    var token: (name: String, value: String)
    /// What the button says; nil where there is nothing to be done.
    var button: String?
    /// Where the other link leads.
    var cancelLink: String

    var hasErrors: Bool { !problems.isEmpty }

    private var problems: Problems {
        Problems(remarks: problem.map { [$0] } ?? [], fields: confirmation?.problem.map { [$0] } ?? [])
    }

    func fill(_ model: borrowing ViewModel) {
        model.show(problems)
        model.show("REMARK", saying: remark)
        model.sections("FACT", facts) { fact, model in
            model.say("FACT_LABEL", fact.label)
            model.say(fact.value, at: "FACT_VALUE", now: now)
        }
        model.showEffects(effects)
        if !warnings.isEmpty {
            model.section("WARNINGS") { model in
                model.say("WARNING_COUNT", warnings.count == 1 ? "1 warning" : "\(warnings.count) warnings")
                model.sections("FILE_WARNING", warnings) { $1.say("FILE_WARNING_TEXT", $0) }
            }
        }
        model.show("NO_CHANGES", if: changes.isEmpty)
        model.showChanges(changes, caption: "Parameters that would change")
        model["ACTION"] = action
        model["CSRF_TOKEN"] = csrfToken
        model["TOKEN_NAME"] = token.name
        model["TOKEN"] = token.value
        if let question {
            model.section("CHOICES") { model in
                model.say("QUESTION", question.text)
                model.sections("CHOICE", question.answers) { answer, model in
                    model["CHOICE_VALUE"] = answer.value
                    model.show("CHOSEN", if: answer.value == question.chosen)
                    model.say("CHOICE_LABEL", answer.label)
                }
            }
        }
        confirmation?.include(in: model)
        model.show("BUTTON", saying: button)
        model["CANCEL_LINK"] = cancelLink
        model.say("CANCEL", button == nil ? "Back" : "Cancel")
    }
}
