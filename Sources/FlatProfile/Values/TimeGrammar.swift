/// Times of day and dates.
enum TimeGrammar {
    /// `0000` to `2400`. Source: Provisioning Parameters, Resync_At__HHmm_.
    static func isFourDigits(_ text: String) -> Bool {
        guard text.utf8.count == 4, let number = Int(digits: text) else { return false }
        return number == 2400 || isTime(hours: number / 100, minutes: number % 100)
    }

    /// `07:00`.
    static func isClockTime(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int(digits: $0) }
        guard parts.count == 2, let hours = parts[0], let minutes = parts[1] else { return false }
        return isTime(hours: hours, minutes: minutes)
    }

    /// `mm/dd`, `mm/dd/yy` or `mm/dd/yyyy`. Source: administration guide, "Time": the year is optional.
    static func isDate(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard 2...3 ~= parts.count, let month = Int(digits: parts[0]), 1...12 ~= month,
            let day = Int(digits: parts[1]), parts.count == 2 || [2, 4].contains(parts[2].utf8.count)
        else { return false }
        // Without a year, 29 February may be right.
        guard let year = parts.count == 3 ? Int(digits: parts[2]) : 2000 else { return false }
        return 1...days(of: month, in: year < 100 ? 2000 + year : year) ~= day
    }

    /// `HH/mm`, or `HH/mm/ss`; colons do as well. Source: administration guide, "Time": the seconds are optional.
    static func isTime(_ text: String) -> Bool {
        let parts = text.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == ":" }.map { Int(digits: $0) }
        guard 2...3 ~= parts.count, let hours = parts[0], let minutes = parts[1] else { return false }
        return isTime(hours: hours, minutes: minutes) && (parts.count == 2 || parts[2].map { $0 <= 59 } ?? false)
    }

    /// `[-|+]HH/mm`.
    static func isOffset(_ text: String) -> Bool {
        isTime(String(text.dropFirst(text.hasPrefix("-") || text.hasPrefix("+") ? 1 : 0)))
    }

    private static func isTime(hours: Int, minutes: Int) -> Bool { hours <= 23 && minutes <= 59 }

    private static func days(of month: Int, in year: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
