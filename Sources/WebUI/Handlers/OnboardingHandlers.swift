internal import FlatProfile
internal import HTTPServer
internal import Pages
internal import PhoneService

/// The forms of onboarding: an activation code, and the profile account.
extension Desk {
    func addOnboarding(to router: inout Router) {
        serve(Routes.activation, in: &router, bodyLimit: 4 << 10, for: [.admin]) { visit in
            .later { await activate(visit) }
        }
        serve(Routes.liveOnboarding, in: &router, for: [.admin]) { visit in
            .now(fragment(OnboardingView(service.status(recentAttempts: 0), in: service.snapshot), for: visit))
        }
        serve(Routes.profileAccount, in: &router, bodyLimit: 4 << 10, for: [.admin]) { visit in
            .later { await setProfileAccount(visit) }
        }
    }

    private func activate(_ visit: Visit) async -> Response {
        guard let form = try? visit.request.form() else { return badForm(visit.request) }
        do throws(OnboardingRefusal) {
            let record = try await service.activate(form["code"] ?? "", by: visit.principal)
            if let error = record.error, record.reason != nil {
                return refused(visit, on: .phone, error, .unprocessableContent) { $0.codeError = $1 }
            }
            leave(Self.notice(record), for: visit)
            return .redirect(to: Routes.status.path())
        } catch {
            return refused(visit, on: .phone, "\(error)", Self.status(of: error)) { $0.codeError = $1 }
        }
    }

    private static func notice(_ record: ActivationRecord) -> Notice {
        record.succeeded
            ? Notice(kind: .success, sentence: "The code was accepted, and the provider's profile is loaded.")
            : Notice(
                kind: .warning,
                sentence:
                    "The code was accepted, but the provider's profile could not be loaded yet; the phone tries again.")
    }

    private func setProfileAccount(_ visit: Visit) async -> Response {
        guard let form = try? visit.request.form() else { return badForm(visit.request) }
        let isCleared = form["do"] == "clear"
        let wish = ProfileAccountWish(user: form["user"] ?? "", password: form["password"] ?? "")
        do throws(OnboardingRefusal) {
            try await service.setProfileAccount(isCleared ? nil : wish, by: visit.principal)
            let done = isCleared ? "The profile account is cleared." : "The profile account is set."
            leave(Notice(kind: .success, sentence: done), for: visit)
            return .redirect(to: Routes.path(of: .provisioning))
        } catch {
            return refused(visit, on: .provisioning, "\(error)", Self.status(of: error)) { $0.accountError = $1 }
        }
    }

    /// The tab with the sentence beside the field; for scripts the sentence alone.
    private func refused(
        _ visit: Visit, on tab: VoiceTab, _ sentence: String, _ status: Status,
        _ note: (inout TabState, String) -> Void
    ) -> Response {
        guard visit.request.acceptsPages, let contents = contents(of: tab) else {
            return .text("\(sentence)\n", status: status)
        }
        var state = state
        note(&state, Phrase.sentence(sentence))
        return tabPage(contents, visit, state, status: status)
    }
}

extension VoiceTabBuilder {
    var activationPanel: ActivationPanel? {
        guard principal.account == .admin, let status = state.status else { return nil }
        let service = status.onboarding.activation_host
        var panel = ActivationPanel(
            action: Routes.activation.path(), csrfToken: csrfToken, state: OnboardingView(status, in: snapshot),
            service: service, error: state.codeError)
        panel.settingsAnchor = webexSettings.first
        if service == nil {
            panel.obstacle =
                "No activation service is named: start onhook serve with --activation-host. No vendor's cloud is asked by itself."
        } else if !status.onboarding.takes_code {
            panel.obstacle = "The phone is provisioned: to onboard it by a code, set Profile Rule to gds:// and resync."
        }
        return panel
    }

    var profileAccountPanel: ProfileAccountPanel? {
        guard principal.account == .admin, let account = state.account else { return nil }
        let type = account.profile_authentication_type
        return ProfileAccountPanel(
            action: Routes.profileAccount.path(), csrfToken: csrfToken, isSet: account.is_set,
            use: type == "Basic Http Authentication"
                ? "Used where a rule has no --uid." : "Not used: Profile Authentication Type is \(type).",
            error: state.accountError)
    }

    /// The cloud symbol, in the section Webex, with the way to the code where there is one.
    var onboarding: VoiceTabPage.Onboarding {
        var onboarding = VoiceTabPage.Onboarding(state.status?.onboarding.webex, in: snapshot)
        onboarding.leadsToCode = principal.account == .admin && state.status != nil
        return onboarding
    }
}

extension OnboardingView {
    init(_ status: StatusRecord, in snapshot: Snapshot) {
        self.init(
            cloud: .init(status.onboarding.webex, in: snapshot), state: status.customization,
            meaning: status.onboarding.meaning, next: status.onboarding.what_next)
    }
}

extension VoiceTabPage.Onboarding {
    /// The symbol for a word of the service.
    init(_ word: String?, in snapshot: Snapshot) {
        let said =
            "Onhook asks no vendor's cloud: this is what the activation service said that --activation-host names."
        guard snapshot["Webex_Onboard_Enable"] == "Yes" else {
            self.init(
                cloud: .off, state: "Switched off",
                sentence: "Onboard Enable is No: nobody is asked about the Webex cloud.")
            return
        }
        switch word {
        case "onboarding": self.init(cloud: .pending, state: "Onboarding", sentence: said)
        case "onboarded": self.init(cloud: .on, state: "Onboarded", sentence: said)
        case "failed": self.init(cloud: .failed, state: "Failed", sentence: said)
        case nil:
            self.init(
                cloud: .off, state: "Not onboarded",
                sentence: "Onhook asks no vendor's cloud, and no activation service has said anything yet.")
        default: self.init(cloud: .off, state: "Not onboarded", sentence: said)
        }
    }
}
