/// A day of the Gregorian calendar, which is carried on into the past before its introduction.
package struct CalendarDate: Hashable, Sendable {
    /// The year.
    package var year: Int64
    /// The month, 1 to 12.
    package var month: Int64
    /// The day of the month, 1 to 31.
    package var day: Int64

    package init(year: Int64, month: Int64, day: Int64) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// The day that begins so many days after 1970-01-01.
    package init(daysSinceEpoch days: Int64) {
        // The first guess is off by a day's worth of a year at most.
        var year = (days + 719_468) * 400 / 146_097
        while Self.days(year: year + 1, month: 3, day: 1) <= days { year += 1 }
        while Self.days(year: year, month: 3, day: 1) > days { year -= 1 }
        let dayOfYear = days - Self.days(year: year, month: 3, day: 1)
        let monthFromMarch = (dayOfYear * 5 + 2) / 153
        let month = (monthFromMarch + 2) % 12 + 1
        self.init(
            year: month <= 2 ? year + 1 : year, month: month, day: dayOfYear - (monthFromMarch * 153 + 2) / 5 + 1)
    }

    /// How many days after 1970-01-01 it is; negative before.
    package var daysSinceEpoch: Int64 { Self.days(year: year, month: month, day: day) }

    /// Years begin in March here, so that the leap day is the last of its year.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let monthFromMarch = (month + 9) % 12
        let leapDays = floor(shifted, 4) - floor(shifted, 100) + floor(shifted, 400)
        return shifted * 365 + leapDays + (monthFromMarch * 153 + 2) / 5 + day - 719_469
    }

    private static func floor(_ number: Int64, _ divisor: Int64) -> Int64 {
        number >= 0 ? number / divisor : (number - divisor + 1) / divisor
    }
}

extension CalendarDate {
    /// The day (UTC) of a moment in seconds since 1970, and the second of that day.
    package static func dayAndSecond(ofUnixSeconds seconds: Int64) -> (day: CalendarDate, second: Int64) {
        let (days, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
        return rest < 0
            ? (CalendarDate(daysSinceEpoch: days - 1), rest + 86_400) : (CalendarDate(daysSinceEpoch: days), rest)
    }
}
