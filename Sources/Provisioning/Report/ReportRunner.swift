internal import FlatProfile
internal import ProfileFormat
internal import ProfileRules
internal import Transfer

/// Does one report: follows the one or two rules of Report_Rule, each by itself; the failure of one does not stop the other.
///
/// Source: Third-Party Call Control, "Report rule"; `docs/compatibility.md` for the choices.
struct ReportRunner<C: Clock & Sendable>: Sendable where C.Duration == Duration {
    let transfer: RuleTransfer
    /// Nil in a process that has nothing to report but the configuration.
    let source: (any ReportSource)?
    let observer: any ProvisioningObserver
    let clock: C

    /// `number` is that of the report; `values` is what macros tell at its beginning.
    func run(_ trigger: ReportTrigger, number: Int, values: RuntimeValues) async -> ReportOutcome {
        let context = transfer.context(values)
        var attempts: [ReportAttempt] = []
        for (index, rule) in ReportRules.explain(context.snapshot["Report_Rule"], in: context).enumerated() {
            var attempt = ReportAttempt(
                report: number, trigger: trigger, rule: index + 1, startedAt: transfer.host.now, explanation: rule)
            let start = clock.now
            do throws(AttemptFailure) {
                try await follow(&attempt, context)
            } catch {
                attempt.ending = .failed(error.outcome, error.sentence)
            }
            attempt.duration = start.duration(to: clock.now)
            await observer.observe(.reported(attempt))
            attempts.append(attempt)
        }
        return ReportOutcome(attempts: attempts)
    }

    private func follow(_ attempt: inout ReportAttempt, _ context: MacroContext) async throws(AttemptFailure) {
        switch try attempt.explanation.decision(of: "Report_Rule") {
        case .skip(let reason):
            attempt.ending = .skipped(reason)
        case .fetch(let rule):
            try await send(rule, &attempt, context)
        case .onboard, .assignmentsOnly, .triggered:
            throw AttemptFailure(
                outcome: .otherFailure,
                sentence: "Report_Rule names no server to send a report to: http://server/path is expected")
        }
    }

    private func send(
        _ rule: RuleRequest, _ attempt: inout ReportAttempt, _ context: MacroContext
    ) async throws(AttemptFailure) {
        guard rule.url.scheme != .tftp else {
            throw AttemptFailure(
                outcome: .otherFailure,
                sentence: "reports go by http or https, and the rule says tftp, or no scheme, which means tftp: "
                    + "write it with http:// or https://")
        }
        let memory = await transfer.store.memory(of: Self.concern, as: ReportMemory.self) ?? ReportMemory()
        let document = try await document(for: rule, memory, &attempt, context)
        let body = try ReportBody(document, for: rule, context.snapshot)
        attempt.seal = body.seal
        attempt.sentBytes = body.bytes.count

        var context = context
        let manner = RuleTransfer.Manner(
            method: body.method(context.snapshot["HTTP_Report_Method"]), headers: body.headers, messages: .none,
            limits: RuleTransfer.Manner.briefly)
        let result = try await transfer.perform(rule, as: manner, &context, &attempt.transfer) { _ in }
        if case .failure(let failure) = result {
            throw AttemptFailure(outcome: OutcomeClass(failure), sentence: "Upload failed: \(failure)")
        }
        attempt.ending = .sent
        await remember(&attempt, memory, rule, context.snapshot)
    }

    // MARK: What is sent

    private func document(
        for rule: RuleRequest, _ memory: ReportMemory, _ attempt: inout ReportAttempt, _ context: MacroContext
    ) async throws(AttemptFailure) -> [UInt8] {
        let snapshot = context.snapshot
        // A status has no parameters of which some could have changed: with both options it is the status.
        if rule.options.isStatus {
            guard let source else {
                throw AttemptFailure(outcome: .otherFailure, sentence: "nothing here knows the status of the phone")
            }
            attempt.contents = .status
            return await source.statusDocument()
        }
        guard rule.options.isDelta else {
            attempt.contents = .configuration
            return ReportBody.configuration(of: snapshot, .full)
        }
        let base = memory.base(of: rule.url.text())
        let names = try await changed(since: base, snapshot)
        attempt.contents = .changes(since: base, count: names.count)
        return ReportBody.configuration(of: snapshot, .only(names))
    }

    private func changed(
        since base: RevisionNumber, _ snapshot: Snapshot
    ) async throws(AttemptFailure) -> Set<ParameterName> {
        guard let source else { return Set(snapshot.settings.keys) }
        do {
            let names = try await source.changedParameters(from: base, to: snapshot.revision)
            // What no report may hold is no change for it.
            return names.filter { snapshot.catalogue[$0]?.isHidden == false }
        } catch {
            throw AttemptFailure(
                outcome: .otherFailure, sentence: "the history cannot tell what has changed: \(error.sentence)")
        }
    }

    // MARK: What is remembered

    private static var concern: String { "report" }

    private func remember(
        _ attempt: inout ReportAttempt, _ memory: ReportMemory, _ rule: RuleRequest, _ snapshot: Snapshot
    ) async {
        guard case .changes = attempt.contents else { return }
        var memory = memory
        memory.accepted(snapshot.revision, at: rule.url.text())
        do {
            try await transfer.store.remember(memory, of: Self.concern)
        } catch {
            attempt.warnings.append(
                "that the changes were accepted could not be stored, so that the next report repeats them: "
                    + error.sentence)
        }
    }
}
