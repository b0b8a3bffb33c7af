internal import Threading

/// How the download of a load goes: told by the thread that does it, it tells others, and gives the download up when the load turns out
/// to be larger than there is room for.
final class DownloadCourse: Sendable {
    private struct State {
        var progress = DownloadProgress()
        var fault: FirmwareFault?
        var giveUp: (@Sendable () -> Void)?
    }

    private let room: Int?
    private let state = Locked(State())
    private let word: AsyncStream<DownloadProgress>.Continuation
    private let teller: Task<Void, Never>

    /// A download for which there is so much room. `tell` is told at every hundredth, or at every MiB where the server tells no length.
    init(room: Int?, tell: @escaping @Sendable (DownloadProgress) async -> Void) {
        self.room = room
        let (words, word) = AsyncStream.makeStream(of: DownloadProgress.self, bufferingPolicy: .bufferingNewest(1))
        self.word = word
        teller = Task { for await progress in words { await tell(progress) } }
    }

    /// How far it is.
    var progress: DownloadProgress { state.withLock { $0.progress } }
    /// Why it was given up, if it was.
    var fault: FirmwareFault? { state.withLock { $0.fault } }

    /// It begins; `giveUp` ends it before its time.
    func begin(_ giveUp: @escaping @Sendable () -> Void) {
        let isLost = state.withLock { state in
            state.giveUp = giveUp
            return state.fault != nil
        }
        if isLost { giveUp() }
    }

    /// So many bytes are there, of so many if the server tells.
    func moved(_ bytes: Int, of total: Int?) {
        let (isStep, giveUp) = state.withLock { state -> (Bool, (@Sendable () -> Void)?) in
            let before = state.progress
            state.progress = DownloadProgress(bytes: bytes, total: total)
            let step = max(64 << 10, (total ?? 100 << 20) / 100)
            let isStep = before.total != total || bytes / step != before.bytes / step || bytes == total
            guard let total, let room, total > room, state.fault == nil else { return (isStep, nil) }
            state.fault = .noSpace(needed: total, free: room)
            return (isStep, state.giveUp)
        }
        if isStep { word.yield(progress) }
        giveUp?()
    }

    /// It has ended; returns when all is told.
    func end() async {
        word.finish()
        await teller.value
    }
}
