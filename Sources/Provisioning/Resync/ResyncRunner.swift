internal import FlatProfile
internal import ProfileRules

/// Does one resync: follows the rules in turn until one fails or all are done.
///
/// Source: Provisioning Formats, "Profile rules" (order, re-evaluation, what a failure stops); `docs/compatibility.md` for the choices.
struct ResyncRunner<C: Clock & Sendable>: Sendable where C.Duration == Duration {
    /// What a resync came to.
    struct Outcome {
        var ending: ResyncEnding
        var attempts: [ResyncAttempt]
        var next: NextResync?
    }

    let transfer: RuleTransfer
    let observer: any ProvisioningObserver
    let clock: C
    let emptyElements: EmptyElementPolicy
    let onboarding: OnboardingServices
    let memo = ProfileMemo()

    var store: any ProvisioningStore { transfer.store }

    /// Follows the rules of the request. `conclude` is told the ending as soon as it is known, with the last attempt, and answers what comes
    /// next, so that the record of that attempt can say it. `number` is that of the resync; `values` is what macros tell at its beginning.
    func run(
        _ request: ResyncRequest, number: Int, values: RuntimeValues,
        conclude: (ResyncEnding, ResyncAttempt?) async -> NextResync?
    ) async -> Outcome {
        let gate = gate(of: request, values)
        if let gate, !gate.isOpen {
            return await hold(request, gate, number: number, values: values, conclude: conclude)
        }
        var attempts: [ResyncAttempt] = []
        var remaining = sources(of: request)[...]
        while let source = remaining.popFirst() {
            // Read anew for each rule: the profile of one may have changed the next.
            guard let rule = rule(of: source, request) else { continue }
            var attempt = await follow(rule, source, request, number: number, values: values)
            attempt.gate = gate
            attempt.isFollowedByNextRule =
                attempt.ending.error == nil && remaining.contains { self.rule(of: $0, request) != nil }
            guard attempt.isFollowedByNextRule else {
                let ending: ResyncEnding = attempt.ending.error == nil ? .succeeded : .failed
                attempt.next = await conclude(ending, attempt)
                await observer.observe(.attempted(attempt))
                return Outcome(ending: ending, attempts: attempts + [attempt], next: attempt.next)
            }
            attempts.append(attempt)
            await observer.observe(.attempted(attempt))
        }
        return Outcome(ending: .succeeded, attempts: attempts, next: await conclude(.succeeded, nil))
    }

    /// What the triggers say to a resync that comes by itself; nil if there are none, or nobody asks them.
    private func gate(of request: ResyncRequest, _ values: RuntimeValues) -> ResyncGate? {
        guard ResyncGate.guards(request.trigger) else { return nil }
        let gate = ResyncGate(in: context(of: request, values))
        return gate.triggers.allSatisfy { $0.reading == .empty } ? nil : gate
    }

    /// Does nothing, and says why at the first rule that would have been followed.
    private func hold(
        _ request: ResyncRequest, _ gate: ResyncGate, number: Int, values: RuntimeValues,
        conclude: (ResyncEnding, ResyncAttempt?) async -> NextResync?
    ) async -> Outcome {
        let next = await conclude(.held, nil)
        let first = sources(of: request).lazy.compactMap { source in rule(of: source, request).map { (source, $0) } }
        guard let (source, rule) = first.first else { return Outcome(ending: .held, attempts: [], next: next) }
        var attempt = attempt(rule, source, request, number: number, context(of: request, values))
        attempt.gate = gate
        attempt.ending = .held
        attempt.next = next
        await observer.observe(.attempted(attempt))
        return Outcome(ending: .held, attempts: [attempt], next: next)
    }

    private func context(of request: ResyncRequest, _ values: RuntimeValues) -> MacroContext {
        var context = transfer.context(values)
        context.values.provisioningState = request.trigger.provisioningState
        return context
    }

    private func attempt(
        _ rule: String, _ source: RuleSource, _ request: ResyncRequest, number: Int, _ context: MacroContext
    ) -> ResyncAttempt {
        var attempt = ResyncAttempt(
            resync: number, trigger: request.trigger, source: source, startedAt: transfer.host.now,
            explanation: ProfileRule.explain(rule, in: context))
        attempt.requester = request.requester
        return attempt
    }

    private func sources(of request: ResyncRequest) -> [RuleSource] {
        request.oneTimeRule == nil ? RuleSource.profileRules.map(RuleSource.parameter) : [.oneTime]
    }

    /// The rule as it stands now; nil if it is empty or commented out.
    private func rule(of source: RuleSource, _ request: ResyncRequest) -> String? {
        let text =
            switch source {
            case .oneTime: request.oneTimeRule ?? ""
            case .parameter(let name): store.snapshot[name]
            }
        // A leading # comments the whole rule out (profile rules of the ancestors; docs/compatibility.md).
        guard let first = text.first(where: { !$0.isWhitespace }), first != "#" else { return nil }
        return text
    }

    private func follow(
        _ rule: String, _ source: RuleSource, _ request: ResyncRequest, number: Int, values: RuntimeValues
    ) async -> ResyncAttempt {
        let start = clock.now
        var context = context(of: request, values)
        var attempt = attempt(rule, source, request, number: number, context)
        await observer.observe(.attempting(rule: source, url: nil))
        do throws(AttemptFailure) {
            try await carryOut(request, &attempt, &context)
        } catch {
            attempt.ending = .failed(error.outcome, error.sentence)
        }
        logEnding(of: attempt, context)
        attempt.duration = start.duration(to: clock.now)
        return attempt
    }

    private func logEnding(of attempt: ResyncAttempt, _ context: MacroContext) {
        switch attempt.ending {
        case .applied, .toleratedNotFound: AttemptMessages.resync.succeeded(context, transfer.host)
        case .failed(_, let sentence): AttemptMessages.resync.failed(sentence, context, transfer.host)
        case .assigned, .skipped, .held, .awaitsCode: break
        }
    }
}
