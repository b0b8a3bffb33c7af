internal import Glibc
internal import Host
internal import PhoneService
internal import Store

extension Command {
    static let report = Command(
        path: ["report"], summary: "send the reports of Report_Rule to their servers now",
        details: """
            One attempt for each rule, without retries. Exit status: 0 sent, or nothing to send; 1 a report was not taken.
            """,
        options: [.json] + PhoneClient.options + Phone.placeOptions
    ) { (invocation) throws(CommandFailure) in
        _ = try invocation.operands(0...0, "no operand")
        return try await PhoneClient.with(invocation, for: .readWrite) { (phone) throws(CommandFailure) in
            let bytes = try await phone.whileRunning { () async throws(CommandFailure) in
                try await phone.send("POST", "/api/v1/report", takes: .long)
            }
            let record = try Report.decode(ReportOutcomeRecord.self, bytes)
            _ = try invocation.print(bytes, as: ReportOutcomeRecord.self, Report.reports)
            return record.succeeded ? .done : .failed
        }
    }
}

extension Command {
    static let problemReport = Command(
        path: ["problem-report"], operands: "[DESCRIPTION]",
        summary: "pack status, configuration and logs without secrets, and send them by PRT_Upload_Rule",
        details: """
            Where PRT_Upload_Rule is empty the file stays on the phone; --output writes it to a file in any case. Exit status: 0 sent, or
            kept as the empty rule asks for; 1 it could not be made, sent or written.
            """,
        options: [
            .taking("FILE", "output", "write the report to FILE, which must not exist yet; - is standard output"),
            .json,
        ] + PhoneClient.options + Phone.placeOptions
    ) { (invocation) throws(CommandFailure) in
        let description = try invocation.operands(0...1, "DESCRIPTION").first
        let output = invocation.arguments["output"]
        return try await PhoneClient.with(invocation, for: .readWrite) { (phone) throws(CommandFailure) in
            let body = RecordCoding.encode(description.map { ["description": $0] } ?? [:])
            let bytes = try await phone.send("POST", "/api/v1/problem-report", body: body, takes: .long)
            let record = try Report.decode(ProblemReportRecord.self, bytes)
            if output != "-" { _ = try invocation.print(bytes, as: ProblemReportRecord.self, Report.problemReport) }
            if let output, record.file != nil {
                try invocation.write(try await phone.send("GET", "/api/v1/problem-report"), to: output)
            }
            return record.succeeded ? .done : .failed
        }
    }
}

extension Invocation {
    /// Writes a file that only its owner may read; it must not exist yet.
    fileprivate func write(_ bytes: [UInt8], to file: String) throws(CommandFailure) {
        guard file != "-" else { return try console.writeBytes(bytes) }
        do throws(FileError) {
            try FileWriting.atomically(file, bytes, mode: 0o600, existing: .kept)
        } catch {
            throw .failed(error.cause.number == EEXIST ? "\(file) exists already" : "\(error)")
        }
    }
}

extension Report {
    static func problemReport(_ record: ProblemReportRecord) -> String {
        var lines = [
            "report    \(record.number), \(record.time), \(seconds(record.duration))",
            "file      \(record.file ?? "none")\(record.file == nil ? "" : ", \(record.size) bytes")",
        ]
        lines += record.steps.flatMap(request)
        lines.append("outcome   \(record.result)\(record.error.map { ": \($0)" } ?? "")")
        lines += record.warnings.map { "warning   \($0)" }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension Report {
    static func reports(_ record: ReportOutcomeRecord) -> String { record.reports.map(story).joined(separator: "\n") }

    private static func story(_ report: ReportRecord) -> String {
        var lines = [
            "report    \(report.number), \(report.time), \(seconds(report.duration))",
            "trigger   \(report.trigger)\(report.requested_by.map { " by \($0)" } ?? "")",
            "rule      Report_Rule, rule \(report.rule_number): \(report.rule)",
        ]
        if report.expanded != report.rule { lines.append("expanded  \(report.expanded)") }
        lines += report.alternatives.flatMap(alternative)
        if let contents = report.contents { lines.append("sent      \(sent(contents, report))") }
        lines += report.steps.flatMap(request)
        lines.append(
            "outcome   \(report.outcome), \(report.result)\((report.error ?? report.skipped).map { ": \($0)" } ?? "")")
        lines += report.warnings.map { "warning   \($0)" }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func sent(_ contents: String, _ report: ReportRecord) -> String {
        let seal = report.seal.map { ", sealed by \($0)" } ?? ""
        let changes =
            report.parameters.map { " of \($0) parameters since revision \(report.since_revision ?? 0)" } ?? ""
        return "\(contents)\(changes), \(report.sent_bytes) bytes\(seal)"
    }
}
