internal import FlatProfile
internal import HTTPServer
internal import Pages
internal import PhoneService

/// Provisioning with its reasons: what rules mean, dry runs, what the phone is doing, all attempts.
extension Desk {
    /// The largest form of a tab, which comes along to explain one of its fields.
    private static let formLimit = 512 << 10
    private static let pageOfAttempts = 20

    func addProvisioning(to router: inout Router) {
        serve(Routes.explanation, in: &router, bodyLimit: Self.formLimit, for: [.admin]) { visit in
            .now(explanation(visit))
        }
        serve(Routes.liveProgress, in: &router) { visit in .now(fragment(progress(visit), for: visit)) }
        serve(Routes.attempts, in: &router) { visit in .later { await attempts(visit) } }
        serve(Routes.dryRun, in: &router, for: [.admin]) { visit in .now(dryRunPage(visit)) }
        serve(Routes.liveDryRun, in: &router, for: [.admin]) { visit in .now(liveDryRun(visit)) }
        serve(Routes.applyDryRun, in: &router, for: [.admin]) { visit in .later { await applyDryRun(visit) } }
    }

    // MARK: Explanations

    /// What the field `explain` of a form means, as a part of a page.
    private func explanation(_ visit: Visit) -> Response {
        guard let form = try? visit.request.form(), let name = form["explain"] else { return badForm(visit.request) }
        do throws(ExplainRefusal) {
            let view = try explanation(of: name, in: form)
            return view.isEmpty ? .html(bytes: []) : fragment(view, for: visit)
        } catch {
            return .text(Phrase.sentence(error.sentence) + "\n", status: .unprocessableContent)
        }
    }

    /// What a field of a form means, with the other fields as they are typed; `rule` is the one-time rule.
    func explanation(of name: String, in form: FormItems) throws(ExplainRefusal) -> ExplanationView {
        guard name != "rule" else {
            return ExplanationView(service.explain(oneTimeRule: form["rule"] ?? ""), label: "One-time profile rule")
        }
        let catalogue = service.snapshot.catalogue
        let submitted = SubmittedForm(form, catalogue: catalogue)
        let others = submitted.typed.map { (key: $0.key.text, value: $0.value) }
        let wish = FieldExplanationWish(
            value: submitted.typed[ParameterName(name)], set: Dictionary(others) { first, _ in first })
        return ExplanationView(
            try service.explain(wish, of: ParameterName(name)), label: catalogue[ParameterName(name)]?.label ?? name)
    }

    /// What the fields mean that a tab shows, as they are stored; none for those that say nothing.
    func explanation(of parameter: Parameter, typed: [ParameterName: String]) -> ExplanationView? {
        guard PhoneService.explains(parameter.name) else { return nil }
        let others = typed.map { (key: $0.key.text, value: $0.value) }
        let wish = FieldExplanationWish(value: typed[parameter.name], set: Dictionary(others) { first, _ in first })
        guard let record = try? service.explain(wish, of: parameter.name) else { return nil }
        let view = ExplanationView(record, label: parameter.label)
        return view.isEmpty ? nil : view
    }

    // MARK: Progress and attempts

    private func progress(_ visit: Visit) -> ResyncProgress {
        ResyncProgress(
            service.status(recentAttempts: ResyncProgress.attemptsSeen), now: service.now, in: service.snapshot,
            isAdmin: visit.principal.account == .admin)
    }

    private func attempts(_ visit: Visit) async -> Response {
        guard let before = visit.number("before", default: .max) else { return missing(visit.request, .notFound) }
        let isFirst = before == .max
        do throws(ServiceFailure) {
            // One more tells whether another page follows.
            let records = try await service.attempts(
                before: isFirst ? nil : before, limit: Self.pageOfAttempts + 1)
            let isAdmin = visit.principal.account == .admin
            let shown = records.prefix(Self.pageOfAttempts).map { $0.seen(by: visit.principal) }
            let (now, snapshot) = (service.now, service.snapshot)
            var page = AttemptsPage(
                attempts: shown.map { Attempt($0, now: now, in: snapshot, isAdmin: isAdmin) })
            if records.count > shown.count, let last = shown.last {
                page.earlier = Routes.attempts.path(query: [("before", String(last.number))])
            }
            if !isFirst {
                let newer = (shown.first?.number ?? before) + Self.pageOfAttempts + 1
                page.newer = Routes.attempts.path(query: [("before", String(newer))])
            }
            return self.page(page, for: visit, at: .voice(.provisioning))
        } catch {
            return message(
                "Attempts", Phrase.sentence(error.sentence), status: .serviceUnavailable, to: visit.request,
                visit: visit)
        }
    }

    // MARK: Dry runs

    /// How long a page waits for the end of a dry run, so that most of them are shown whole also without scripts.
    private static let patience = Duration.seconds(2)

    /// Begins a dry run and leads to its page.
    func startDryRun(rule: String?, _ visit: Visit) async throws(DryRunRefusal) -> Response {
        let begun = try service.startDryRun(rule: rule, by: visit.principal)
        _ = await service.dryRun(begun.id, endingWithin: Self.patience)
        return .redirect(to: Routes.dryRun.path(begun.id))
    }

    private func dryRunView(_ visit: Visit, form: FormItems? = nil, faults: [FieldFault] = []) -> DryRunView? {
        guard let record = service.dryRun(visit.captures["id"] ?? "") else { return nil }
        var view = DryRunView(record, now: service.now, in: service.snapshot, csrfToken: visit.csrfToken)
        view.confirmation = confirmationField(record.locks_out, form, faults: faults)
        return view
    }

    private func dryRunPage(
        _ visit: Visit, form: FormItems? = nil, faults: [FieldFault] = [], status: Status = .ok
    ) -> Response {
        guard let view = dryRunView(visit, form: form, faults: faults) else { return noDryRun(visit) }
        let page = DryRunPage(live: view, liveLink: Routes.liveDryRun.path(visit.captures["id"] ?? ""))
        return self.page(page, for: visit, at: .voice(.provisioning), status: status)
    }

    private func liveDryRun(_ visit: Visit) -> Response {
        dryRunView(visit).map { fragment($0, for: visit) }
            ?? .text("\(DryRunRefusal.unknown)\n", status: .notFound)
    }

    private func noDryRun(_ visit: Visit) -> Response {
        message(
            "Dry run", Phrase.sentence("\(DryRunRefusal.unknown)"), status: .notFound, to: visit.request, visit: visit,
            back: .init(label: "Back to Provisioning", href: Routes.path(of: .provisioning)))
    }

    private func applyDryRun(_ visit: Visit) async -> Response {
        guard let form = try? visit.request.form() else { return badForm(visit.request) }
        let id = visit.captures["id"] ?? ""
        let wish: ConfirmationWish
        switch confirmationWish(form, visit) {
        case .success(let asked): wish = asked
        case .failure(let fault):
            return dryRunPage(visit, form: form, faults: [fault], status: .unprocessableContent)
        }
        do throws(DryRunRefusal) {
            let applied = try await service.applyDryRun(id, by: visit.principal, confirming: wish)
            if let next = await confirmation(
                of: applied.applied?.last, changing: applied.changes.map(\.name), visit)
            {
                return next
            }
            leave(
                Notice(kind: .success, sentence: DryRunView.appliedSentence(applied.changes.count)), for: visit)
            return .redirect(to: Routes.dryRun.path(id))
        } catch {
            guard visit.request.acceptsPages, service.dryRun(id) != nil else {
                return visit.request.acceptsPages
                    ? noDryRun(visit) : .text("\(error)\n", status: Self.status(of: error))
            }
            leave(Notice(kind: .warning, sentence: Phrase.sentence("Nothing was applied: \(error)")), for: visit)
            return dryRunPage(visit, status: Self.status(of: error))
        }
    }
}
