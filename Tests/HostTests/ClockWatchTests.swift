import Glibc
import Testing

@testable import Host

@Suite struct ClockWatchTests {
    /// Sets the clock to the time that it shows, which moves it by less than a microsecond, and is a setting nevertheless.
    private func setTheClock() throws {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        try #require(clock_settime(CLOCK_REALTIME, &now) == 0, "the test needs the right to set the clock (root)")
    }

    @Test func tellsEveryListenerThatTheClockWasSet() async throws {
        let first = try ClockWatch.shared.changes()
        let second = try ClockWatch.shared.changes()
        // The thread may not wait yet: the clock is set until it is heard.
        let setting = Task {
            while !Task.isCancelled {
                try setTheClock()
                try await Task.sleep(for: .milliseconds(20))
            }
        }
        for await _ in first { break }
        for await _ in second { break }
        setting.cancel()
        _ = await setting.result
    }
}
