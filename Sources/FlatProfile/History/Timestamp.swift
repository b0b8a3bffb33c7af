/// A moment of wall-clock time: milliseconds since 1970-01-01 00:00:00 UTC, leap seconds not counted.
///
/// A moment beyond what 64 bits can count becomes the last (or first) one that they can.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Milliseconds since the epoch; negative before it.
    public var unixMilliseconds: Int64

    /// The moment that many milliseconds after the epoch.
    public init(unixMilliseconds: Int64) {
        self.unixMilliseconds = unixMilliseconds
    }

    /// The moment that many seconds after the epoch.
    public init(unixSeconds: Int64) {
        unixMilliseconds = Int64(clamping: Int128(unixSeconds) * 1000)
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
        let added = Int128(seconds) * 1000 + Int128(attoseconds / 1_000_000_000_000_000)
        return Self(unixMilliseconds: Int64(clamping: Int128(moment.unixMilliseconds) + added))
    }

    /// The time from `earlier` to `later`.
    public static func - (later: Self, earlier: Self) -> Duration {
        .milliseconds(later.unixMilliseconds) - .milliseconds(earlier.unixMilliseconds)
    }
}
