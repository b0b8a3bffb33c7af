/// A moment of wall-clock time: milliseconds since 1970-01-01 00:00:00 UTC, leap seconds not counted.
///
/// What would lie beyond the first or the last moment that can be told is that moment.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Milliseconds since the epoch; negative before it.
    public var unixMilliseconds: Int64

    /// The moment that many milliseconds after the epoch.
    public init(unixMilliseconds: Int64) {
        self.unixMilliseconds = unixMilliseconds
    }

    /// The moment that many seconds after the epoch.
    public init(unixSeconds: Int64) {
        unixMilliseconds = Self.clamped(unixSeconds.multipliedReportingOverflow(by: 1000), towards: unixSeconds)
    }

    /// Whole seconds since the epoch, rounded down.
    public var unixSeconds: Int64 {
        let (seconds, rest) = unixMilliseconds.quotientAndRemainder(dividingBy: 1000)
        return rest < 0 ? seconds - 1 : seconds
    }

    /// Earlier moments come first.
    public static func < (left: Self, right: Self) -> Bool { left.unixMilliseconds < right.unixMilliseconds }

    /// The moment `duration` later, to the millisecond.
    public static func + (moment: Self, duration: Duration) -> Self {
        let (seconds, attoseconds) = duration.components
        let whole = clamped(seconds.multipliedReportingOverflow(by: 1000), towards: seconds)
        let milliseconds = clamped(
            whole.addingReportingOverflow(attoseconds / 1_000_000_000_000_000), towards: whole)
        return Self(
            unixMilliseconds: clamped(
                moment.unixMilliseconds.addingReportingOverflow(milliseconds), towards: milliseconds))
    }

    /// The time from `earlier` to `later`.
    public static func - (later: Self, earlier: Self) -> Duration {
        .milliseconds(later.unixMilliseconds) - .milliseconds(earlier.unixMilliseconds)
    }

    private static func clamped(_ result: (partialValue: Int64, overflow: Bool), towards sign: Int64) -> Int64 {
        result.overflow ? (sign < 0 ? .min : .max) : result.partialValue
    }
}
