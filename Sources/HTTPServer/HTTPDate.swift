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
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                value = value * 10 + Int64(byte - UInt8(ascii: "0"))
            }
            return value
        }
        guard let day = number(5..<7), let year = number(12..<16), let hour = number(17..<19),
            let minute = number(20..<22), let second = number(23..<25),
            let month = Self.months.firstIndex(of: String(decoding: bytes[8..<11], as: UTF8.self)),
            (1...31).contains(day), year >= 1, hour < 24, minute < 60, second <= 60
        else { return nil }
        let days = Self.days(year: year, month: Int64(month) + 1, day: day)
        self.init(unixSeconds: days * 86_400 + hour * 3600 + minute * 60 + min(second, 59))
        // The day of the week, the separators and the length of the month prove themselves by writing it again.
        guard description == text || second == 60 else { return nil }
    }

    /// As it stands in a header.
    public var description: String {
        let days = unixSeconds >= 0 ? unixSeconds / 86_400 : (unixSeconds - 86_399) / 86_400
        let second = unixSeconds - days * 86_400
        let (year, month, day) = Self.civil(days: days)
        let weekday = Self.weekdays[Int(((days + 4) % 7 + 7) % 7)]
        return "\(weekday), \(Self.padded(day)) \(Self.months[Int(month - 1)]) \(Self.padded(year, to: 4)) "
            + "\(Self.padded(second / 3600)):\(Self.padded(second / 60 % 60)):\(Self.padded(second % 60)) GMT"
    }

    /// As a header value.
    public var headerValue: HeaderValue { HeaderValue(escaping: description) }

    /// Earlier moments come first.
    public static func < (left: Self, right: Self) -> Bool { left.unixSeconds < right.unixSeconds }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private static func padded(_ number: Int64, to width: Int = 2) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }

    /// Days since the epoch. Years begin in March here, so that the leap day is the last of its year.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let monthFromMarch = (month + 9) % 12
        return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + (monthFromMarch * 153 + 2) / 5 + day
            - 719_469
    }

    private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        // The first guess is off by a day's worth of a year at most.
        var year = (days + 719_468) * 400 / 146_097
        while Self.days(year: year + 1, month: 3, day: 1) <= days { year += 1 }
        while Self.days(year: year, month: 3, day: 1) > days { year -= 1 }
        let dayOfYear = days - Self.days(year: year, month: 3, day: 1)
        let monthFromMarch = (dayOfYear * 5 + 2) / 153
        let month = (monthFromMarch + 2) % 12 + 1
        return (month <= 2 ? year + 1 : year, month, dayOfYear - (monthFromMarch * 153 + 2) / 5 + 1)
    }
}
