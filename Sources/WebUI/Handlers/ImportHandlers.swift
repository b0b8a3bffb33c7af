internal import FlatProfile
internal import HTTPServer
internal import Pages
internal import PhoneService

/// Profiles that somebody uploads: shown, then applied.
extension Desk {
    /// Around a file stands a little of the form.
    static let uploadBodyLimit = PhoneService.uploadLimit + (64 << 10)
    /// As many warnings as a person reads.
    private static let mostWarnings = 200

    func addImport(to router: inout Router) {
        serve(Routes.importProfile, in: &router, for: [.admin]) { visit in .now(importPage(visit)) }
        serve(Routes.submitProfile, in: &router, bodyLimit: Self.uploadBodyLimit, for: [.admin]) { visit in
            .later { await showProfile(visit) }
        }
        serve(Routes.applyProposal, in: &router, for: [.admin]) { visit in .later { await applyProposal(visit) } }
        serve(.post("/api/v1/profile/import"), in: &router, bodyLimit: Self.uploadBodyLimit, for: [.admin]) { visit in
            .later { await apiImport(visit) }
        }
        serve(.post("/api/v1/proposals/:proposal/apply"), in: &router, for: [.admin]) { visit in
            .later { await apiApply(visit) }
        }
        serve(.get("/api/v1/profile"), in: &router, for: [.admin]) { visit in .now(apiExport(visit)) }
    }

    /// The page with the four forms.
    func importPage(_ visit: Visit, errors: [ImportPage.Field: String] = [:]) -> Response {
        page(
            ImportPage(
                csrfToken: visit.csrfToken,
                links: .init(
                    full: Routes.configuration.path(), ofOld: Routes.configurationOfOld.path(),
                    changed: Routes.changedConfiguration.path(), status: Routes.statusDocumentOfAdmin.path()),
                actions: .init(
                    importProfile: Routes.submitProfile.path(), backup: Routes.downloadBackup.path(),
                    open: Routes.openBackup.path()),
                errors: errors),
            for: visit, at: .importProfile, status: errors.isEmpty ? .ok : .unprocessableContent)
    }

    private func showProfile(_ visit: Visit) async -> Response {
        let form: FormItems
        do throws(FormError) {
            form = try visit.request.form()
        } catch {
            return badForm(visit.request)
        }
        guard let file = form.file("profile"), !(file.name.isEmpty && file.bytes.isEmpty) else {
            return importPage(visit, errors: [.profile: "Choose a file."])
        }
        guard file.bytes.count <= PhoneService.uploadLimit else {
            return importPage(visit, errors: [.profile: Self.tooLarge])
        }
        do throws(ImportRefusal) {
            let record = try await service.propose(
                profile: file.bytes, named: file.name, secret: form["secret"] ?? "", by: visit.principal)
            return proposalPage(record, visit)
        } catch {
            let field: ImportPage.Field = error == .sealed ? .secret : .profile
            return importPage(visit, errors: [field: Phrase.sentence("\(error)")])
        }
    }

    static let tooLarge = "The file is larger than \(Phrase.size(PhoneService.uploadLimit)), so it was not read."

    private func proposalPage(
        _ record: ProposalRecord, remark: String? = nil, form: FormItems? = nil, faults: [FieldFault] = [],
        _ visit: Visit, status: Status = .ok
    ) -> Response {
        let isNothing = record.changes.isEmpty
        return page(
            ProposalPage(
                title: "Import a Profile", now: service.now,
                facts: [
                    ("Origin", record.origin), ("Compared with", "revision \(record.base)"),
                    ("Changes", Phrase.parameters(record.changes.count)),
                ],
                remark: remark, effects: record.effects.map(ShownEffect.init),
                warnings: Self.sentences(record.warnings),
                changes: record.changes.map { ShownChange($0, in: service.snapshot) },
                confirmation: confirmationField(record.locks_out, form, faults: faults),
                action: Routes.applyProposal.path(), csrfToken: visit.csrfToken,
                token: ("proposal", record.proposal), button: isNothing ? nil : "Apply these changes",
                cancelLink: Routes.importProfile.path()),
            for: visit, at: .importProfile, status: status)
    }

    static func sentences(_ warnings: [WarningRecord]) -> [String] {
        let shown = warnings.prefix(mostWarnings).map { Phrase.sentence($0.message) }
        return warnings.count > mostWarnings ? shown + ["And \(warnings.count - mostWarnings) more."] : shown
    }

    private func applyProposal(_ visit: Visit) async -> Response {
        guard let form = try? visit.request.form() else { return badForm(visit.request) }
        let token = form["proposal"] ?? ""
        do throws(ProposalRefusal) {
            let wish: ConfirmationWish
            switch confirmationWish(form, visit) {
            case .success(let asked): wish = asked
            case .failure(let fault):
                return proposalPage(
                    try service.proposal(token, by: visit.principal), form: form, faults: [fault], visit,
                    status: .unprocessableContent)
            }
            let revision = try await service.apply(proposal: token, by: visit.principal, confirming: wish)
            if let next = await confirmation(of: revision, visit) { return next }
            leave(Self.notice(of: revision), for: visit)
            return .redirect(to: Routes.importProfile.path())
        } catch {
            if case .overtaken(let renewed) = error {
                return proposalPage(renewed, remark: Phrase.sentence("\(error)"), visit, status: .conflict)
            }
            return message(
                "Import a Profile", Phrase.sentence("\(error)"), status: Self.status(of: error), to: visit.request,
                visit: visit, back: .init(label: "To Import and Backup", href: Routes.importProfile.path()))
        }
    }

    private static func notice(of revision: RevisionRecord?) -> Notice {
        guard let revision else {
            return Notice(kind: .info, sentence: "Nothing was different, so nothing was changed.")
        }
        return Notice(
            kind: .success,
            sentence: "\(Phrase.parameters(revision.change_count)) changed: this is revision \(revision.number).",
            link: .init(label: "What changed", href: Routes.revision.path(String(revision.number))))
    }

    private static func status(of refusal: ProposalRefusal) -> Status {
        switch refusal {
        case .unknown: .notFound
        case .overtaken: .conflict
        case .notAllowed: .forbidden
        case .failed: .serviceUnavailable
        }
    }

    // MARK: API

    private func apiExport(_ visit: Visit) -> Response {
        let word = (try? visit.request.query())?["scope"] ?? ExportScope.full.rawValue
        guard let scope = ExportScope(rawValue: word) else {
            return .failure(
                "scope is one of \(ExportScope.allCases.map(\.rawValue).joined(separator: ", "))", .badRequest)
        }
        return export(scope, as: scope == .full ? "cfg.xml" : "changed.xml")
    }

    /// The body is the profile itself; of a sealed one it is a multipart form with the fields `profile` and `secret`.
    private func apiImport(_ visit: Visit) async -> Response {
        let type = visit.request.headers["Content-Type"] ?? ""
        var bytes = visit.request.body
        var name = (try? visit.request.query())?["name"] ?? "profile"
        var secret = ""
        if type.lowercased().hasPrefix("multipart/form-data") {
            let form: FormItems
            do throws(FormError) {
                form = try visit.request.form()
            } catch {
                return .failure("\(error)", .badRequest)
            }
            secret = form["secret"] ?? ""
            if let file = form.file("profile") {
                (bytes, name) = (file.bytes, file.name)
            } else if let text = form["profile"] {
                bytes = Array(text.utf8)
            } else {
                return .failure("the form needs a file in its field profile", .badRequest)
            }
        }
        guard bytes.count <= PhoneService.uploadLimit else { return .failure(Self.tooLarge, .contentTooLarge) }
        do throws(ImportRefusal) {
            return .json(
                RecordCoding.encode(
                    try await service.propose(profile: bytes, named: name, secret: secret, by: visit.principal)))
        } catch {
            return .json(RecordCoding.encode(ImportFault(error)), status: .unprocessableContent)
        }
    }

    private struct ImportFault: Encodable {
        var error: String
        @Nullable var line: Int?
        @Nullable var column: Int?

        init(_ refusal: ImportRefusal) {
            error = "\(refusal)"
            if case .unreadable(_, let line, let column) = refusal {
                self.line = line
                self.column = column
            }
        }
    }

    private func apiApply(_ visit: Visit) async -> Response {
        struct Overtaken: Encodable {
            var error: String
            var renewed: ProposalRecord
        }
        do throws(ProposalRefusal) {
            let wish: ConfirmationWish
            do throws(SubmissionRefusal) {
                wish = try ConfirmationWish(seconds: visit.item("confirm_within"))
            } catch {
                return .refusal(error)
            }
            let revision = try await service.apply(
                proposal: visit.captures["proposal"] ?? "", by: visit.principal, confirming: wish)
            return .json(RecordCoding.encode(PatchAnswer(revision: revision)))
        } catch {
            if case .overtaken(let renewed) = error {
                return .json(RecordCoding.encode(Overtaken(error: "\(error)", renewed: renewed)), status: .conflict)
            }
            return .failure("\(error)", Self.status(of: error))
        }
    }
}
