private import Notation

/// The phone's own time zone, as Voice > Regional > Time sets it; it need not be that of the machine.
///
/// Source: administration guide, "Time and Date Settings" (Time_Zone, Time_Offset, Daylight_Saving_Time_Enable, …_Rule).
public struct PhoneTimeZone: Hashable, Sendable {
    /// Seconds east of Greenwich, without daylight saving.
    public let standardOffset: Int
    /// When the clock is changed; nil if it never is.
    public let daylightSaving: DaylightSavingRule?

    /// A time zone of those parts.
    public init(standardOffset: Int, daylightSaving: DaylightSavingRule? = nil) {
        self.standardOffset = standardOffset
        self.daylightSaving = daylightSaving
    }

    /// The time zone that a configuration asks for. What its type would not accept counts for nothing.
    public init(_ snapshot: Snapshot) {
        let zone = Self.offset(snapshot["Time_Zone"].drop { !"+-".contains($0) })
        let offset = Self.offset(snapshot["Time_Offset__HH_mm_"][...])
        standardOffset = zone + offset
        daylightSaving =
            snapshot["Daylight_Saving_Time_Enable"] == "Yes"
            ? try? DaylightSavingRule(snapshot["Daylight_Saving_Time_Rule"]) : nil
    }

    /// `-08:00`, `+00/30`, `-1/0/30`; anything else is 0.
    private static func offset(_ text: Substring) -> Int {
        let isNegative = text.hasPrefix("-")
        let parts = text.dropFirst(isNegative || text.hasPrefix("+") ? 1 : 0)
            .split(omittingEmptySubsequences: false) { $0 == ":" || $0 == "/" }.map { Int(digits: $0) }
        guard 2...3 ~= parts.count, let hours = parts[0], let minutes = parts[1], hours <= 24, minutes <= 59 else {
            return 0
        }
        let seconds = hours * 3600 + minutes * 60 + (parts.count == 3 ? parts[2] ?? 0 : 0)
        return isNegative ? -seconds : seconds
    }

    /// Seconds east of Greenwich at a moment.
    public func offset(at moment: Timestamp) -> Int {
        guard let daylightSaving else { return standardOffset }
        let seconds = moment.unixSeconds
        let year = CalendarDate.dayAndSecond(ofUnixSeconds: seconds + Int64(standardOffset)).day.year
        // Each change happens at a time of the clock as it was before it.
        let start = daylightSaving.start.seconds(in: year) - Int64(standardOffset)
        let end = daylightSaving.end.seconds(in: year) - Int64(standardOffset + daylightSaving.save)
        // In the southern half of the world summer goes on over the end of the year.
        let isSaving = start <= end ? start <= seconds && seconds < end : seconds < end || start <= seconds
        return standardOffset + (isSaving ? daylightSaving.save : 0)
    }

    /// The first moment after `moment` at which the clock on the wall shows so many seconds after midnight, 0 to 86,400. A time that is
    /// left out when the clock is put forward counts as that much later; of one that comes twice the first counts.
    public func next(secondOfDay: Int, after moment: Timestamp) -> Timestamp {
        let local = moment.unixSeconds + Int64(offset(at: moment))
        let today = CalendarDate.dayAndSecond(ofUnixSeconds: local).day.daysSinceEpoch
        // Yesterday, for the hour that comes twice and for 24:00; the day after tomorrow never has to be asked.
        for day in (today - 1)...(today + 2) {
            let candidate = self.moment(ofLocalSeconds: day * 86_400 + Int64(secondOfDay))
            if candidate > moment { return candidate }
        }
        return moment + .seconds(86_400)
    }

    /// When the clock on the wall shows that time, in seconds since 1970 as if it were UTC.
    private func moment(ofLocalSeconds local: Int64) -> Timestamp {
        let standard = Timestamp(unixSeconds: local - Int64(standardOffset))
        guard let daylightSaving else { return standard }
        let saving = Timestamp(unixSeconds: local - Int64(standardOffset + daylightSaving.save))
        let isInForce = { (moment: Timestamp) in
            moment.unixSeconds + Int64(offset(at: moment)) == local
        }
        return [saving, standard].sorted().first(where: isInForce) ?? standard
    }
}

extension DaylightSavingRule.Moment {
    /// When it is in that year, in seconds since 1970 as if it were UTC.
    fileprivate func seconds(in year: Int64) -> Int64 {
        let first = CalendarDate(year: year, month: Int64(month), day: 1).daysSinceEpoch
        let next =
            month == 12
            ? CalendarDate(year: year + 1, month: 1, day: 1).daysSinceEpoch
            : CalendarDate(year: year, month: Int64(month) + 1, day: 1).daysSinceEpoch
        let base = day > 0 ? first + Int64(day) - 1 : next + Int64(day)
        return (base + shiftToWeekday(from: base)) * 86_400 + Int64(seconds)
    }

    /// The days to the weekday that is meant: on or after a positive day, on or before a negative one.
    private func shiftToWeekday(from base: Int64) -> Int64 {
        guard weekday > 0 else { return 0 }
        // 1970-01-01 was a Thursday, the fourth day of the week.
        let present = ((base + 3) % 7 + 7) % 7 + 1
        let ahead = (Int64(weekday) - present + 7) % 7
        return day > 0 || ahead == 0 ? ahead : ahead - 7
    }
}
