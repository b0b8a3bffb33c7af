internal import FlatProfile
internal import Host
internal import Provisioning

/// Problem reports as records and texts.
extension ProblemReportRecord: NumberedRecord {
    static let journalKind = "problem-report"

    init(_ attempt: ProblemReportAttempt, number: Int) {
        var person: String?
        if case .request(by: let who) = attempt.trigger { person = who }
        let file = try? attempt.generation.get()
        let (result, error) = Self.result(of: attempt)
        self.init(
            number: number, time: attempt.startedAt.iso8601, trigger: attempt.trigger.word,
            requested_by: person, description: attempt.description, file: file?.name, size: file?.size ?? 0,
            result: result, error: error, url: attempt.transfer.url, address: attempt.transfer.address,
            http_status: attempt.transfer.status, duration: attempt.duration.inSeconds,
            steps: attempt.transfer.steps.map(StepRecord.init), warnings: attempt.warnings)
    }

    private static func result(of attempt: ProblemReportAttempt) -> (word: String, error: String?) {
        if case .failure(let failure) = attempt.generation { return ("failed", failure.sentence) }
        return switch attempt.upload {
        case .uploaded: ("uploaded", nil)
        case .keptHere, nil: ("kept", nil)
        case .failed(let sentence): ("not-uploaded", sentence)
        }
    }

    /// PRT Generation Status: how and when it ended, and who or what started it.
    ///
    /// Source: web pages, "Info > Status", text values. The exact words of the phone are not public.
    public func generationStatus(_ times: TimeStyle = .phone) -> String {
        let time = times.after(time)
        let starter = requested_by ?? (trigger == "crash" ? "a crash" : "PRT Max Timer")
        guard result == "failed", let error else { return "Succeeded \(time), started by \(starter)" }
        return "Failed \(time), started by \(starter): \(error)"
    }

    /// PRT Upload Status: where it went, or why it went nowhere.
    public var uploadStatus: String {
        switch result {
        case "uploaded": "Succeeded: \(url ?? "")"
        case "not-uploaded": "Failed: \(url.map { "\($0): " } ?? "")\(error ?? "")"
        case "kept": "Kept on the phone: PRT Upload Rule is empty"
        default: ""
        }
    }

    /// The line of the process log.
    var logLine: String {
        "problem report \(number) (\(trigger)): \(file ?? "no file"), "
            + "\(url.map { "\($0): " } ?? "")\(error ?? "\(result), \(size) bytes")"
    }
}

extension ProblemReportTrigger {
    /// The word of a record.
    fileprivate var word: String {
        switch self {
        case .timer: "timer"
        case .crash: "crash"
        case .request: "request"
        }
    }
}
