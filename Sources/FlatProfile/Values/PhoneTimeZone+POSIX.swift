private import Notation

extension PhoneTimeZone {
    /// The parameters that make a time zone.
    public static let parameters: [ParameterName] = [
        "Time_Zone", "Time_Offset__HH_mm_", "Daylight_Saving_Time_Enable", "Daylight_Saving_Time_Rule",
    ]

    /// The time zone as the environment variable `TZ` has it: `<-08>8<-07>,M3.2.0,M11.1.0`. Nil for a rule that this form cannot say,
    /// such as the first Sunday on or after the fifth.
    ///
    /// Source: POSIX.1-2024, "Environment Variables", TZ; tzset(3). What is the default there is left out, as zone files have it.
    public var posix: String? {
        let standard = "<\(Self.name(standardOffset))>\(Self.time(-standardOffset))"
        guard let rule = daylightSaving, rule.save != 0 else { return standard }
        guard let start = rule.start.posix, let end = rule.end.posix else { return nil }
        let offset = standardOffset + rule.save
        let shift = rule.save == 3600 ? "" : Self.time(-offset)
        return "\(standard)<\(Self.name(offset))>\(shift),\(start),\(end)"
    }

    /// `-08`, `+0530`: the sign east of Greenwich.
    private static func name(_ offset: Int) -> String {
        let seconds = abs(offset)
        let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60)
        var text = (offset < 0 ? "-" : "+") + hours.twoDigits
        if minutes != 0 || rest != 0 { text += minutes.twoDigits }
        if rest != 0 { text += rest.twoDigits }
        return text
    }

    /// `8`, `-5:30`: hours, and minutes and seconds where there are some.
    fileprivate static func time(_ seconds: Int) -> String {
        let size = abs(seconds)
        let (hours, minutes, rest) = (size / 3600, size / 60 % 60, size % 60)
        var text = (seconds < 0 ? "-" : "") + String(hours)
        if minutes != 0 || rest != 0 { text += ":" + minutes.twoDigits }
        if rest != 0 { text += ":" + rest.twoDigits }
        return text
    }
}

extension DaylightSavingRule.Moment {
    /// `M3.5.0/3`: month, week and weekday; `J60`: a day of a year without leap day. Nil for what none of both can say.
    fileprivate var posix: String? {
        let time = seconds == 7200 ? "" : "/" + PhoneTimeZone.time(seconds)
        guard weekday > 0 else { return dayOfYear.map { "J\($0)\(time)" } }
        let week: Int
        switch day {
        case 1, 8, 15, 22: week = (day + 6) / 7
        case -1: week = 5
        default: return nil
        }
        return "M\(month).\(week).\(weekday % 7)\(time)"
    }

    /// The day of a year that has no 29th of February; nil for that day, and for a last day of February.
    private var dayOfYear: Int? {
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        let length = lengths[month - 1]
        guard day <= length, day > 0 || (month != 2 && -day <= length) else { return nil }
        return lengths[..<(month - 1)].reduce(0, +) + (day > 0 ? day : length + 1 + day)
    }
}
