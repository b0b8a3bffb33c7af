internal import Pages

/// Asks before something is done that a link or a single click must not do.
struct ConfirmPage: FramedPage, Sendable {
    static let view: ViewName = "confirm"

    /// The heading.
    var title: String
    /// The question.
    var sentence: String
    /// What will happen then, or empty.
    var consequence = ""
    /// What it is about: label and value, such as the URL of a resync.
    var facts: [(label: String, value: String)] = []
    /// Where the form is sent.
    var action: String
    /// The token against forged forms; the hidden field `csrf_token`.
    var csrfToken: String
    /// Further hidden fields.
    var hidden: [(name: String, value: String)] = []
    /// What the button says.
    var button: String
    /// Whether it destroys something.
    var isDestructive = false
    /// Where the link Cancel leads.
    var cancelLink: String

    func fill(_ model: borrowing ViewModel) {
        model.say("SENTENCE", sentence)
        model.show("CONSEQUENCE", saying: consequence.isEmpty ? nil : consequence)
        model["ACTION"] = action
        model["CSRF_TOKEN"] = csrfToken
        model.say("BUTTON", button)
        model["BUTTON_CLASS"] = isDestructive ? "danger" : "primary"
        model["CANCEL_LINK"] = cancelLink
        model.sections("HIDDEN", hidden) { field, model in
            model["HIDDEN_NAME"] = field.name
            model["HIDDEN_VALUE"] = field.value
        }
        guard !facts.isEmpty else { return }
        model.section("FACTS") { model in
            model.sections("FACT", facts) { fact, model in
                model.say("FACT_LABEL", fact.label)
                model["FACT_VALUE"] = fact.value
            }
        }
    }
}
