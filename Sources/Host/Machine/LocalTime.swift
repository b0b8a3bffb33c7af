public import FlatProfile
private import Glibc
import Notation

/// A moment as a calendar and a clock on the wall show it, and the forms in which a phone writes it.
///
/// The forms are those of the administration guide's Info > Status, the reboot history and RFC 3164; they are the same in every language.
public struct LocalTime: Hashable, Sendable {
    /// The year, `2014`.
    public let year: Int
    /// The month, 1 to 12.
    public let month: Int
    /// The day of the month, 1 to 31.
    public let day: Int
    /// The hour, 0 to 23.
    public let hour: Int
    /// The minute, 0 to 59.
    public let minute: Int
    /// The second, 0 to 60.
    public let second: Int
    /// Seconds east of UTC.
    public let offset: Int

    /// The moment in the time zone of the machine. Follows a change of `/etc/localtime` without a restart.
    public init(_ moment: Timestamp) {
        // localtime_r itself looks at the zone only once in the life of the process.
        tzset()
        var time = time_t(Self.seconds(of: moment))
        var fields = tm()
        localtime_r(&time, &fields)
        self.init(fields, offset: fields.tm_gmtoff)
    }

    /// The moment in the time zone that is `offset` seconds east of UTC, at most a day either way.
    public init(_ moment: Timestamp, offset: Int) {
        let offset = min(max(offset, -86_400), 86_400)
        var time = time_t(Self.seconds(of: moment) + Int64(offset))
        var fields = tm()
        gmtime_r(&time, &fields)
        self.init(fields, offset: offset)
    }

    private init(_ fields: tm, offset: Int) {
        year = Int(fields.tm_year) + 1900
        month = Int(fields.tm_mon) + 1
        day = Int(fields.tm_mday)
        hour = Int(fields.tm_hour)
        minute = Int(fields.tm_min)
        second = Int(fields.tm_sec)
        self.offset = offset
    }

    /// Seconds since 1970, kept within the years that four digits can hold, a day from either end: 0001 to 9999.
    private static func seconds(of moment: Timestamp) -> Int64 {
        let milliseconds = min(max(moment.unixMilliseconds, -62_135_510_400_000), 253_402_214_399_000)
        return Timestamp(unixMilliseconds: milliseconds).unixSeconds
    }

    /// `08/13/2014 06:12:38`: the status texts of custom CAs and provisioning.
    public var slashed: String { "\(month.twoDigits)/\(day.twoDigits)/\(year.padded(to: 4)) \(clock)" }

    /// `[08/13/14 06:12:38]`: the reboot history.
    public var bracketed: String { "[\(month.twoDigits)/\(day.twoDigits)/\((year % 100).twoDigits) \(clock)]" }

    /// `08/06/14 1:42:56 a.m.`: Current Time on the Status page.
    public var spoken: String {
        let hourOfHalf = hour % 12 == 0 ? 12 : hour % 12
        let half = hour < 12 ? "a.m." : "p.m."
        let date = "\(month.twoDigits)/\(day.twoDigits)/\((year % 100).twoDigits)"
        return "\(date) \(hourOfHalf):\(minute.twoDigits):\(second.twoDigits) \(half)"
    }

    /// `08/06/14 1:42:56 a.m.` or `06/08/14 13:42:56`: Current Time as Date_Format and Time_Format want it.
    public func shown(dayFirst: Bool, hours24: Bool) -> String {
        let date = dayFirst ? "\(day.twoDigits)/\(month.twoDigits)" : "\(month.twoDigits)/\(day.twoDigits)"
        let text = spoken
        guard hours24 else { return date + text.dropFirst(5) }
        return "\(date)/\((year % 100).twoDigits) \(clock)"
    }

    /// `Aug  3 06:12:38`: the time stamp of RFC 3164, section 4.1.2, the day padded with a blank.
    public var syslog: String { "\(Self.months[month - 1]) \(day.padded(to: 2, with: " ")) \(clock)" }

    /// `2014-08-13T06:12:38+02:00`, or with `Z` in UTC (ISO 8601, RFC 3339).
    public var iso8601: String {
        let date = "\(year.padded(to: 4))-\(month.twoDigits)-\(day.twoDigits)T\(clock)"
        guard offset != 0 else { return date + "Z" }
        let minutes = abs(offset) / 60
        return date + (offset < 0 ? "-" : "+") + "\((minutes / 60).twoDigits):\((minutes % 60).twoDigits)"
    }

    /// `06:12:38`.
    public var clock: String { "\(hour.twoDigits):\(minute.twoDigits):\(second.twoDigits)" }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}

/// How the Status page writes Elapsed Time.
public struct ElapsedTime: Hashable, Sendable, CustomStringConvertible {
    /// The time, in whole seconds, zero or more.
    public let seconds: Int64

    /// That long, rounded down; less than nothing counts as nothing.
    public init(_ duration: Duration) {
        seconds = max(0, duration.components.seconds)
    }

    /// `7 days, 02:13:02`, `1 day, 00:00:00`, and `22:39:05` on the first day.
    public var description: String {
        let days = seconds / 86_400
        let rest = seconds % 86_400
        return days == 0 ? rest.clock : days == 1 ? "1 day, \(rest.clock)" : "\(days) days, \(rest.clock)"
    }
}
