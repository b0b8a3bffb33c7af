import FlatProfile

/// A moment as a page shows it: words for people, and the exact time for scripts.
struct Moment: Sendable {
    /// When.
    var time: Timestamp
    /// What people read.
    var text: String

    /// A moment that is shown in those words; without them as `2026-11-20 07:18:39 UTC`.
    init(_ time: Timestamp, text: String? = nil) {
        self.time = time
        self.text = text ?? Self.parts(of: time).joined(separator: " ") + " UTC"
    }

    /// For the attribute `datetime` (HTML, "a valid global date and time string"): `2026-11-20T07:18:39Z`.
    var machineReadable: String { Self.parts(of: time).joined(separator: "T") + "Z" }

    /// How long before `now` the time is, in the largest whole unit: `just now`, `3 min ago`, `2 days ago`.
    static func age(of time: Timestamp, at now: Timestamp) -> String {
        let seconds = now.unixSeconds - time.unixSeconds
        return switch seconds {
        case ..<60: "just now"
        case ..<3600: "\(seconds / 60) min ago"
        case ..<86400: "\(seconds / 3600) h ago"
        case ..<172_800: "1 day ago"
        default: "\(seconds / 86400) days ago"
        }
    }

    /// Date and time of day in UTC.
    private static func parts(of time: Timestamp) -> [String] {
        let seconds = time.unixSeconds
        let day = seconds >= 0 ? seconds / 86400 : (seconds - 86399) / 86400
        let second = seconds - day * 86400
        return [
            date(daysSinceEpoch: day),
            [second / 3600, second / 60 % 60, second % 60].map { padded($0, to: 2) }.joined(separator: ":"),
        ]
    }

    /// The proleptic Gregorian date, by counting in years that begin in March, so that the leap day comes last.
    private static func date(daysSinceEpoch: Int64) -> String {
        let daysOf400Years: Int64 = 146_097
        let shifted = daysSinceEpoch + 719_468
        let era = (shifted >= 0 ? shifted : shifted - daysOf400Years + 1) / daysOf400Years
        let dayOfEra = shifted - era * daysOf400Years
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return "\(padded(year, to: 4))-\(padded(month, to: 2))-\(padded(day, to: 2))"
    }

    private static func padded(_ number: Int64, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
