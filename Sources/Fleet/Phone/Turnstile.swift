internal import Threading

/// Lets so many in at once, the others in the order in which they came.
final class Turnstile: Sendable {
    private struct State {
        var places: Int
        var lastVisitor = 0
        /// In the order of their numbers; `head` of them have gone in already, or away.
        var line: [(visitor: Int, waiter: CheckedContinuation<Bool, Never>?)] = []
        var head = 0

        mutating func next() -> CheckedContinuation<Bool, Never>? {
            while head < line.count {
                let waiter = line[head].waiter
                head += 1
                if let waiter { return waiter }
            }
            line.removeAll(keepingCapacity: head < 4096)
            head = 0
            return nil
        }

        mutating func giveUp(_ visitor: Int) -> CheckedContinuation<Bool, Never>? {
            var (low, high) = (head, line.count)
            while low < high {
                let middle = (low + high) / 2
                if line[middle].visitor < visitor { low = middle + 1 } else { high = middle }
            }
            guard low < line.count, line[low].visitor == visitor else { return nil }
            defer { line[low].waiter = nil }
            return line[low].waiter
        }
    }

    private let state: Locked<State>

    init(places: Int) {
        state = Locked(State(places: places))
    }

    /// Waits for a place, which `leave` gives back; false if the task was cancelled before there was one.
    func enter() async -> Bool {
        let visitor = state.withLock { state in
            state.lastVisitor += 1
            return state.lastVisitor
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let isIn = state.withLock { state -> Bool? in
                    guard !Task.isCancelled else { return false }
                    guard state.places == 0 else {
                        state.places -= 1
                        return true
                    }
                    state.line.append((visitor, waiter))
                    return nil
                }
                if let isIn { waiter.resume(returning: isIn) }
            }
        } onCancel: {
            state.withLock { $0.giveUp(visitor) }?.resume(returning: false)
        }
    }

    /// Gives the place to whoever has waited the longest.
    func leave() {
        let next = state.withLock { state in
            let next = state.next()
            if next == nil { state.places += 1 }
            return next
        }
        next?.resume(returning: true)
    }
}
