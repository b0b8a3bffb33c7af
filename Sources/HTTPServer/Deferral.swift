import CMicroHTTPD

/// An answer that is being made while its connection is suspended.
final class Deferral: @unchecked Sendable {
    // Sendable: the mutable state is touched with `lock` held; the connection cannot go away while it is suspended, and
    // it is resumed exactly once, by whoever leaves the state `waiting`.
    private enum State {
        case waiting
        case answered(Response)
        case over
    }

    private let connection: OpaquePointer
    private let lock = Lock()
    private var state = State.waiting
    private var task: Task<Void, Never>?

    /// To be made after the connection was suspended.
    init(suspended connection: OpaquePointer) { self.connection = connection }

    /// Keeps the task for `cancel`. A deferral that was abandoned before cancels it at once.
    func attach(_ task: Task<Void, Never>) {
        let isWaiting = lock.withLock { () -> Bool in
            self.task = task
            if case .waiting = state { return true } else { return false }
        }
        if !isWaiting { task.cancel() }
    }

    func cancel() { lock.withLock { task }?.cancel() }

    /// Hands the answer over and wakes the connection. Only the first one counts.
    func answer(_ response: Response) {
        lock.withLock {
            guard case .waiting = state else { return }
            state = .answered(response)
            MHD_resume_connection(connection)
        }
    }

    /// The answer, once.
    func take() -> Response? {
        lock.withLock {
            guard case .answered(let response) = state else { return nil }
            state = .over
            return response
        }
    }
}
