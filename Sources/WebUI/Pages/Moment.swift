import FlatProfile
import Notation

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
        let (date, second) = CalendarDate.dayAndSecond(ofUnixSeconds: time.unixSeconds)
        return ["\(date.year.padded(to: 4))-\(date.month.twoDigits)-\(date.day.twoDigits)", second.clock]
    }
}
