public import FlatProfile

/// What a resync came to.
public struct ResyncReport: Sendable {
    /// How it ended.
    public var ending: ResyncEnding
    /// Its attempts, in their order; empty if every rule was empty.
    public var attempts: [ResyncAttempt]
}

/// What a resync would have come to.
public struct ResyncRehearsal: Sendable {
    /// How it went.
    public var report: ResyncReport
    /// The configuration that it began with.
    public var basis: Snapshot
    /// The configuration that it would have left.
    public var result: Snapshot
    /// What it would have stored, in order: one revision each. Holds secrets.
    public var changes: [ChangeSet]
}

/// Profiles.
extension ProvisioningEngine {
    /// Resyncs now, or when calls allow it: by the stored rules, or once by `rule`, which is not stored. Returns when it has ended; one
    /// of the same kind that waits already serves both. Before the engine runs, the request waits for it. `requester` is the server of a
    /// one-time rule that names none.
    public func resync(
        rule: String? = nil, from requester: String? = nil, by person: String
    ) async throws(Refusal) -> ResyncReport {
        let request = ResyncRequest(trigger: .request(by: person), oneTimeRule: rule, requester: requester)
        do throws(CallerDismissal) {
            return try await ask(enlist: { resyncCallers.add($0) }, word: { $0.requested(request, by: $1) })
        } catch .switchedOff {
            throw .provisioningDisabled
        } catch {
            throw .stopped
        }
    }

    /// As `resync`, without waiting for the end; nothing happens if the engine does not run or Provision_Enable is No.
    /// A `rule` without server is asked of `requester`, if one is given.
    public nonisolated func request(rule: String? = nil, from requester: String? = nil, by person: String) {
        let request = ResyncRequest(trigger: .request(by: person), oneTimeRule: rule, requester: requester)
        tell { $0.resyncMachine.requested(request, at: $0.now) }
    }

    /// Does all that a resync does, on a copy of the configuration: nothing is stored or sent to syslog, and the engine's own observer hears
    /// nothing. `watcher` hears how it goes on.
    public func rehearse(
        rule: String? = nil, from requester: String? = nil, by person: String,
        watcher: any ProvisioningObserver = NoObserver()
    ) async -> ResyncRehearsal {
        let request = ResyncRequest(trigger: .request(by: person), oneTimeRule: rule, requester: requester)
        let (runner, stage) = runner.rehearsing(before: watcher)
        let outcome = await runner.run(request, number: 0, values: values) { _, _ in nil }
        return ResyncRehearsal(
            report: ResyncReport(ending: outcome.ending, attempts: outcome.attempts), basis: stage.basis,
            result: stage.snapshot, changes: stage.taken)
    }

    /// DHCP has named a provisioning server, or another one: a phone whose rule waits for it looks again.
    public nonisolated func serverNamed() {
        tell { $0.resyncMachine.serverNamed(at: $0.now) }
    }

    private func requested(_ request: ResyncRequest, by caller: Int) {
        resyncCallers.hear(
            caller, as: request.key, dismissal: resyncMachine.isEnabled ? nil : .switchedOff)
        resyncMachine.requested(request, at: now)
    }

    /// Does a resync that the machine has begun.
    func carryOut(_ request: ResyncRequest) async {
        resyncCallers.serve(request.key)
        await runner.observer.observe(.began(request))
        let values = values
        let previous = facts.lastResync
        facts.lastResync = now.instant
        resyncs += 1
        resyncWillAsk(request)
        let outcome = await runner.run(request, number: resyncs, values: values) { self.conclude($0, $1) }
        await hear(outcome.attempts, of: request, outcome.ending)
        // Nothing was tried: a trigger that waits for `$PRVTMR` to grow would wait for ever.
        if outcome.ending == .held { facts.lastResync = previous }
        let answered = resyncCallers.takeServed()
        await runner.observer.observe(.ended(outcome.ending, next: outcome.next))
        let report = ResyncReport(ending: outcome.ending, attempts: outcome.attempts)
        for waiter in answered { waiter.resume(returning: .success(report)) }
        await followUpgradeRule(after: outcome.ending)
        tell { $0.resyncMachine.recorded() }
    }

    /// Decides what comes after a resync before its last record is written, so that the record can say it.
    private func conclude(_ ending: ResyncEnding, _ last: ResyncAttempt?) -> NextResync? {
        followConfiguration()
        resyncMachine.finished(ending, lackedServer: last?.transfer.leavesServerOut ?? false, at: now)
        return next
    }
}
