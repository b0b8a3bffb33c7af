import CCurl
import Glibc
import Threading

/// The letter box of the loop's thread: everybody posts, one thread takes.
final class LoopInbox: Sendable {
    enum Command: Sendable {
        case start(Activity.Order)
        case cancel(Ticket)
        /// What a finder of routes says.
        case routes(Ticket, ProxyDecision)
        case shutDown
    }

    private struct State {
        var commands: [Command] = []
        var isClosed = false
        var waitingForTheEnd: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Locked(State())
    /// Readable while something waits in the box (eventfd(2)); it lives as long as the box, so no write can hit a reused number.
    let wakeDescriptor: Int32

    init() throws(TransferFailure) {
        wakeDescriptor = ccurl_eventfd()
        guard wakeDescriptor >= 0 else { throw TransferFailure(systemError: errno, while: "eventfd") }
    }

    deinit { Glibc.close(wakeDescriptor) }

    /// False when the loop has ended: nobody will ever see the command.
    func post(_ command: Command) -> Bool {
        let (accepted, wasEmpty) = state.withLock { state in
            guard !state.isClosed else { return (false, false) }
            state.commands.append(command)
            return (true, state.commands.count == 1)
        }
        if wasEmpty { wake() }
        return accepted
    }

    func takeAll() -> [Command] {
        var count: UInt64 = 0
        _ = read(wakeDescriptor, &count, MemoryLayout<UInt64>.size)
        return state.withLock { state in
            defer { state.commands = [] }
            return state.commands
        }
    }

    /// Refuses everything from now on; returns what nobody has seen yet.
    func close() -> [Command] {
        state.withLock { state in
            state.isClosed = true
            defer { state.commands = [] }
            return state.commands
        }
    }

    /// To be called by the thread as its last deed.
    func announceEnd() {
        let waiting = state.withLock { state in
            defer { state.waitingForTheEnd = [] }
            return state.waitingForTheEnd
        }
        for continuation in waiting { continuation.resume() }
    }

    func shutDown() async {
        await withCheckedContinuation { continuation in
            let hasEnded = state.withLock { state in
                guard !state.isClosed else { return true }
                state.waitingForTheEnd.append(continuation)
                state.commands.append(.shutDown)
                return false
            }
            if hasEnded { continuation.resume() } else { wake() }
        }
    }

    private func wake() {
        var one: UInt64 = 1
        // eventfd(2): fails only when the counter is full, and then the thread is being woken anyway.
        _ = write(wakeDescriptor, &one, MemoryLayout<UInt64>.size)
    }
}

/// Stands for one call; carries the cancellation to a thread that may not have heard of the call yet.
final class Ticket: Sendable, Hashable {
    private let cancelled = Locked(false)

    var isCancelled: Bool { cancelled.withLock { $0 } }
    /// Before the cancel command is posted: whichever of the two commands comes first, the loop sees the flag.
    func cancel() { cancelled.withLock { $0 = true } }

    static func == (left: Ticket, right: Ticket) -> Bool { left === right }
    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

extension TransferFailure {
    init(systemError code: Int32, while doing: String) {
        self = .other(code: Int(code), "\(doing): \(String(cString: strerror(code)))")
    }
}
