internal import FlatProfile
internal import HTTPServer
internal import Pages
internal import PhoneService

/// Changes that wait for their confirmation: the page, its forms, and the warning that every page bears meanwhile.
extension Desk {
    func addConfirmation(to router: inout Router) {
        serve(Routes.confirmation, in: &router) { visit in .later { await pendingPage(visit) } }
        serve(Routes.confirm, in: &router) { visit in .later { await confirm(visit) } }
        serve(Routes.revertPendingChange, in: &router) { visit in .later { await revert(visit) } }
    }

    /// What waits, as the visitor may know it.
    func pendingChange(for visit: Visit) -> PendingChangeRecord? { service.pendingChange(for: visit.principal) }

    /// What every page says while something waits.
    func pendingWarning(for visit: Visit) -> Frame.Warning? {
        guard let pending = pendingChange(for: visit) else { return nil }
        return Frame.Warning(
            sentence: "A change waits to be confirmed: unless \(pending.account) does so, the old values come back in",
            remaining: Self.seconds(pending),
            link: .init(label: "Confirm or take back", href: Routes.confirmation.path()))
    }

    /// Whether a revision waits for its confirmation.
    func waits(_ revision: RevisionNumber, _ visit: Visit) -> Bool {
        pendingChange(for: visit)?.revisions.contains(revision) == true
    }

    /// Leads whoever made a revision to its confirmation; nil if it waits for none. The page that comes next is to be asked for where it
    /// will be: this waits until the web server has followed the revision, if that moves it.
    func confirmation(of revision: RevisionNumber?, changing names: [String], _ visit: Visit) async -> Response? {
        guard let revision else { return nil }
        // No page answers any more: what can still be said is said at once, without the way through an address.
        if closing == .webServer, waits(revision, visit) { return await pendingPage(visit) }
        if names.contains(where: ListenerPlan.parameters.contains) {
            _ = await configuration.listeners.followed(revision)
        }
        return waits(revision, visit) ? .redirect(to: Routes.confirmation.path()) : nil
    }

    func confirmation(of revision: RevisionRecord?, _ visit: Visit) async -> Response? {
        await confirmation(of: revision?.number, changing: (revision?.changes ?? []).map(\.name), visit)
    }

    /// The field that says how long a change waits for its confirmation; nil if it locks nobody out, or none is ever waited for.
    func confirmationField(_ locksOut: Bool, _ form: FormItems?, faults: [FieldFault] = []) -> ConfirmationField? {
        guard locksOut, let window = service.confirmationWindow else { return nil }
        let fault = faults.first { $0.name == ConfirmationField.name }
        return ConfirmationField(
            seconds: form?[ConfirmationField.name] ?? String(window.components.seconds),
            error: fault.map { Phrase.sentence($0.sentence) })
    }

    /// The fields that a form may bear besides those of its subject.
    static let ownFields: Set<String> = ["note", "confirm_within"]

    /// Whether what a form changes is to be confirmed: a browser's is, a script's only if it asks for that.
    func confirmationWish(_ form: FormItems, _ visit: Visit) -> Result<ConfirmationWish, FieldFault> {
        guard let text = form["confirm_within"], !text.isEmpty else {
            return .success(visit.session == nil ? .none : .standard)
        }
        guard let window = ConfirmationSettings.window(text) else {
            return .failure(FieldFault(name: "confirm_within", sentence: ConfirmationSettings.windowFault))
        }
        return .success(.within(window))
    }

    func accepted(_ wish: Result<ConfirmationWish, FieldFault>) throws(SubmissionRefusal) -> ConfirmationWish {
        switch wish {
        case .success(let wish): return wish
        case .failure(let fault): throw .faults([fault])
        }
    }

    // MARK: The page

    private func pendingPage(_ visit: Visit) async -> Response {
        do throws(ServiceFailure) {
            let record = try await service.pendingChangeInFull(for: visit.principal)
            let pending = record.map { shown($0, visit) }
            return page(PendingPage(pending: pending, csrfToken: visit.csrfToken), for: visit, at: .confirmation)
        } catch {
            return unavailable(error, visit)
        }
    }

    private func shown(_ record: PendingChangeRecord, _ visit: Visit) -> PendingPage.Pending {
        let snapshot = service.snapshot
        let login = visit.session?.loginRevision
        let numbers = record.revisions.map { "revision \($0)" }.joined(separator: " and ")
        return PendingPage.Pending(
            remaining: Self.seconds(record),
            sentence: "What \(numbers) changed may lock you out, so \(record.account) has to show to get in still.",
            account: record.account, address: address(visit), newest: record.revisions.last ?? 0,
            mayConfirm: service.obstacleToConfirm(by: visit.principal, login: login) == nil, closing: closing,
            changes: (record.changes ?? []).map { ShownChange($0, in: snapshot) })
    }

    /// What is closed, or is about to be.
    private var closing: PendingPage.Closing? {
        let snapshot = service.snapshot
        if snapshot["Enable_Web_Server"] == "No" { return .webServer }
        return snapshot["Enable_Web_Admin_Access"] == "No" ? .administratorsPages : nil
    }

    private static func seconds(_ pending: PendingChangeRecord) -> Int { Int(pending.remaining.rounded(.up)) }

    /// Where this page is after the change.
    private func address(_ visit: Visit) -> String {
        let present = visit.request.host ?? ""
        let state = configuration.listeners.state
        guard let port = state.port else {
            return "\(visit.request.isTLS ? "https" : "http")://\(present)\(Routes.confirmation.path())"
        }
        let host = present.replacing(/:[0-9]*$/, with: "")
        return ListenerPlan.Endpoint.url(host: host, port: port, isTLS: state.isTLS) + Routes.confirmation.path()
    }

    // MARK: The forms

    private func confirm(_ visit: Visit) async -> Response {
        guard let form = try? visit.request.form() else { return badForm(visit.request) }
        do throws(ConfirmationRefusal) {
            try await service.confirm(
                newest: form["revision"].flatMap { Int($0) }, by: visit.principal, login: visit.session?.loginRevision)
        } catch {
            return refused(error, visit)
        }
        guard refusalOfAdministrator(visit) == nil else {
            return message(
                "Confirmed", "The change is confirmed and stays: the administrator's pages are closed.",
                advice: "On the phone itself `onhook param set Enable_Web_Admin_Access=Yes` opens them again.",
                status: .ok, to: visit.request, back: .init(label: "Log in as user", href: Routes.login.path()))
        }
        leave(Notice(kind: .success, sentence: "The change is confirmed and stays."), for: visit)
        return .redirect(to: Routes.status.path())
    }

    private func revert(_ visit: Visit) async -> Response {
        guard let form = try? visit.request.form() else { return badForm(visit.request) }
        do throws(ConfirmationRefusal) {
            _ = try await service.revertPendingChange(
                newest: form["revision"].flatMap { Int($0) }, by: visit.principal)
        } catch {
            return refused(error, visit)
        }
        leave(Notice(kind: .success, sentence: "The old values are back."), for: visit)
        return .redirect(to: Routes.status.path())
    }

    private func refused(_ refusal: ConfirmationRefusal, _ visit: Visit) -> Response {
        message(
            "Not done", Phrase.sentence("\(refusal)"), status: Self.status(of: refusal), to: visit.request,
            visit: visit, back: .init(label: "Confirm or take back", href: Routes.confirmation.path()))
    }

    static func status(of refusal: ConfirmationRefusal) -> Status {
        switch refusal {
        case .nothingWaits, .changed, .tooLate: .conflict
        case .ofAnother, .needsLogin: .forbidden
        case .failed: .serviceUnavailable
        }
    }
}
