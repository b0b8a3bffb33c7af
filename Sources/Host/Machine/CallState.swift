private import Threading

/// Whether the phone is in a call. A resync or an upgrade waits until it is idle.
public enum CallState: Hashable, Sendable {
    /// On-hook on all lines.
    case idle
    /// At least one line is in use.
    case busy
}

/// Holds the phone's call state: whoever makes calls sets it, the engine asks and listens.
public final class CallStateSource: Sendable {
    private struct State: Sendable {
        var current: CallState
        var listeners: [Int: AsyncStream<CallState>.Continuation] = [:]
        var nextListener = 0
    }

    private let state: Locked<State>

    /// A phone in that state.
    public init(_ current: CallState = .idle) {
        state = Locked(State(current: current))
    }

    deinit {
        for listener in state.withLock({ $0.listeners.values }) { listener.finish() }
    }

    /// The state now.
    public var current: CallState { state.withLock { $0.current } }

    /// Sets the state; those who listen hear of it if it is another one.
    public func set(_ new: CallState) {
        state.withLock { state in
            guard state.current != new else { return }
            state.current = new
            // Inside the lock, so that two changes cannot overtake each other; yielding runs no code of a listener.
            for listener in state.listeners.values { listener.yield(new) }
        }
    }

    /// The state now, then each change. Who is slow misses what lay between and gets the newest state.
    public func states() -> AsyncStream<CallState> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let number = state.withLock { state in
                let number = state.nextListener
                state.nextListener += 1
                state.listeners[number] = continuation
                continuation.yield(state.current)
                return number
            }
            continuation.onTermination = { [weak self] _ in self?.forget(number) }
        }
    }

    private func forget(_ listener: Int) {
        // Released outside the lock: the last reference to a continuation may run code.
        _ = state.withLock { $0.listeners.removeValue(forKey: listener) }
    }
}
