internal import FlatProfile
internal import Host

/// How the sentences of Status tell times.
public enum TimeStyle: Hashable, Sendable {
    /// As the phone's own page does, in the zone of the machine: `on 11/20/2026 07:18:39`. Documents and records have them so.
    case phone
    /// `2026-11-20 07:18:39 UTC`, of which pages make `3 min ago` with the exact time in its tooltip.
    case exact

    /// The time of a record by itself.
    func alone(_ recorded: String) -> String {
        guard let time = Timestamp(iso8601: recorded) else { return recorded }
        return self == .exact ? time.exact : LocalTime(time).slashed
    }

    /// The time of a record after what happened then.
    func after(_ recorded: String) -> String { self == .exact ? alone(recorded) : "on \(alone(recorded))" }
}
