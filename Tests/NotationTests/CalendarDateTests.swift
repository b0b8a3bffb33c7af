import Glibc
import Testing

@testable import Notation

@Suite struct CalendarDateTests {
    @Test(
        arguments: [
            (0, 1970, 1, 1), (-1, 1969, 12, 31), (11_016, 2000, 2, 29), (11_017, 2000, 3, 1), (47_540, 2100, 2, 28),
            (47_541, 2100, 3, 1), (-719_162, 1, 1, 1), (-719_468, 0, 3, 1), (-719_469, 0, 2, 29),
            (2_932_896, 9999, 12, 31),
        ] as [(Int64, Int64, Int64, Int64)])
    func knowsTheCalendar(days: Int64, year: Int64, month: Int64, day: Int64) {
        let date = CalendarDate(year: year, month: month, day: day)
        #expect(CalendarDate(daysSinceEpoch: days) == date)
        #expect(date.daysSinceEpoch == days)
    }

    /// The C library's calendar is the other opinion.
    @Test func agreesWithTheCLibrary() {
        for seconds in stride(from: -70_000_000_000, through: 260_000_000_000, by: 777_777_777) {
            var time = time_t(seconds)
            var fields = tm()
            gmtime_r(&time, &fields)
            let (date, second) = CalendarDate.dayAndSecond(ofUnixSeconds: Int64(seconds))
            #expect(
                [date.year, date.month, date.day] == [
                    Int64(fields.tm_year) + 1900, Int64(fields.tm_mon) + 1, Int64(fields.tm_mday),
                ])
            #expect(second == Int64(fields.tm_hour * 3600 + fields.tm_min * 60 + fields.tm_sec))
        }
    }

    @Test(arguments: [Int64.min, .min + 1, -1, 0, 1, .max])
    func survivesAnyMoment(seconds: Int64) {
        let (date, second) = CalendarDate.dayAndSecond(ofUnixSeconds: seconds)
        #expect((1...12).contains(date.month) && (1...31).contains(date.day) && (0..<86_400).contains(second))
    }
}
