internal import FlatProfile
internal import ProfileRules

/// What came of an activation code.
public struct ActivationReport: Sendable {
    /// Why it was not accepted; nil if it was.
    public var refusal: ActivationRefusal?
    /// The exchange with the service; nil if it was not asked.
    public var story: OnboardingStory?
    /// The resync by the rule that the service named.
    public var attempts: [ResyncAttempt] = []
}

/// What is published of the customization.
struct CustomizationFacts<Instant: Sendable>: Sendable {
    var memory = CustomizationMemory()
    var running: OnboardingStep?
    var due: Instant?
}

/// From the box to the service provider.
extension ProvisioningEngine {
    /// Goes on where an earlier run ended. To be called before `run`.
    public func restore(_ memory: CustomizationMemory) {
        keptCustomization = memory
        customCAMachine.policyChanged(
            Self.customCAPolicy(
                runner.store.snapshot, runner.transfer, isCustomized: memory.state.isCustomized,
                upgradeError: facts.upgradeError), at: now.instant)
        customizationMachine = CustomizationStateMachine(
            policy: CustomizationPolicy(runner.store.snapshot), services: onboarding.services, memory: memory)
    }

    /// Exchanges a code for the provider's rule, and resyncs by it. Returns when that resync has ended, or the code was not accepted.
    public func activate(_ code: ActivationCode) async throws(Refusal) -> ActivationReport {
        guard !isOver else { throw .stopped }
        followConfiguration()
        if let refusal = customizationMachine.requested(code, at: now) { return ActivationReport(refusal: refusal) }
        let result = await withCheckedContinuation { waiter in
            activationCallers.hear(activationCallers.add(waiter), as: code, dismissal: nil)
            tell { _ in }
        }
        switch result {
        case .success(let report): return report
        case .failure(.switchedOff): return ActivationReport(refusal: .provisioningDisabled)
        case .failure(.stopped): throw .stopped
        }
    }

    /// Somebody on the spot has provisioned the phone: the cloud is not asked any more. Durable when it returns.
    public func provisionedOnTheSpot(by person: String) async {
        var story = OnboardingStory(.person, at: now.wall, in: customizationMachine.state)
        customizationMachine.provisionedOnTheSpot()
        story.sentence = "\(person) set a profile rule"
        await moved(story)
    }

    // MARK: Steps

    /// Does a step that the machine has begun, and those that follow at once.
    func onboard(_ first: CustomizationStateMachine<C.Instant>.Step) async {
        var following: CustomizationStateMachine<C.Instant>.Step? = first
        while let step = following {
            if case .activation(let code) = step { activationCallers.serve(code) }
            await runner.observer.observe(.onboarding(step.kind))
            let outcome = await onboarding.perform(step, in: customizationMachine.state, values: values) {
                !self.customizationMachine.state.isFinal
            }
            followConfiguration()
            let before = customizationMachine.state
            following = customizationMachine.ended(outcome.finding, at: now)
            if let grant = outcome.grant, !before.isFinal { customizationMachine.webexAnswered(grant.webex_onboarding) }
            var story = outcome.story
            if following == nil { story.next = customizationMachine.due.map { wall(of: $0.at) } }
            await moved(story, isStep: true)
            conclude(step, outcome.finding, story)
        }
    }

    /// What follows from a step for the others: the resync by the provider's rule, the answer to whoever typed the code.
    private func conclude(
        _ step: CustomizationStateMachine<C.Instant>.Step, _ finding: CustomizationStateMachine<C.Instant>.Finding,
        _ story: OnboardingStory
    ) {
        if finding == .redirected {
            // The guide: the phone performs a resync command.
            resyncMachine.requested(ResyncRequest(trigger: .request(by: step.kind.label)), at: now)
        }
        guard case .activation(let code) = step else { return }
        if finding == .redirected {
            acceptedActivations.append((code, story))
        } else {
            var report = ActivationReport(refusal: .failed(story.sentence), story: story)
            if case .refused(let refusal) = finding { report.refusal = refusal }
            for waiter in activationCallers.takeServed(code) { waiter.resume(returning: .success(report)) }
        }
    }

    /// Keeps the state, and tells the step, or what moved the state if it has moved.
    private func moved(_ story: OnboardingStory, isStep: Bool = false) async {
        var story = story
        let memory = customizationMachine.memory
        story.after = memory.state
        if memory != keptCustomization {
            do throws(CommitFailure) {
                try await runner.store.remember(memory, of: CustomizationMemory.concern)
                keptCustomization = memory
            } catch {
                // The next move keeps it; until then a restart would begin where the last one was kept.
                story.sentence += "; the state could not be kept: \(error.sentence)"
            }
        }
        guard isStep || story.after != story.before else { return }
        await runner.observer.observe(.onboarded(story))
    }

    // MARK: Resyncs

    /// A resync begins.
    func resyncWillAsk(_ request: ResyncRequest) {
        guard request.oneTimeRule == nil else { return }
        customizationMachine.resyncBegan()
    }

    /// A resync has ended, which may have brought the provider's profile.
    func hear(_ attempts: [ResyncAttempt], of request: ResyncRequest, _ ending: ResyncEnding) async {
        guard request.oneTimeRule == nil else { return }
        let before = customizationMachine.state
        let news = news(of: attempts, request, ending)
        customizationMachine.resynced(news, at: now.instant)
        var story = OnboardingStory(.resync, at: now.wall, in: before)
        story.sentence =
            switch news {
            case .provisioned: "a profile was loaded from \(attempts.last?.transfer.url ?? "its server")"
            case .asksForCode: "a profile rule is gds://"
            case .foundNothing: "no profile was loaded"
            }
        await moved(story)
        answerActivation(with: attempts)
    }

    private func news(
        of attempts: [ResyncAttempt], _ request: ResyncRequest, _ ending: ResyncEnding
    ) -> CustomizationStateMachine<C.Instant>.ResyncNews {
        if attempts.contains(where: { $0.ending == .awaitsCode }) { return .asksForCode }
        guard ending == .succeeded, attempts.contains(where: { $0.ending == .applied }) else {
            return .foundNothing(wasRequested: request.trigger.isRequest)
        }
        return .provisioned
    }

    /// The resync by the rule of a code has ended, or will not come.
    func answerActivation(with attempts: [ResyncAttempt]) {
        for (code, story) in acceptedActivations {
            let report = ActivationReport(story: story, attempts: attempts)
            for waiter in activationCallers.takeServed(code) { waiter.resume(returning: .success(report)) }
        }
        acceptedActivations = []
    }
}
