import FlatProfile
import Threading

/// Both clocks of a utility, which stand until a test lets them go on.
final class TestTime: Sendable {
    private let start = ContinuousClock.now
    private let passed = Locked(Duration.zero)
    private let goesByItself: Bool

    /// Clocks that stand, or that go as everywhere else.
    init(goesByItself: Bool = false) { self.goesByItself = goesByItself }

    /// The time by which sessions end.
    var now: ContinuousClock.Instant { goesByItself ? .now : start + passed.withLock { $0 } }
    /// The time of day.
    var wall: Timestamp { Timestamp(unixSeconds: 1_700_000_000) + passed.withLock { $0 } }

    /// Lets so many seconds pass.
    func advance(by seconds: Int) { passed.withLock { $0 += .seconds(seconds) } }
}

/// The log of the process, line by line.
final class TestLog: Sendable {
    private let kept = Locked<[String]>([])

    var lines: [String] { kept.withLock { $0 } }
    func add(_ line: String) { kept.withLock { $0.append(line) } }
}
