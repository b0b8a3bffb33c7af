internal import FlatProfile
internal import HTTPServer
internal import PhoneService

/// What Voice > Provisioning shows, as JSON: attempts page by page, dry runs, and what fields mean.
extension Desk {
    func addProvisioningAPI(to router: inout Router) {
        serve(.get("/api/v1/attempts"), in: &router) { visit in .later { await apiAttempts(visit) } }
        serve(.post("/api/v1/dry-runs"), in: &router, for: [.admin]) { visit in .later { await apiStartDryRun(visit) } }
        serve(.get("/api/v1/dry-runs/:id"), in: &router, for: [.admin]) { visit in .now(apiDryRun(visit)) }
        serve(.post("/api/v1/dry-runs/:id/apply"), in: &router, for: [.admin]) { visit in
            .later { await apiApplyDryRun(visit) }
        }
        serve(.post("/api/v1/parameters/:name/explanation"), in: &router, bodyLimit: 256 << 10, for: [.admin]) {
            visit in
            .now(apiExplainField(visit))
        }
    }

    /// The most attempts of one answer.
    private static let mostAttempts = 100

    private func apiAttempts(_ visit: Visit) async -> Response {
        let range = 1...Self.mostAttempts
        guard let limit = visit.number("limit", in: range, default: 20) else { return .noNumber("limit", in: range) }
        guard let before = visit.number("before", default: .max) else { return .noNumber("before") }
        return await reading { () async throws(ServiceFailure) in
            let attempts = try await service.attempts(
                before: before == .max ? nil : before, limit: limit)
            return .json(RecordCoding.encode(attempts.map { $0.seen(by: visit.principal) }))
        }
    }

    // MARK: Dry runs

    private func apiStartDryRun(_ visit: Visit) async -> Response {
        var wish = DryRunWish()
        if !visit.request.body.isEmpty {
            do {
                wish = try RecordCoding.decode(DryRunWish.self, from: visit.request.body)
            } catch {
                return .failure("the body must be {\"rule\": \"…\"} or empty: \(Self.words(error))", .badRequest)
            }
        }
        do throws(DryRunRefusal) {
            let begun = try service.startDryRun(rule: wish.rule, by: visit.principal)
            guard wish.wait != false else { return .json(RecordCoding.encode(begun), status: .accepted) }
            guard let ended = await service.dryRun(begun.id, endingWithin: nil) else { throw .unknown }
            return .json(RecordCoding.encode(ended))
        } catch {
            return .failure("\(error)", Self.status(of: error))
        }
    }

    private func apiDryRun(_ visit: Visit) -> Response {
        guard let record = service.dryRun(visit.captures["id"] ?? "") else {
            return .failure("\(DryRunRefusal.unknown)", .notFound)
        }
        return .json(RecordCoding.encode(record))
    }

    private func apiApplyDryRun(_ visit: Visit) async -> Response {
        let wish: ConfirmationWish
        do throws(SubmissionRefusal) {
            wish = try ConfirmationWish(seconds: visit.item("confirm_within"))
        } catch {
            return .refusal(error)
        }
        do throws(DryRunRefusal) {
            return .json(
                RecordCoding.encode(
                    try await service.applyDryRun(
                        visit.captures["id"] ?? "", by: visit.principal, confirming: wish)))
        } catch {
            return .failure("\(error)", Self.status(of: error))
        }
    }

    static func status(of refusal: DryRunRefusal) -> Status {
        switch refusal {
        case .resync(let refusal): status(of: refusal)
        case .notAllowed: .forbidden
        case .unknown: .notFound
        case .busy, .obstacle: .conflict
        case .store: .serviceUnavailable
        }
    }

    // MARK: Explanations

    private func apiExplainField(_ visit: Visit) -> Response {
        let wish: FieldExplanationWish
        do {
            wish = try RecordCoding.decode(FieldExplanationWish.self, from: visit.request.body)
        } catch {
            return .failure("the body must be {\"value\": \"…\", \"set\": {…}}: \(Self.words(error))", .badRequest)
        }
        let name = visit.captures["name"] ?? ""
        guard service.parameter(name, by: visit.principal) != nil else {
            return .failure(service.noSuchParameter(name), .notFound)
        }
        do throws(ExplainRefusal) {
            return .json(RecordCoding.encode(try service.explain(wish, of: ParameterName(name))))
        } catch {
            return .failure(error.sentence, .unprocessableContent)
        }
    }
}
