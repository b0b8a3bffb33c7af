package import FlatProfile
internal import Notation

/// A moment as a page shows it: words for people, and the exact time in the tooltip and for scripts.
///
/// All pages show times in this way: the template has a marker `{{>SINCE}}`, and the page fills it with
/// `model.show(Moment(time, now: now), at: "SINCE")`, which makes `<time datetime="…" title="2026-11-20 07:18:39 UTC">3 min ago</time>`.
/// With scripts the words keep up with the clock. Where only the exact time is wanted, it is `Moment(time)`.
package struct Moment: Sendable, Equatable {
    /// When.
    package var time: Timestamp
    /// What people read.
    package var text: String
    /// Whether the words change as time goes by; nil if they do not.
    package private(set) var moves: Direction?

    /// Where a moment lies that is shown by its distance.
    package enum Direction { case ahead, behind }

    /// A moment that is shown in those words; without them as `2026-11-20 07:18:39 UTC`.
    package init(_ time: Timestamp, text: String? = nil) {
        self.time = time
        self.text = text ?? Self.parts(of: time).joined(separator: " ") + " UTC"
    }

    /// A moment that is shown by its distance from now: `3 min ago`, `in 2 h`.
    package init(_ time: Timestamp, now: Timestamp) {
        self.time = time
        text = Self.distance(of: time, from: now)
        moves = time > now ? .ahead : .behind
    }

    /// Date and time of day: `2026-11-20 07:18:39 UTC`.
    package var exact: String { Self.parts(of: time).joined(separator: " ") + " UTC" }

    /// For the attribute `datetime` (HTML, "a valid global date and time string"): `2026-11-20T07:18:39Z`.
    package var machineReadable: String { Self.parts(of: time).joined(separator: "T") + "Z" }

    /// How far `time` is from `now`, in the largest whole unit: `3 min ago`, `in 2 h`.
    package static func distance(of time: Timestamp, from now: Timestamp) -> String {
        let seconds = time.unixSeconds - now.unixSeconds
        return switch seconds {
        case ...0: age(of: time, at: now)
        case ..<60: "in \(seconds) s"
        case ..<3600: "in \(seconds / 60) min"
        case ..<86400: "in \(seconds / 3600) h"
        case ..<172_800: "in 1 day"
        default: "in \(seconds / 86400) days"
        }
    }

    /// How long before `now` the time is, in the largest whole unit: `just now`, `3 min ago`, `2 days ago`.
    package static func age(of time: Timestamp, at now: Timestamp) -> String {
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

extension ViewModel {
    /// Shows a moment at a marker `{{>NAME}}`: see `Moment`.
    package func show(_ moment: Moment, at marker: StaticString) {
        include("time", at: marker) { model in
            model["ISO_TIME"] = moment.machineReadable
            model["EXACT_TIME"] = moment.exact
            model.say("WORDS", moment.text)
            model.show("AHEAD", if: moment.moves == .ahead)
            model.show("BEHIND", if: moment.moves == .behind)
        }
    }
}
