private import FlatProfile

/// Decides when the phone resyncs; performs nothing itself.
///
/// It sees no clock, socket or task: what happened is told to it with the time, and it answers what to do. Source of the rules:
/// administration guide, "Resync the phone" and the timers of "Provisioning Parameters".
public struct ResyncStateMachine<Instant: InstantProtocol>: Sendable where Instant.Duration == Duration {
    /// What to do now.
    public enum Action: Hashable, Sendable {
        /// Do this resync, then say `finished` and `recorded`.
        case begin(ResyncRequest)
        /// Say `timerFired` at that moment; replaces any earlier wish.
        case wait(until: Instant)
        /// Nothing is due: drop the timer.
        case rest
    }

    /// A resync to come.
    public struct Due: Hashable, Sendable {
        /// When.
        public var at: Instant
        /// Why then.
        public var trigger: ResyncTrigger
        /// What the delay is counted from: a change of the delay counts from there again.
        var base: Instant
    }

    /// The next resync, if one is due by itself.
    public private(set) var due: Due?
    /// The resync under way, if one is.
    public private(set) var running: ResyncRequest?
    /// How many failures in a row there were.
    public private(set) var failures = 0

    /// Whether the policy allows any resync at all.
    public var isEnabled: Bool { policy.isEnabled }

    private var policy: ResyncPolicy
    private var queue: [ResyncRequest] = []
    /// Whether `running` has ended and only its record is missing.
    private var isFinished = false
    private var successes = 0
    private var random: any RandomNumberGenerator & Sendable

    /// A machine at rest; `random` decides the random parts of all delays.
    public init(policy: ResyncPolicy, random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()) {
        self.policy = policy
        self.random = random
    }

    /// The phone has started.
    public mutating func started(at now: Instant) -> [Action] {
        guard policy.isEnabled, policy.resyncsOnReset else { return [.rest] }
        due = powerUp(from: now)
        return waitForDue()
    }

    /// Somebody asks for a resync. One with the same rule that waits already serves both.
    public mutating func requested(_ request: ResyncRequest, at now: Instant) -> [Action] {
        guard policy.isEnabled else { return [] }
        guard running != nil else { return begin(request) }
        if !queue.contains(where: { $0.oneTimeRule == request.oneTimeRule }) { queue.append(request) }
        return []
    }

    /// The moment of the last `wait` has come.
    public mutating func timerFired(at now: Instant) -> [Action] {
        guard running == nil, let due else { return [] }
        guard due.at <= now else { return [.wait(until: due.at)] }
        return begin(ResyncRequest(trigger: due.trigger))
    }

    /// The resync that was begun has ended, which decides what is due next; it runs until it is `recorded`. A one-time rule leaves
    /// the schedule of the stored rules as it was.
    public mutating func finished(_ ending: ResyncEnding, at now: Instant) {
        guard let request = running, !isFinished else { return }
        isFinished = true
        if request.oneTimeRule == nil { reschedule(after: ending, at: now) }
    }

    /// All that is to be said of the finished resync is said: the next may begin.
    public mutating func recorded() -> [Action] {
        guard isFinished else { return [] }
        isFinished = false
        running = nil
        return queue.isEmpty ? waitForDue() : begin(queue.removeFirst())
    }

    /// The configuration has changed: delays that run are counted anew from where they began.
    public mutating func policyChanged(_ policy: ResyncPolicy, at now: Instant) -> [Action] {
        guard policy != self.policy else { return [] }
        let old = self.policy
        self.policy = policy
        guard policy.isEnabled else {
            due = nil
            queue = []
            return running == nil ? [.rest] : []
        }
        if let present = due {
            switch present.trigger {
            case .powerUp where !policy.resyncsOnReset: due = nil
            case .powerUp where policy.longestRandomDelay != old.longestRandomDelay: due = powerUp(from: present.base)
            case .periodic, .errorRetry:
                if policy.periodic != old.periodic || policy.errorRetry != old.errorRetry {
                    due = failures > 0 ? retry(from: present.base) : periodic(from: present.base)
                }
            default: break
            }
        } else if running == nil || isFinished {
            due = failures > 0 ? retry(from: now) : successes > 0 ? periodic(from: now) : nil
        }
        return running == nil ? waitForDue() : []
    }

    private mutating func begin(_ request: ResyncRequest) -> [Action] {
        running = request
        if request.oneTimeRule == nil { due = nil }
        return [.begin(request)]
    }

    private mutating func reschedule(after ending: ResyncEnding, at now: Instant) {
        switch ending {
        case .succeeded:
            failures = 0
            successes += 1
            due = periodic(from: now)
        case .failed:
            failures += 1
            due = retry(from: now)
        }
    }

    private mutating func powerUp(from base: Instant) -> Due {
        Due(at: base.advanced(by: randomPart(upTo: policy.longestRandomDelay)), trigger: .powerUp, base: base)
    }

    /// The timer runs only after the first success since the start.
    private mutating func periodic(from base: Instant) -> Due? {
        guard successes > 0, let delay = delay(of: policy.periodic, at: successes - 1) else { return nil }
        return Due(at: base.advanced(by: delay), trigger: .periodic, base: base)
    }

    /// With retries off, a phone that has succeeded before goes on periodically.
    private mutating func retry(from base: Instant) -> Due? {
        guard let delay = delay(of: policy.errorRetry, at: failures - 1) else { return periodic(from: base) }
        return Due(at: base.advanced(by: delay), trigger: .errorRetry(failures: failures), base: base)
    }

    /// A wait of 0 is none, as for the whole list: taken at its word, a list that ends with it would never let a server rest.
    private mutating func delay(of list: IntervalList?, at index: Int) -> Duration? {
        guard policy.isEnabled, let element = list?.element(at: index), element.base > 0 || element.random > 0 else {
            return nil
        }
        return .seconds(element.base) + randomPart(upTo: .seconds(element.random))
    }

    private mutating func randomPart(upTo longest: Duration) -> Duration {
        guard longest > .zero else { return .zero }
        return .milliseconds(Int64.random(in: 0...longest.components.seconds * 1000, using: &random))
    }

    private func waitForDue() -> [Action] { due.map { [.wait(until: $0.at)] } ?? [.rest] }
}
