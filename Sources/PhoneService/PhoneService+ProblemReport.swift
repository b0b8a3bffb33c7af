internal import FlatProfile
public import Provisioning
internal import Store

/// Problem reports, and what became of them.
extension PhoneService {
    /// The longest description of a problem that is kept, in characters.
    public static let longestProblemDescription = 500

    /// Makes a problem report; uploads it by PRT_Upload_Rule, or keeps it. Who asks while one is made gets that one.
    public func makeProblemReport(_ description: String = "", by principal: Principal) async -> ProblemReportRecord {
        let description = String(description.prefix(Self.longestProblemDescription))
        let attempt = await problemReporter.generate(.request(by: principal.label), description: description)
        return problemReports.records(ofRun: attempt.report).first ?? ProblemReportRecord(attempt, number: 0)
    }

    /// The newest problem reports, newest first.
    func problemReports(_ count: Int) async throws(ServiceFailure) -> [ProblemReportRecord] {
        try await reading { () async throws(StoreError) in try await problemReports.newest(count) }
    }

    /// The newest problem report; nil if none was made yet. Never waits.
    public var lastProblemReport: ProblemReportRecord? { problemReports.recent(1).first }

    /// The file of the newest problem report; nil if there is none.
    public func problemReportFile() async throws(ServiceFailure) -> ProblemReportFile? {
        try await reading { () async throws(StoreError) in try await store.state(KeptProblemReport.key) }
            .flatMap(KeptProblemReport.file)
    }

    /// The latest lines of the log of the process, oldest first.
    public var messages: String { host.recentLog.map { $0 + "\n" }.joined() }

    func record(_ attempt: ProblemReportAttempt) async {
        let (record, error) = await problemReports.add(at: attempt.startedAt, run: attempt.report) { number in
            ProblemReportRecord(attempt, number: number)
        }
        (record.error == nil ? report : complain)(record.logLine)
        if let error { complain("problem report \(record.number) could not be written to the journal: \(error)") }
        await events.post(.problemReported(record))
    }

    /// PRT Status of Info > Status.
    func problemReportSection(_ times: TimeStyle) -> MachineSection {
        MachineSection(
            title: "PRT Status", note: "",
            rows: [
                ("PRT Generation Status", lastProblemReport?.generationStatus(times) ?? ""),
                ("PRT Upload Status", lastProblemReport?.uploadStatus ?? ""),
            ])
    }
}
