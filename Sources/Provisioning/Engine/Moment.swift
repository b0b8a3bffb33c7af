public import FlatProfile

/// A moment by both clocks: the one that measures, and the one on the wall, which may be wrong and may be set.
public struct Moment<Instant: InstantProtocol>: Sendable where Instant.Duration == Duration {
    /// By the clock that measures.
    public var instant: Instant
    /// By the clock on the wall.
    public var wall: Timestamp

    /// A moment of those parts.
    public init(instant: Instant, wall: Timestamp) {
        self.instant = instant
        self.wall = wall
    }

    /// Whether the clock on the wall can be right. A machine without a battery starts in 1970, or when its system was built, until a
    /// time server is heard.
    public var hasPlausibleTime: Bool { wall >= Self.earliestPlausibleTime }

    /// 2024-01-01: no phone with this program was switched on before.
    private static var earliestPlausibleTime: Timestamp { Timestamp(unixSeconds: 1_704_067_200) }
}
