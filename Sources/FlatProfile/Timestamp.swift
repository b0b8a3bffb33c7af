/// A moment of wall-clock time: milliseconds since 1970-01-01 00:00:00 UTC, leap seconds not counted.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Milliseconds since the epoch; negative before it.
    public var unixMilliseconds: Int64

    /// The moment that many milliseconds after the epoch.
    public init(unixMilliseconds: Int64) {
        self.unixMilliseconds = unixMilliseconds
    }

    /// The moment that many seconds after the epoch.
    public init(unixSeconds: Int64) {
        unixMilliseconds = unixSeconds * 1000
    }

    /// Whole seconds since the epoch, rounded down.
    public var unixSeconds: Int64 {
        unixMilliseconds >= 0 ? unixMilliseconds / 1000 : (unixMilliseconds - 999) / 1000
    }

    /// Earlier moments come first.
    public static func < (left: Self, right: Self) -> Bool { left.unixMilliseconds < right.unixMilliseconds }

    /// The moment `duration` later, to the millisecond.
    public static func + (moment: Self, duration: Duration) -> Self {
        let (seconds, attoseconds) = duration.components
        return Self(unixMilliseconds: moment.unixMilliseconds + seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }

    /// The time from `earlier` to `later`.
    public static func - (later: Self, earlier: Self) -> Duration {
        .milliseconds(later.unixMilliseconds - earlier.unixMilliseconds)
    }
}
