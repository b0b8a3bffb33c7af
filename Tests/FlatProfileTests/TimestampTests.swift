import FlatProfile
import Testing

@Suite struct TimestampTests {
    @Test(
        arguments: [
            (0, 0), (999, 0), (1000, 1), (-1, -1), (-1000, -1), (-1001, -2), (.max, 9_223_372_036_854_775),
            (.min, -9_223_372_036_854_776),
        ] as [(Int64, Int64)])
    func roundsDownToSeconds(milliseconds: Int64, seconds: Int64) {
        #expect(Timestamp(unixMilliseconds: milliseconds).unixSeconds == seconds)
    }

    @Test(
        arguments: [
            (0, .seconds(3), 3000), (-1, .milliseconds(1), 0), (5, .microseconds(1999), 6),
            (.max, .milliseconds(1), .max),
            (.min, .seconds(Int64.min), .min), (0, .seconds(Int64.max), .max), (.min, .seconds(1), .min + 1000),
        ] as [(Int64, Duration, Int64)])
    func addsWithinWhatItCanCount(start: Int64, duration: Duration, expected: Int64) {
        #expect(Timestamp(unixMilliseconds: start) + duration == Timestamp(unixMilliseconds: expected))
    }

    @Test func countsFromOneEndToTheOther() {
        let (first, last) = (Timestamp(unixSeconds: .min), Timestamp(unixSeconds: .max))
        #expect((first.unixMilliseconds, last.unixMilliseconds) == (.min, .max))
        #expect(last - first == .milliseconds(Int64.max) - .milliseconds(Int64.min))
    }
}
