import Testing

@testable import FlatProfile

@Suite struct TimestampTests {
    @Test(
        arguments: [
            (0, 0), (999, 0), (1000, 1), (-1, -1), (-1000, -1), (-1001, -2), (Int64.max, Int64.max / 1000),
            (Int64.min, Int64.min / 1000 - 1),
        ] as [(Int64, Int64)])
    func roundsSecondsDown(milliseconds: Int64, seconds: Int64) {
        #expect(Timestamp(unixMilliseconds: milliseconds).unixSeconds == seconds)
    }

    @Test(
        arguments: [
            (1, 1000), (-1, -1000), (Int64.max, Int64.max), (Int64.min, Int64.min), (Int64.max / 1000 + 1, Int64.max),
        ] as [(Int64, Int64)])
    func staysWithinWhatCanBeTold(seconds: Int64, milliseconds: Int64) {
        #expect(Timestamp(unixSeconds: seconds).unixMilliseconds == milliseconds)
    }

    @Test func addsToTheMillisecond() {
        let moment = Timestamp(unixMilliseconds: 5)
        #expect(moment + .milliseconds(1999) == Timestamp(unixMilliseconds: 2004))
        #expect(moment + .milliseconds(-1999) == Timestamp(unixMilliseconds: -1994))
        #expect(moment + .microseconds(999) == moment)
    }

    @Test func addsNoMoreThanCanBeTold() {
        let last = Timestamp(unixMilliseconds: .max)
        let first = Timestamp(unixMilliseconds: .min)
        #expect(last + .seconds(1) == last)
        #expect(first + .seconds(-1) == first)
        #expect(Timestamp(unixSeconds: 0) + .seconds(Int64.max) == last)
        #expect(Timestamp(unixSeconds: 0) + .seconds(Int64.min) == first)
    }

    @Test func subtracts() {
        let moment = Timestamp(unixMilliseconds: 1500)
        #expect(moment - Timestamp(unixMilliseconds: 500) == .seconds(1))
        #expect(
            Timestamp(unixMilliseconds: .max) - Timestamp(unixMilliseconds: .min)
                == .milliseconds(Int64.max) - .milliseconds(Int64.min))
    }
}
