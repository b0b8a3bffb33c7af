internal import FlatProfile
internal import ProfileRules

/// Firmware.
extension ProvisioningEngine {
    /// Upgrades now, or when no line is in use any more: by Upgrade_Rule, whether it was tried before or not, or once by another load.
    /// Returns when the attempt has ended; one of the same load that waits already serves both. Before the engine runs, the request
    /// waits for it.
    public func upgrade(_ oneTime: UpgradeRequest.OneTime? = nil, by person: String) async throws(Refusal)
        -> UpgradeAttempt
    {
        let request = UpgradeRequest(trigger: .request(by: person), oneTime: oneTime)
        do throws(CallerDismissal) {
            return try await ask(enlist: { upgradeCallers.add($0) }, word: { $0.requested(request, by: $1) })
        } catch .switchedOff {
            throw .upgradesDisabled
        } catch {
            throw .stopped
        }
    }

    /// As `upgrade`, without waiting for the end; nothing happens if the engine does not run or Upgrade_Enable is No.
    public nonisolated func requestUpgrade(_ oneTime: UpgradeRequest.OneTime? = nil, by person: String) {
        let request = UpgradeRequest(trigger: .request(by: person), oneTime: oneTime)
        tell { $0.upgradeMachine.requested(request, at: $0.now) }
    }

    /// Does all that an upgrade does up to the checks of the load; nothing is kept, installed, sent to syslog or told to the observer.
    public func rehearseUpgrade(_ oneTime: UpgradeRequest.OneTime? = nil, by person: String) async -> UpgradeAttempt {
        let request = UpgradeRequest(trigger: .request(by: person), oneTime: oneTime)
        return await upgradeRunner.rehearsing.run(
            request, number: 0, values: values, .init(whenIdle: {}, willInstall: {}))
    }

    private func requested(_ request: UpgradeRequest, by caller: Int) {
        upgradeCallers.hear(caller, as: request.oneTime, dismissal: upgradeMachine.isEnabled ? nil : .switchedOff)
        upgradeMachine.requested(request, at: now)
    }

    // MARK: What the machine is told

    /// The phone has started: what was tried before is known, and what the rule asks for now is read.
    func startUpgrades() async {
        let memory = await runner.store.memory(of: Self.upgradeMemory, as: UpgradeMemory.self)
        rememberedUpgrade = memory
        facts.upgradeError = memory?.error ?? ""
        upgradeMachine.started(remembering: memory, at: now)
        await followUpgradeRule(because: .start)
    }

    /// A resync has ended, with success or without.
    func followUpgradeRule(after ending: ResyncEnding) async {
        await followUpgradeRule(because: ending == .succeeded ? .resync : .ruleChange)
    }

    func followUpgradePolicy(_ snapshot: Snapshot, isNew: Bool) {
        if isNew { upgradeMachine.policyChanged(UpgradePolicy(snapshot), at: now) }
        if !upgradeMachine.isEnabled { upgradeCallers.dismissWaiting(with: .switchedOff) }
    }

    /// Reads Upgrade_Rule again if the configuration or the firmware is another since it was read last, or after a resync. It is not
    /// read at any other time: a macro that goes with the time would ask for something else each time.
    func followUpgradeRule(because trigger: UpgradeTrigger) async {
        let present = UpgradeReading(
            revision: runner.store.snapshot.revision, softwareVersion: upgradeRunner.firmware.softwareVersion)
        guard present != upgradeReading || trigger == .resync else { return }
        // A resync under way may change it further; it is read when that has ended.
        guard trigger == .resync || resyncMachine.running == nil else { return }
        // It is read again when the attempt that follows it has ended.
        guard upgradeMachine.takesGoal else { return }
        upgradeReading = present
        let before = upgradeMachine.due
        upgradeMachine.evaluated(upgradeGoal(), because: trigger, at: now)
        await rememberUpgrade()
        if upgradeMachine.due != before { await runner.observer.observe(.upgrade(.rescheduled(nextUpgrade))) }
    }

    /// What Upgrade_Rule asks for now.
    private func upgradeGoal() -> UpgradeGoal? {
        let request = UpgradeRequest(trigger: .start)
        // What macros tell is asked of the machine's network; without a rule, at every change of a parameter, for nothing.
        guard !upgradeRunner.rule(of: request).isEmpty else { return nil }
        let context = runner.transfer.context(values)
        return UpgradeGoal(upgradeRunner.rule(of: request), upgradeRunner.explain(request, context))
    }

    private static var upgradeMemory: String { "upgrade" }

    /// Keeps what has to be known after a restart. Where the store cannot take it, the phone goes on: at worst a load is tried anew.
    private func rememberUpgrade() async {
        let memory = upgradeMachine.memory
        guard memory != rememberedUpgrade else { return }
        rememberedUpgrade = memory
        try? await runner.store.remember(memory, of: Self.upgradeMemory)
    }

    // MARK: The attempt

    /// Makes an attempt that the machine has begun.
    func carryOut(_ request: UpgradeRequest) async {
        upgradeCallers.serve(request.oneTime)
        await runner.observer.observe(.upgrade(.began(request)))
        let values = values
        let goal = request.oneTime == nil ? upgradeGoal() : nil
        facts.lastUpgrade = now.instant
        upgrades += 1
        var attempt = await upgradeRunner.run(
            request, number: upgrades, values: values,
            .init(whenIdle: { await self.untilIdle() }, willInstall: { await self.willInstall(goal) }))
        await conclude(&attempt, at: goal)
        let answered = upgradeCallers.takeServed()
        await runner.observer.observe(.upgrade(.attempted(attempt)))
        for waiter in answered { waiter.resume(returning: .success(attempt)) }
        let wasTried = attempt.wasTried
        tell { engine in
            engine.upgradeMachine.recorded()
            guard wasTried, engine.keepsTime else { return }
            engine.resyncMachine.upgradeAttempted(at: engine.now)
        }
    }

    /// Decides what comes after an attempt before its record is written, so that the record can say it.
    private func conclude(_ attempt: inout UpgradeAttempt, at goal: UpgradeGoal?) async {
        awaitsRestart = attempt.ending.changedVersion && upgradeRunner.firmware.restartsPhone
        if attempt.wasTried { facts.upgradeError = attempt.ending.error ?? "" }
        followConfiguration()
        upgradeMachine.finished(attempt.ending.error.map { .failed($0) } ?? .settled, at: goal, at: now)
        // What the rule asks for may depend on the version that runs now.
        await followUpgradeRule(because: attempt.ending.changedVersion ? .start : .ruleChange)
        await rememberUpgrade()
        attempt.next = nextUpgrade
    }

    /// The install program may restart this machine at once. Found at the next start, this says that the load was tried.
    private func willInstall(_ goal: UpgradeGoal?) async {
        guard let goal else { return }
        let failures = (rememberedUpgrade?.goal == goal ? rememberedUpgrade?.failures ?? 0 : 0) + 1
        rememberedUpgrade = UpgradeMemory(goal: goal, failures: failures, error: "the installation did not end")
        try? await runner.store.remember(rememberedUpgrade, of: Self.upgradeMemory)
    }

    // MARK: Calls

    /// Returns when no line is in use, or when the task is cancelled. The turn is given up meanwhile: a call may last for hours, and what
    /// does not mind it, or has waited for Forced_Resync_Delay, need not.
    private func untilIdle() async {
        guard arbiter.isBusy, !Task.isCancelled else { return }
        let (turn, waiter) = AsyncStream.makeStream(of: Void.self)
        restingUpgrade = RestingUpgrade(since: clock.now, waiter: waiter)
        giveUpTurn()
        for await _ in turn {}
    }
}

/// A load that is downloaded and waits for the end of calls.
struct RestingUpgrade<Instant: InstantProtocol & Sendable>: Sendable where Instant.Duration == Duration {
    var since: Instant
    /// Finished when it is its turn.
    var waiter: AsyncStream<Void>.Continuation

    var wish: Wish<Instant> { Wish(at: since, patience: .untilIdle, isAsked: true) }
}

/// What Upgrade_Rule was read with.
struct UpgradeReading: Hashable, Sendable {
    var revision: RevisionNumber
    var softwareVersion: String
}

extension UpgradeRunner {
    var rehearsing: UpgradeRunner {
        var runner = UpgradeRunner(
            transfer: transfer.rehearsing, firmware: firmware, observer: NoObserver(), clock: clock)
        runner.isRehearsal = true
        return runner
    }
}

extension UpgradeAttempt {
    /// Whether anything was tried: a load that runs already and a rule that asks for nothing are no attempt at an upgrade.
    var wasTried: Bool {
        switch ending {
        case .alreadyRunning, .skipped, .assigned, .checked: false
        case .installed, .pretended, .staged, .failed: true
        }
    }
}
