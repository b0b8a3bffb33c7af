internal import HTTPServer
internal import Pages
internal import PhoneService

/// Reboot, factory reset and hooks: pages, direct actions and the API.
///
/// The phone has the button Factory Reset on Info > Debug Info, and the direct actions `/admin/reboot` and `/admin/factory-reset`, the
/// latter as a page with the button Confirm Factory Reset (web pages, 3 and 6).
extension Desk {
    func addRestart(to router: inout Router) {
        add(
            DirectAction(
                route: .get("/admin/reboot"), form: Routes.reboot, aliases: [.get("/reboot")], title: "Reboot",
                question: "Let the phone begin anew as after power-up, as soon as no line is in use?"
            ) { visit, _ in reboot(by: visit.principal) }, to: &router)
        for route in [Route.get("/admin/factory-reset"), .get("/factory-reset")] {
            serve(route, in: &router, for: [.admin]) { visit in .now(askFactoryReset(visit)) }
        }
        serve(Routes.factoryReset, in: &router, for: [.admin]) { visit in
            guard visit.session == nil || (try? visit.request.form())?["confirm"] == "yes" else {
                return .now(askFactoryReset(visit))
            }
            return .later { await factoryReset(visit) }
        }
        serve(.post("/api/v1/reboot"), in: &router, for: [.admin]) { visit in .now(apiReboot(visit)) }
        serve(.post("/api/v1/factory-reset"), in: &router, for: [.admin]) { visit in
            .later { await apiFactoryReset(visit) }
        }
        serve(.get("/api/v1/hooks"), in: &router, for: [.admin]) { _ in
            .now(.json(RecordCoding.encode(service.hookRecords)))
        }
        serve(.post("/api/v1/hooks/run"), in: &router, for: [.admin]) { visit in .later { await apiRunHooks(visit) } }
    }

    /// The sections of Debug Info with the buttons.
    var restartSections: [RowSection] {
        [
            .init(
                title: "Reboot", note: "The phone begins anew as after power-up, as soon as no line is in use.",
                action: .init(path: Routes.reboot.path(), button: "Reboot")),
            .init(
                title: "Factory Reset", note: "Erases everything but the phone's identity. You are asked once more.",
                action: .init(
                    path: Routes.factoryReset.path(), button: "Factory Reset", isDestructive: true,
                    obstacle: service.callState.state == "idle" ? nil : Phrase.sentence("\(RestartRefusal.busy)"))),
        ]
    }

    // MARK: Reboot

    private func reboot(by principal: Principal) -> DirectAction.Outcome {
        do throws(RestartRefusal) {
            return .done(
                try service.reboot(by: principal).restarts == "now"
                    ? "The phone reboots." : "The phone reboots as soon as no line is in use.")
        } catch {
            return .refused(Phrase.sentence("\(error)"), Self.status(of: error))
        }
    }

    // MARK: Factory reset

    private func askFactoryReset(_ visit: Visit) -> Response {
        guard service.callState.state == "idle" else { return refusal(of: .busy, visit) }
        guard visit.session != nil else {
            return refusal(
                "A factory reset erases everything: send a POST request to \(Routes.factoryReset.path()) to do it.",
                .badRequest, to: visit.request)
        }
        return page(
            ConfirmPage(
                title: "Factory Reset", sentence: "Erase everything and start over?",
                consequence:
                    "All settings, their history, the passwords and the log of attempts go. Nothing of it can be "
                    + "brought back. What stays is the phone's identity. Afterwards the first passwords are set anew.",
                action: Routes.factoryReset.path(), csrfToken: visit.csrfToken, hidden: [("confirm", "yes")],
                button: "Confirm Factory Reset", isDestructive: true, cancelLink: Routes.debugInfo.path()),
            for: visit, at: .debugInfo)
    }

    /// Whoever was logged in as the administrator a moment ago may set the first passwords, from another machine too.
    private func factoryReset(_ visit: Visit) async -> Response {
        do throws(RestartRefusal) {
            try await service.factoryReset(by: visit.principal)
            guard visit.session != nil else { return .text("The phone was reset to the factory state.\n") }
            return .redirect(
                to: visit.request.peer.isLoopback
                    ? Routes.setup.path() : Routes.setup.path(query: [("token", configuration.setupToken)]))
        } catch {
            return refusal(of: error, visit)
        }
    }

    private func refusal(of refusal: RestartRefusal, _ visit: Visit) -> Response {
        message(
            "Not possible now", Phrase.sentence("\(refusal)"), status: Self.status(of: refusal), to: visit.request,
            visit: visit, back: .init(label: "To Debug Info", href: Routes.debugInfo.path()))
    }

    private static func status(of refusal: RestartRefusal) -> Status {
        switch refusal {
        case .busy: .conflict
        case .notAllowed: .forbidden
        case .stopped, .failed: .serviceUnavailable
        }
    }

    // MARK: API

    private func apiReboot(_ visit: Visit) -> Response {
        do throws(RestartRefusal) {
            return .json(RecordCoding.encode(try service.reboot(by: visit.principal)), status: .accepted)
        } catch {
            return .failure("\(error)", Self.status(of: error))
        }
    }

    private func apiFactoryReset(_ visit: Visit) async -> Response {
        struct Consent: Decodable {
            var yes: Bool
        }
        guard (try? RecordCoding.decode(Consent.self, from: visit.request.body))?.yes == true else {
            return .failure("a factory reset erases everything: the body must be {\"yes\": true}", .badRequest)
        }
        do throws(RestartRefusal) {
            try await service.factoryReset(by: visit.principal)
            return .json("{\"reset\":true}")
        } catch {
            return .failure("\(error)", Self.status(of: error))
        }
    }

    private func apiRunHooks(_ visit: Visit) async -> Response {
        var wish = HookWish()
        if !visit.request.body.isEmpty {
            guard let sent = try? RecordCoding.decode(HookWish.self, from: visit.request.body) else {
                return .failure("the body must be {\"name\": \"…\", \"whole\": true} or empty", .badRequest)
            }
            wish = sent
        }
        do throws(ServiceFailure) {
            return .json(RecordCoding.encode(try await service.tellHooks(wish, by: visit.principal)))
        } catch {
            return .failure(error.sentence, error.isMissing ? .notFound : .conflict)
        }
    }
}
