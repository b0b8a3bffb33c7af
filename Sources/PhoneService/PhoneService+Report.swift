internal import FlatProfile
public import Provisioning
internal import Store

/// Reports, and what became of them.
extension PhoneService {
    /// Reports now by Report_Rule, and answers when it has ended; one attempt for each of its rules.
    public func reportToServer(by principal: Principal) async throws(ReportRefusal) -> ReportOutcomeRecord {
        let outcome = try await engine.report(by: principal.label)
        return ReportOutcomeRecord(
            succeeded: outcome.succeeded,
            reports: outcome.attempts.first.map { reports.records(ofRun: $0.report) } ?? [], next_report: nextReport)
    }

    /// Asks for a report and does not wait for it.
    public func startReport(by principal: Principal) throws(ReportRefusal) {
        guard ReportPolicy(snapshot).hasRule else { throw .noRule }
        engine.requestReport(by: principal.label)
    }

    /// The newest reports, newest first.
    public func reports(_ count: Int) async throws(ServiceFailure) -> [ReportRecord] {
        try await reading { () async throws(StoreError) in try await reports.newest(count) }
    }

    /// The newest reports, newest first, of those at hand. Never waits.
    public func recentReports(_ count: Int) -> [ReportRecord] { reports.recent(count) }

    /// How reports go. Never waits.
    public var reportState: ReportStateRecord {
        ReportStateRecord(next: nextReport, last: reports.recent(1).first)
    }

    /// The next report that will come by itself.
    public var nextReport: NextReportRecord? { engine.nextReport.map(NextReportRecord.init) }
}
