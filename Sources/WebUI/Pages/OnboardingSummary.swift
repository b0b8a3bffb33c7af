internal import Pages

/// How far the phone has come to its service provider; part of Status.
struct OnboardingSummary: Sendable {
    /// One step on the way.
    struct Step: Sendable {
        /// When it began.
        var time: Moment
        /// What was asked: `EDOS`.
        var label: String
        /// The state, or the states before and after.
        var states: String
        /// What came of it, in a sentence.
        var message: String
    }

    /// The customization state.
    var state: String
    /// What it means, or what is being asked now.
    var reason: String
    /// When DNS SRV and EDOS are asked next by themselves; nil if they are not.
    var nextRound: Moment?
    /// The cloud symbol, in words.
    var webex: String
    /// The steps, newest first.
    var steps: [Step]

    func fill(_ model: borrowing ViewModel) {
        model.say("CUSTOMIZATION", state)
        model.say("CUSTOMIZATION_REASON", reason)
        model.say("WEBEX", webex)
        if let nextRound {
            model.section("ROUND") { $0.show(nextRound, at: "ROUND_TIME") }
        }
        guard !steps.isEmpty else { return }
        model.section("ONBOARDING") { model in
            model.sections("ONBOARDING_STEP", steps) { step, model in
                model.show(step.time, at: "STEP_TIME")
                model.say("STEP_LABEL", step.label)
                model.say("STEP_STATES", step.states)
                model.say("STEP_MESSAGE", step.message)
            }
        }
    }
}
