internal import FlatProfile
internal import ProfileRules
internal import Transfer

/// One attempt: from what the rule decided to what the profile changed.
extension ResyncRunner {
    /// Does what the rule decided.
    func carryOut(
        _ request: ResyncRequest, _ attempt: inout ResyncAttempt, _ context: inout MacroContext
    ) async throws(AttemptFailure) {
        let decision = try attempt.explanation.decision(of: attempt.source.label)
        try await assign(attempt.explanation.assignments, &attempt)
        switch decision {
        case .skip(let reason):
            attempt.ending = .skipped(reason)
        case .triggered:
            // Only a trigger is triggered, and a trigger is no profile rule.
            preconditionFailure("a profile rule was read as a trigger")
        case .onboard:
            guard onboarding.activation != nil else {
                throw AttemptFailure(
                    outcome: .otherFailure,
                    sentence:
                        "gds:// asks for an activation code, and no activation service is named: start `onhook serve` "
                        + "with --activation-host, or set a profile rule with the address of a provisioning server")
            }
            attempt.ending = .awaitsCode
        case .assignmentsOnly:
            attempt.ending = .assigned
        case .fetch(var rule):
            if rule.url.host == nil { rule.url.host = request.requester }
            try await fetch(rule, &attempt, &context)
        }
    }

    /// The assignments are a revision of their own, before the fetch, and stay if the fetch fails.
    private func assign(_ assignments: [RuleAssignment], _ attempt: inout ResyncAttempt) async throws(AttemptFailure) {
        guard !assignments.isEmpty else { return }
        let changes = assignments.map { ParameterChange($0.name, .set($0.value)) }
        try await commit(ChangeSet(changes, origin: .assignment(rule: attempt.source.label)), &attempt)
    }

    private func fetch(
        _ rule: RuleRequest, _ attempt: inout ResyncAttempt, _ context: inout MacroContext
    ) async throws(AttemptFailure) {
        let source = attempt.source
        // The assignments of the same alternative count already.
        context.snapshot = store.snapshot
        let exchange = try ProfileExchange(rule.options, in: context, of: source)
        attempt.posted = exchange.posted
        let manner = RuleTransfer.Manner(
            method: exchange.method, offered: RuleDestinations.Use(source), messages: .resync,
            fallback: .profileAccount)
        var rule = rule
        if rule.url.host == nil { rule.url.host = attempt.requester }
        let result = try await transfer.perform(rule, as: manner, &context, &attempt.transfer) { url in
            await observer.observe(.attempting(rule: source, url: url))
        }
        switch result {
        case .success(let response):
            let reading = ProfileMemo.Reading(response, rule.options, store.snapshot.revision)
            if let known = memo.finding(source, reading) {
                attempt.decoded += known.decoded
                attempt.warnings = known.warnings
                attempt.ending = .applied
                return
            }
            let document = try exchange.profile(in: response, noting: &attempt.decoded)
            try await apply(document, from: response.url, &attempt)
            // A revision that was made meanwhile, by whomever, makes another reading of it.
            if attempt.changes.isEmpty {
                memo.keep(.init(decoded: attempt.decoded, warnings: attempt.warnings), of: source, reading)
            }
        case .failure(let failure):
            let outcome = OutcomeClass(failure)
            guard outcome == .fileNotFound, !ResyncPolicy(store.snapshot).failsOnFileNotFound else {
                throw AttemptFailure(outcome: outcome, sentence: "Download failed: \(failure)")
            }
            attempt.ending = .toleratedNotFound
        }
    }

    /// Makes one revision of all that the profile changes.
    private func apply(
        _ document: ProfileDocument, from url: TransferURL, _ attempt: inout ResyncAttempt
    ) async throws(AttemptFailure) {
        let application = ProfileApplication(of: document, to: store.snapshot, emptyElements: emptyElements)
        attempt.warnings = ProfileWarning.inOrder(document.warnings + application.warnings)
        try await commit(
            ChangeSet(application.changes, origin: .profile(url: url.description)), &attempt)
        attempt.ending = .applied
    }

    private func commit(_ changes: ChangeSet, _ attempt: inout ResyncAttempt) async throws(AttemptFailure) {
        do {
            guard let committed = try await store.commit(changes) else { return }
            attempt.revision = committed.revision.number
            attempt.changes += committed.changes
        } catch {
            throw AttemptFailure(outcome: .otherFailure, sentence: "Nothing was applied: \(error.sentence)")
        }
    }
}
