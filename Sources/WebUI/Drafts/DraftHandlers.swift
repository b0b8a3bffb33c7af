internal import FlatProfile
internal import HTTPServer
internal import Pages
internal import PhoneService

/// The draft of the visitor's browser: its cookie, the bar, the page on which it is reviewed, applied and discarded.
extension Desk {
    /// Browsers keep no cookie for longer (RFC 6265bis, "The Max-Age Attribute").
    private static let cookieLifetime = Duration.seconds(400 * 86_400)
    /// The lengths of tokens that we make; what is shorter could be guessed.
    private static let tokenLengths = 32...128

    func addDrafts(to router: inout Router) {
        serve(Routes.draft, in: &router) { visit in .now(draftPage(visit)) }
        serve(Routes.applyDraft, in: &router) { visit in .later { await applyDraft(visit) } }
        serve(Routes.discardPage, in: &router) { visit in .now(discardPage(visit)) }
        serve(Routes.discardDraft, in: &router) { visit in .later { await discardDraft(visit) } }
        addDraftAPI(to: &router)
    }

    // MARK: The browser's cookie

    /// Unlike the session's it outlives the process, and so must its name.
    private var draftCookieName: String { "onhook_\(configuration.storeName)_draft" }

    /// The draft that the visitor's browser may have; nil without a cookie that looks like ours.
    func draftKey(of visit: Visit) -> DraftKey? {
        guard let token = visit.request.cookie(draftCookieName), Self.tokenLengths.contains(token.utf8.count) else {
            return nil
        }
        return .browser(token: token)
    }

    /// Whether the visitor's browser has a draft.
    func hasDraft(_ visit: Visit) -> Bool {
        draftKey(of: visit).map { service.hasDraft($0, of: visit.principal.account) } ?? false
    }

    /// The visitor's draft, or a new one: a cookie that has no draft is not taken on, so that nobody can give a browser theirs.
    func draftKeyOrNew(of visit: Visit) -> (key: DraftKey, token: String) {
        if let key = draftKey(of: visit), case .browser(let token) = key,
            service.hasDraft(key, of: visit.principal.account)
        {
            return (key, token)
        }
        let token = configuration.makeToken()
        return (.browser(token: token), token)
    }

    /// The answer with the cookie, which lasts as long as browsers let it.
    func keeping(_ token: String, for visit: Visit, _ response: Response) -> Response {
        response.setting(draftCookieName, token, for: visit.request, maxAge: Self.cookieLifetime)
    }

    // MARK: What pages show of it

    /// The bar; nil while nothing waits, and on the page of the draft itself.
    func draftBar(for visit: Visit) -> DraftBar? {
        guard visit.session != nil, let key = draftKey(of: visit), visit.request.path != Routes.draft.path() else {
            return nil
        }
        let counts = service.draftedChangeCounts(key, of: visit.principal.account)
        guard counts.waiting > 0 else { return nil }
        return DraftBar(
            count: counts.waiting, conflictCount: counts.overtaken, reviewLink: Routes.draft.path(),
            discardLink: Routes.discardPage.path())
    }

    /// What the fields of a tab show in the place of stored values.
    func draftedFields(on contents: Catalogue.TabContents, for visit: Visit) -> [ParameterName: DraftedField] {
        guard let key = draftKey(of: visit) else { return [:] }
        let catalogue = service.snapshot.catalogue
        return service.draftedFields(key, of: visit.principal).filter { catalogue[$0.key]?.tab == contents.tab }
    }

    /// What the tab says after its changes were kept.
    func draftNotice(_ key: DraftKey, _ visit: Visit) -> Notice {
        let count = service.draftedChangeCounts(key, of: visit.principal.account).waiting
        let link = Frame.Link(label: "Review", href: Routes.draft.path())
        switch count {
        case 0: return Notice(kind: .info, sentence: "Nothing is different, so nothing is in the draft.")
        case 1: return Notice(kind: .success, sentence: "Saved: 1 change is in the draft.", link: link)
        default: return Notice(kind: .success, sentence: "Saved: \(count) changes are in the draft.", link: link)
        }
    }

    // MARK: Review

    private func draftPage(
        _ visit: Visit, form: FormItems? = nil, problem: String? = nil, faults: [FieldFault] = [], status: Status = .ok
    ) -> Response {
        let record = draftKey(of: visit).map { service.draft($0, of: visit.principal) }
        var review = DraftPage(
            rows: [], effects: (record?.effects ?? []).map(ShownEffect.init),
            revision: record?.revision ?? 0, applyAction: Routes.applyDraft.path(),
            discardAction: Routes.discardDraft.path(), discardAllLink: Routes.discardPage.path(),
            csrfToken: visit.csrfToken)
        let snapshot = service.snapshot
        let now = service.now
        review.rows = (record?.changes ?? []).map { change in
            DraftPage.Row(change, in: snapshot, now: now, answer: form?["answer.\(change.name)"])
        }
        for (index, row) in review.rows.enumerated() {
            guard let fault = faults.first(where: { $0.name == row.change.name }) else { continue }
            review.rows[index].error = Phrase.sentence(fault.sentence)
        }
        review.note = form?["note"] ?? ""
        review.confirmation = confirmationField(
            record?.effects.contains { $0.effect == "locks-out" } ?? false, form, faults: faults)
        review.noteError = faults.first { $0.name == "note" }.map { Phrase.sentence($0.sentence) }
        if let problem { review.problems.append(problem) }
        return page(review, for: visit, at: .draft, status: status)
    }

    private func applyDraft(_ visit: Visit) async -> Response {
        guard let form = try? visit.request.form() else { return badForm(visit.request) }
        guard let key = draftKey(of: visit) else { return draftPage(visit, status: .notFound) }
        var answers: [String: DraftAnswer] = [:]
        for item in form.items where item.name.hasPrefix("answer.") {
            answers[String(item.name.dropFirst("answer.".count))] = DraftAnswer(rawValue: item.value)
        }
        let wish: ConfirmationWish
        switch confirmationWish(form, visit) {
        case .success(let asked): wish = asked
        case .failure(let fault): return draftPage(visit, form: form, .submission(.faults([fault])))
        }
        do throws(DraftRefusal) {
            let revision = try await service.applyDraft(
                key, by: visit.principal, answers: answers, basedOn: form["revision"].flatMap { Int($0) },
                note: (form["note"] ?? "").trimmingBlanks, confirming: wish)
            if let next = await confirmation(of: revision, visit) { return next }
            leaveNotice(revision, visit)
            return .redirect(to: Routes.draft.path())
        } catch {
            guard visit.request.acceptsPages else { return .text("\(error)\n", status: Self.status(of: error)) }
            return draftPage(visit, form: form, error)
        }
    }

    private func draftPage(_ visit: Visit, form: FormItems, _ refusal: DraftRefusal) -> Response {
        let status = Self.status(of: refusal)
        switch refusal {
        case .conflicts:
            return draftPage(
                visit, form: form,
                problem: "Nothing was applied: a value that somebody else has changed needs your answer.",
                status: status)
        case .submission(.faults(let faults)):
            return draftPage(visit, form: form, problem: "Nothing was applied.", faults: faults, status: status)
        case .submission(.missing):
            return draftPage(visit, form: form, status: status)
        case .submission(let refusal):
            return draftPage(
                visit, form: form, problem: Phrase.sentence("nothing was applied: \(refusal)"), status: status)
        }
    }

    static func status(of refusal: DraftRefusal) -> Status {
        switch refusal {
        case .conflicts: .conflict
        case .submission(let refusal): status(of: refusal)
        }
    }

    // MARK: Discard

    private func discardPage(_ visit: Visit) -> Response {
        let key = draftKey(of: visit)
        let count = key.map { service.draft($0, of: visit.principal).changes.count } ?? 0
        guard count > 0 else { return .redirect(to: Routes.draft.path()) }
        return page(
            ConfirmPage(
                title: "Discard the draft",
                sentence: count == 1 ? "Discard the one change?" : "Discard all \(count) changes?",
                consequence: "The phone stays as it is. What you have drafted is gone.",
                action: Routes.discardDraft.path(), csrfToken: visit.csrfToken, hidden: [("all", "yes")],
                button: "Discard", isDestructive: true, cancelLink: Routes.draft.path()), for: visit, at: .draft)
    }

    private func discardDraft(_ visit: Visit) async -> Response {
        guard let form = try? visit.request.form() else { return badForm(visit.request) }
        let names = form["all"] == "yes" ? nil : Set(form.all("name"))
        guard let key = draftKey(of: visit), names?.isEmpty != true else {
            return .redirect(to: Routes.draft.path())
        }
        do throws(SubmissionRefusal) {
            try await service.discard(names, from: key, by: visit.principal)
            if names == nil { leave(Notice(kind: .info, sentence: "The draft is discarded."), for: visit) }
            return .redirect(to: Routes.draft.path())
        } catch {
            return draftPage(
                visit, problem: Phrase.sentence("nothing was discarded: \(error)"), status: Self.status(of: error))
        }
    }
}

extension DraftPage.Row {
    fileprivate init(_ record: DraftChangeRecord, in snapshot: Snapshot, now: Timestamp, answer: String?) {
        let parameter = snapshot.catalogue[ParameterName(record.name)]
        func shown(_ value: String?) -> ShownChange.Value {
            guard let parameter, !parameter.isSecret else { return .secret(isSet: !(value ?? "").isEmpty) }
            return value.map(ShownChange.Value.text) ?? .factoryDefault(parameter.defaultValue)
        }
        self.init(
            change: ShownChange(
                label: record.label, place: "Voice > \(record.tab) > \(record.section)",
                link: parameter.flatMap { $0.isHidden ? nil : "\(Routes.path(of: $0.tab))#\(record.name)" },
                name: record.name, before: shown(record.old), after: shown(record.new)),
            effects: record.effects.map(ShownEffect.init))
        switch record.state {
        case "done": remark = "The phone holds this value already."
        case "refused": error = record.refusal.map(Phrase.sentence)
        case "conflict":
            let person = record.changed_by ?? "a reset to the factory default"
            let age = record.changed_at.flatMap { Timestamp(iso8601: $0) }.map { Moment.age(of: $0, at: now) }
            question = .init(
                sentence: age.map { "Changed by \(person), \($0)." } ?? "Changed by \(person).",
                base: shown(record.base), answer: answer)
        default: break
        }
    }
}

extension String {
    /// Without blanks at both ends.
    fileprivate var trimmingBlanks: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
