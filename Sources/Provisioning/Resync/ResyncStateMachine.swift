internal import FlatProfile

/// Decides when the phone resyncs; performs nothing itself.
///
/// It sees no clock, socket or task: what happened is told to it with the time, and its `wish` says what it wants next. Source of the
/// rules: administration guide, "Resync the phone" and the timers of "Provisioning Parameters".
public struct ResyncStateMachine<Instant: InstantProtocol>: Sendable where Instant.Duration == Duration {
    /// A moment by both clocks.
    public typealias Moment = Provisioning.Moment<Instant>

    /// A resync to come.
    public struct Due: Hashable, Sendable {
        /// When.
        public var at: Instant
        /// Why then.
        public var trigger: ResyncTrigger
        /// What the delay is counted from: a change of the delay counts from there again.
        var base: Instant
    }

    /// The next resync of the day: the clock on the wall decides, the other one only wakes.
    private struct DueDaily: Hashable, Sendable {
        var wall: Timestamp
        var due: Due
    }

    /// The resync under way, if one is.
    public private(set) var running: ResyncRequest?
    /// How many failures in a row there were.
    public private(set) var failures = 0

    /// Whether the policy allows any resync at all.
    public var isEnabled: Bool { policy.isEnabled }

    private var policy: ResyncPolicy
    private var queue: [(request: ResyncRequest, since: Instant)] = []
    /// What is due by a delay.
    private var delayed: Due?
    private var daily: DueDaily?
    /// Whether `running` has ended and only its record is missing.
    private var isFinished = false
    private var successes = 0
    /// Whether the last resync failed with a rule that leaves the server out.
    private var lacksServer = false
    /// Whether DHCP has named a server since the running resync began.
    private var hasNewServer = false
    private var random: any RandomNumberGenerator & Sendable

    /// A machine at rest; `random` decides the random parts of all delays.
    public init(policy: ResyncPolicy, random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()) {
        self.policy = policy
        self.random = random
    }

    /// The next resync that comes by itself, if one does.
    public var due: Due? {
        guard let delayed, let daily else { return delayed ?? daily?.due }
        return daily.due.at <= delayed.at ? daily.due : delayed
    }

    /// Whether the resync of a start will come.
    var isAboutToStart: Bool { delayed?.trigger == .powerUp }

    /// What the machine wants next; nil while a resync runs, and when nothing is to come.
    public var wish: Wish<Instant>? {
        guard running == nil else { return nil }
        let patience = Wish<Instant>.Patience.upTo(policy.longestPostponement)
        if let first = queue.first { return Wish(at: first.since, patience: patience, isAsked: true) }
        return due.map { Wish(at: $0.at, patience: patience) }
    }

    // MARK: What happened

    /// The phone has started.
    public mutating func started(_ reason: StartReason, at now: Moment) {
        guard policy.isEnabled else { return }
        daily = nextDaily(after: now)
        delayed =
            switch reason {
            case .powerUp: policy.resyncsOnReset ? powerUp(from: now.instant) : nil
            case .upgrade where policy.resyncsAfterUpgradeAttempt:
                Due(at: now.instant, trigger: .upgradeAttempt, base: now.instant)
            // Such a restart is no new beginning of the phone's day: the period goes on.
            case .upgrade, .provisioning: periodic(from: now, evenBeforeSuccess: true)
            }
    }

    /// Somebody asks for a resync. One with the same rule that waits already serves both; no trigger holds back what a person asks for.
    public mutating func requested(_ request: ResyncRequest, at now: Moment) {
        guard policy.isEnabled else { return }
        guard let place = queue.firstIndex(where: { $0.request.asksTheSame(as: request) }) else {
            return queue.append((request, now.instant))
        }
        if ResyncGate.guards(queue[place].request.trigger) { queue[place].request = request }
    }

    /// An attempt at an upgrade has ended.
    public mutating func upgradeAttempted(at now: Moment) {
        guard policy.isEnabled, policy.resyncsAfterUpgradeAttempt else { return }
        requested(ResyncRequest(trigger: .upgradeAttempt), at: now)
    }

    /// The arbiter lets the machine begin; nil if there is nothing to do now after all. To be followed by `finished` and `recorded`.
    public mutating func begin(at now: Moment) -> ResyncRequest? {
        guard running == nil else { return nil }
        hasNewServer = false
        if !queue.isEmpty {
            let request = queue.removeFirst().request
            running = request
            if request.oneTimeRule == nil { delayed = nil }
            return request
        }
        guard let due, due.at <= now.instant else { return nil }
        // The clock on the wall may have been put right a little meanwhile: by it, it may still be too early.
        if due.trigger == .daily, let daily, now.wall < daily.wall + .seconds(-1) {
            self.daily = dailyDue(at: daily.wall, seen: now)
            return nil
        }
        running = ResyncRequest(trigger: due.trigger)
        delayed = nil
        if let daily, daily.due.at <= now.instant { self.daily = nextDaily(after: now) }
        return running
    }

    /// The resync that was begun has ended, which decides what is due next; it runs until it is `recorded`. A one-time rule leaves
    /// the schedule of the stored rules as it was.
    ///
    /// `lackedServer` says that the rule that failed leaves the server out, so that DHCP may help.
    public mutating func finished(_ ending: ResyncEnding, lackedServer: Bool = false, at now: Moment) {
        guard let request = running, !isFinished else { return }
        isFinished = true
        guard request.oneTimeRule == nil else {
            if hasNewServer { lookAgain(at: now) }
            return
        }
        switch ending {
        case .succeeded:
            failures = 0
            lacksServer = false
            successes += 1
            delayed = periodic(from: now)
        case .failed:
            failures += 1
            delayed = retry(from: now)
            lacksServer = lackedServer
            if hasNewServer { lookAgain(at: now) }
        case .held:
            delayed = periodic(from: now, evenBeforeSuccess: true)
        }
    }

    /// DHCP has named a provisioning server, or another one: a phone that failed without it does not wait for the next retry.
    public mutating func serverNamed(at now: Moment) {
        hasNewServer = true
        if running == nil || isFinished { lookAgain(at: now) }
    }

    private mutating func lookAgain(at now: Moment) {
        guard policy.isEnabled, lacksServer else { return }
        delayed = Due(at: now.instant, trigger: .serverNamed, base: now.instant)
    }

    /// All that is to be said of the finished resync is said: the next may begin.
    public mutating func recorded() {
        guard isFinished else { return }
        isFinished = false
        running = nil
    }

    /// The configuration has changed: delays that run are counted anew from where they began.
    public mutating func policyChanged(_ policy: ResyncPolicy, at now: Moment) {
        guard policy != self.policy else { return }
        let old = self.policy
        self.policy = policy
        guard policy.isEnabled else {
            delayed = nil
            daily = nil
            queue = []
            return
        }
        if policy.daily != old.daily || !old.isEnabled { daily = nextDaily(after: now) }
        if let present = delayed {
            switch present.trigger {
            case .powerUp where !policy.resyncsOnReset: delayed = nil
            case .powerUp where policy.longestRandomDelay != old.longestRandomDelay:
                delayed = powerUp(from: present.base)
            case .periodic, .errorRetry:
                let isSame = policy.periodic == old.periodic && policy.errorRetry == old.errorRetry
                if !isSame || policy.daily != old.daily { replan(from: Moment(instant: present.base, wall: now.wall)) }
            default: break
            }
        } else if running == nil || isFinished, failures + successes > 0 {
            replan(from: now)
        }
    }

    /// The clock on the wall was set: the time of day is looked up anew. Delays go by the other clock and stay.
    public mutating func clockChanged(at now: Moment) {
        guard policy.isEnabled, policy.daily != nil else { return }
        let wasInForce = daily != nil
        daily = nextDaily(after: now)
        guard wasInForce != (daily != nil), delayed?.trigger == .periodic || delayed == nil,
            running == nil || isFinished
        else { return }
        if failures + successes > 0 { replan(from: now) }
    }

    // MARK: Delays

    private mutating func replan(from base: Moment) {
        delayed = failures > 0 ? retry(from: base) : periodic(from: base)
    }

    private mutating func powerUp(from base: Instant) -> Due {
        Due(at: base.advanced(by: randomPart(upTo: policy.longestRandomDelay)), trigger: .powerUp, base: base)
    }

    /// The timer runs only after the first success since the start. A time of day takes its place.
    private mutating func periodic(from base: Moment, evenBeforeSuccess: Bool = false) -> Due? {
        guard daily == nil, successes > 0 || evenBeforeSuccess,
            let delay = delay(of: policy.periodic, at: max(0, successes - 1))
        else { return nil }
        return Due(at: base.instant.advanced(by: delay), trigger: .periodic, base: base.instant)
    }

    /// With retries off, a phone that has succeeded before goes on periodically.
    private mutating func retry(from base: Moment) -> Due? {
        guard let delay = delay(of: policy.errorRetry, at: failures - 1) else { return periodic(from: base) }
        return Due(
            at: base.instant.advanced(by: delay), trigger: .errorRetry(failures: failures), base: base.instant)
    }

    /// A wait of 0 is none, as for the whole list: taken at its word, a list that ends with it would never let a server rest.
    private mutating func delay(of list: IntervalList?, at index: Int) -> Duration? {
        guard policy.isEnabled, let element = list?.element(at: index), element.base > 0 || element.random > 0 else {
            return nil
        }
        return .seconds(element.base) + randomPart(upTo: .seconds(element.random))
    }

    private mutating func nextDaily(after now: Moment) -> DueDaily? {
        guard let daily = policy.daily, now.hasPlausibleTime else { return nil }
        return dailyDue(at: daily.next(after: now.wall, randomPart: randomPart(upTo: daily.spread)), seen: now)
    }

    private func dailyDue(at wall: Timestamp, seen now: Moment) -> DueDaily {
        let instant = now.instant.advanced(by: wall - now.wall)
        return DueDaily(wall: wall, due: Due(at: instant, trigger: .daily, base: now.instant))
    }

    private mutating func randomPart(upTo longest: Duration) -> Duration {
        guard longest > .zero else { return .zero }
        return .milliseconds(Int64.random(in: 0...longest.components.seconds * 1000, using: &random))
    }
}

/// Why the phone has started.
public enum StartReason: Hashable, Sendable {
    /// It was switched on, or somebody let it start anew.
    case powerUp
    /// New firmware was installed, or could not be.
    case upgrade
    /// A profile changed something that needs a restart.
    case provisioning
}
