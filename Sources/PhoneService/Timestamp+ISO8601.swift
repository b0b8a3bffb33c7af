internal import FlatProfile
private import Notation

/// Times of records: ISO 8601 with milliseconds, in UTC. A page reads dozens of them, which the formats of Foundation are too slow for.
extension Timestamp {
    /// `2026-11-20T07:05:19.123Z`.
    package var iso8601: String {
        let (day, second) = CalendarDate.dayAndSecond(ofUnixSeconds: unixSeconds)
        let milliseconds = ((unixMilliseconds % 1000) + 1000) % 1000
        let date = "\(day.year.padded(to: 4))-\(day.month.twoDigits)-\(day.day.twoDigits)"
        return "\(date)T\(second.clock).\(milliseconds.padded(to: 3))Z"
    }

    /// `2026-11-20 07:05:19 UTC`, the form in which sentences for pages hold a time: pages make `3 min ago` of it.
    package var exact: String {
        let (day, second) = CalendarDate.dayAndSecond(ofUnixSeconds: unixSeconds)
        return "\(day.year.padded(to: 4))-\(day.month.twoDigits)-\(day.day.twoDigits) \(second.clock) UTC"
    }

    /// The moment that such a text names, with milliseconds or without; nil if it is none.
    package init?(iso8601 text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 20 || bytes.count == 24, bytes.last == UInt8(ascii: "Z") else { return nil }
        guard bytes.count == 20 || bytes[19] == UInt8(ascii: ".") else { return nil }
        for (place, mark) in [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":")] as [(Int, Unicode.Scalar)] {
            guard bytes[place] == UInt8(ascii: mark) else { return nil }
        }
        func number(_ range: Range<Int>) -> Int64? {
            bytes[range].allSatisfy(\.isDigit) ? bytes[range].reduce(0) { $0 * 10 + Int64($1 & 15) } : nil
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            let milliseconds = bytes.count == 24 ? number(20..<23) : 0,
            (1...12).contains(month), hour < 24, minute < 60, second < 60
        else { return nil }
        let date = CalendarDate(year: year, month: month, day: day)
        // A day that the month does not have comes out as one of the next.
        guard CalendarDate(daysSinceEpoch: date.daysSinceEpoch) == date else { return nil }
        let seconds = date.daysSinceEpoch * 86_400 + hour * 3600 + minute * 60 + second
        self.init(unixMilliseconds: seconds * 1000 + milliseconds)
    }
}
