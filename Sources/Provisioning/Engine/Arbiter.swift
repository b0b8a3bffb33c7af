/// What the engine takes care of, one thing at a time. Of two that are due since the same moment the earlier one in this list is first.
public enum Concern: Hashable, Sendable, CaseIterable {
    /// Custom_CA_Rule: whom the phone trusts decides what it can fetch.
    case customAuthority
    /// From the box to the service provider.
    case customization
    /// Profiles.
    case resync
    /// Firmware.
    case upgrade
    /// Configuration and status reports.
    case report
}

/// Decides which concern may act now. It performs nothing and knows no clock.
///
/// Source of the idle rule: "a profile resync is only attempted when the phone is idle" (Provisioning); Provisioning Parameters,
/// "Forced_Resync_Delay".
struct Arbiter<Instant: InstantProtocol> where Instant.Duration == Duration {
    /// What to do now.
    enum Verdict: Hashable {
        /// Let this concern begin.
        case begin(Concern)
        /// Ask again then.
        case wait(until: Instant)
        /// Nothing will be due by itself.
        case rest
    }

    /// Whether at least one line is in use.
    var isBusy = false

    /// Who begins: whoever has been due the longest.
    func decide(_ wishes: [(concern: Concern, wish: Wish<Instant>)], at now: Instant) -> Verdict {
        let openings = wishes.compactMap { entry in
            entry.wish.opening(isBusy: isBusy).map { (concern: entry.concern, at: entry.wish.at, opening: $0) }
        }
        let ready = openings.filter { $0.opening <= now }.min { left, right in
            left.at != right.at ? left.at < right.at : left.concern.precedence < right.concern.precedence
        }
        if let ready { return .begin(ready.concern) }
        return openings.map(\.opening).min().map { .wait(until: $0) } ?? .rest
    }
}

extension Concern {
    fileprivate var precedence: Int { Self.allCases.firstIndex(of: self) ?? Self.allCases.count }
}
