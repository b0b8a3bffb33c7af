internal import Bench
internal import FlatProfile
internal import HTTPServer
internal import Pages

/// The scan field: a bar code scanner types into it.
struct ScanPage: FramedPage, Sendable {
    static let view: ViewName = "bench/scan"

    var job: String
    /// The token against forged forms.
    var csrfToken: String
    var slip: ClerkBook.Slip
    /// What is wrong with what was sent.
    var problem: String?

    var title: String { "Scan for \(job)" }
    var hasErrors: Bool { problem != nil }

    func fill(_ model: borrowing ViewModel) {
        if let problem { model.show(Problems(remarks: [problem])) }
        model["ACTION"] = BenchRoutes.submitScan.path(job)
        model["UNDO_ACTION"] = BenchRoutes.undoScan.path(job)
        model["BOARD_LINK"] = BenchRoutes.board.path(job)
        model["DEVICE_BASE"] = BenchRoutes.job.path(job) + "/devices/"
        model["CSRF_TOKEN"] = csrfToken
        model["SCANNED"] = String(slip.scanned)
        model["DEVICES"] = String(slip.devices)
        model["PROGRESS"] = String(slip.scanned)
        model["PROGRESS_END"] = String(max(slip.devices, 1))
        let last = slip.said.first
        model["LAST_OUTCOME"] = last?.outcome.rawValue ?? "none"
        model["LAST_MAC"] = last?.mac?.lowercase ?? ""
        model["LAST_SIGN"] = last.map { Self.sign(of: $0.outcome) } ?? ""
        model.say(
            "LAST_TEXT", last.map { Phrase.sentence($0.text) } ?? "Ready: scan the code beside MAC or S/N on the label."
        )
        model.sections("SAID", Array(slip.said.dropFirst())) { fact, model in
            model["OUTCOME"] = fact.outcome.rawValue
            model["SIGN"] = Self.sign(of: fact.outcome)
            model.say("TEXT", Phrase.sentence(fact.text))
            model.show("DEVICE_LINK", fact.mac.map { BenchRoutes.device.path(job, $0.lowercase) })
        }
    }

    static func sign(of outcome: ScanAnswer.Outcome) -> String {
        switch outcome {
        case .accepted: "✓"
        case .confirmed: "="
        case .refused: "✕"
        case .undone: "↶"
        }
    }
}
