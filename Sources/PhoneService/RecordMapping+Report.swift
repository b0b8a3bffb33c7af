internal import FlatProfile
internal import ProfileFormat
internal import ProfileRules
internal import Provisioning
internal import Transfer

/// Reports as records.
extension ReportRecord: NumberedRecord {
    static let journalKind = "report"

    init(_ attempt: ReportAttempt, number: Int) {
        let explanation = ExplanationRecord(attempt.explanation)
        var person: String?
        if case .request(by: let who) = attempt.trigger { person = who }
        var skipped: String?
        if case .skipped(let reason) = attempt.ending { skipped = Wording.skip(reason) }
        self.init(
            number: number, time: attempt.startedAt.iso8601, trigger: Wording.trigger(attempt.trigger),
            requested_by: person, rule_number: attempt.rule, rule: explanation.rule, expanded: explanation.expanded,
            alternatives: explanation.alternatives, contents: attempt.contents.map(Wording.contents),
            seal: attempt.seal?.rawValue, sent_bytes: attempt.sentBytes, url: attempt.transfer.url,
            address: attempt.transfer.address, http_status: attempt.transfer.status,
            duration: attempt.duration.inSeconds, outcome: attempt.ending.outcome.rawValue,
            result: Wording.result(attempt.ending), skipped: skipped, error: attempt.ending.error,
            steps: attempt.transfer.steps.map(StepRecord.init),
            warnings: explanation.warnings + attempt.warnings)
        if case .changes(let revision, let count) = attempt.contents {
            since_revision = revision
            parameters = count
        }
    }
}

extension NextReportRecord {
    init(_ next: NextReport) {
        at = next.at.iso8601
        reason = Wording.reason(next.trigger)
    }
}

extension Wording {
    /// The word of a record for what started a report.
    static func trigger(_ trigger: ReportTrigger) -> String {
        switch trigger {
        case .start: "start"
        case .localChange: "local-change"
        case .periodic: "periodic"
        case .request: "request"
        }
    }

    /// Why a report is due then.
    static func reason(_ trigger: ReportTrigger) -> String {
        switch trigger {
        case .start: "start of the phone (Report_To_Server On Request)"
        case .localChange: "something was changed on the spot (Upload_Delay_On_Local_Change)"
        case .periodic: "periodically (Periodic_Upload_To_Server)"
        case .request(let person): "asked for by \(person)"
        }
    }

    /// The word of a record for what a report holds.
    static func contents(_ contents: ReportAttempt.Contents) -> String {
        switch contents {
        case .configuration: "configuration"
        case .changes: "delta"
        case .status: "status"
        }
    }

    /// The word of a record for what became of a report.
    static func result(_ ending: ReportAttempt.Ending) -> String {
        switch ending {
        case .sent: "sent"
        case .skipped: "skipped"
        case .failed: "failed"
        }
    }

    /// The line of the process log for a report.
    static func logLine(_ report: ReportRecord) -> String {
        let sent = report.contents.map { "\($0), \(report.sent_bytes) bytes" } ?? report.result
        return "report \(report.number) (rule \(report.rule_number), \(report.trigger)): "
            + "\(report.url.map { "\($0): " } ?? "")\(report.error ?? report.skipped ?? sent)"
    }
}
