import TestSupport
import Testing

@testable import Fleet

@Suite struct FleetClockTests {
    @Test func anAcceleratedYearTakesNoTime() async throws {
        let clock = FleetClock(.accelerated)
        try await clock.sleep(until: .init(.seconds(366 * 86400)), tolerance: nil)
        #expect(clock.now.offset == .seconds(366 * 86400))
    }

    @Test func sleepersWakeInTheirOrder() async throws {
        let clock = FleetClock(.accelerated)
        clock.began()
        let order = try await withThrowingTaskGroup(of: Int.self) { group in
            for hours in [5, 1, 4, 2, 3] {
                group.addTask {
                    try? await clock.sleep(until: .init(.seconds(3600 * hours)), tolerance: nil)
                    return hours
                }
            }
            try await until("all sleep") { clock.sleeperCount == 5 }
            clock.ended()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(order == [1, 2, 3, 4, 5])
    }

    @Test func anAcceleratedClockStandsWhileSomethingTakesTimeOutside() async throws {
        let clock = FleetClock(.accelerated)
        clock.began()
        async let sleep: Void = clock.sleep(until: .init(.seconds(60)), tolerance: nil)
        for _ in 0..<20 { try await Task.sleep(for: .milliseconds(10)) }
        #expect(clock.now.offset == .zero)
        clock.ended()
        try await sleep
        #expect(clock.now.offset == .seconds(60))
    }

    @Test(arguments: [FleetClock.Pace.real, .accelerated])
    func aCancelledSleepEndsAtOnce(pace: FleetClock.Pace) async throws {
        let clock = FleetClock(pace)
        clock.began()
        let sleeper = Task { try await clock.sleep(until: .init(.seconds(100_000)), tolerance: nil) }
        sleeper.cancel()
        await #expect(throws: CancellationError.self) { try await sleeper.value }
        clock.ended()
    }

    @Test func nobodyWakesTooEarlyInRealTime() async throws {
        let clock = FleetClock()
        let moment = clock.now.advanced(by: .milliseconds(120))
        try await clock.sleep(until: moment, tolerance: nil)
        #expect(clock.now >= moment)
        try await clock.sleep(until: .init(.zero), tolerance: nil)
    }

    @Test func thousandsOfSleepersAndCancellationsLeaveNothingBehind() async throws {
        let clock = FleetClock(.accelerated)
        let ended = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<2000 {
                group.addTask {
                    (try? await clock.sleep(until: .init(.seconds(number % 97)), tolerance: nil)) != nil
                }
            }
            var count = 0
            for await hasSlept in group where hasSlept {
                count += 1
                if count == 1000 { group.cancelAll() }
            }
            return count
        }
        #expect(ended >= 1000)
    }
}

@Suite struct TurnstileTests {
    @Test func noMoreAreInsideThanThereArePlaces() async {
        let turnstile = Turnstile(places: 3)
        let inside = Counter()
        await withDiscardingTaskGroup { group in
            for _ in 0..<100 {
                group.addTask {
                    guard await turnstile.enter() else { return }
                    await inside.enter()
                    await Task.yield()
                    await inside.leave()
                    turnstile.leave()
                }
            }
        }
        #expect(await inside.most <= 3)
        #expect(await inside.total == 100)
    }

    @Test func whoeverGivesUpLeavesTheLine() async {
        let turnstile = Turnstile(places: 1)
        #expect(await turnstile.enter())
        let waiting = Task { await turnstile.enter() }
        waiting.cancel()
        #expect(await waiting.value == false)
        turnstile.leave()
        #expect(await turnstile.enter())
    }

    private actor Counter {
        var now = 0
        var most = 0
        var total = 0

        func enter() {
            now += 1
            total += 1
            most = max(most, now)
        }

        func leave() { now -= 1 }
    }
}
