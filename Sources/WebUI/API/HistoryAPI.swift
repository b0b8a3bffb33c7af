internal import FlatProfile
internal import HTTPServer
internal import PhoneService

/// The history as JSON: revisions, differences, restore and undo, savepoints.
extension Desk {
    func addHistoryAPI(to router: inout Router) {
        serve(.get("/api/v1/revisions"), in: &router, for: [.admin]) { visit in .later { await apiRevisions(visit) } }
        serve(.get("/api/v1/revisions/:number"), in: &router, for: [.admin]) { visit in
            .later { await apiRevision(visit) }
        }
        serve(.get("/api/v1/revisions/:number/parameters"), in: &router, for: [.admin]) { visit in
            .later { await apiParametersOfRevision(visit) }
        }
        serve(.get("/api/v1/revisions/:number/cfg.xml"), in: &router, for: [.admin]) { visit in
            .later { await apiRevisionExport(visit) }
        }
        serve(.get("/api/v1/revisions/:number/restore"), in: &router, for: [.admin]) { visit in
            .later { await apiRestorePreview(visit) }
        }
        serve(.post("/api/v1/revisions/:number/restore"), in: &router, for: [.admin]) { visit in
            .later { await apiRestore(visit) }
        }
        serve(.post("/api/v1/revisions/:number/undo"), in: &router, for: [.admin]) { visit in
            .later { await apiUndo(visit) }
        }
        serve(.get("/api/v1/difference"), in: &router, for: [.admin]) { visit in .later { await apiDifference(visit) } }
        serve(.get("/api/v1/savepoints"), in: &router, for: [.admin]) { _ in
            .later {
                await reading { () async throws(ServiceFailure) in
                    .json(RecordCoding.encode(try await service.savepoints()))
                }
            }
        }
        serve(.post("/api/v1/savepoints"), in: &router, for: [.admin]) { visit in
            .later { await apiMakeSavepoint(visit) }
        }
        serve(.patch("/api/v1/savepoints/:id"), in: &router, for: [.admin]) { visit in
            .later { await apiRenameSavepoint(visit) }
        }
        serve(.delete("/api/v1/savepoints/:id"), in: &router, for: [.admin]) { visit in
            .later { await apiDeleteSavepoint(visit) }
        }
    }

    // MARK: Revisions

    private func apiRevisions(_ visit: Visit) async -> Response {
        let range = 1...1000
        guard let limit = visit.number("limit", in: range, default: 50) else { return .noNumber("limit", in: range) }
        guard let before = visit.number("before", default: .max) else { return .noNumber("before") }
        var filter = RevisionFilter(author: visit.item("author"))
        if let word = visit.item("origin") {
            filter.kind = Origin.Kind(rawValue: word)
            guard filter.kind != nil else {
                let words = Origin.Kind.allCases.map(\.rawValue).joined(separator: ", ")
                return .failure("origin is one of \(words)", .badRequest)
            }
        }
        return await reading { () async throws(ServiceFailure) in
            .json(
                RecordCoding.encode(
                    try await service.revisions(
                        before: before == .max ? nil : before, limit: limit, matching: filter)))
        }
    }

    private func apiRevision(_ visit: Visit) async -> Response {
        await reading { () async throws(ServiceFailure) in
            guard let number = visit.revisionNumber, let revision = try await service.revision(number) else {
                return .noSuchRevision
            }
            return .json(RecordCoding.encode(revision))
        }
    }

    private func apiParametersOfRevision(_ visit: Visit) async -> Response {
        guard let isChangedOnly = visit.wantsChangedOnly else { return .noYesOrNo }
        guard let number = visit.revisionNumber else { return .noSuchRevision }
        return await reading { () async throws(ServiceFailure) in
            .json(RecordCoding.encode(try await service.parameters(at: number, isChangedOnly ? .changed : .all)))
        }
    }

    private func apiRevisionExport(_ visit: Visit) async -> Response {
        guard let isChangedOnly = visit.wantsChangedOnly else { return .noYesOrNo }
        guard let number = visit.revisionNumber else { return .noSuchRevision }
        return await reading { () async throws(ServiceFailure) in
            .configuration(
                try await service.exportedConfiguration(at: number, changedOnly: isChangedOnly),
                named: "cfg-\(number).xml")
        }
    }

    private func apiDifference(_ visit: Visit) async -> Response {
        guard let from = visit.item("from").flatMap({ Int($0) }), let to = visit.item("to").flatMap({ Int($0) })
        else {
            return .failure("name two revisions: ?from=3&to=7", .badRequest)
        }
        return await reading { () async throws(ServiceFailure) in
            .json(RecordCoding.encode(try await service.difference(from: from, to: to)))
        }
    }

    // MARK: Restore and undo

    private func apiRestorePreview(_ visit: Visit) async -> Response {
        guard let number = visit.revisionNumber else { return .noSuchRevision }
        return await reading { () async throws(ServiceFailure) in
            .json(RecordCoding.encode(try await service.restorePreview(number)))
        }
    }

    private func apiRestore(_ visit: Visit) async -> Response {
        guard let number = visit.revisionNumber else { return .noSuchRevision }
        return await changing(visit) { (wish) async throws(SubmissionRefusal) in
            try await service.restore(
                number, by: visit.principal, note: wish.note ?? "", basedOn: wish.based_on,
                confirming: try wish.confirmation)
        }
    }

    private func apiUndo(_ visit: Visit) async -> Response {
        guard let number = visit.revisionNumber else { return .noSuchRevision }
        return await changing(visit) { (wish) async throws(SubmissionRefusal) in
            try await service.undo(
                number, by: visit.principal, note: wish.note ?? "", confirming: try wish.confirmation)
        }
    }

    private func changing(
        _ visit: Visit, _ body: (RestoreWish) async throws(SubmissionRefusal) -> RevisionRecord?
    ) async -> Response {
        var wish = RestoreWish()
        if !visit.request.body.isEmpty {
            do {
                wish = try RecordCoding.decode(RestoreWish.self, from: visit.request.body)
            } catch {
                return .failure(
                    "the body must be {\"note\": \"…\", \"based_on\": 12, \"confirm_within\": 90}, each of them optional, or empty: \(Self.words(error))",
                    .badRequest)
            }
        }
        do throws(SubmissionRefusal) {
            return .json(RecordCoding.encode(PatchAnswer(revision: try await body(wish))))
        } catch {
            return .refusal(error)
        }
    }

    // MARK: Savepoints

    private func apiMakeSavepoint(_ visit: Visit) async -> Response {
        let wish: SavepointWish
        do {
            wish = try RecordCoding.decode(SavepointWish.self, from: visit.request.body)
        } catch {
            return .failure("the body must be {\"name\": \"…\", \"revision\": 12}: \(Self.words(error))", .badRequest)
        }
        return await savepointAnswer(.created) { () async throws(SubmissionRefusal) in
            try await service.makeSavepoint(wish.name, of: wish.revision, by: visit.principal)
        }
    }

    private func apiRenameSavepoint(_ visit: Visit) async -> Response {
        guard let id = visit.captures["id"].flatMap({ Int($0) }) else { return .noSuchSavepoint }
        let wish: SavepointWish
        do {
            wish = try RecordCoding.decode(SavepointWish.self, from: visit.request.body)
        } catch {
            return .failure("the body must be {\"name\": \"…\"}: \(Self.words(error))", .badRequest)
        }
        return await savepointAnswer(.ok) { () async throws(SubmissionRefusal) in
            try await service.renameSavepoint(id, to: wish.name, by: visit.principal)
        }
    }

    private func apiDeleteSavepoint(_ visit: Visit) async -> Response {
        guard let id = visit.captures["id"].flatMap({ Int($0) }) else { return .noSuchSavepoint }
        do throws(SubmissionRefusal) {
            try await service.deleteSavepoint(id, by: visit.principal)
            return .json(RecordCoding.encode(["deleted": id]))
        } catch {
            return .refusal(error)
        }
    }

    private func savepointAnswer(
        _ status: Status, _ body: () async throws(SubmissionRefusal) -> SavepointRecord
    ) async -> Response {
        do throws(SubmissionRefusal) {
            return .json(RecordCoding.encode(try await body()), status: status)
        } catch {
            return .refusal(error)
        }
    }
}

/// What may be asked of a restore or an undo.
private struct RestoreWish: Codable {
    /// A remark for the history.
    var note: String?
    /// The newest revision when they looked at the difference: if another one came, nothing is done.
    var based_on: Int?
    /// The seconds in which a change that may lock somebody out is to be confirmed; without it, it needs no confirmation.
    var confirm_within: Int?

    var confirmation: ConfirmationWish {
        get throws(SubmissionRefusal) {
            try ConfirmationWish(seconds: confirm_within.map { String($0) })
        }
    }
}

/// What a savepoint is to be.
private struct SavepointWish: Codable {
    var name: String
    var revision: Int?
}

extension ConfirmationWish {
    /// What a script asks for; nil: no confirmation.
    init(seconds text: String?) throws(SubmissionRefusal) {
        guard let text else {
            self = .none
            return
        }
        guard let window = ConfirmationSettings.window(text) else {
            throw .faults([FieldFault(name: "confirm_within", sentence: ConfirmationSettings.windowFault)])
        }
        self = .within(window)
    }
}

extension Visit {
    /// The number of a revision in the path.
    fileprivate var revisionNumber: Int? { captures["number"].flatMap { Int($0) } }

    /// The value of an item of the query; nil if it is not there or the query cannot be read.
    func item(_ name: String) -> String? { (try? request.query())?[name] }
}

extension Response {
    fileprivate static var noSuchRevision: Response {
        .failure("there is no such revision; GET /api/v1/revisions lists those that exist", .notFound)
    }

    fileprivate static var noSuchSavepoint: Response {
        .failure("there is no such savepoint; GET /api/v1/savepoints lists those that exist", .notFound)
    }
}
