internal import FlatProfile
internal import ProfileFormat
internal import ProfileRules
internal import Transfer

/// Does one step of onboarding, with the phone's own requests.
struct OnboardingRunner<C: Clock & Sendable>: Sendable where C.Duration == Duration {
    typealias Machine = CustomizationStateMachine<C.Instant>

    /// What a step came to.
    struct Outcome {
        var finding: Machine.Finding
        var story: OnboardingStory
        /// What the activation service said of the Webex cloud; nil if it was not asked.
        var grant: ActivationGrant?
    }

    let transfer: RuleTransfer
    let services: OnboardingServices
    let format: ActivationFormat?
    let clock: C
    let emptyElements: EmptyElementPolicy

    /// Does the step. `isWanted` is asked before anything is changed: whoever provisions the phone on the spot meanwhile is first.
    func perform(
        _ step: Machine.Step, in state: CustomizationState, values: RuntimeValues, isWanted: () async -> Bool
    ) async -> Outcome {
        let start = clock.now
        var outcome = Outcome(
            finding: .failed, story: OnboardingStory(step.kind, at: transfer.host.now, in: state), grant: nil)
        do throws(AttemptFailure) {
            // A code is good once: it must not be spent for nothing.
            guard await isWanted() else { throw .provisionedMeanwhile }
            switch step {
            case .serviceRecords: try await askServices(&outcome, values, isWanted)
            case .edos: try await askEDOS(&outcome, values, isWanted)
            case .activation(let code): try await activate(code, &outcome, values, isWanted)
            }
        } catch {
            outcome.finding = .failed
            outcome.story.sentence = error.sentence
        }
        outcome.story.duration = start.duration(to: clock.now)
        return outcome
    }

    // MARK: What came

    /// Reads a profile and makes one revision of it, unless `objection` has a reason against what it would make of the configuration.
    func load(
        _ response: TransferResponse, _ story: inout OnboardingStory, _ isWanted: () async -> Bool,
        objection: (Snapshot) -> String? = { _ in nil }
    ) async throws(AttemptFailure) {
        let document: ProfileDocument
        do {
            document = try ProfileReader.read(response.body, contentEncoding: response.contentEncoding)
        } catch {
            throw AttemptFailure(outcome: .fileNotFound, sentence: "Corrupt profile: \(error)")
        }
        let present = transfer.store.snapshot
        let application = ProfileApplication(of: document, to: present, emptyElements: emptyElements)
        story.warnings = ProfileWarning.inOrder(document.warnings + application.warnings)
        let set = ChangeSet(application.changes, origin: .profile(url: response.url.description))
        if let sentence = objection(present.applying(set, at: transfer.host.now)?.snapshot ?? present) {
            throw AttemptFailure(outcome: .otherFailure, sentence: sentence)
        }
        try await commit(set, &story, isWanted)
    }

    func commit(
        _ set: ChangeSet, _ story: inout OnboardingStory, _ isWanted: () async -> Bool
    ) async throws(AttemptFailure) {
        guard await isWanted() else { throw .provisionedMeanwhile }
        do {
            guard let committed = try await transfer.store.commit(set) else { return }
            story.revision = committed.revision.number
            story.changes += committed.changes
        } catch {
            throw AttemptFailure(outcome: .otherFailure, sentence: "Nothing was applied: \(error.sentence)")
        }
    }

    /// Makes a request, and adds it to the story and to the messages of syslog.
    func ask(
        _ rule: RuleRequest, _ method: TransferRequest.Method = .get, _ story: inout OnboardingStory,
        _ values: RuntimeValues
    ) async throws(AttemptFailure) -> Result<TransferResponse, TransferFailure> {
        var context = transfer.context(values)
        var asked = TransferStory()
        let result: Result<Result<TransferResponse, TransferFailure>, AttemptFailure>
        do throws(AttemptFailure) {
            result = .success(
                try await transfer.perform(
                    rule,
                    as: RuleTransfer.Manner(
                        method: method, messages: .resync, limits: RuleTransfer.Manner.briefly), &context, &asked
                ) { _ in })
        } catch {
            result = .failure(error)
        }
        story.transfer.add(asked)
        switch result {
        case .success(.success): AttemptMessages.resync.succeeded(context, transfer.host)
        case .success(.failure(let failure)):
            AttemptMessages.resync.failed("Download failed: \(failure)", context, transfer.host)
        case .failure(let failure): AttemptMessages.resync.failed(failure.sentence, context, transfer.host)
        }
        return try result.get()
    }
}

extension AttemptFailure {
    /// Whoever provisions the phone on the spot is first.
    fileprivate static let provisionedMeanwhile = AttemptFailure(
        outcome: .otherFailure, sentence: "Nothing was applied: somebody has provisioned the phone meanwhile")
}

extension CustomizationStateMachine.Step {
    /// Which step it is, without the code.
    var kind: OnboardingStep {
        switch self {
        case .serviceRecords: .serviceRecords
        case .edos: .edos
        case .activation: .activation
        }
    }
}

extension TransferStory {
    /// One more request of the same step.
    fileprivate mutating func add(_ other: TransferStory) {
        url = other.url
        services += other.services
        steps += other.steps
        status = other.status
        address = other.address
        bytes += other.bytes
    }
}
