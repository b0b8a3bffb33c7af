package import FlatProfile
internal import ProfileFormat
internal import ProfileRules
internal import Provisioning
internal import Transfer

/// Attempts and explanations as records.
extension AttemptRecord {
    init(_ attempt: ResyncAttempt, number: Int, in catalogue: Catalogue) {
        let explanation = ExplanationRecord(attempt.explanation)
        var person: String?
        if case .request(by: let who) = attempt.trigger { person = who }
        var skipped: String?
        if case .skipped(let reason) = attempt.ending { skipped = Wording.skip(reason) }
        if attempt.ending == .awaitsCode { skipped = "the phone waits for an activation code" }
        if case .held = attempt.ending { skipped = attempt.gate?.description }
        self.init(
            number: number, time: attempt.startedAt.iso8601, trigger: Wording.trigger(attempt.trigger),
            requested_by: person, gate: attempt.gate?.triggers.map(TriggerRecord.init) ?? [],
            rule_source: attempt.source.label, rule: explanation.rule,
            expanded: explanation.expanded, alternatives: explanation.alternatives, url: attempt.transfer.url,
            posted: attempt.posted.map { PostedRecord(parameter: $0.parameter.text, bytes: $0.bytes) },
            address: attempt.transfer.address, http_status: attempt.transfer.status, bytes: attempt.transfer.bytes,
            duration: attempt.duration.inSeconds, outcome: attempt.ending.outcome.rawValue,
            result: Wording.result(attempt.ending), skipped: skipped, error: attempt.ending.error,
            dhcp: attempt.transfer.offer?.label,
            service_records: attempt.transfer.services.map(Wording.serviceRecord),
            steps: attempt.transfer.steps.map(StepRecord.init), decoded: attempt.decoded.map(\.description),
            changed: attempt.changes.map { ChangeRecord($0, in: catalogue) },
            revision: attempt.revision,
            warnings: explanation.warnings.map { WarningRecord(line: nil, name: attempt.source.label, message: $0) }
                + Self.warnings(attempt.warnings),
            next: attempt.next.map(NextResyncRecord.init), followed_by_next_rule: attempt.isFollowedByNextRule)
    }
}

extension AttemptRecord {
    /// The most warnings about a profile that a record holds: a file of strange elements would fill memory and journal.
    static let longestListOfWarnings = 200

    static func warnings(_ warnings: [ProfileWarning]) -> [WarningRecord] {
        let shown = warnings.prefix(longestListOfWarnings).map(WarningRecord.init)
        guard warnings.count > shown.count else { return shown }
        let rest = WarningRecord(
            line: nil, name: nil,
            message: "\(warnings.count - shown.count) more warnings; `onhook profile check` tells all")
        return shown + [rest]
    }
}

extension TriggerRecord {
    init(_ trigger: ResyncGate.Trigger) {
        var result: Bool?
        if case .decided(let truth) = trigger.reading { result = truth }
        if case .unreadable = trigger.reading { result = true }
        self.init(
            name: trigger.parameter.text, text: trigger.explanation.source,
            comparisons: trigger.explanation.alternatives.flatMap(\.comparisons).map {
                ComparisonRecord(text: $0.text, result: $0.truth)
            },
            result: result, error: trigger.explanation.error.map { "\($0)" })
    }
}

extension WarningRecord {
    /// What is odd in a profile.
    package init(_ warning: ProfileWarning) {
        self.init(line: warning.line, name: warning.name?.text, message: warning.description)
    }
}

extension ExplanationRecord {
    init(_ explanation: RuleExplanation, kind: RuleKind = .profile) {
        self.init(
            kind: kind.word, rule: explanation.source, expanded: explanation.expanded,
            alternatives: explanation.alternatives.map(AlternativeRecord.init), url: explanation.url,
            dhcp: nil, decision: Wording.decision(explanation.outcome, of: kind),
            error: explanation.error.map { RuleErrorRecord(column: $0.column, message: "\($0.reason)") },
            warnings: explanation.warnings.map { "\($0)" }, more_rules: [])
    }
}

extension AlternativeRecord {
    init(_ alternative: AlternativeExplanation) {
        self.init(
            text: alternative.source, condition: alternative.condition,
            comparisons: alternative.comparisons.map { ComparisonRecord(text: $0.text, result: $0.truth) },
            result: alternative.result, chosen: alternative.chosen,
            assignments: alternative.assignments.map { AssignmentRecord(name: $0.name.text, value: $0.value) },
            options: alternative.options, url: alternative.url)
    }
}
