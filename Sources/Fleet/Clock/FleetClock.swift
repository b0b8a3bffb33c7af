internal import Threading

/// The one clock of all virtual phones of a process: the machine's own, or one that leaps over the times in which nothing happens.
///
/// Ten thousand sleepers stand in one heap, and one thread wakes them: a timer of the system for each would cost more than the phone.
public final class FleetClock: Clock {
    /// How time passes.
    public enum Pace: Sendable, Hashable {
        /// As outside.
        case real
        /// When everybody sleeps, the time leaps to the moment at which the next one wakes. Whoever was woken is awake until they say
        /// otherwise.
        case accelerated
    }

    /// A moment, counted from the making of the clock.
    public struct Instant: InstantProtocol, Sendable {
        /// Nanoseconds since then.
        public var nanoseconds: Int64

        /// A moment that long after the making of the clock.
        public init(_ offset: Duration = .zero) { nanoseconds = offset.wholeNanoseconds }

        init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

        /// Since the making of the clock.
        public var offset: Duration { .nanoseconds(nanoseconds) }

        /// A later moment; one too far away to be counted becomes the last one.
        public func advanced(by duration: Duration) -> Self {
            let (sum, overflow) = nanoseconds.addingReportingOverflow(duration.wholeNanoseconds)
            return Self(nanoseconds: overflow ? .max : sum)
        }

        /// How much later the other one is.
        public func duration(to other: Self) -> Duration { .nanoseconds(other.nanoseconds &- nanoseconds) }

        /// Earlier than the other one.
        public static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }
    }

    /// How time passes.
    public let pace: Pace
    private let wheel: Monitor<SleeperQueue>
    private let start = MonotonicTime.now

    /// How close together two wakings are in accelerated time to happen at once; without it ten thousand phones would never meet at a
    /// server.
    static let step: Duration = .milliseconds(100)

    /// A clock that stands at zero, and its thread; the thread ends with the clock.
    public init(_ pace: Pace = .real) {
        self.pace = pace
        let wheel = Monitor(SleeperQueue())
        self.wheel = wheel
        let (start, isReal) = (start, pace == .real)
        do throws(ThreadError) {
            try BlockingThread.start(named: "fleet-clock") {
                isReal ? Self.keepRealTime(wheel, since: start) : Self.leap(wheel)
            }
        } catch {
            preconditionFailure("no thread for the clock: error \(error.number)")
        }
    }

    deinit {
        wheel.withLock { $0.isOver = true }
        wheel.notify()
    }

    /// The present.
    public var now: Instant {
        pace == .real ? Self.realNow(since: start) : wheel.withLock { $0.now }
    }

    /// A nanosecond.
    public var minimumResolution: Duration { .nanoseconds(1) }

    /// Returns at that moment; throws when the task is cancelled.
    public func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try await sleepToWork(until: deadline)
        ended()
    }

    /// As `sleep`, but whoever returns has something to do: an accelerated clock stands still until they call `ended`.
    func sleepToWork(until deadline: Instant) async throws {
        let number = wheel.withLock { $0.nextNumber() }
        try await withTaskCancellationHandler {
            try await unsafe withUnsafeThrowingContinuation { (waiter: UnsafeContinuation<Void, any Error>) in
                let sleeper = unsafe Sleeper(waiter)
                let now = pace == .real ? Self.realNow(since: start) : nil
                let (place, isAlone) = wheel.withLock { wheel -> (Place, Bool) in
                    guard !Task.isCancelled else { return (.nowhere, false) }
                    guard deadline > now ?? wheel.now else {
                        wheel.busy += 1
                        return (.awake, false)
                    }
                    return (.asleep, wheel.add(number, until: deadline, sleeper))
                }
                switch place {
                case .nowhere: sleeper.interrupt()
                case .awake: sleeper.wake()
                case .asleep: if isAlone || pace == .accelerated { wheel.notify() }
                }
            }
        } onCancel: {
            wheel.withLock { $0.remove(number) }?.interrupt()
        }
    }

    private enum Place { case nowhere, awake, asleep }

    /// How many sleep now.
    var sleeperCount: Int { wheel.withLock { $0.count } }

    // MARK: Who is busy

    /// Something has begun: an accelerated clock stands still until `ended`.
    func began() {
        wheel.withLock { $0.busy += 1 }
    }

    /// It has ended.
    func ended() {
        let isLast = wheel.withLock { wheel in
            wheel.busy -= 1
            return wheel.busy == 0
        }
        if isLast, pace == .accelerated { wheel.notify() }
    }

    // MARK: The thread

    private static func realNow(since start: MonotonicTime) -> Instant {
        Instant(nanoseconds: Int64(clamping: MonotonicTime.now.nanoseconds - start.nanoseconds))
    }

    private static func keepRealTime(_ wheel: Monitor<SleeperQueue>, since start: MonotonicTime) {
        while true {
            let (isOver, next) = wheel.withLock { ($0.isOver, $0.next) }
            guard !isOver else { return }
            let moment = next.map { start + .nanoseconds($0.nanoseconds) } ?? .never
            wheel.wait(until: moment) { $0.isOver || $0.next != next }
            let due = wheel.withLock { $0.takeDue(at: realNow(since: start)) }
            for sleeper in due { sleeper.wake() }
        }
    }

    private static func leap(_ wheel: Monitor<SleeperQueue>) {
        while true {
            wheel.wait { $0.isOver || ($0.busy == 0 && $0.next != nil) }
            if wheel.withLock({ $0.isOver }) { return }
            let due = wheel.withLock { $0.leap(step: step) }
            for sleeper in due { sleeper.wake() }
        }
    }
}

extension Duration {
    /// In nanoseconds; the largest number if there are more than can be counted.
    var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return seconds > 0 ? .max : .min }
        let (sum, isTooMuch) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
        return isTooMuch ? (seconds > 0 ? .max : .min) : sum
    }
}
