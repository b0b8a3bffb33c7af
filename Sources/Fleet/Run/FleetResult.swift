public import FlatProfile
public import Relay

/// What came of a fleet.
public struct FleetResult: Sendable {
    /// One phone that had a hard time.
    public struct Story: Sendable {
        /// Its place in the fleet.
        public var number: Int
        /// Which phone.
        public var identity: DeviceIdentity
        /// The firmware that it ran at the end.
        public var softwareVersion: String
        /// When it got power, since the start.
        public var powerAt: Duration
        /// How long it took to come up; nil if it never did.
        public var upAfter: Duration?
        /// How many attempts failed.
        public var failures: Int
        /// Its slowest answer, in microseconds.
        public var slowest: Int
        /// What it did.
        public var lines: [StoryLine]
        /// How many attempts in the middle are not among them.
        public var forgotten: Int
    }

    /// An expectation, and whether it holds.
    public struct Verdict: Sendable, Hashable {
        /// What was expected: `up: at least 99%`.
        public var expected: String
        /// What was found: `98.7%`.
        public var found: String
        /// Whether it holds.
        public var holds: Bool
    }

    /// The scenario.
    public let scenario: Scenario
    /// What happened.
    public let tally: FleetTally
    /// How long it took, by the clock of the fleet.
    public let elapsed: Duration
    /// When it began, on the wall.
    public let beganAt: Timestamp
    /// Whether somebody broke it off.
    public let wasInterrupted: Bool
    /// What the relay saw, if there was one.
    public let relay: FaultRelay.Counts?
    /// The ten worst phones, worst first.
    public let worst: [Story]

    /// What was expected, and whether it holds.
    public var verdicts: [Verdict] {
        let expected = scenario.expectations
        var verdicts: [Verdict] = []
        let upShare = Double(tally.up) / Double(max(1, scenario.phones))
        if let share = expected.up {
            verdicts.append(
                Verdict(
                    expected: "up: at least \(Self.percent(share))", found: Self.percent(upShare),
                    holds: upShare >= share))
        }
        if let within = expected.within {
            let last = tally.lastComingUp
            verdicts.append(
                Verdict(
                    expected: "all came up within \(Amounts.words(within))",
                    found: last.map { "the last one after \(Amounts.words($0))" } ?? "none came up",
                    holds: last.map { $0 <= within } ?? false))
        }
        if let p99 = expected.p99 {
            let found = Duration.microseconds(Int64(tally.total.latency.percentile(0.99)))
            verdicts.append(
                Verdict(
                    expected: "p99 of latency: at most \(Amounts.words(p99))", found: Amounts.words(found),
                    holds: found <= p99))
        }
        if let share = expected.failures {
            let found = Double(tally.total.failures) / Double(max(1, tally.total.attempts))
            verdicts.append(
                Verdict(
                    expected: "failed attempts: at most \(Self.percent(share))", found: Self.percent(found),
                    holds: found <= share))
        }
        return verdicts
    }

    /// Whether all that was expected came true, and nobody broke it off.
    public var succeeded: Bool { !wasInterrupted && verdicts.allSatisfy(\.holds) }

    static func percent(_ share: Double) -> String { "\(Amounts.decimal(share * 100))%" }
}
