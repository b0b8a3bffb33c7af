internal import FlatProfile
internal import ProfileRules

/// Whom the phone trusts.
extension ProvisioningEngine {
    /// Fetches a custom CA once from `rule`, which is not stored, and installs it. Returns when it has ended; before the engine runs, the
    /// request waits for it. Provision_Enable does not matter.
    /// A rule without server is asked of `requester`, if one is given.
    public func updateCustomCA(
        _ rule: String, from requester: String? = nil, by person: String
    ) async throws(Refusal) -> CustomCAAttempt {
        do throws(CallerDismissal) {
            return try await ask(enlist: { customCACallers.add($0) }) { engine, caller in
                engine.customCACallers.hear(caller, as: rule, dismissal: nil)
                engine.requestedCustomCA(rule, from: requester, by: person)
            }
        } catch {
            throw .stopped
        }
    }

    /// As `updateCustomCA`, without waiting for the end; nothing happens if the engine does not run.
    public nonisolated func requestCustomCA(_ rule: String, by person: String) {
        tell { $0.requestedCustomCA(rule, from: nil, by: person) }
    }

    private func requestedCustomCA(_ rule: String, from requester: String?, by person: String) {
        customCAMachine.requested(
            CustomCARequest(trigger: .request(by: person), oneTimeRule: rule, requester: requester), at: now.instant)
    }

    /// What an earlier run left; to be heard before the start.
    func recallCustomCA() async {
        let memory = await runner.transfer.store.memory(of: CustomCAMemory.concern, as: CustomCAMemory.self)
        customCAMemory = memory ?? .init()
        // What is not there any more was removed by hand. What is there though nothing is known of it outlived a factory reset: as if
        // a rule had brought it, it goes at the next start without a rule.
        let isInstalled = runner.transfer.host.authorityKeeper.installed != nil
        customCAMachine.recalled(isInstalled ? memory.map(\.source) ?? .rule : nil)
    }

    /// The phone has started, and the other concerns know it.
    func startCustomCA() {
        let first = resyncMachine.due.flatMap { due in
            due.trigger == .powerUp || due.trigger == .upgradeAttempt ? due.at : nil
        }
        customCAMachine.started(at: now.instant, firstContact: first)
    }

    func followCustomCAConfiguration(_ snapshot: Snapshot) {
        let policy = Self.customCAPolicy(
            snapshot, runner.transfer, isCustomized: customizationMachine.state.isCustomized,
            upgradeError: facts.upgradeError)
        customCAMachine.policyChanged(policy, at: now.instant)
    }

    /// The policy, with macros that stand for what does not change by time alone.
    static func customCAPolicy(
        _ snapshot: Snapshot, _ transfer: RuleTransfer, isCustomized: Bool = false, upgradeError: String = ""
    ) -> CustomCAPolicy {
        CustomCAPolicy(snapshot, identity: transfer.identity) {
            var values = RuntimeValues()
            values.localAddress = transfer.host.localAddress(towards: nil)
            values.hasClientCertificate = transfer.host.hasClientCertificate
            values.isCustomized = isCustomized
            values.upgradeError = upgradeError
            return values
        }
    }

    /// The first resync may come earlier than the start foresaw; the CA comes before it.
    func bringCustomCAForward() {
        if let resync = resyncMachine.wish { customCAMachine.resyncIsDue(at: resync.at) }
    }

    /// Does what the machine has begun.
    func carryOut(_ deed: CustomCADeed) async {
        if case .fetch(let request) = deed, let rule = request.oneTimeRule { customCACallers.serve(rule) }
        let runner = CustomCARunner(transfer: runner.transfer, clock: clock)
        var attempt = await runner.perform(deed, values: values)
        customCARuns += 1
        attempt.run = customCARuns
        customCAMemory.note(attempt)
        do throws(CommitFailure) {
            try await self.runner.transfer.store.remember(customCAMemory, of: CustomCAMemory.concern)
        } catch {
            attempt.warnings.append("it could not be written down: \(error.sentence)")
        }
        followConfiguration()
        customCAMachine.finished(attempt.ending.machineEnding(), at: now.instant)
        let answered = customCACallers.takeServed()
        await self.runner.observer.observe(.customAuthority(attempt, customCAMemory))
        for waiter in answered { waiter.resume(returning: .success(attempt)) }
    }
}

extension CustomCAAttempt.Ending {
    fileprivate func machineEnding<Instant>() -> CustomCAStateMachine<Instant>.Ending {
        switch self {
        case .installed, .removed: .succeeded
        case .nothingToFetch: .idle
        case .failed: .failed
        }
    }
}
