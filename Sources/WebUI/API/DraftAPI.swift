internal import FlatProfile
internal import HTTPServer
internal import PhoneService

/// Drafts as JSON: those that scripts name, and `browser`, the one of the browser that asks.
extension Desk {
    private static let bodyLimit = 4 << 20
    private static let nameRule =
        "a draft's name has 1 to \(DraftKey.longestName) letters, digits, '.', '_' and '-'; "
        + "\"browser\" is the draft of the browser that asks"
    private static let mostWishes = FormDecoding.Limits.standard.fields

    func addDraftAPI(to router: inout Router) {
        serve(.get("/api/v1/drafts"), in: &router) { visit in .now(apiDrafts(visit)) }
        serve(.get("/api/v1/drafts/:name"), in: &router) { visit in
            withDraft(visit) { key in .now(.json(RecordCoding.encode(service.draft(key, of: visit.principal)))) }
        }
        serve(.put("/api/v1/drafts/:name"), in: &router, bodyLimit: Self.bodyLimit) { visit in
            .later { await apiPrepare(visit, replacesAll: true) }
        }
        serve(.patch("/api/v1/drafts/:name"), in: &router, bodyLimit: Self.bodyLimit) { visit in
            .later { await apiPrepare(visit, replacesAll: false) }
        }
        serve(.delete("/api/v1/drafts/:name"), in: &router) { visit in
            withDraft(visit) { key in .later { await apiDiscard(nil, from: key, visit) } }
        }
        serve(.delete("/api/v1/drafts/:name/changes/:parameter"), in: &router) { visit in
            withDraft(visit) { key in
                .later { await apiDiscard([visit.captures["parameter"] ?? ""], from: key, visit) }
            }
        }
        serve(.post("/api/v1/drafts/:name/apply"), in: &router, bodyLimit: 512 << 10) { visit in
            withDraft(visit) { key in .later { await apiApply(key, visit) } }
        }
        serve(.post("/api/v1/parameters/preview"), in: &router, bodyLimit: Self.bodyLimit) { visit in
            .now(apiPreview(visit))
        }
    }

    private func apiDrafts(_ visit: Visit) -> Response {
        var drafts = service.drafts(of: visit.principal.account)
        if let key = draftKey(of: visit), let own = service.draftSummary(key, of: visit.principal.account) {
            drafts.insert(own, at: 0)
        }
        return .json(RecordCoding.encode(drafts))
    }

    /// The draft that the address names; of what does not exist nothing is told but that.
    private func withDraft(_ visit: Visit, _ body: (DraftKey) -> Answer) -> Answer {
        guard let key = key(visit), service.hasDraft(key, of: visit.principal.account) else {
            return .now(.failure("there is no such draft; GET /api/v1/drafts lists those that exist", .notFound))
        }
        return body(key)
    }

    private func key(_ visit: Visit) -> DraftKey? {
        let name = visit.captures["name"] ?? ""
        return name == DraftKey.browserName ? draftKey(of: visit) : DraftKey(named: name)
    }

    private func apiPrepare(_ visit: Visit, replacesAll: Bool) async -> Response {
        let isBrowser = visit.captures["name"] == DraftKey.browserName && visit.session != nil
        let fresh = isBrowser ? draftKeyOrNew(of: visit) : nil
        guard let key = fresh?.key ?? key(visit) else {
            return .refusal(.faults([FieldFault(name: "name", sentence: Self.nameRule)]))
        }
        do throws(BadWishes) {
            let wishes = try wishes(visit)
            do throws(SubmissionRefusal) {
                try refuseOwnPassword(among: wishes.map(\.name), visit)
                try await service.prepare(
                    wishes.map { DraftWish($0.name, $0.value) }, in: key, by: visit.principal, replacesAll: replacesAll)
            } catch {
                return .refusal(error)
            }
            let response = Response.json(RecordCoding.encode(service.draft(key, of: visit.principal)))
            return fresh.map { keeping($0.token, for: visit, response) } ?? response
        } catch {
            return error.response
        }
    }

    private func apiDiscard(_ names: Set<String>?, from key: DraftKey, _ visit: Visit) async -> Response {
        if let name = names?.first,
            !service.draft(key, of: visit.principal).changes.contains(where: { $0.name == name })
        {
            return .failure("the draft has no change of that parameter", .notFound)
        }
        do throws(SubmissionRefusal) {
            try await service.discard(names, from: key, by: visit.principal)
            return .json(RecordCoding.encode(service.draft(key, of: visit.principal)))
        } catch {
            return .refusal(error)
        }
    }

    private func apiApply(_ key: DraftKey, _ visit: Visit) async -> Response {
        var wish = ApplyWish()
        if !visit.request.body.isEmpty {
            do {
                wish = try RecordCoding.decode(ApplyWish.self, from: visit.request.body)
            } catch {
                return .failure(
                    "the body must be {\"note\": \"…\", \"revision\": 7, \"answers\": {\"NAME\": \"mine\"}} or empty: \(Self.words(error))",
                    .badRequest)
            }
        }
        do throws(DraftRefusal) {
            let confirmation: ConfirmationWish
            do throws(SubmissionRefusal) {
                confirmation = try ConfirmationWish(seconds: wish.confirm_within.map { String($0) })
            } catch {
                throw .submission(error)
            }
            let revision = try await service.applyDraft(
                key, by: visit.principal, answers: wish.answers ?? [:], basedOn: wish.revision, note: wish.note ?? "",
                confirming: confirmation)
            return .json(RecordCoding.encode(PatchAnswer(revision: revision)))
        } catch {
            switch error {
            case .submission(let refusal): return .refusal(refusal)
            case .conflicts(let names):
                return .json(
                    RecordCoding.encode(Conflict(error: "\(error)", conflicts: names)), status: Self.status(of: error))
            }
        }
    }

    private func apiPreview(_ visit: Visit) -> Response {
        do throws(BadWishes) {
            let wishes = try wishes(visit)
            do throws(SubmissionRefusal) {
                return .json(RecordCoding.encode(try service.preview(wishes, by: visit.principal)))
            } catch {
                return .refusal(error)
            }
        } catch {
            return error.response
        }
    }

    /// A merge patch (RFC 7396): a name with a text sets it, with null resets it.
    private func wishes(_ visit: Visit) throws(BadWishes) -> [(name: String, value: SubmittedValue)] {
        let wishes: [String: String?]
        do {
            wishes = try RecordCoding.decode([String: String?].self, from: visit.request.body)
        } catch {
            throw BadWishes(
                response: .failure(
                    "the body must be an object of names with texts or null: \(Self.words(error))", .badRequest))
        }
        guard wishes.count <= Self.mostWishes else {
            throw BadWishes(
                response: .failure("a change names at most \(Self.mostWishes) parameters", .contentTooLarge))
        }
        return wishes.sorted { $0.key < $1.key }
            .map { (name: $0.key, value: $0.value.map(SubmittedValue.text) ?? .reset) }
    }
}

/// How a draft is to be applied.
private struct ApplyWish: Decodable {
    var note: String?
    var revision: Int?
    /// The seconds in which a change that may lock somebody out is to be confirmed; without it, it needs no confirmation.
    var confirm_within: Int?
    var answers: [String: DraftAnswer]?
}

/// Why a draft is not applied.
private struct Conflict: Encodable {
    var error: String
    var conflicts: [String]
}

/// A body that is no object of wishes.
private struct BadWishes: Error {
    var response: Response
}
