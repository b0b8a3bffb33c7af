import CMicroHTTPD
import Threading

/// An answer that is being made while its connection is suspended.
final class Deferral: @unchecked Sendable {
    // Sendable: the connection cannot go away while it is suspended, and it is resumed exactly once, by whoever leaves the
    // phase `waiting`.
    private enum Phase {
        case waiting
        case answered(Response)
        case over
    }

    private struct State {
        var phase = Phase.waiting
        var task: Task<Void, Never>?
    }

    private let connection: OpaquePointer
    private let state = Locked(State())

    /// To be made after the connection was suspended.
    init(suspended connection: OpaquePointer) { self.connection = connection }

    /// Keeps the task for `cancel`. A deferral that was abandoned before cancels it at once.
    func attach(_ task: Task<Void, Never>) {
        let isWaiting = state.withLock { state in
            state.task = task
            if case .waiting = state.phase { return true } else { return false }
        }
        if !isWaiting { task.cancel() }
    }

    func cancel() { state.withLock(\.task)?.cancel() }

    /// Hands the answer over and wakes the connection. Only the first one counts.
    func answer(_ response: Response) {
        state.withLock { state in
            guard case .waiting = state.phase else { return }
            state.phase = .answered(response)
            MHD_resume_connection(connection)
        }
    }

    /// The answer, once.
    func take() -> Response? {
        state.withLock { state in
            guard case .answered(let response) = state.phase else { return nil }
            state.phase = .over
            return response
        }
    }
}
