internal import FlatProfile
internal import HTTPServer
internal import Pages

/// Resync on Voice > Provisioning: when the next one is due, how the last one went, and a button.
struct ResyncPanel: Page, Sendable, Equatable {
    static let view: ViewName = "voice/resync"

    /// What the button may do.
    enum Permission: Sendable, Equatable {
        /// Resync by the stored rules, or by a rule that is typed.
        case anyRule
        /// Resync by the stored rules only.
        case storedRules
        /// Nothing; the sentence says why.
        case blocked(String)
    }

    /// How the last attempt went.
    struct Last: Sendable, Equatable {
        /// How it ended.
        var outcome: Outcome
        /// When it began.
        var time: Moment?
        /// What came of it: `12 parameters changed.`
        var sentence: String
        /// Where its whole story is: `/status#attempt-12`.
        var link: String
    }

    /// Where the form is sent.
    var action: String
    /// The token against forged forms; the hidden field `csrf_token`.
    var csrfToken: String
    /// What the phone is doing; scripts keep it current.
    var progress: ResyncProgress?
    /// What the button may do.
    var permission: Permission
    /// The one-time rule that was typed; the field `rule`.
    var rule = ""
    /// What is wrong with it.
    var ruleError: String?
    /// What it means, if somebody asked.
    var explanation: ExplanationView?
    /// The dry run that was tried last.
    var dryRun: Frame.Link?

    /// The problem that the rule has.
    var problem: Problems.OfField? {
        ruleError.map { .init(name: "resync-rule", label: "One-time profile rule", sentence: $0) }
    }

    func fill(_ model: borrowing ViewModel) {
        model["PAGE_LINK"] = Routes.path(of: .provisioning)
        model["LIVE_LINK"] = Routes.liveProgress.path()
        model["EVENTS_LINK"] = Routes.events.path()
        if let progress { model.include(ResyncProgress.view, at: "PROGRESS") { progress.fill($0) } }
        switch permission {
        case .blocked(let sentence): model.show("BLOCKED", saying: sentence)
        case .storedRules: model.section("ALLOWED") { fillForm($0) }
        case .anyRule:
            model.section("ALLOWED") { model in
                fillForm(model)
                model.section("TAKES_RULE") { model in
                    model["RULE"] = rule
                    model.show("RULE_ERROR", saying: ruleError)
                    guard let explanation else { return }
                    model.include(ExplanationView.view, at: "RULE_EXPLANATION") { explanation.fill($0) }
                }
                model.show("TRIES")
                guard let dryRun else { return }
                model["DRY_RUN_LINK"] = dryRun.href
                model.show("DRY_RUN", saying: dryRun.label)
            }
        }
    }

    private func fillForm(_ model: borrowing ViewModel) {
        model["RESYNC_ACTION"] = action
        model["CSRF_TOKEN"] = csrfToken
    }
}
