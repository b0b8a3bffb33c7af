internal import FlatProfile
internal import HTTPServer
internal import Pages
internal import PhoneService
internal import Threading

/// The Voice tabs: each one form of its parameters, and the Resync panel of Provisioning.
extension Desk {
    /// A form of a tab is some 20 kB; the rest is room for long scripts.
    private static let formLimit = 512 << 10

    func addVoice(to router: inout Router) {
        serve(Routes.voice, in: &router) { visit in
            .now(remembering(visit, .redirect(to: firstTab(for: visit))))
        }
        serve(Routes.tab, in: &router) { visit in show(tab(visit), to: visit) }
        serve(Routes.ext, in: &router) { visit in show(tab(visit), to: visit) }
        for route in [Routes.submitTab, Routes.submitExt] {
            serve(route, in: &router, bodyLimit: Self.formLimit, expired: { visit in giveBack(visit) }) { visit in
                submit(tab(visit), visit)
            }
        }
        serve(Routes.resync, in: &router, bodyLimit: 16 << 10) { visit in .later { await resync(visit) } }
    }

    /// Provisioning, or what else whoever asks gets to see.
    private func firstTab(for visit: Visit) -> String {
        let snapshot = service.snapshot
        let seen = snapshot.catalogue.tabs.filter { sees($0, visit.principal, in: snapshot) }.map(\.tab)
        return Routes.path(of: seen.contains(.provisioning) ? .provisioning : seen.first ?? .provisioning)
    }

    private func tab(_ visit: Visit) -> VoiceTab? {
        if let line = visit.captures["line"] { return Int(line).map(VoiceTab.ext) }
        return visit.captures["tab"].flatMap { Routes.tab(slug: $0) }
    }

    private func show(_ tab: VoiceTab?, to visit: Visit) -> Answer {
        guard let tab, let contents = contents(of: tab) else { return .now(missing(visit.request, .notFound)) }
        return .now(
            keeping(visit) { remembering(visit, tabPage(contents, visit, state(on: contents.tab))) })
    }

    /// The answer to a browser that only looks: the one before, if nothing has happened since then.
    private func keeping(_ visit: Visit, _ made: () -> Response) -> Response {
        let circumstances = KeptAnswers.Circumstances(
            revision: service.snapshot.revision, events: service.eventCount, second: service.now.unixSeconds,
            listeners: configuration.listeners.state)
        guard let session = visit.session, session.notice == nil, !hasDraft(visit),
            let question = KeptAnswers.Question(visit.request)
        else { return made() }
        return keptAnswers.answer(to: question, under: circumstances, made: made)
    }

    func contents(of tab: VoiceTab) -> Catalogue.TabContents? {
        service.snapshot.catalogue.tabs.first { $0.tab == tab }
    }

    /// What is shown beside the fields of a tab; how the phone is doing only where that is told.
    private func state(on tab: VoiceTab) -> TabState {
        if tab == .provisioning || tab == .phone { return state }
        var state = TabState()
        state.confirmWithin = confirmWithin
        return state
    }

    private var confirmWithin: String? { service.confirmationWindow.map { String($0.components.seconds) } }

    var state: TabState {
        var state = TabState(
            status: service.status(recentAttempts: ResyncProgress.attemptsSeen),
            account: service.profileAccount)
        state.dryRun = service.newestDryRun
        state.confirmWithin = confirmWithin
        return state
    }

    func tabPage(
        _ contents: Catalogue.TabContents, _ visit: Visit, _ state: TabState, status: Status = .ok
    ) -> Response {
        var state = state
        state.drafted = draftedFields(on: contents, for: visit)
        if contents.tab == .system { state.remarks = configuration.listeners.state.remarks }
        if contents.tab == .phone { state.remarks = executeRemarks }
        var builder = VoiceTabBuilder(
            contents: contents, snapshot: service.snapshot, principal: visit.principal, csrfToken: visit.csrfToken,
            now: service.now, state: state, look: look(at: contents.tab, visit), language: visit.language)
        builder.explain = { explanation(of: $0, typed: state.typed) }
        let place = Place.voice(contents.tab)
        guard state.showsStoredValues else { return page(builder.page(), for: visit, at: place, status: status) }
        let key = builder.key
        if let fields = renderedTabs[key] {
            let page = document(builder.page(with: fields), for: visit, at: place)
            return .page(fields.put(into: page), in: visit.language, status: status)
        }
        let fresh = builder.page()
        let page = document(fresh, for: visit, at: place)
        if let fields = RenderedFields(in: page, isEmpty: fresh.sections.isEmpty, isEditable: fresh.isEditable) {
            renderedTabs.keep(fields, for: key)
        }
        return .page(page, in: visit.language, status: status)
    }

    // MARK: Submit All Changes

    private func submit(_ tab: VoiceTab?, _ visit: Visit) -> Answer {
        guard let tab, let contents = contents(of: tab) else { return .now(missing(visit.request, .notFound)) }
        guard let form = try? visit.request.form() else { return .now(badForm(visit.request)) }
        if let name = form["explain"], visit.principal.account == .admin {
            var state = state
            state.giveBack(SubmittedForm(form, catalogue: service.snapshot.catalogue))
            state.explained = ParameterName(name)
            return .now(tabPage(contents, visit, state))
        }
        return .later(on: service.workplace) {
            let submitted = SubmittedForm(form, catalogue: service.snapshot.catalogue)
            do throws(SubmissionRefusal) {
                return try await take(submitted, form, of: tab, visit)
            } catch {
                var state = state
                state.giveBack(submitted)
                switch error {
                case .faults(let faults):
                    state.problems.append(
                        submitted.isForDraft
                            ? "Nothing was drafted. Put this right, then save to the draft again."
                            : "Nothing was stored. Put this right, then submit again.")
                    let ofForm = faults.filter { Self.ownFields.contains($0.name) }
                    if !ofForm.isEmpty { state.hasTypedOptions = true }
                    state.problems += ofForm.map { Phrase.sentence($0.sentence) }
                    state.add(
                        faults.filter { !Self.ownFields.contains($0.name) }, on: contents,
                        in: service.snapshot.catalogue)
                case .conflicts(let conflicts):
                    state.ask(conflicts)
                    state.problems.append(
                        "Nothing was stored: somebody else has changed values that you change too. Say for each of them which one to keep, then submit again."
                    )
                case .notAllowed(let sentence), .missing(let sentence), .outdated(let sentence):
                    state.problems.append(Phrase.sentence(sentence))
                case .store(let sentence):
                    state.problems.append(Phrase.sentence("The changes were not stored: \(sentence)"))
                }
                guard visit.request.acceptsPages else {
                    return .text("\(error)\n", status: Self.status(of: error))
                }
                return tabPage(contents, visit, state, status: Self.status(of: error))
            }
        }
    }

    /// Applies what the form shows, or keeps what was typed in the draft.
    private func take(
        _ submitted: SubmittedForm, _ form: FormItems, of tab: VoiceTab, _ visit: Visit
    ) async throws(SubmissionRefusal) -> Response {
        let answer = Response.redirect(to: Routes.path(of: tab))
        let open = unanswered(submitted)
        guard open.isEmpty else { throw .faults(open) }
        try refuseOwnPassword(among: submitted.values.map(\.name), visit)
        guard !submitted.isForDraft else {
            let (key, token) = draftKeyOrNew(of: visit)
            try await service.prepare(
                submitted.values.map { DraftWish($0.name, $0.value, shown: submitted.shown[$0.name]) }, in: key,
                by: visit.principal, basedOn: submitted.revision)
            leave(draftNotice(key, visit), for: visit)
            return keeping(token, for: visit, answer)
        }
        let wish = try accepted(confirmationWish(form, visit))
        let revision: RevisionRecord?
        if let key = draftKey(of: visit) {
            revision = try await service.submit(
                submitted.values, showing: submitted.shown, of: key, by: visit.principal, basedOn: submitted.revision,
                note: submitted.note, confirming: wish)
        } else {
            revision = try await service.submit(
                submitted.values, by: visit.principal, basedOn: submitted.revision, note: submitted.note,
                confirming: wish)
        }
        if let next = await confirmation(of: revision, visit) { return next }
        leaveNotice(revision, visit)
        return answer
    }

    /// The tab with what was typed, for a form that could not be taken as it came.
    func giveBack(
        _ form: FormItems, of tab: VoiceTab, to visit: Visit, because sentence: String, status: Status
    ) async -> Response {
        guard let contents = contents(of: tab) else { return missing(visit.request, .notFound) }
        var state = state
        state.giveBack(SubmittedForm(form, catalogue: service.snapshot.catalogue))
        state.problems.append(sentence)
        return tabPage(contents, visit, state, status: status)
    }

    private func giveBack(_ visit: Visit) -> Answer {
        guard let tab = tab(visit) else { return .now(missing(visit.request, .notFound)) }
        guard let form = try? visit.request.form() else { return .now(badForm(visit.request)) }
        return .later {
            await giveBack(
                form, of: tab, to: visit,
                because: "The form was of another session, so nothing was stored. What you typed is still here.",
                status: .forbidden)
        }
    }

    static func status(of refusal: SubmissionRefusal) -> Status {
        switch refusal {
        case .faults: .unprocessableContent
        case .notAllowed: .forbidden
        case .missing: .notFound
        case .outdated, .conflicts: .conflict
        case .store: .serviceUnavailable
        }
    }

    /// What was done is told on the page that the browser is sent to, once.
    func leaveNotice(_ revision: RevisionRecord?, _ visit: Visit) {
        guard let revision else {
            return leave(Notice(kind: .info, sentence: "Nothing was different, so nothing was stored."), for: visit)
        }
        let changes = revision.change_count == 1 ? "1 change is" : "\(revision.change_count) changes are"
        let page = Routes.revision.path(String(revision.number))
        leave(
            Notice(
                kind: .success, sentence: "\(changes) stored as revision \(revision.number).",
                link: visit.principal.account == .admin ? .init(label: "See what changed", href: page) : nil),
            for: visit)
    }

    // MARK: Resync now

    private func resync(_ visit: Visit) async -> Response {
        guard let form = try? visit.request.form() else { return badForm(visit.request) }
        let rule = form["rule"]
        guard form["do"] != "dry-run" else { return await tryOut(rule, visit) }
        if form["do"] == "explain", visit.principal.account == .admin, let contents = contents(of: .provisioning) {
            var state = state
            state.rule = rule ?? ""
            state.ruleExplanation = try? explanation(of: "rule", in: form)
            return tabPage(contents, visit, state)
        }
        do throws(ResyncRefusal) {
            try service.startResync(rule: rule, by: visit.principal)
            return .redirect(to: Routes.status.path())
        } catch {
            return refused(rule, visit, Self.status(of: error), error)
        }
    }

    /// The page with the rule that was typed, and the sentence beside it.
    private func refused(_ rule: String?, _ visit: Visit, _ status: Status, _ error: ResyncRefusal) -> Response {
        guard visit.request.acceptsPages, let contents = contents(of: .provisioning) else {
            return .text("\(error)\n", status: status)
        }
        var state = state
        state.rule = rule ?? ""
        if case .badRule(let sentence) = error {
            state.ruleError = Phrase.sentence(sentence)
        } else {
            state.problems.append(Phrase.sentence("\(error)"))
        }
        return tabPage(contents, visit, state, status: status)
    }

    /// A dry run, and its page.
    private func tryOut(_ rule: String?, _ visit: Visit) async -> Response {
        do throws(DryRunRefusal) {
            return try await startDryRun(rule: rule, visit)
        } catch .resync(let refusal) {
            return refused(rule, visit, Self.status(of: refusal), refusal)
        } catch {
            return refused(rule, visit, Self.status(of: error), .notAllowed("\(error)"))
        }
    }
}
