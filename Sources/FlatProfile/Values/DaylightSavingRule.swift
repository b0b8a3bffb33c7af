/// When daylight saving begins and ends, and how much it adds.
///
/// `start=<month>/<day>/<weekday>[/HH[:mm[:ss]]];end=…;save=[-]HH[:mm[:ss]]`. Source: 7800 administration guide 11.x, "Localization".
public struct DaylightSavingRule: Hashable, Sendable {
    /// A moment of each year.
    public struct Moment: Hashable, Sendable {
        /// 1 to 12.
        public let month: Int
        /// 1 to 31; negative counts from the end of the month, -1 is its last day.
        public let day: Int
        /// 1 (Monday) to 7 (Sunday): the first such day on or after `day`, or before it if that is negative. 0 is `day` itself.
        public let weekday: Int
        /// Seconds after midnight.
        public let seconds: Int
    }

    /// When it begins.
    public let start: Moment
    /// When it ends.
    public let end: Moment
    /// Seconds that are added in between.
    public let save: Int

    /// Reads a rule.
    public init(_ text: String) throws(ValueFault.Flaw) {
        let fields = try KeyedScript(text)
        try fields.requireKeys(in: ["start", "end", "save"], needed: ["start", "end", "save"])
        start = try Self.moment(fields["start"])
        end = try Self.moment(fields["end"])
        let value = fields["save"]
        let isNegative = value.hasPrefix("-")
        guard let save = Self.seconds(value.dropFirst(isNegative || value.hasPrefix("+") ? 1 : 0)) else {
            throw .part(String(value), is: .clockTime)
        }
        self.save = isNegative ? -save : save
    }

    private static func moment(_ text: Substring) throws(ValueFault.Flaw) -> Moment {
        let parts = text.parts(separatedBy: "/")
        guard 3...4 ~= parts.count, let month = Int(digits: parts[0]), 1...12 ~= month,
            let day = Int(decimalOrHexadecimal: parts[1]), 1...31 ~= abs(day),
            let weekday = Int(digits: parts[2]), 0...7 ~= weekday,
            let seconds = parts.count == 4 ? seconds(parts[3]) : 0
        else { throw .part(String(text), is: .momentOfYear) }
        return Moment(month: month, day: day, weekday: weekday, seconds: seconds)
    }

    /// `HH[:mm[:ss]]`, up to 24 hours.
    private static func seconds(_ text: Substring) -> Int? {
        let parts = text.parts(separatedBy: ":").map { Int(digits: $0) }
        guard 1...3 ~= parts.count, let hours = parts[0], 0...24 ~= hours else { return nil }
        var seconds = hours * 3600
        for (part, unit) in zip(parts.dropFirst(), [60, 1]) {
            guard let part, 0...59 ~= part else { return nil }
            seconds += part * unit
        }
        return seconds <= 86_400 ? seconds : nil
    }
}
