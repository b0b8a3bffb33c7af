internal import Threading

/// The clock as one phone sees it. A phone that sleeps gives its place among those that are awake to another one, and waits for one when
/// its time has come.
final class PhoneClock: Clock {
    private let clock: FleetClock
    private let awake: Turnstile
    private let holdsPlace = Locked(true)
    private let sleeps: @Sendable () -> Void

    /// A clock of a phone that has a place; `sleeps` is told when it goes to sleep.
    init(_ premises: Premises, sleeps: @escaping @Sendable () -> Void) {
        clock = premises.clock
        awake = premises.awake
        self.sleeps = sleeps
    }

    var now: FleetClock.Instant { clock.now }
    var minimumResolution: Duration { clock.minimumResolution }

    func sleep(until deadline: FleetClock.Instant, tolerance: Duration?) async throws {
        // First, so that whoever wants to look at a phone at rest can stop the clock.
        sleeps()
        leavePlace()
        try await clock.sleepToWork(until: deadline)
        guard await awake.enter() else {
            clock.ended()
            throw CancellationError()
        }
        let heldOne = holdsPlace.withLock { holdsPlace in
            defer { holdsPlace = true }
            return holdsPlace
        }
        if heldOne { giveBack() }
    }

    /// Nothing is under way any more.
    func leavePlace() {
        let heldOne = holdsPlace.withLock { holdsPlace in
            defer { holdsPlace = false }
            return holdsPlace
        }
        if heldOne { giveBack() }
    }

    private func giveBack() {
        awake.leave()
        clock.ended()
    }
}
