package import HTTPServer

/// Slows guessing down, before any password is hashed: after a few failures each further try for one account from one address has to
/// wait, twice as long each time. An account is never closed to other addresses: that would let anybody lock the administrator out;
/// and who knows one account's password gets no fresh tries for the other's.
///
/// A value: the clock is passed in. Waiting is told to the person, not done.
package struct LoginThrottle: Sendable {
    package typealias Instant = ContinuousClock.Instant

    /// Whose failures are counted together.
    package struct Key: Hashable, Sendable {
        /// Without the port, which changes with every connection; of an IPv6 address the network, since one host has all of it.
        package var network: String
        /// Nil for all names that are no account.
        package var accountName: String?

        /// The key of somebody who wants to be that account; nil for a name that is none.
        package init(peer: Peer, accountName: String?) {
            if case .address(let address, _) = peer { network = Self.network(of: address) } else { network = "local" }
            self.accountName = accountName
        }

        /// The first four groups of an IPv6 address, as far as they are written out before `::`.
        private static func network(of address: String) -> String {
            guard address.contains(":") else { return address }
            let head = address.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)[0]
            return head.split(separator: ":").prefix(4).joined(separator: ":") + "::/64"
        }
    }

    /// Failures that cost nothing: typing errors.
    package static let freeFailures = 5
    /// The longest wait.
    package static let longestWait: Duration = .seconds(300)
    /// After that long without a failure all is forgotten.
    package static let memory: Duration = .seconds(3600)
    /// How many keys are remembered; the one that failed longest ago makes room.
    package static let limit = 4096

    private struct Record: Sendable {
        var failures = 0
        var lastFailure: Instant
        /// How many tries are being judged.
        var pending = 0
    }

    private var records: [Key: Record] = [:]

    /// A throttle that has seen nobody.
    package init() {}

    /// How many keys are remembered now.
    package var count: Int { records.count }

    /// Begins a try, whose end is to be told. How long it has to wait instead; nil if it may go on.
    ///
    /// Once failures cost something, one try is judged at a time: many at once are no more than many one after the other.
    package mutating func begin(_ key: Key, at now: Instant) -> Duration? {
        var record = records[key] ?? Record(lastFailure: now)
        if record.lastFailure.duration(to: now) > Self.memory { record.failures = 0 }
        if record.failures >= Self.freeFailures {
            guard record.pending == 0 else { return .seconds(1) }
            let end = record.lastFailure.advanced(by: Self.wait(after: record.failures))
            guard end <= now else { return now.duration(to: end) }
        }
        if records[key] == nil, records.count >= Self.limit,
            let oldest = records.min(by: { $0.value.lastFailure < $1.value.lastFailure })
        {
            records[oldest.key] = nil
        }
        record.pending += 1
        records[key] = record
        return nil
    }

    /// The try has failed.
    package mutating func failed(_ key: Key, at now: Instant) {
        guard var record = ended(key) else { return }
        record.failures += 1
        record.lastFailure = now
        records[key] = record
    }

    /// The try has succeeded: the failures before it were typing errors.
    package mutating func succeeded(_ key: Key) {
        guard var record = ended(key) else { return }
        record.failures = 0
        records[key] = record.pending == 0 ? nil : record
    }

    /// The try could not be judged.
    package mutating func withdrawn(_ key: Key) {
        guard let record = ended(key) else { return }
        records[key] = record.pending == 0 && record.failures == 0 ? nil : record
    }

    private func ended(_ key: Key) -> Record? {
        guard var record = records[key] else { return nil }
        record.pending = max(0, record.pending - 1)
        return record
    }

    private static func wait(after failures: Int) -> Duration {
        let doublings = min(failures - freeFailures, 20)
        return min(.seconds(1 << doublings), longestWait)
    }
}
