/// What came of the rehearsal of one device. It is what a store keeps, and the documented JSON; keys are stable. It holds no secret.
public struct RehearsalRecord: Codable, Hashable, Sendable {
    /// The device.
    public var mac: String
    /// Whether it came up as expected.
    public var good: Bool
    /// That, or where and why not, in one sentence.
    public var text: String
    /// How long it took by the clock on the wall, in seconds.
    public var seconds: Double
    /// The places in which it got power: `bench`, then `customer`.
    public var stages: [StageRecord]
    /// The firmware that runs in the end.
    public var software_version: String
    /// How often it started.
    public var starts: Int
    /// The values that differ from the factory's in the end, by name; secrets are masked.
    public var values: [String: String]
    /// How many more there are.
    public var values_left_out: Int
    /// What was expected and did not come true.
    public var missed: [ExpectationMiss]

    /// What happened in one place.
    public struct StageRecord: Codable, Hashable, Sendable {
        /// `bench` or `customer`.
        public var place: String
        /// Whether the phone got there what it should.
        public var good: Bool
        /// Why not; null if it did.
        public var text: String?
        /// Every attempt, oldest first.
        public var story: [LineRecord]
    }

    /// One attempt.
    public struct LineRecord: Codable, Hashable, Sendable {
        /// When, in seconds by the phone's own clock.
        public var at: Double
        /// What was tried, and why: `resync at the start`.
        public var deed: String
        /// How it ended: `changed 12 parameters`, `refused`.
        public var outcome: String
        /// Whether the phone had what it wanted.
        public var good: Bool
        /// The rule that was followed, as it is written; null if there was none.
        public var rule: String?
        /// The address that was asked for first; null if nothing was asked.
        public var url: String?
        /// The status of the last answer, or null.
        public var status: Int?
        /// How long the network took, in milliseconds; null if it was not asked.
        public var latency_ms: Double?
        /// How many bytes came.
        public var bytes: Int
        /// What went wrong; null if nothing did.
        public var error: String?
        /// Each request, if there were several, or it failed.
        public var requests: [RequestRecord]
    }

    /// One request.
    public struct RequestRecord: Codable, Hashable, Sendable {
        /// What was asked for.
        public var url: String
        /// Where; null if the name was not found.
        public var address: String?
        /// What came of it: a status, or a failure in words.
        public var result: String
        /// Where it led on; null if it did not.
        public var redirect: String?
    }

    /// How many values are kept.
    public static let mostValues = 300
}

extension RehearsalRecord {
    /// A result without a phone: of a device that left its job.
    public init(mac: String, good: Bool, text: String) {
        self.init(
            mac: mac, good: good, text: text, seconds: 0, stages: [], software_version: "", starts: 0, values: [:],
            values_left_out: 0, missed: [])
    }
}
