internal import FlatProfile
internal import HTTPServer
internal import PhoneService

/// Changes that wait for their confirmation, as JSON.
extension Desk {
    func addConfirmationAPI(to router: inout Router) {
        serve(.get("/api/v1/pending-change"), in: &router) { visit in
            .later {
                await reading { () async throws(ServiceFailure) in
                    .json(
                        RecordCoding.encode(
                            PendingChangeAnswer(
                                pending_change: try await service.pendingChangeInFull(for: visit.principal))))
                }
            }
        }
        serve(.post("/api/v1/pending-change/confirm"), in: &router) { visit in .later { await apiConfirm(visit) } }
        serve(.post("/api/v1/pending-change/revert"), in: &router) { visit in .later { await apiRevert(visit) } }
    }

    private func apiConfirm(_ visit: Visit) async -> Response {
        await settling(visit) { (newest) async throws(ConfirmationRefusal) in
            try await service.confirm(newest: newest, by: visit.principal, login: visit.session?.loginRevision)
            return .json(RecordCoding.encode(["confirmed": true]))
        }
    }

    private func apiRevert(_ visit: Visit) async -> Response {
        await settling(visit) { (newest) async throws(ConfirmationRefusal) in
            .json(RecordCoding.encode(try await service.revertPendingChange(newest: newest, by: visit.principal)))
        }
    }

    private func settling(
        _ visit: Visit, _ body: (Int?) async throws(ConfirmationRefusal) -> Response
    ) async -> Response {
        var wish = PendingChangeWish()
        if !visit.request.body.isEmpty {
            do {
                wish = try RecordCoding.decode(PendingChangeWish.self, from: visit.request.body)
            } catch {
                return .failure("the body must be {\"revision\": 12} or empty: \(Self.words(error))", .badRequest)
            }
        }
        do throws(ConfirmationRefusal) {
            return try await body(wish.revision)
        } catch {
            return .failure("\(error)", Self.status(of: error))
        }
    }
}

/// What waits, or null.
private struct PendingChangeAnswer: Codable {
    @Nullable var pending_change: PendingChangeRecord?
}

/// The newest revision of what waits, so that nothing is confirmed that was not seen.
private struct PendingChangeWish: Codable {
    var revision: Int?
}
