/// What a concern of the phone would like to do next: from when on, and how long a call may hold it up.
public struct Wish<Instant: InstantProtocol>: Hashable, Sendable where Instant.Duration == Duration {
    /// How long something that is due waits for the end of calls.
    public enum Patience: Hashable, Sendable {
        /// Not at all: calls do not matter to it.
        case none
        /// That long, then it begins in spite of a call.
        case upTo(Duration)
        /// Until all lines are idle, however long that takes.
        case untilIdle
    }

    /// From when on.
    public var at: Instant
    /// How long it waits for the end of calls.
    public var patience: Patience
    /// Whether somebody asked for it, so that it does not come by itself.
    public var isAsked: Bool

    /// A wish of those parts.
    public init(at: Instant, patience: Patience, isAsked: Bool = false) {
        self.at = at
        self.patience = patience
        self.isAsked = isAsked
    }

    /// When it may come true, given that a line is in use or none is; nil: not before that changes.
    public func opening(isBusy: Bool) -> Instant? {
        guard isBusy else { return at }
        return switch patience {
        case .none: at
        case .upTo(let longest): at.advanced(by: longest)
        case .untilIdle: nil
        }
    }
}
