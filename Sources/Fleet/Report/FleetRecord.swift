internal import FlatProfile
internal import PhoneService
internal import Relay

/// The documented JSON of a fleet's report. Keys are stable. Times are seconds unless their name says otherwise.
public struct FleetRecord: Codable, Sendable, Hashable {
    /// What the scenario is called.
    public var name: String
    /// When it began, in UTC.
    public var began_at: String
    /// `real` or `accelerated`.
    public var clock: String
    /// What decided all that was random.
    public var seed: UInt64
    /// How long it took, by the clock of the fleet.
    public var duration: Double
    /// Whether somebody broke it off.
    public var interrupted: Bool
    /// Whether all that was expected came true.
    public var succeeded: Bool
    /// How many phones there are.
    public var phones: Int
    /// How many have had power.
    public var started: Int
    /// How many came up.
    public var up: Int
    /// How many attempts were made.
    public var attempts: Int
    /// How many of them failed.
    public var failures: Int
    /// How many repeated a failed one.
    public var retries: Int
    /// How many requests they made.
    public var requests: Int
    /// Body bytes that came.
    public var bytes: Int
    /// Attempts by outcome.
    public var outcomes: [String: Int]
    /// Attempts by what was tried.
    public var deeds: [String: Int]
    /// Attempts by the status of the last answer, `0` for none.
    public var statuses: [String: Int]
    /// How long the network took for an attempt, in milliseconds.
    public var latency_ms: PercentilesRecord
    /// From power to the first success, in seconds.
    public var coming_up: PercentilesRecord
    /// What was expected.
    public var expectations: [VerdictRecord]
    /// What the relay saw; null without one.
    public var relay: RelayRecord?
    /// How long a slice is.
    public var slice_seconds: Int
    /// What happened when.
    public var slices: [SliceRecord]
    /// The phones that had the hardest time, worst first.
    public var worst: [PhoneRecord]

    /// A distribution.
    public struct PercentilesRecord: Codable, Sendable, Hashable {
        /// How many there are.
        public var count: Int
        /// The mean.
        public var mean: Double
        /// What half of them did not exceed.
        public var p50: Double
        /// What 90 percent did not exceed.
        public var p90: Double
        /// What 99 percent did not exceed.
        public var p99: Double
        /// What 99.9 percent did not exceed.
        public var p999: Double
        /// The largest.
        public var largest: Double
    }

    /// An expectation.
    public struct VerdictRecord: Codable, Sendable, Hashable {
        /// What was expected.
        public var expected: String
        /// What was found.
        public var found: String
        /// Whether it came true.
        public var holds: Bool
    }

    /// The relay.
    public struct RelayRecord: Codable, Sendable, Hashable {
        /// How many requests they made.
        public var requests: Int
        /// How many of them met a fault.
        public var faulty: Int
        /// Body bytes that came.
        public var bytes: Int
        /// Connections to the server that could not be made.
        public var unreachable: Int
    }

    /// What happened in a while.
    public struct SliceRecord: Codable, Sendable, Hashable {
        /// When, in seconds since the start.
        public var at: Int
        /// How many have had power.
        public var started: Int
        /// Phones that came up in it.
        public var came_up: Int
        /// How many attempts were made.
        public var attempts: Int
        /// How many of them failed.
        public var failures: Int
        /// How many repeated a failed one.
        public var retries: Int
        /// Body bytes that came.
        public var bytes: Int
        /// What half of the latencies in it did not exceed.
        public var p50_ms: Double
        /// What 99 percent of them did not exceed.
        public var p99_ms: Double
        /// Attempts by outcome.
        public var outcomes: [String: Int]
    }

    /// A phone.
    public struct PhoneRecord: Codable, Sendable, Hashable {
        /// Its place in the fleet.
        public var number: Int
        /// Its address.
        public var mac: String
        /// Its serial number.
        public var serial_number: String
        /// Its product name.
        public var model: String
        /// The firmware that it ran at the end.
        public var software_version: String
        /// When it got power, in seconds.
        public var power_at: Double
        /// How long it took to come up; null if it never did.
        public var up_after: Double?
        /// How many of them failed.
        public var failures: Int
        /// Its slowest answer.
        public var slowest_ms: Double
        /// How many attempts in the middle are not in its story.
        public var forgotten: Int
        /// What it did.
        public var story: [LineRecord]
    }

    /// One attempt.
    public struct LineRecord: Codable, Sendable, Hashable {
        /// When, in seconds since the start.
        public var at: Double
        /// What was tried, and why.
        public var deed: String
        /// How it ended.
        public var outcome: String
        /// Whether it has what it wanted.
        public var succeeded: Bool
        /// How long the network took; null if it was not asked.
        public var latency_ms: Double?
        /// The status of the last answer, or null.
        public var status: Int?
        /// Body bytes that came.
        public var bytes: Int
        /// What went wrong, or null.
        public var error: String?
        /// The rule that was followed, as it is written, or null.
        public var rule: String?
    }
}

extension FleetRecord {
    /// What came of a fleet, as a record.
    public init(_ result: FleetResult) {
        let (scenario, tally) = (result.scenario, result.tally)
        name = scenario.name
        began_at = result.beganAt.iso8601
        clock = scenario.pace == .real ? "real" : "accelerated"
        seed = scenario.seed
        duration = result.elapsed.inSeconds.rounded(to: 3)
        interrupted = result.wasInterrupted
        succeeded = result.succeeded
        phones = scenario.phones
        started = tally.started
        up = tally.up
        attempts = tally.total.attempts
        failures = tally.total.failures
        retries = tally.total.retries
        requests = tally.requests
        bytes = tally.total.bytes
        outcomes = Self.outcomes(tally.total)
        deeds = Dictionary(uniqueKeysWithValues: zip(PhoneNote.Deed.allCases.map(\.word), tally.deeds))
            .filter { $0.value > 0 }
        statuses = Dictionary(uniqueKeysWithValues: tally.statuses.map { (String($0.key), $0.value) })
        latency_ms = PercentilesRecord(tally.total.latency, unit: 1000)
        coming_up = PercentilesRecord(tally.comingUp, unit: 1000)
        expectations = result.verdicts.map {
            VerdictRecord(expected: $0.expected, found: $0.found, holds: $0.holds)
        }
        relay = result.relay.map {
            RelayRecord(requests: $0.requests, faulty: $0.faulty, bytes: $0.bytes, unreachable: $0.unreachable)
        }
        slice_seconds = tally.sliceSeconds
        slices = tally.slices.enumerated().map { index, slice in
            SliceRecord(
                at: index * tally.sliceSeconds, started: slice.started, came_up: slice.cameUp,
                attempts: slice.attempts, failures: slice.failures, retries: slice.retries, bytes: slice.bytes,
                p50_ms: Self.milliseconds(slice.latency.percentile(0.5)),
                p99_ms: Self.milliseconds(slice.latency.percentile(0.99)), outcomes: Self.outcomes(slice))
        }
        worst = result.worst.map(PhoneRecord.init)
    }

    /// In JSON, UTF-8.
    public func json(pretty: Bool = true) -> [UInt8] { RecordCoding.encode(self, pretty: pretty) }

    private static func outcomes(_ slice: FleetTally.Slice) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: zip(PhoneNote.Outcome.allCases.map(\.word), slice.outcomes))
            .filter { $0.value > 0 }
    }

    static func milliseconds(_ microseconds: Int) -> Double { (Double(microseconds) / 1000).rounded(to: 3) }
}

extension FleetRecord.PercentilesRecord {
    init(_ histogram: Histogram, unit: Double) {
        func value(_ number: Int) -> Double { (Double(number) / unit).rounded(to: 3) }
        self.init(
            count: histogram.count, mean: value(histogram.mean), p50: value(histogram.percentile(0.5)),
            p90: value(histogram.percentile(0.9)), p99: value(histogram.percentile(0.99)),
            p999: value(histogram.percentile(0.999)), largest: value(histogram.largest))
    }
}

extension FleetRecord.PhoneRecord {
    init(_ story: FleetResult.Story) {
        self.init(
            number: story.number, mac: story.identity.mac.colonSeparated,
            serial_number: story.identity.serialNumber, model: story.identity.model.productName,
            software_version: story.softwareVersion, power_at: story.powerAt.inSeconds.rounded(to: 3),
            up_after: story.upAfter?.inSeconds.rounded(to: 3), failures: story.failures,
            slowest_ms: FleetRecord.milliseconds(story.slowest), forgotten: story.forgotten,
            story: story.lines.map(FleetRecord.LineRecord.init))
    }
}

extension FleetRecord.LineRecord {
    init(_ line: StoryLine) {
        self.init(
            at: line.at.inSeconds.rounded(to: 3), deed: line.deed, outcome: line.outcome, succeeded: line.isSuccess,
            latency_ms: line.latency.map { $0.inMilliseconds.rounded(to: 3) }, status: line.status, bytes: line.bytes,
            error: line.sentence.isEmpty ? nil : line.sentence, rule: line.rule.isEmpty ? nil : line.rule)
    }
}

extension Double {
    fileprivate func rounded(to places: Int) -> Double {
        let factor = places == 3 ? 1000.0 : 1
        return (self * factor).rounded() / factor
    }
}
