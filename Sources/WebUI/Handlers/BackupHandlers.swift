internal import FlatProfile
internal import HTTPServer
internal import Notation
internal import Pages
internal import PhoneService

/// One file with everything, and its way back.
extension Desk {
    func addBackup(to router: inout Router) {
        for route in Routes.backupForms {
            serve(route, in: &router, for: [.admin]) { _ in
                .now(.redirect(to: Routes.importProfile.path() + Routes.backupAnchor))
            }
        }
        serve(Routes.downloadBackup, in: &router, for: [.admin]) { visit in .later { await downloadBackup(visit) } }
        serve(Routes.openBackup, in: &router, bodyLimit: Self.uploadBodyLimit, for: [.admin]) { visit in
            .later { await openBackup(visit) }
        }
        serve(Routes.restoreBackup, in: &router, for: [.admin]) { visit in .later { await restoreBackup(visit) } }
        serve(.post("/api/v1/backup"), in: &router, for: [.admin]) { visit in .later { await apiBackup(visit) } }
        serve(.post("/api/v1/backup/open"), in: &router, bodyLimit: 2 * PhoneService.uploadLimit, for: [.admin]) {
            visit in .later { await apiOpenBackup(visit) }
        }
        serve(.post("/api/v1/backup/restore"), in: &router, for: [.admin]) { visit in
            .later { await apiRestoreBackup(visit) }
        }
    }

    private func downloadBackup(_ visit: Visit) async -> Response {
        guard let form = try? visit.request.form() else { return badForm(visit.request) }
        guard form["pass_phrase"] == form["pass_phrase_confirm"] else {
            return importPage(visit, errors: [.confirm: "The two pass phrases are different."])
        }
        do throws(BackupRefusal) {
            return backupFile(try await service.backup(passPhrase: form["pass_phrase"] ?? "", by: visit.principal))
        } catch {
            return importPage(visit, errors: [.passPhrase: Phrase.sentence("\(error)")])
        }
    }

    private func backupFile(_ bytes: [UInt8]) -> Response {
        let identity = service.identity
        let day = service.now.iso8601.prefix(10)
        var response = Response(type: "application/octet-stream", body: .bytes(bytes))
        response.headers["Content-Disposition"] =
            "attachment; filename="
            + HeaderValue(quoting: "\(identity.model.number)-\(identity.mac.lowercase)-\(day).onhook")
        return response
    }

    private func openBackup(_ visit: Visit) async -> Response {
        guard let form = try? visit.request.form() else { return badForm(visit.request) }
        guard let file = form.file("backup"), !(file.name.isEmpty && file.bytes.isEmpty) else {
            return importPage(visit, errors: [.backup: "Choose a file."])
        }
        do throws(BackupRefusal) {
            let record = try await service.open(
                backup: file.bytes, passPhrase: form["backup_pass_phrase"] ?? "", by: visit.principal)
            return restorePage(record, visit)
        } catch {
            let field: ImportPage.Field = error.isAboutPassPhrase ? .backupPassPhrase : .backup
            return importPage(visit, errors: [field: Phrase.sentence("\(error)")])
        }
    }

    private func restorePage(
        _ record: RestoreRecord, problem: String? = nil, form: FormItems? = nil, faults: [FieldFault] = [],
        _ visit: Visit, status: Status = .ok
    ) -> Response {
        let time = Timestamp(iso8601: record.created)?.exact ?? record.created
        let phone =
            "\(record.identity.product_name), \(record.identity.mac), serial number \(record.identity.serial_number)"
        return page(
            ProposalPage(
                title: "Restore a Backup", now: service.now,
                facts: [
                    ("Made", time), ("Phone", record.same_phone ? "\(phone): this one" : phone),
                    ("Changes", Phrase.parameters(record.changes.count)),
                    ("Certificates and keys", record.files.isEmpty ? "none" : record.files.joined(separator: ", ")),
                ],
                effects: record.effects.map(ShownEffect.init)
                    + [
                        "What is not in the backup goes back to the factory default; the history of this phone stays, so that all of it can be undone.",
                        "The passwords of admin and user stay as they are on this phone.",
                        "Certificates and keys count from the next start of Onhook on.",
                    ].map { ShownEffect(sentence: $0) },
                warnings: Self.sentences(record.warnings),
                changes: record.changes.map { ShownChange($0, in: service.snapshot) },
                question: record.same_phone
                    ? nil
                    : .init(
                        text: "The backup is of another phone. What about its certificates?",
                        answers: [
                            (BackupIdentity.keep.rawValue, "Keep those of this phone; take the values alone"),
                            (
                                BackupIdentity.take.rawValue,
                                "Take those of the backup: this phone stands in for that one"
                            ),
                        ], chosen: form?["identity"]),
                problem: problem, confirmation: confirmationField(record.locks_out, form, faults: faults),
                action: Routes.restoreBackup.path(), csrfToken: visit.csrfToken,
                token: ("backup", record.restore), button: "Restore it", cancelLink: Routes.importProfile.path()),
            for: visit, at: .importProfile, status: status)
    }

    private func restoreBackup(_ visit: Visit) async -> Response {
        guard let form = try? visit.request.form() else { return badForm(visit.request) }
        let token = form["backup"] ?? ""
        do throws(BackupRefusal) {
            let wish: ConfirmationWish
            switch confirmationWish(form, visit) {
            case .success(let asked): wish = asked
            case .failure(let fault):
                return restorePage(
                    try service.openedBackup(token, by: visit.principal), form: form, faults: [fault], visit,
                    status: .unprocessableContent)
            }
            let record = try await service.restore(
                backup: token, identity: form["identity"].flatMap { BackupIdentity(rawValue: $0) },
                by: visit.principal, confirming: wish)
            if let next = await confirmation(
                of: record.revisions.last, changing: record.changes.map(\.name), visit)
            {
                return next
            }
            leave(
                Notice(
                    kind: .success,
                    sentence: record.revisions.isEmpty
                        ? "The backup is restored; no value was different."
                        : "The backup is restored: \(Phrase.parameters(record.changes.count)) changed.",
                    link: .init(label: "History", href: Routes.history.path())),
                for: visit)
            return .redirect(to: Routes.importProfile.path())
        } catch {
            if case .otherPhone = error, let record = try? service.openedBackup(token, by: visit.principal) {
                return restorePage(
                    record, problem: Phrase.sentence("\(error)"), form: form, visit, status: .unprocessableContent)
            }
            return message(
                "Restore a Backup", Phrase.sentence("\(error)"), status: Self.status(of: error), to: visit.request,
                visit: visit, back: .init(label: "To Import and Backup", href: Routes.importProfile.path()))
        }
    }

    private static func status(of refusal: BackupRefusal) -> Status {
        switch refusal {
        case .notAllowed: .forbidden
        case .unknown: .notFound
        case .overtaken: .conflict
        case .failed: .serviceUnavailable
        case .seal, .otherFormat, .inconsistent, .otherModel, .otherPhone: .unprocessableContent
        }
    }

    // MARK: API

    private struct BackupWish: Decodable {
        var pass_phrase: String
        /// The file in base 64 (RFC 4648, section 4).
        var file: String?
    }

    private struct RestoreWish: Decodable {
        var restore: String
        var identity: BackupIdentity?
        var confirm_within: Int?
    }

    private func apiBackup(_ visit: Visit) async -> Response {
        guard let wish = try? RecordCoding.decode(BackupWish.self, from: visit.request.body) else {
            return .failure("the body must be {\"pass_phrase\": \"…\"}", .badRequest)
        }
        do throws(BackupRefusal) {
            return backupFile(try await service.backup(passPhrase: wish.pass_phrase, by: visit.principal))
        } catch {
            return .failure("\(error)", Self.status(of: error))
        }
    }

    private func apiOpenBackup(_ visit: Visit) async -> Response {
        guard let wish = try? RecordCoding.decode(BackupWish.self, from: visit.request.body), let text = wish.file
        else {
            return .failure(
                "the body must be {\"pass_phrase\": \"…\", \"file\": \"…\"}, the file in base 64", .badRequest)
        }
        guard let file = Base64.decode(text) else {
            return .failure("file is not base 64 (RFC 4648, section 4)", .unprocessableContent)
        }
        do throws(BackupRefusal) {
            return .json(
                RecordCoding.encode(
                    try await service.open(backup: file, passPhrase: wish.pass_phrase, by: visit.principal)))
        } catch {
            return .failure("\(error)", Self.status(of: error))
        }
    }

    private func apiRestoreBackup(_ visit: Visit) async -> Response {
        guard let wish = try? RecordCoding.decode(RestoreWish.self, from: visit.request.body) else {
            return .failure("the body must be {\"restore\": \"…\", \"identity\": \"keep\" or \"take\"}", .badRequest)
        }
        let confirmation: ConfirmationWish
        do throws(SubmissionRefusal) {
            confirmation = try ConfirmationWish(seconds: wish.confirm_within.map { String($0) })
        } catch {
            return .refusal(error)
        }
        do throws(BackupRefusal) {
            return .json(
                RecordCoding.encode(
                    try await service.restore(
                        backup: wish.restore, identity: wish.identity, by: visit.principal, confirming: confirmation)))
        } catch {
            return .failure("\(error)", Self.status(of: error))
        }
    }
}
