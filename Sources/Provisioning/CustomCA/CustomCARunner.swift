internal import FlatProfile
internal import ProfileRules
internal import Transfer

/// Fetches a custom CA and has it installed, or has the present one removed.
struct CustomCARunner<C: Clock & Sendable>: Sendable where C.Duration == Duration {
    let transfer: RuleTransfer
    let clock: C

    private var keeper: any CustomAuthorityKeeper { transfer.host.authorityKeeper }

    /// Does it. `values` is what macros tell at its beginning.
    func perform(_ deed: CustomCADeed, values: RuntimeValues) async -> CustomCAAttempt {
        let start = clock.now
        var attempt: CustomCAAttempt
        switch deed {
        case .fetch(let request): attempt = await fetch(request, values)
        case .remove: attempt = await remove()
        }
        attempt.duration = start.duration(to: clock.now)
        return attempt
    }

    private func remove() async -> CustomCAAttempt {
        var attempt = CustomCAAttempt(trigger: .ruleEmptied, source: .rule, startedAt: transfer.host.now)
        do throws(CustomAuthorityRefusal) {
            try await keeper.remove()
            attempt.ending = .removed
        } catch {
            attempt.ending = .failed("The custom CA is still installed: \(error.sentence)")
        }
        return attempt
    }

    private func fetch(_ request: CustomCARequest, _ values: RuntimeValues) async -> CustomCAAttempt {
        var attempt = CustomCAAttempt(
            trigger: request.trigger, source: request.oneTimeRule == nil ? .rule : .command,
            startedAt: transfer.host.now)
        var context = transfer.context(values)
        guard let rule = request.oneTimeRule ?? CustomCAPolicy.rule(in: context.snapshot) else { return attempt }
        let explanation = ProfileRule.explain(rule, in: context, kind: .customCA)
        attempt.explanation = explanation
        let label = request.oneTimeRule == nil ? CustomCAPolicy.parameter.text : "the address"
        switch explanation.outcome {
        case .success(.fetch(var location)):
            if location.url.host == nil { location.url.host = request.requester }
            do throws(AttemptFailure) {
                let file = try await body(of: location, &context, &attempt)
                try await install(file, &attempt)
            } catch {
                attempt.ending = .failed(error.sentence)
            }
        case .success(.onboard):
            attempt.ending = .failed("\(label) must name a file, not gds://")
        case .success:
            attempt.ending = .nothingToFetch
        case .failure(let error):
            attempt.ending = .failed("\(label) cannot be read: \(error)")
        }
        return attempt
    }

    private func body(
        of location: RuleRequest, _ context: inout MacroContext, _ attempt: inout CustomCAAttempt
    ) async throws(AttemptFailure) -> [UInt8] {
        let result = try await transfer.perform(
            location, as: .init(messages: .none, limits: RuleTransfer.Manner.briefly), &context, &attempt.transfer
        ) { _ in }
        switch result {
        case .success(let response): return response.body
        case .failure(let failure):
            throw AttemptFailure(outcome: OutcomeClass(failure), sentence: "Download failed: \(failure)")
        }
    }

    private func install(_ file: [UInt8], _ attempt: inout CustomCAAttempt) async throws(AttemptFailure) {
        do throws(CustomAuthorityRefusal) {
            let authorities = try await keeper.install(file)
            attempt.ending = .installed(authorities)
            attempt.warnings += authorities.warnings
        } catch {
            throw AttemptFailure(outcome: .otherFailure, sentence: "Nothing was installed: \(error.sentence)")
        }
    }
}
