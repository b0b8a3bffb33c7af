internal import FlatProfile
internal import Provisioning
internal import Transfer

/// Onboarding as records.
extension OnboardingRecord: NumberedRecord {
    static let journalKind = "onboarding"

    init(_ story: OnboardingStory, number: Int, in catalogue: Catalogue) {
        self.init(
            number: number, time: story.startedAt.iso8601, step: story.step.rawValue, before: story.before.rawValue,
            after: story.after.rawValue, message: story.sentence, url: story.transfer.url,
            address: story.transfer.address, http_status: story.transfer.status,
            service_records: story.transfer.services.map(Wording.serviceRecord),
            steps: story.transfer.steps.map(StepRecord.init), duration: story.duration.inSeconds,
            changed: story.changes.map { ChangeRecord($0, in: catalogue) }, revision: story.revision,
            warnings: AttemptRecord.warnings(story.warnings), next: story.next?.iso8601)
    }
}

extension OnboardingStatusRecord {
    init(
        _ status: CustomizationStatus, _ services: OnboardingServices, in snapshot: Snapshot, at now: Timestamp,
        steps: [OnboardingRecord]
    ) {
        let words = OnboardingWords(status: status, services: services, snapshot: snapshot, now: now)
        self.init(
            meaning: status.state.meaning, what_next: words.next, running: status.running?.rawValue,
            next: status.next?.iso8601,
            webex: status.webex.rawValue, edos_host: services.edos?.description,
            activation_host: services.activation?.description,
            takes_code: services.activation != nil && !status.state.isFinal, steps: steps)
    }
}

extension ActivationRecord {
    init(_ report: ActivationReport, attempts: [AttemptRecord], customization: CustomizationState) {
        let isLoaded = report.refusal == nil && attempts.last?.outcome == "A"
        self.init(
            succeeded: isLoaded, error: report.refusal.map { "\($0)" } ?? attempts.last?.error,
            reason: report.refusal.map(Wording.reason), retry_after: report.refusal.flatMap(Wording.wait),
            customization: customization.rawValue, attempts: attempts)
    }
}

extension Wording {
    /// One SRV record: `pr1.example.com:443, priority 10, weight 20`.
    static func serviceRecord(_ record: ServiceRecord) -> String {
        "\(record.target.host):\(record.target.port), priority \(record.priority), weight \(record.weight)"
    }

    /// The word of a record for why a code was not accepted.
    fileprivate static func reason(_ refusal: ActivationRefusal) -> String {
        switch refusal {
        case .unknown: "unknown"
        case .used: "used"
        case .expired: "expired"
        case .throttled, .tooManyWrong: "throttled"
        case .noService: "no-service"
        case .alreadyProvisioned: "already-provisioned"
        case .failed: "failed"
        }
    }

    fileprivate static func wait(_ refusal: ActivationRefusal) -> Int? {
        switch refusal {
        case .throttled(let wait), .tooManyWrong(let wait): Int(wait.inWholeSeconds)
        case .unknown, .used, .expired, .noService, .alreadyProvisioned, .failed: nil
        }
    }

    /// The line of the process log for a step of onboarding.
    static func logLine(_ record: OnboardingRecord) -> String {
        let states = record.before == record.after ? record.after : "\(record.before) -> \(record.after)"
        return "onboarding (\(record.step)), \(states): \(record.url.map { "\($0): " } ?? "")\(record.message)"
    }
}
