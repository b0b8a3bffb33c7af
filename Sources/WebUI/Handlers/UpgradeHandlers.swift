internal import FlatProfile
internal import HTTPServer
internal import Pages
internal import PhoneService

/// Firmware: the button, the direct action, the API.
extension Desk {
    func addUpgrade(to router: inout Router) {
        serve(Routes.upgrade, in: &router, bodyLimit: 32 << 10, for: [.admin]) { visit in .now(upgrade(visit)) }
        serve(.post("/api/v1/upgrade"), in: &router, for: [.admin]) { visit in .later { await apiUpgrade(visit) } }
        serve(.get("/api/v1/upgrades"), in: &router) { visit in .later { await apiUpgrades(visit) } }
        serve(.get("/api/v1/upgrades/:number"), in: &router) { visit in .later { await apiUpgradeRecord(visit) } }
        add(
            DirectAction(
                route: .get("/admin/upgrade"), form: .post("/admin/upgrade"), aliases: [.get("/upgrade")],
                title: "Upgrade", question: "Let the phone upgrade its firmware now?",
                withoutArgument: "It fetches the load that Upgrade Rule names, unless it runs that already.",
                argument: "Address of the load, for this once"
            ) { visit, url in
                do throws(UpgradeRefusal) {
                    try service.startUpgrade(to: url, from: visit.request.peer.hostName, by: visit.principal)
                    return .done("The phone upgrades as soon as no line is in use.")
                } catch {
                    return .refused(Phrase.sentence("\(error)"), Self.status(of: error))
                }
            }, to: &router)
    }

    /// The button: by Upgrade_Rule, or once by the field `url`.
    private func upgrade(_ visit: Visit) -> Response {
        guard let form = try? visit.request.form() else { return badForm(visit.request) }
        let url = form["url"]?.nonEmpty
        let requester = visit.request.peer.hostName
        do throws(UpgradeRefusal) {
            // An upgrade ends with a restart: a browser is asked once more.
            guard visit.session == nil || form["confirm"] == "yes" else {
                try service.checkUpgrade(to: url, from: requester, by: visit.principal)
                return askUpgrade(to: url, from: form["from"], visit)
            }
            try service.startUpgrade(to: url, from: requester, by: visit.principal)
            leave(
                Notice(kind: .success, sentence: "The phone upgrades as soon as no line is in use."), for: visit)
            return .redirect(to: Routes.status.path())
        } catch {
            if form["from"] == "provisioning", visit.request.acceptsPages, let contents = contents(of: .provisioning) {
                var state = state
                state.load = url ?? ""
                state.loadError = Phrase.sentence("\(error)")
                return tabPage(contents, visit, state, status: Self.status(of: error))
            }
            return message(
                "Upgrade", Phrase.sentence("\(error)"), status: Self.status(of: error), to: visit.request, visit: visit)
        }
    }

    private func askUpgrade(to url: String?, from page: String?, _ visit: Visit) -> Response {
        let typed = url.map { [(name: "url", value: $0)] } ?? []
        let shown = service.shownUpgradeRule(url)
        return self.page(
            ConfirmPage(
                title: "Upgrade", sentence: "Let the phone upgrade its firmware now?",
                consequence:
                    "If the load is another one than runs, it is installed as soon as no line is in use, and the phone restarts.",
                facts: [(label: url == nil ? "Upgrade Rule" : "Load, for this once", value: shown)],
                action: Routes.upgrade.path(), csrfToken: visit.csrfToken,
                hidden: typed + [(name: "confirm", value: "yes")] + (page.map { [(name: "from", value: $0)] } ?? []),
                button: "Upgrade", cancelLink: Routes.path(of: .provisioning)),
            for: visit, at: .voice(.provisioning))
    }

    private func apiUpgrade(_ visit: Visit) async -> Response {
        var wish = UpgradeWish()
        if !visit.request.body.isEmpty {
            do {
                wish = try RecordCoding.decode(UpgradeWish.self, from: visit.request.body)
            } catch {
                return .failure("the body must be {\"url\": \"…\"} or empty: \(Self.words(error))", .badRequest)
            }
        }
        let requester = visit.request.peer.hostName
        do throws(UpgradeRefusal) {
            if wish.dry_run == true {
                return .json(
                    RecordCoding.encode(
                        try await service.rehearseUpgrade(to: wish.url, from: requester, by: visit.principal)))
            }
            if wish.wait == false {
                try service.startUpgrade(to: wish.url, from: requester, by: visit.principal)
                return .json("{\"started\":true}", status: .accepted)
            }
            return .json(
                RecordCoding.encode(try await service.upgrade(to: wish.url, from: requester, by: visit.principal)))
        } catch {
            return .failure("\(error)", error == .stopped ? .serviceUnavailable : .unprocessableContent)
        }
    }

    private func apiUpgrades(_ visit: Visit) async -> Response {
        let range = 0...1000
        guard let limit = visit.number("limit", in: range, default: 20) else { return .noNumber("limit", in: range) }
        return await reading { () async throws(ServiceFailure) in
            let records = try await service.upgrades(limit)
            return .json(RecordCoding.encode(records.map { $0.seen(by: visit.principal) }))
        }
    }

    private func apiUpgradeRecord(_ visit: Visit) async -> Response {
        await reading { () async throws(ServiceFailure) in
            guard let number = visit.captures["number"].flatMap({ Int($0) }),
                let record = try await service.upgrade(number)
            else { return .failure("there is no upgrade of that number, or it is no longer kept", .notFound) }
            return .json(RecordCoding.encode(record.seen(by: visit.principal)))
        }
    }

    private static func status(of refusal: UpgradeRefusal) -> Status {
        switch refusal {
        case .notAllowed: .forbidden
        case .badRule, .noRule: .unprocessableContent
        case .disabled: .conflict
        case .stopped: .serviceUnavailable
        }
    }

    /// Firmware Upgrade Status 1 to 3, newest first: failed or succeeded, with the reason.
    ///
    /// Source: web pages, "Download Status".
    func firmwareStatus(isAdmin: Bool) -> RowSection {
        let state = service.upgradeState
        return RowSection(
            title: "Firmware Upgrade Status",
            note: state.running.map(\.inWords)
                ?? state.next.map { next in
                    let time = Timestamp(iso8601: next.at)?.exact ?? next.at
                    return Phrase.sentence("The next attempt is due \(time): \(next.reason)")
                } ?? "",
            rows: (1...3).map { number in
                .init(
                    "Firmware Upgrade Status \(number)",
                    number <= state.attempts.count ? state.attempts[number - 1].statusLine : "")
            },
            action: isAdmin ? upgradeButton : nil)
    }

    /// Lets the phone upgrade by its rule.
    private var upgradeButton: RowSection.Action {
        let isEnabled = service.snapshot["Upgrade_Enable"] == "Yes"
        let hasRule = !service.snapshot["Upgrade_Rule"].isEmpty
        return RowSection.Action(
            path: Routes.upgrade.path(), button: "Upgrade now",
            obstacle: isEnabled
                ? hasRule ? nil : "Upgrade Rule is empty: set it on Voice > Provisioning." : "Upgrade Enable is No.")
    }
}

extension UpgradeRecord {
    /// Status, time and reason.
    var statusLine: String {
        let moment = Timestamp(iso8601: time)?.exact ?? time
        return Phrase.sentence(
            "\(outcome == "A" ? "Succeeded" : "Failed") \(moment), \(url ?? load ?? rule_source): \(summary)")
    }
}

extension RunningUpgradeRecord {
    /// What is being done, for the page.
    var inWords: String {
        switch phase {
        case "downloading":
            let of = total.map { " of \(Phrase.size($0))" } ?? ""
            return "Upgrading: fetching \(url ?? ""), \(Phrase.size(bytes))\(of) …"
        case "installing": return "Upgrading: the load is being installed …"
        default: return "Upgrading …"
        }
    }
}

extension Peer {
    /// The host that asks, where a load without a server is fetched from; this machine for its own processes.
    var hostName: String {
        if case .address(let text, _) = self { text } else { "127.0.0.1" }
    }
}
