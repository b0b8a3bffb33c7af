internal import Threading

/// Lets so many in at once, the others in the order in which they came.
final class Turnstile: Sendable {
    private struct State {
        var places: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Locked<State>

    init(places: Int) {
        state = Locked(State(places: places))
    }

    /// Waits for a place, which `leave` gives back.
    func enter() async {
        await withCheckedContinuation { waiter in
            let isIn = state.withLock { state in
                guard state.places == 0 else {
                    state.places -= 1
                    return true
                }
                state.waiting.append(waiter)
                return false
            }
            if isIn { waiter.resume() }
        }
    }

    /// Gives the place to whoever has waited the longest.
    func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.places += 1
            return nil
        }
        next?.resume()
    }
}
