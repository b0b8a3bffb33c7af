/// Resync on Voice > Provisioning: when the next one is due, how the last one went, and a button.
struct ResyncPanel: Page, Sendable {
    static let view: ViewName = "voice/resync"

    /// What the button may do.
    enum Permission: Sendable {
        /// Resync by the stored rules, or by a rule that is typed.
        case anyRule
        /// Resync by the stored rules only.
        case storedRules
        /// Nothing; the sentence says why.
        case blocked(String)
    }

    /// How the last attempt went.
    struct Last: Sendable {
        /// How it ended.
        var outcome: Outcome
        /// When, and what came of it: `3 min ago, 12 parameters changed.`
        var sentence: String
        /// Where its whole story is: `/status#attempt-12`.
        var link: String
    }

    /// Where the form is sent.
    var action: String
    /// The token against forged forms; the hidden field `csrf_token`.
    var csrfToken: String
    /// When the next resync is due.
    var next: NextResync
    /// How the last attempt went; nil if there was none.
    var last: Last?
    /// What the button may do.
    var permission: Permission
    /// The one-time rule that was typed; the field `rule`.
    var rule = ""
    /// What is wrong with it.
    var ruleError: String?

    /// The problem that the rule has.
    var problem: Problems.OfField? {
        ruleError.map { .init(name: "resync-rule", label: "One-time profile rule", sentence: $0) }
    }

    func fill(_ model: borrowing ViewModel) {
        next.fill(model)
        fillLast(model)
        switch permission {
        case .blocked(let sentence): model.show("BLOCKED", saying: sentence)
        case .storedRules: model.section("ALLOWED") { fillForm($0) }
        case .anyRule:
            model.section("ALLOWED") { model in
                fillForm(model)
                model["RULE"] = rule
                model.show("RULE_ERROR", saying: ruleError)
                model.show("TAKES_RULE")
            }
        }
    }

    private func fillForm(_ model: borrowing ViewModel) {
        model["RESYNC_ACTION"] = action
        model["CSRF_TOKEN"] = csrfToken
    }

    private func fillLast(_ model: borrowing ViewModel) {
        guard let last else { return model.show("NEVER") }
        model.section("LAST") { model in
            last.outcome.fill(model)
            model.say("LAST_SENTENCE", last.sentence)
            model["LAST_LINK"] = last.link
        }
    }
}
