internal import FlatProfile

/// What started a problem report.
public enum ProblemReportTrigger: Hashable, Sendable {
    /// `PRT_Max_Timer` is over.
    case timer
    /// The process before this one did not come to its end in order, and `PRT_Upload_at_Crash` is Yes.
    case crash
    /// Somebody asked for it: the page, the command line, the API.
    case request(by: String)
}

/// Decides when a problem report is made by itself; performs nothing itself.
///
/// Source: Provisioning Parameters, "PRT_Max_Timer": 15 to 1440 minutes, empty is off. What stands outside of the range, which only an
/// old store can hold, is taken for the nearest value inside; what is no number for empty.
struct ProblemReportSchedule<Instant: InstantProtocol>: Sendable where Instant.Duration == Duration {
    /// When the next one is due; nil: none.
    private(set) var due: Instant?

    private var interval: Duration?
    private var base: Instant

    /// The phone has started.
    init(_ snapshot: Snapshot, at now: Instant) {
        base = now
        follow(snapshot)
    }

    /// The configuration may have changed: the wait is counted anew from where it began.
    mutating func follow(_ snapshot: Snapshot) {
        interval = Int(snapshot["PRT_Max_Timer"]).map { .seconds(60 * min(max($0, 15), 1440)) }
        due = interval.map { base.advanced(by: $0) }
    }

    /// A report was made, by itself or not: the next is due that long after it.
    mutating func generated(at now: Instant) {
        base = now
        due = interval.map { now.advanced(by: $0) }
    }
}
