internal import FlatProfile
internal import ProfileRules
internal import Transfer

/// Makes one attempt at an upgrade: reads the rule, fetches the load, checks it, has it installed.
///
/// Source: administration guide, "Firmware upgrade"; `docs/compatibility.md`, Firmware, for the choices.
struct UpgradeRunner<C: Clock & Sendable>: Sendable where C.Duration == Duration {
    /// What the engine has to say while an attempt is made.
    struct Consent: Sendable {
        /// Returns when no line is in use.
        var whenIdle: @Sendable () async -> Void
        /// The load is about to be installed: what must be known if this process does not live to see the end.
        var willInstall: @Sendable () async -> Void
    }

    let transfer: RuleTransfer
    let firmware: any FirmwareInstaller
    let observer: any ProvisioningObserver
    let clock: C
    /// A rehearsal keeps and changes nothing.
    var isRehearsal = false

    /// What an upgrade asks for now, as its rule stands.
    func rule(of request: UpgradeRequest) -> String { request.oneTime?.rule ?? transfer.store.snapshot["Upgrade_Rule"] }

    /// Reads the rule of a request as it stands now.
    func explain(_ request: UpgradeRequest, _ context: MacroContext) -> RuleExplanation {
        ProfileRule.explain(rule(of: request), in: context, kind: request.oneTime == nil ? .upgrade : .upgradeCommand)
    }

    /// Makes the attempt. `number` is that of the attempt; `values` is what macros tell at its beginning.
    func run(_ request: UpgradeRequest, number: Int, values: RuntimeValues, _ consent: Consent) async -> UpgradeAttempt
    {
        let start = clock.now
        var context = transfer.context(values)
        context.values.upgradeState = request.trigger.upgradeState
        var attempt = UpgradeAttempt(
            run: number, trigger: request.trigger,
            source: request.oneTime == nil ? .parameter("Upgrade_Rule") : .oneTime, startedAt: transfer.host.now,
            softwareVersionBefore: firmware.softwareVersion, softwareVersionAfter: firmware.softwareVersion,
            explanation: explain(request, context))
        do throws(AttemptFailure) {
            try await carryOut(request, &attempt, &context, consent)
        } catch {
            attempt.ending = .failed(error.outcome, error.sentence, output: error.output)
        }
        logEnding(of: attempt, context)
        attempt.softwareVersionAfter = firmware.softwareVersion
        attempt.duration = start.duration(to: clock.now)
        return attempt
    }

    private func carryOut(
        _ request: UpgradeRequest, _ attempt: inout UpgradeAttempt, _ context: inout MacroContext, _ consent: Consent
    ) async throws(AttemptFailure) {
        let decision = try attempt.explanation.decision(of: attempt.source.label)
        try await assign(attempt.explanation.assignments, &attempt)
        switch decision {
        case .skip(let reason): attempt.ending = .skipped(reason)
        case .assignmentsOnly: attempt.ending = .assigned
        case .triggered: preconditionFailure("an upgrade rule was read as a trigger")
        case .onboard:
            throw AttemptFailure(outcome: .otherFailure, sentence: "gds:// leads to a profile, not to firmware")
        case .fetch(var rule):
            // A one-time address without a server means the host that asks (Provisioning Formats, "URL Syntax").
            if rule.url.host == nil { rule.url.host = request.oneTime?.requester }
            try await upgrade(by: rule, &attempt, &context, consent)
        }
    }

    /// The assignments are a revision of their own, before the fetch, and stay if the fetch fails.
    private func assign(
        _ assignments: [RuleAssignment], _ attempt: inout UpgradeAttempt
    ) async throws(AttemptFailure) {
        guard !assignments.isEmpty else { return }
        let changes = assignments.map { ParameterChange($0.name, .set($0.value)) }
        do throws(CommitFailure) {
            let set = ChangeSet(changes, origin: .assignment(rule: attempt.source.label))
            guard let committed = try await transfer.store.commit(set) else { return }
            attempt.revision = committed.revision.number
            attempt.changes = committed.changes
        } catch {
            throw AttemptFailure(outcome: .otherFailure, sentence: "Nothing was applied: \(error.sentence)")
        }
    }

    private func upgrade(
        by rule: RuleRequest, _ attempt: inout UpgradeAttempt, _ context: inout MacroContext, _ consent: Consent
    ) async throws(AttemptFailure) {
        guard let load = FirmwareLoad(path: rule.url.path) else { throw AttemptFailure(.noLoad) }
        attempt.load = load
        let model = transfer.identity.model
        guard load.fits(model) else {
            throw AttemptFailure(
                .wrongModel(load: load.fileName, family: load.family ?? "", own: model.loadFamily))
        }
        guard !load.isRunning(on: firmware.softwareVersion) else {
            attempt.ending = .alreadyRunning
            return
        }
        let staged = try await download(load, by: rule, &attempt, &context)
        attempt.firmware = staged
        guard !isRehearsal else {
            attempt.ending = .checked
            return
        }
        try await install(staged, &attempt, consent)
    }

    private func install(
        _ staged: StagedFirmware, _ attempt: inout UpgradeAttempt, _ consent: Consent
    ) async throws(AttemptFailure) {
        // A call may have begun during the download.
        await consent.whenIdle()
        guard !Task.isCancelled else {
            throw AttemptFailure(.notInstalled("was not run: the phone is being stopped", output: []))
        }
        await observer.observe(.upgrade(.installing(staged.load)))
        await consent.willInstall()
        do throws(FirmwareFault) {
            switch try await firmware.install(staged) {
            case .installed(let output): attempt.ending = .installed(output: output)
            case .pretended: attempt.ending = .pretended
            case .noProgram: attempt.ending = .staged
            }
        } catch {
            throw AttemptFailure(error)
        }
    }

    private func logEnding(of attempt: UpgradeAttempt, _ context: MacroContext) {
        switch attempt.ending {
        case .installed, .pretended, .staged: AttemptMessages.upgrade.succeeded(context, transfer.host)
        case .failed(_, let sentence, _): AttemptMessages.upgrade.failed(sentence, context, transfer.host)
        case .alreadyRunning, .checked, .assigned, .skipped: break
        }
    }
}
