internal import Bench

/// What the board shows of a device at a glance: a state, or that a report or a rehearsal was not as it should be.
///
/// The raw values stand in addresses, in classes of the style sheet and in events for scripts.
enum DeviceMark: String, Sendable, CaseIterable {
    case waiting, fetched
    case fetchedAgain = "fetched-again"
    case reported, rehearsed
    case wrongFile = "wrong-file"
    case refused, failed

    init(_ progress: DeviceProgress) {
        self =
            switch progress.state {
            case .waiting: .waiting
            case .fetched: .fetched
            case .fetchedAgain: .fetchedAgain
            case .wrongFile: .wrongFile
            case .refused: .refused
            case .reported: progress.isProven == false ? .failed : .reported
            case .rehearsed: progress.isProven == false ? .failed : .rehearsed
            }
    }

    /// The word for it.
    var word: String {
        switch self {
        case .waiting: "waiting"
        case .fetched: "fetched"
        case .fetchedAgain: "fetched again"
        case .reported: "reported"
        case .rehearsed: "rehearsed"
        case .wrongFile: "wrong file"
        case .refused: "refused"
        case .failed: "not as it should be"
        }
    }

    /// The sign for it, which tells marks apart without their colours.
    var sign: String {
        switch self {
        case .waiting: "…"
        case .fetched: "✓"
        case .fetchedAgain: "↻"
        case .reported: "★"
        case .rehearsed: "◆"
        case .wrongFile: "≠"
        case .refused: "✕"
        case .failed: "!"
        }
    }
}
