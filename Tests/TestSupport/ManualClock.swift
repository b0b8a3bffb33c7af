private import Threading

/// A clock that stands still until a test moves it.
package final class ManualClock: Clock, Sendable {
    /// A moment, counted from the making of the clock.
    package struct Instant: InstantProtocol {
        package var offset: Duration

        package init(offset: Duration) {
            self.offset = offset
        }

        package func advanced(by duration: Duration) -> Self { Self(offset: offset + duration) }
        package func duration(to other: Self) -> Duration { other.offset - offset }
        package static func < (left: Self, right: Self) -> Bool { left.offset < right.offset }
    }

    private struct State {
        var now = Instant(offset: .zero)
        var lastSleeper = 0
        var sleepers: [Int: (until: Instant, continuation: CheckedContinuation<Void, any Error>)] = [:]
        var watchers: [CheckedContinuation<Instant, Never>] = []
    }

    private let state = Locked(State())

    package init() {}

    package var now: Instant { state.withLock { $0.now } }
    package var minimumResolution: Duration { .nanoseconds(1) }

    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let sleeper = state.withLock { state in
            state.lastSleeper += 1
            return state.lastSleeper
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let (isOver, watchers) = state.withLock { state -> (Bool, [CheckedContinuation<Instant, Never>]) in
                    guard !Task.isCancelled else { return (true, []) }
                    guard deadline > state.now else { return (true, []) }
                    state.sleepers[sleeper] = (deadline, continuation)
                    defer { state.watchers = [] }
                    return (false, state.watchers)
                }
                if isOver {
                    if Task.isCancelled {
                        continuation.resume(throwing: CancellationError())
                    } else {
                        continuation.resume()
                    }
                }
                for watcher in watchers { watcher.resume(returning: deadline) }
            }
        } onCancel: {
            let continuation = state.withLock { $0.sleepers.removeValue(forKey: sleeper)?.continuation }
            continuation?.resume(throwing: CancellationError())
        }
    }

    /// The deadline of the earliest sleep; waits until somebody sleeps.
    package func nextSleep() async -> Instant {
        await withCheckedContinuation { continuation in
            let earliest = state.withLock { state -> Instant? in
                if let earliest = state.sleepers.values.map(\.until).min() { return earliest }
                state.watchers.append(continuation)
                return nil
            }
            if let earliest { continuation.resume(returning: earliest) }
        }
    }

    /// Moves the clock on, and wakes whoever's time has come.
    package func advance(by duration: Duration) {
        let due = state.withLock { state -> [CheckedContinuation<Void, any Error>] in
            state.now = state.now.advanced(by: duration)
            let due = state.sleepers.filter { $0.value.until <= state.now }
            for sleeper in due.keys { state.sleepers[sleeper] = nil }
            return due.values.sorted { $0.until < $1.until }.map(\.continuation)
        }
        for continuation in due { continuation.resume() }
    }

    /// Moves the clock to that moment.
    package func advance(to moment: Instant) {
        advance(by: now.duration(to: moment))
    }
}
