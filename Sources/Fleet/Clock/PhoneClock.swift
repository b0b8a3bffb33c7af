/// The clock as one phone sees it, which tells when the phone goes to sleep.
struct PhoneClock: Clock {
    let clock: FleetClock
    let sleeps: @Sendable () -> Void

    var now: FleetClock.Instant { clock.now }
    var minimumResolution: Duration { clock.minimumResolution }

    func sleep(until deadline: FleetClock.Instant, tolerance: Duration?) async throws {
        sleeps()
        try await clock.sleep(until: deadline, tolerance: tolerance)
    }
}
