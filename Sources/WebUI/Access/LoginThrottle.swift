/// Slows guessing down, before any password is hashed: after a few failures each further try from one address has to wait, twice as
/// long each time. Accounts are not throttled: that would let anybody lock the administrator out.
///
/// A value: the clock is passed in. Waiting is told to the person, not done.
struct LoginThrottle: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// Failures that cost nothing: typing errors.
    static let freeFailures = 5
    /// The longest wait.
    static let longestWait: Duration = .seconds(300)
    /// After that long without a failure all is forgotten.
    static let memory: Duration = .seconds(3600)
    /// How many addresses are remembered; the one that failed longest ago makes room.
    static let limit = 4096

    private struct Record: Sendable {
        var failures = 0
        var lastFailure: Instant
    }

    private var records: [String: Record] = [:]

    /// How long that key has to wait now; nil if it may try.
    func wait(for key: String, at now: Instant) -> Duration? {
        guard let record = records[key], record.failures >= Self.freeFailures else { return nil }
        let end = record.lastFailure.advanced(by: Self.wait(after: record.failures))
        return end > now ? now.duration(to: end) : nil
    }

    /// A try has failed.
    mutating func failed(_ key: String, at now: Instant) {
        var record = records[key] ?? Record(lastFailure: now)
        if record.lastFailure.duration(to: now) > Self.memory { record.failures = 0 }
        record.failures += 1
        record.lastFailure = now
        if records[key] == nil, records.count >= Self.limit,
            let oldest = records.min(by: { $0.value.lastFailure < $1.value.lastFailure })
        {
            records[oldest.key] = nil
        }
        records[key] = record
    }

    /// A try has succeeded: its failures were typing errors.
    mutating func succeeded(_ key: String) {
        records[key] = nil
    }

    private static func wait(after failures: Int) -> Duration {
        let doublings = min(failures - freeFailures, 20)
        return min(.seconds(1 << doublings), longestWait)
    }
}
