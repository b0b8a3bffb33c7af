internal import FlatProfile
internal import HTTPServer
internal import Pages
internal import PhoneService

/// The phone's own screen: Device administration with Profile rule, Reboot and Factory reset; Status; and the activation screen.
///
/// A rule that is typed here has the keypad's defaults: without scheme TFTP, without server the host that asks, which is the one in front
/// of the screen; ports 69, 80 and 443 (Provisioning Formats, "URL Syntax"). The account `user` sees Profile rule as the phone shows it,
/// but resyncs by the stored rules only; it may type an activation code, as whoever holds one may on a real phone.
extension Desk {
    /// The screens.
    enum Screen: String {
        case administration
        case profileRule = "profile-rule"
        case status
        case activation
        case reboot
        case factoryReset = "factory-reset"
        case progress

        /// The query that asks for the picture of one, and what it calls the first.
        static let query = "screen"
        static let home = "applications"

        var path: String { Routes.phoneScreenPage.path(rawValue) }
    }

    func addPhoneScreen(to router: inout Router) {
        serve(Routes.phoneScreen, in: &router) { visit in .now(screen(nil, visit)) }
        serve(Routes.phoneScreenPage, in: &router) { visit in
            guard let screen = visit.captures["screen"].flatMap(Screen.init) else {
                return .now(missing(visit.request, .notFound))
            }
            return .now(self.screen(screen, visit))
        }
        serve(Routes.submitPhoneScreen, in: &router, bodyLimit: 32 << 10) { visit in
            .later { await submit(visit.captures["screen"].flatMap(Screen.init), visit) }
        }
        serve(Routes.livePhoneScreen, in: &router) { visit in .now(fragment(screenProgress, for: visit)) }
    }

    // MARK: Screens

    private func screen(
        _ screen: Screen?, _ visit: Visit, typed: String = "", error: String? = nil, status: Status = .ok
    ) -> Response {
        var page = contents(of: screen, visit, typed: typed)
        page.error = error
        if visit.principal.account == .admin, configuration.drawScreen != nil {
            page.picture = Routes.screenPicture.path(query: [(Screen.query, screen?.rawValue ?? Screen.home)])
        }
        return self.page(page, for: visit, at: .phoneScreen, status: status)
    }

    func contents(of screen: Screen?, _ visit: Visit, typed: String) -> PhoneScreenPage {
        switch screen {
        case nil: home
        case .administration: administration(visit)
        case .profileRule: profileRule(visit, typed: typed)
        case .status: statusScreen
        case .activation: activation(visit)
        case .reboot:
            question(
                "Reboot", "Begin anew as after power-up, as soon as no line is in use?", "Reboot",
                .init(action: Screen.reboot.path, csrfToken: visit.csrfToken), visit)
        case .factoryReset:
            question(
                "Factory reset",
                "Erase all settings, their history, the passwords and the log of attempts? Nothing of it can be brought back.",
                "Confirm",
                .init(
                    action: Routes.factoryReset.path(), csrfToken: visit.csrfToken, hidden: [("confirm", "yes")]), visit
            )
        case .progress: progressScreen
        }
    }

    private func screen(_ heading: String, keys: [PhoneScreenPage.Key]) -> PhoneScreenPage {
        let snapshot = service.snapshot
        let name = snapshot["Station_Name"].nonEmpty ?? service.identity.model.productName
        return PhoneScreenPage(
            phone: name,
            cloud: .init(service.status(recentAttempts: 0).onboarding.webex, in: snapshot), heading: heading, keys: keys
        )
    }

    private var home: PhoneScreenPage {
        var page = screen("Applications", keys: [])
        page.items = [
            .init(label: "Status", link: Screen.status.path),
            .init(label: "Device administration", link: Screen.administration.path),
        ]
        let onboarding = service.status(recentAttempts: 0).onboarding
        if onboarding.activation_host != nil {
            page.items.append(
                .init(
                    label: "Activation code", link: Screen.activation.path,
                    note: onboarding.takes_code ? "" : "not needed"))
        }
        page.keys = [.go("Progress", to: Screen.progress.path)]
        return page
    }

    private func administration(_ visit: Visit) -> PhoneScreenPage {
        var page = screen("Device administration", keys: [.back(to: Routes.phoneScreen.path())])
        // The parameter decides whether the menu is there, whoever stands before the phone.
        if service.snapshot["User_Configurable_Resync"] == "Yes" {
            page.items.append(.init(label: "Profile rule", link: Screen.profileRule.path))
        }
        if visit.principal.account == .admin {
            page.items += [
                .init(label: "Reboot", link: Screen.reboot.path),
                .init(label: "Factory reset", link: Screen.factoryReset.path),
            ]
        }
        if page.items.isEmpty { page.text = "There is nothing here for the account user." }
        return page
    }

    private func profileRule(_ visit: Visit, typed: String) -> PhoneScreenPage {
        let snapshot = service.snapshot
        var page = screen("Profile rule", keys: [.back(to: Screen.administration.path)])
        if let obstacle = resyncObstacle {
            page.text = obstacle
            return page
        }
        page.form = .init(action: Screen.profileRule.path, csrfToken: visit.csrfToken)
        page.keys.insert(.submit("Resync"), at: 0)
        let stored = Masking.editable(snapshot["Profile_Rule"], of: "Profile_Rule", in: snapshot.catalogue)
        guard visit.principal.account == .admin else {
            page.text = "Resync by the stored rules."
            return page
        }
        page.text = stored.isEmpty ? "No rule is stored." : "Stored: \(stored)"
        page.form?.field = .init(
            label: "Profile rule, for this once", name: "rule", value: typed,
            help: "Without tftp://, http:// or https:// it is TFTP; without a server it is this host, "
                + "\(visit.request.peer.hostName). Ports are 69, 80 and 443 unless you write one. Empty: the stored rules."
        )
        return page
    }

    private var resyncObstacle: String? {
        let snapshot = service.snapshot
        if snapshot["Provision_Enable"] != "Yes" { return "Provision Enable is No: the phone does not resync." }
        return snapshot["User_Configurable_Resync"] == "Yes"
            ? nil : "User Configurable Resync is No: this menu is not for this phone."
    }

    private var statusScreen: PhoneScreenPage {
        let status = service.status(recentAttempts: 1)
        var page = screen(
            "Status", keys: [.back(to: Routes.phoneScreen.path()), .go("Progress", to: Screen.progress.path)])
        let next = status.next_resync.flatMap { Timestamp(iso8601: $0.at) }.map { Moment($0).exact }
        page.lines = [
            ("Product name", status.identity.product_name), ("MAC address", status.identity.mac),
            ("Serial number", status.identity.serial_number), ("Software version", status.identity.software_version),
            ("Customization", status.customization), ("Webex", page.cloud.state),
            ("Last resync", status.attempts.first?.withoutTriggers.statusLine ?? "none yet"),
            ("Next resync", next ?? "none is due by itself"),
        ]
        return page
    }

    private func activation(_ visit: Visit) -> PhoneScreenPage {
        let onboarding = service.status(recentAttempts: 0).onboarding
        var page = screen("Activation code", keys: [.back(to: Routes.phoneScreen.path())])
        page.text = onboarding.what_next
        guard onboarding.takes_code else { return page }
        page.form = .init(
            action: Screen.activation.path, csrfToken: visit.csrfToken,
            field: .init(
                label: "Code", name: "code",
                help: "16 digits, or # and 3 to 16 digits. Blanks and hyphens between them mean nothing."))
        page.keys.insert(.submit("Continue"), at: 0)
        return page
    }

    private func question(
        _ heading: String, _ sentence: String, _ key: String, _ form: PhoneScreenPage.Form, _ visit: Visit
    ) -> PhoneScreenPage {
        var page = screen(heading, keys: [.back(to: Screen.administration.path)])
        guard visit.principal.account == .admin else {
            page.text = "Only the administrator may do this."
            return page
        }
        page.text = sentence
        page.form = form
        page.keys.insert(.submit(key), at: 0)
        return page
    }

    private var progressScreen: PhoneScreenPage {
        var page = screen("Progress", keys: [.back(to: Routes.phoneScreen.path())])
        page.progress = screenProgress
        page.keys.append(.go("Reload", to: Screen.progress.path))
        return page
    }

    var screenProgress: PhoneScreenProgress {
        var status = service.status(recentAttempts: 1)
        status.attempts = status.attempts.map(\.withoutTriggers)
        let live = LiveStatus(status, now: service.now, in: service.snapshot, isAdmin: false)
        let step = status.onboarding.running.map { _ in status.onboarding.what_next }
        let isRunning = step != nil || live.running != nil
        return PhoneScreenProgress(isRunning: isRunning, summary: step ?? live.running ?? live.summary)
    }

    // MARK: Soft keys

    private func submit(_ screen: Screen?, _ visit: Visit) async -> Response {
        guard let form = try? visit.request.form() else { return badForm(visit.request) }
        switch screen {
        case .profileRule: return resync(form["rule"], visit)
        case .activation: return await activate(form["code"] ?? "", visit)
        case .reboot: return reboot(visit)
        case .administration, .status, .factoryReset, .progress, nil: return missing(visit.request, .notFound)
        }
    }

    private func resync(_ rule: String?, _ visit: Visit) -> Response {
        if let resyncObstacle {
            return screen(.profileRule, visit, error: resyncObstacle, status: .conflict)
        }
        do throws(ResyncRefusal) {
            try service.startResync(rule: rule, from: visit.request.peer.hostName, by: visit.principal)
            return .redirect(to: Screen.progress.path)
        } catch {
            return screen(
                .profileRule, visit, typed: rule ?? "", error: Phrase.sentence("\(error)"),
                status: Self.status(of: error))
        }
    }

    private func activate(_ code: String, _ visit: Visit) async -> Response {
        do throws(OnboardingRefusal) {
            let record = try await service.activate(code, by: visit.principal)
            guard let error = record.error, record.reason != nil else { return .redirect(to: Screen.progress.path) }
            return screen(.activation, visit, error: Phrase.sentence(error), status: .unprocessableContent)
        } catch {
            return screen(.activation, visit, error: Phrase.sentence("\(error)"), status: Self.status(of: error))
        }
    }

    private func reboot(_ visit: Visit) -> Response {
        do throws(RestartRefusal) {
            let isNow = try service.reboot(by: visit.principal).restarts == "now"
            leave(
                Notice(
                    kind: .success,
                    sentence: isNow ? "The phone reboots." : "The phone reboots as soon as no line is in use."),
                for: visit)
            return .redirect(to: Screen.progress.path)
        } catch {
            return screen(.reboot, visit, error: Phrase.sentence("\(error)"), status: .forbidden)
        }
    }
}
