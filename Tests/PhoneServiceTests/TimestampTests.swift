import FlatProfile
import Foundation
import Testing

@testable import PhoneService

/// Times of records, beside Foundation's own format of whole seconds.
@Suite struct TimestampTests {
    @Test(
        arguments: [
            0, 1, 999, 1000, -1, -1000, -86_400_001, 951_782_399_999, 951_782_400_000, 4_107_542_399_123,
            1_795_072_719_123,
        ] as [Int64])
    func aTimeIsWrittenWithItsMillisecondsAndReadBack(milliseconds: Int64) {
        let time = Timestamp(unixMilliseconds: milliseconds)
        // The fraction is not Foundation's, which is now and then a millisecond short: it comes from a binary one.
        let seconds = Date(timeIntervalSince1970: Double(time.unixSeconds)).formatted(.iso8601)
        let rest = String(1000 + milliseconds - time.unixSeconds * 1000).dropFirst()
        #expect(time.iso8601 == "\(seconds.dropLast()).\(rest)Z")
        #expect(Timestamp(iso8601: time.iso8601) == time)
    }

    @Test func everyDayOfACenturyIsReadBack() {
        for day in stride(from: Int64(-3650), through: 36_500, by: 1) {
            let time = Timestamp(
                unixMilliseconds: day * 86_400_000 + (day * 7_919_003 % 86_400_000 + 86_400_000) % 86_400_000)
            #expect(Timestamp(iso8601: time.iso8601) == time)
        }
    }

    @Test func millisecondsMayBeLeftOut() {
        #expect(Timestamp(iso8601: "2026-11-20T07:05:19Z") == Timestamp(iso8601: "2026-11-20T07:05:19.000Z"))
    }

    @Test(arguments: [
        "", "Z", "2026-11-20", "2026-11-20T07:05:19", "2026-11-20 07:05:19Z", "2026-11-20T07:05:19.1Z",
        "2026-11-20T07:05:19,123Z", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-10T00:00:00Z",
        "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:60Z", "+026-01-01T00:00:00Z", "２026-01-01T00:00Z", "2026-01-01T00:00:00.12éZ",
    ])
    func whatIsNoTimeIsNone(text: String) {
        #expect(Timestamp(iso8601: text) == nil)
    }
}
