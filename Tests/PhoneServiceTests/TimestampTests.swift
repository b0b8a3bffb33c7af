import FlatProfile
import Foundation
import Testing

@testable import PhoneService

/// Times of records, beside the formats of Foundation.
@Suite struct TimestampTests {
    private static let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    @Test(
        arguments: [
            0, 1, 999, 1000, -1, -1000, -86_400_001, 951_782_399_999, 951_782_400_000, 4_107_542_399_123,
            1_795_072_719_123,
        ] as [Int64])
    func aTimeIsWrittenAsFoundationWritesItAndReadBack(milliseconds: Int64) {
        let time = Timestamp(unixMilliseconds: milliseconds)
        let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
        #expect(time.iso8601 == date.formatted(Self.format))
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
