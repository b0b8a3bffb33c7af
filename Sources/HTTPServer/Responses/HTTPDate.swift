import Notation

/// A moment as HTTP writes it, to the second: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7).
public struct HTTPDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Seconds since 1970-01-01 00:00:00 UTC.
    public let unixSeconds: Int64

    /// That moment; outside the years 1 to 9999 the nearest moment inside.
    public init(unixSeconds: Int64) {
        self.unixSeconds = min(max(unixSeconds, -62_135_596_800), 253_402_300_799)
    }

    /// Reads the preferred form only; the two obsolete ones have not been written for decades. nil for anything else.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 29 else { return nil }
        func number(_ range: Range<Int>) -> Int64? {
            var value: Int64 = 0
            for byte in bytes[range] {
                guard byte.isDigit else { return nil }
                value = value * 10 + Int64(byte - UInt8(ascii: "0"))
            }
            return value
        }
        guard let day = number(5..<7), let year = number(12..<16), let hour = number(17..<19),
            let minute = number(20..<22), let second = number(23..<25),
            let month = Self.months.firstIndex(of: String(decoding: bytes[8..<11], as: UTF8.self)),
            (1...31).contains(day), year >= 1, hour < 24, minute < 60, second <= 60
        else { return nil }
        let date = CalendarDate(year: year, month: Int64(month) + 1, day: day)
        self.init(unixSeconds: date.daysSinceEpoch * 86_400 + hour * 3600 + minute * 60 + min(second, 59))
        // The day of the week, the separators and the length of the month prove themselves by writing it again.
        guard description == text || second == 60 else { return nil }
    }

    /// As it stands in a header.
    public var description: String {
        let (date, second) = CalendarDate.dayAndSecond(ofUnixSeconds: unixSeconds)
        let weekday = Self.weekdays[Int(((date.daysSinceEpoch + 4) % 7 + 7) % 7)]
        let month = Self.months[Int(date.month - 1)]
        return "\(weekday), \(date.day.twoDigits) \(month) \(date.year.padded(to: 4)) \(second.clock) GMT"
    }

    /// As a header value.
    public var headerValue: HeaderValue { HeaderValue(escaping: description) }

    /// Earlier moments come first.
    public static func < (left: Self, right: Self) -> Bool { left.unixSeconds < right.unixSeconds }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}
