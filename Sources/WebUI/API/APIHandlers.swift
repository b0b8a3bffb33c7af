internal import FlatProfile
internal import HTTPServer
internal import Pages
internal import PhoneService
internal import Threading

/// The JSON API, `docs/api.md`: for scripts, for the pages' own scripts and for the command line.
extension Desk {
    func addAPI(to router: inout Router) {
        serve(.get("/api/v1/status"), in: &router) { visit in .later { await apiStatus(visit) } }
        serve(.get("/api/v1/attempts/:number"), in: &router) { visit in .later { await apiAttempt(visit) } }
        router.now(.get("/api/v1/openapi.json")) { request, _ in Self.description.response(to: request) }
        serve(Routes.events, in: &router) { visit in .now(.events(eventStream(visit))) }
        serve(.get("/api/v1/parameters"), in: &router) { visit in .now(apiParameters(visit)) }
        serve(.get("/api/v1/parameters/:name"), in: &router) { visit in .now(apiParameter(visit)) }
        serve(.patch("/api/v1/parameters"), in: &router, bodyLimit: 4 << 20) { visit in
            .later(on: service.workplace) { await apiPatch(visit) }
        }
        serve(.post("/api/v1/resync"), in: &router) { visit in .later { await apiResync(visit) } }
        serve(.get("/api/v1/call-state"), in: &router) { visit in
            .now(.json(RecordCoding.encode(service.callState)))
        }
        serve(.put("/api/v1/call-state"), in: &router, for: [.admin]) { visit in .now(apiSetCallState(visit)) }
        addFieldsAPI(to: &router)
        addMachineAPI(to: &router)
        addOnboardingAPI(to: &router)
        addProvisioningAPI(to: &router)
        addReportAPI(to: &router)
        serve(.post("/api/v1/rules/explain"), in: &router, for: [.admin]) { visit in .now(apiExplain(visit)) }
        serve(.post("/api/v1/dhcp-lease"), in: &router, bodyLimit: 256 << 10, for: [.admin]) { visit in
            .later { await apiLease(visit) }
        }
        addHistoryAPI(to: &router)
        addConfirmationAPI(to: &router)
        addPasswordAPI(to: &router)
        serve(.post("/api/v1/profile/difference"), in: &router, bodyLimit: 17 << 20, for: [.admin]) { visit in
            .later { await apiProfileDifference(visit) }
        }
    }

    /// What the API takes and answers, for programs that make clients; it holds nothing of this phone, so that anybody may read it.
    private static let description = StaticAsset(
        StaticBytes(Asset.at(path: "/assets/openapi.json")?.bytes ?? []), type: "application/json",
        caching: .revalidate)

    // MARK: Status

    private func apiStatus(_ visit: Visit) async -> Response {
        let range = 0...1000
        guard let count = visit.number("attempts", in: range, default: 20) else {
            return .noNumber("attempts", in: range)
        }
        return await reading { () async throws(ServiceFailure) in
            let status = try await service.status(attempts: count)
            return .json(RecordCoding.encode(status.seen(by: visit.principal)))
        }
    }

    private func apiAttempt(_ visit: Visit) async -> Response {
        await reading { () async throws(ServiceFailure) in
            guard let number = visit.captures["number"].flatMap({ Int($0) }),
                let attempt = try await service.attempt(number)
            else { return .failure("there is no attempt of that number, or it is no longer kept", .notFound) }
            return .json(RecordCoding.encode(attempt.seen(by: visit.principal)))
        }
    }

    /// Events tell a page that something has happened; what it was, the page asks with the rights of its account.
    /// The first one, `ready`, says that none is missed from now on; with the session the stream ends.
    private func eventStream(_ visit: Visit) -> EventStream {
        EventStream { send in
            streams.withLock { $0 += 1 }
            defer { streams.withLock { $0 -= 1 } }
            await forward(visit, to: send)
        }
    }

    // MARK: Parameters

    private func apiParameters(_ visit: Visit) -> Response {
        guard let isChangedOnly = visit.wantsChangedOnly else { return .noYesOrNo }
        let records = service.parameters(isChangedOnly ? .changed : .all, by: visit.principal)
        guard let text = visit.query("search") else { return .json(RecordCoding.encode(records)) }
        guard let names = parameters(found: text, by: visit.principal) else {
            return .failure("search has at most \(SearchWords.longest) characters", .badRequest)
        }
        let byName = Dictionary(records.map { ($0.name, $0) }) { first, _ in first }
        return .json(RecordCoding.encode(names.compactMap { byName[$0.text] }))
    }

    private func apiParameter(_ visit: Visit) -> Response {
        let name = visit.captures["name"] ?? ""
        guard let record = service.parameter(name, by: visit.principal) else {
            return .failure(service.noSuchParameter(name), .notFound)
        }
        return .json(RecordCoding.encode(record))
    }

    /// As many as fields of a form; a phone has about 1,500 parameters.
    private static let mostWishes = FormDecoding.Limits.standard.fields

    /// A merge patch (RFC 7396): a name with a text sets it, with null resets it. All or nothing.
    private func apiPatch(_ visit: Visit) async -> Response {
        let wishes: [String: String?]
        do {
            wishes = try RecordCoding.decode([String: String?].self, from: visit.request.body)
        } catch {
            return .failure("the body must be an object of names with texts or null: \(Self.words(error))", .badRequest)
        }
        // For each name that does not exist all names are searched for one that may be meant.
        guard wishes.count <= Self.mostWishes else {
            return .failure("a change names at most \(Self.mostWishes) parameters", .contentTooLarge)
        }
        let values = wishes.sorted { $0.key < $1.key }.map { wish in
            (name: wish.key, value: wish.value.map(SubmittedValue.text) ?? .reset)
        }
        guard let base = visit.number("based_on", default: 0) else { return .noNumber("based_on") }
        do throws(SubmissionRefusal) {
            try refuseOwnPassword(among: values.map(\.name), visit)
            let revision = try await service.submit(
                values, by: visit.principal, basedOn: visit.item("based_on") == nil ? nil : base,
                note: visit.item("note") ?? "",
                confirming: try ConfirmationWish(seconds: visit.item("confirm_within")))
            return .json(RecordCoding.encode(PatchAnswer(revision: revision)))
        } catch {
            return .refusal(error)
        }
    }

    // MARK: Provisioning

    private func apiResync(_ visit: Visit) async -> Response {
        var wish = ResyncWish()
        if !visit.request.body.isEmpty {
            do {
                wish = try RecordCoding.decode(ResyncWish.self, from: visit.request.body)
            } catch {
                return .failure("the body must be {\"rule\": \"…\"} or empty: \(Self.words(error))", .badRequest)
            }
        }
        let requester = wish.keypad == true ? visit.request.peer.hostName : nil
        do throws(ResyncRefusal) {
            if wish.wait == false, wish.dry_run != true {
                try service.startResync(rule: wish.rule, from: requester, by: visit.principal)
                return .json("{\"started\":true}", status: .accepted)
            }
            let record =
                wish.dry_run == true
                ? try await service.rehearse(rule: wish.rule, by: visit.principal)
                : try await service.resync(rule: wish.rule, from: requester, by: visit.principal)
            return .json(RecordCoding.encode(record.seen(by: visit.principal)))
        } catch {
            return .failure("\(error)", Self.status(of: error))
        }
    }

    private func apiSetCallState(_ visit: Visit) -> Response {
        let wish: CallStateRecord
        do {
            wish = try RecordCoding.decode(CallStateRecord.self, from: visit.request.body)
        } catch {
            return .failure("the body must be {\"state\": \"idle\"} or busy: \(Self.words(error))", .badRequest)
        }
        do throws(ServiceFailure) {
            try service.setCallState(wish)
            return .json(RecordCoding.encode(service.callState))
        } catch {
            return .failure(error.sentence, .unprocessableContent)
        }
    }

    private func apiExplain(_ visit: Visit) -> Response {
        let wish: ExplainWish
        do {
            wish = try RecordCoding.decode(ExplainWish.self, from: visit.request.body)
        } catch {
            return .failure("the body must be {\"rule\": \"…\", \"set\": {…}}: \(Self.words(error))", .badRequest)
        }
        do throws(ExplainRefusal) {
            return .json(RecordCoding.encode(try service.explain(wish)))
        } catch {
            return .failure(error.sentence, .unprocessableContent)
        }
    }

    private func apiProfileDifference(_ visit: Visit) async -> Response {
        var policy: EmptyElementPolicy?
        if let word = visit.query("empty_elements") {
            policy = EmptyElementPolicy(word: word)
            guard policy != nil else {
                return .failure("empty_elements is one of \(EmptyElementPolicy.words)", .badRequest)
            }
        }
        do throws(ServiceFailure) {
            return .json(
                RecordCoding.encode(
                    try await service.difference(ofProfile: visit.request.body, emptyElements: policy)))
        } catch {
            return .failure(error.sentence, .unprocessableContent)
        }
    }

    func reading(_ body: () async throws(ServiceFailure) -> Response) async -> Response {
        do throws(ServiceFailure) {
            return try await body()
        } catch {
            return .failure(error.sentence, error.isMissing ? .notFound : .serviceUnavailable)
        }
    }

    static func words(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "\(error)" }
        switch error {
        case .dataCorrupted: return "it is not JSON"
        case .keyNotFound(let key, _): return "\(key.stringValue) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return context.codingPath.isEmpty
                ? "it has another form"
                : "\(context.codingPath.map(\.stringValue).joined(separator: ".")) has another form"
        @unknown default: return "it cannot be read"
        }
    }
}

/// What a change of parameters is answered with.
struct PatchAnswer: Codable {
    /// The revision that it made; null if nothing was different.
    @Nullable var revision: RevisionRecord?
}

extension Visit {
    /// The value of an item of the query; nil if it is not there or the query cannot be read.
    fileprivate func query(_ name: String) -> String? { (try? request.query())?[name] }

    /// The whole number of an item of the query; nil if it is none, or not one of the range.
    func number(_ name: String, in range: ClosedRange<Int> = 0...(.max), default value: Int) -> Int? {
        guard let text = query(name) else { return value }
        return Int(text).flatMap { range.contains($0) ? $0 : nil }
    }
}

extension Response {
    static func noNumber(_ name: String, in range: ClosedRange<Int> = 0...(.max)) -> Response {
        let limits =
            range.upperBound == .max ? "\(range.lowerBound) or more" : "\(range.lowerBound) to \(range.upperBound)"
        return .failure("\(name) must be a whole number, \(limits)", .badRequest)
    }

    /// A failure as JSON: `{"error": "…"}`.
    static func failure(_ sentence: String, _ status: Status) -> Response {
        .json(RecordCoding.encode(["error": sentence]), status: status)
    }

    /// A refused submission as JSON: `{"error": "…", "faults": {"NAME": "…"}}`.
    static func refusal(_ refusal: SubmissionRefusal) -> Response {
        struct Refusal: Encodable {
            var error: String
            var faults: [String: String]
        }
        var faults: [String: String] = [:]
        for fault in refusal.faults { faults[fault.name] = fault.sentence }
        return .json(
            RecordCoding.encode(Refusal(error: "\(refusal)", faults: faults)), status: Desk.status(of: refusal))
    }
}

extension ServerSentEvent {
    /// The event as the pages' scripts know it: a name, and a little JSON.
    init(_ event: PhoneEvent) {
        switch event {
        case .resyncing(let running): self.init("resync", running)
        case .attempted(let attempt): self.init("attempt", ["number": attempt.number])
        case .resyncEnded(let next), .rescheduled(let next): self.init("status", ["next_resync": next])
        case .callState(let state): self.init("call-state", state)
        case .reported(let report): self.init("report", ["number": report.number])
        case .restarted: self.init("restart", [String: String]())
        case .loggedIn: self.init("login", [String: String]())
        case .sessionsEnded: self.init("sessions", [String: String]())
        case .onboarding(let step): self.init("onboarding", ["step": step])
        case .onboarded(let record): self.init("onboarding", ["number": record.number])
        case .problemReported(let report): self.init("problem-report", ["number": report.number])
        case .upgrading(let running): self.init("upgrade", running)
        case .upgraded(let upgrade): self.init("upgraded", ["number": upgrade.number])
        case .upgradeRescheduled(let next): self.init("status", ["next_upgrade": next])
        case .dryRun(let id, let isOver): self.init("dry-run", DryRunNews(id: id, over: isOver))
        case .pendingChange(let waits): self.init("pending-change", ["waits": waits])
        case .revised(let revision): self.init("revision", ["number": revision.number])
        }
    }

    private struct DryRunNews: Encodable {
        var id: String
        var over: Bool
    }

    private init(_ name: String, _ record: some Encodable) {
        self.init(event: name, data: String(decoding: RecordCoding.encode(record), as: UTF8.self))
    }
}
