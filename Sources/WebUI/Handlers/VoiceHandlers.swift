internal import FlatProfile
internal import HTTPServer
internal import PhoneService
internal import Threading

/// The Voice tabs: each one form of its parameters, and the Resync panel of Provisioning.
extension Desk {
    /// A form of a tab is some 20 kB; the rest is room for long scripts.
    private static let formLimit = 512 << 10

    func addVoice(to router: inout Router) {
        serve(Routes.voice, in: &router) { visit in
            .now(.redirect(to: Routes.path(of: .provisioning)))
        }
        serve(Routes.tab, in: &router) { visit in show(tab(visit), to: visit) }
        serve(Routes.ext, in: &router) { visit in show(tab(visit), to: visit) }
        serve(Routes.submitTab, in: &router, bodyLimit: Self.formLimit) { visit in submit(tab(visit), visit) }
        serve(Routes.submitExt, in: &router, bodyLimit: Self.formLimit) { visit in submit(tab(visit), visit) }
        serve(Routes.resync, in: &router, bodyLimit: 16 << 10) { visit in .later { await resync(visit) } }
    }

    private func tab(_ visit: Visit) -> VoiceTab? {
        if let line = visit.captures["line"] { return Int(line).map(VoiceTab.ext) }
        return visit.captures["tab"].flatMap(Routes.tab)
    }

    private func show(_ tab: VoiceTab?, to visit: Visit) -> Answer {
        guard let tab, let contents = contents(of: tab) else { return .now(missing(visit.request, .notFound)) }
        return .now(tabPage(contents, visit, state))
    }

    private func contents(of tab: VoiceTab) -> Catalogue.TabContents? {
        service.snapshot.catalogue.tabs.first { $0.tab == tab }
    }

    private var state: TabState { TabState(status: service.status(recentAttempts: 1)) }

    private func tabPage(
        _ contents: Catalogue.TabContents, _ visit: Visit, _ state: TabState, status: Status = .ok
    ) -> Response {
        let notice = visit.session.flatMap { _ in takeNotice(visit) }
        let builder = VoiceTabBuilder(
            contents: contents, snapshot: service.snapshot, principal: visit.principal, csrfToken: visit.csrfToken,
            now: service.now, state: state, notice: notice)
        return page(builder.page(), for: visit, at: .voice(contents.tab), status: status)
    }

    // MARK: Submit All Changes

    private func submit(_ tab: VoiceTab?, _ visit: Visit) -> Answer {
        guard let tab, let contents = contents(of: tab) else { return .now(missing(visit.request, .notFound)) }
        guard let form = try? visit.request.form() else { return .now(badForm(visit.request)) }
        return .later {
            let submitted = SubmittedForm(form, catalogue: service.snapshot.catalogue)
            do throws(SubmissionRefusal) {
                let revision = try await service.submit(
                    submitted.values, by: visit.principal, basedOn: submitted.revision)
                leaveNotice(revision, visit)
                return .redirect(to: Routes.path(of: tab))
            } catch {
                var state = state
                state.typed = submitted.typed
                switch error {
                case .faults(let faults): state.add(faults, on: contents, in: service.snapshot.catalogue)
                case .notAllowed(let sentence), .missing(let sentence): state.problems.append(sentence)
                case .store(let sentence): state.problems.append("The changes were not stored: \(sentence).")
                }
                guard visit.request.acceptsPages else {
                    return .text("\(error)\n", status: Self.status(of: error))
                }
                return tabPage(contents, visit, state, status: Self.status(of: error))
            }
        }
    }

    static func status(of refusal: SubmissionRefusal) -> Status {
        switch refusal {
        case .faults: .unprocessableContent
        case .notAllowed: .forbidden
        case .missing: .notFound
        case .store: .serviceUnavailable
        }
    }

    /// What was done is told on the page that the browser is sent to, once.
    private func leaveNotice(_ revision: RevisionRecord?, _ visit: Visit) {
        guard let token = visit.request.cookie(cookieName), visit.session != nil else { return }
        let sentence =
            switch revision {
            case nil: "Nothing was different, so nothing was stored."
            case let revision?:
                "\(revision.change_count) \(revision.change_count == 1 ? "change is" : "changes are") stored as revision \(revision.number)."
            }
        sessions.withLock { $0.leave(sentence, token) }
    }

    private func takeNotice(_ visit: Visit) -> String? {
        guard let token = visit.request.cookie(cookieName) else { return nil }
        return sessions.withLock { $0.takeNotice(token) }
    }

    // MARK: Resync now

    private func resync(_ visit: Visit) async -> Response {
        guard let form = try? visit.request.form() else { return badForm(visit.request) }
        let rule = form["rule"]
        do throws(ResyncRefusal) {
            try service.startResync(rule: rule, by: visit.principal)
            return .redirect(to: Routes.status.path())
        } catch {
            let status: Status =
                switch error {
                case .notAllowed: .forbidden
                case .badRule: .unprocessableContent
                case .provisioningDisabled: .conflict
                case .stopped: .serviceUnavailable
                }
            guard visit.request.acceptsPages, let contents = contents(of: .provisioning) else {
                return .text("\(error)\n", status: status)
            }
            var state = state
            state.rule = rule ?? ""
            if case .badRule(let sentence) = error {
                state.ruleError = sentence
            } else {
                state.problems.append("\(error).")
            }
            return tabPage(contents, visit, state, status: status)
        }
    }
}
