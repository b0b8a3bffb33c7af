internal import FlatProfile
internal import HTTPServer
internal import Pages

/// Activation code on Voice > Phone: how far the phone has come to its provider, and a field for a code.
struct ActivationPanel: Page, Sendable, Equatable {
    static let view: ViewName = "voice/activation"

    /// Where the form is sent.
    var action: String
    /// The token against forged forms; the hidden field `csrf_token`.
    var csrfToken: String
    /// How far onboarding is; scripts keep it current.
    var state: OnboardingView
    /// Who takes codes; nil if nobody does.
    var service: String?
    /// Why no code is taken, in a sentence; nil if one is.
    var obstacle: String?
    /// What is wrong with the code that was typed.
    var error: String?
    /// Where the settings of Webex stand on the page: the anchor of the first one; nil if none is shown.
    var settingsAnchor: String?

    /// The problem that the code has.
    var problem: Problems.OfField? {
        error.map { .init(name: "activation-code", label: "Code", sentence: $0) }
    }

    func fill(_ model: borrowing ViewModel) {
        model["PAGE_LINK"] = Routes.path(of: .phone)
        model["LIVE_LINK"] = Routes.liveOnboarding.path()
        model["EVENTS_LINK"] = Routes.events.path()
        model.include(OnboardingView.view, at: "STATE") { state.fill($0) }
        model.show("SETTINGS_LINK", settingsAnchor.map { "#\($0)" })
        guard let service, obstacle == nil else { return model.show("BLOCKED", saying: obstacle) }
        model.section("ALLOWED") { model in
            model["ACTIVATION_ACTION"] = action
            model["CSRF_TOKEN"] = csrfToken
            model["SERVICE"] = service
            model.show("CODE_ERROR", saying: error)
        }
    }
}

/// How far the phone has come to its provider, with the cloud symbol and what will happen next; also served alone, as a fragment.
struct OnboardingView: Page, Sendable, Equatable {
    static let view: ViewName = "provisioning/onboarding"

    /// The cloud symbol.
    var cloud: VoiceTabPage.Onboarding
    /// The customization state.
    var state: String
    /// What it means, in a sentence.
    var meaning: String
    /// What will happen next, in sentences.
    var next: String

    func fill(_ model: borrowing ViewModel) {
        model["CLOUD"] = cloud.cloud.rawValue
        model.say("CLOUD_STATE", cloud.state)
        model.say("CLOUD_SENTENCE", cloud.sentence)
        model.say("STATE", state)
        model.say("MEANING", meaning)
        model.say("WHAT_NEXT", next)
    }
}

/// Profile account on Voice > Provisioning: what the phone's own screen "Profile account setup" asks for.
struct ProfileAccountPanel: Page, Sendable, Equatable {
    static let view: ViewName = "voice/account"

    /// Where the form is sent.
    var action: String
    /// The token against forged forms; the hidden field `csrf_token`.
    var csrfToken: String
    /// Whether an account is set.
    var isSet: Bool
    /// Whether it is used, and why not, in a sentence.
    var use: String
    /// What is wrong with what was typed.
    var error: String?

    /// The problem that it has.
    var problem: Problems.OfField? {
        error.map { .init(name: "profile-account-user", label: "Profile account", sentence: $0) }
    }

    func fill(_ model: borrowing ViewModel) {
        model["ACCOUNT_ACTION"] = action
        model["CSRF_TOKEN"] = csrfToken
        model.say("ACCOUNT_STATE", isSet ? "Set." : "Not set.")
        model.say("ACCOUNT_USE", use)
        model.show(isSet ? "CLEARS" : "ENTERS")
        model.show("ACCOUNT_ERROR", saying: error)
    }
}
