private import FlatProfile

/// Decides when the phone fetches its custom CA, and when it removes it; performs nothing itself.
///
/// It is fetched at the start, before the first resync; when the rule's meaning changes; and after a failure by
/// `Resync_Error_Retry_Delay`. A failure leaves the present one in place. It sees no clock, socket or task.
public struct CustomCAStateMachine<Instant: InstantProtocol>: Sendable where Instant.Duration == Duration {
    /// Something to come.
    public struct Due: Hashable, Sendable {
        /// When.
        public var at: Instant
        /// Why then.
        public var trigger: CustomCATrigger
        /// What the delay is counted from: a change of the delay counts from there again.
        var base: Instant
    }

    /// How a deed ended.
    public enum Ending: Hashable, Sendable {
        /// What was fetched is installed; or, for a removal, nothing is any more.
        case succeeded
        /// The rule asked for nothing after all: all is as it was.
        case idle
        /// All is as it was, though it should not be.
        case failed
    }

    /// What comes next by itself, if anything does.
    public private(set) var due: Due?
    /// The deed under way, if one is.
    public private(set) var running: CustomCADeed?
    /// How many failures of the rule in a row there were.
    public private(set) var failures = 0

    private var policy: CustomCAPolicy
    private var source: CustomCASource?
    private var queue: [(request: CustomCARequest, since: Instant)] = []
    private var hasStarted = false
    private var random: any RandomNumberGenerator & Sendable

    /// A machine at rest; `random` decides the random parts of all delays.
    public init(
        policy: CustomCAPolicy, random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) {
        self.policy = policy
        self.random = random
    }

    /// What the machine wants next; nil while something is under way, and when nothing is to come. Calls do not matter to it.
    public var wish: Wish<Instant>? {
        guard running == nil else { return nil }
        if let first = queue.first { return Wish(at: first.since, patience: .none, isAsked: true) }
        return due.map { Wish(at: $0.at, patience: .none) }
    }

    // MARK: What happened

    /// An earlier run has left a CA that came from there, or none.
    public mutating func recalled(_ source: CustomCASource?) {
        self.source = source
    }

    /// The phone has started. `firstContact` is when the first resync is due, if one is due because of the start.
    public mutating func started(at now: Instant, firstContact: Instant?) {
        hasStarted = true
        guard policy.isEnabled else { return }
        due = wanted(.start, at: now)
        guard due?.trigger == .start else { return }
        let first = firstContact ?? now.advanced(by: randomPart(upTo: policy.longestRandomDelay))
        due?.at = first
    }

    /// A resync is due then: the CA comes before it if it has not been fetched since the start.
    public mutating func resyncIsDue(at moment: Instant) {
        guard let due, due.trigger == .start, moment < due.at else { return }
        self.due?.at = moment
    }

    /// Somebody asks for a fetch. One of the same rule that waits already serves both.
    public mutating func requested(_ request: CustomCARequest, at now: Instant) {
        guard !queue.contains(where: { $0.request.oneTimeRule == request.oneTimeRule }) else { return }
        queue.append((request, now))
    }

    /// The arbiter lets the machine begin; nil if there is nothing to do now after all. To be followed by `finished`.
    public mutating func begin(at now: Instant) -> CustomCADeed? {
        guard running == nil else { return nil }
        if !queue.isEmpty {
            running = .fetch(queue.removeFirst().request)
        } else if let due, due.at <= now {
            self.due = nil
            running = due.trigger == .ruleEmptied ? .remove : .fetch(CustomCARequest(trigger: due.trigger))
        }
        return running
    }

    /// The deed that was begun has ended. What somebody asked for once leaves the schedule of the rule as it was.
    public mutating func finished(_ ending: Ending, at now: Instant) {
        guard let deed = running else { return }
        running = nil
        switch (deed, ending) {
        case (.remove, .succeeded): source = nil
        // It stays until the rule changes or the phone starts anew: a disk that refuses is not asked again and again.
        case (.remove, .failed), (.remove, .idle): return
        case (.fetch(let request), .succeeded):
            source = request.oneTimeRule == nil ? .rule : .command
            if source == .rule { failures = 0 }
            // It may have been emptied meanwhile.
            if policy.isEnabled, policy.location == nil { due = wanted(.ruleEmptied, at: now) }
        case (.fetch(let request), .idle):
            if request.oneTimeRule == nil { failures = 0 }
        case (.fetch(let request), .failed):
            guard request.oneTimeRule == nil else { return }
            failures += 1
            // A rule that has changed meanwhile is due already.
            if due == nil { due = retry(from: now) }
        }
    }

    /// The configuration has changed.
    public mutating func policyChanged(_ policy: CustomCAPolicy, at now: Instant) {
        guard policy != self.policy else { return }
        let old = self.policy
        self.policy = policy
        guard hasStarted else { return }
        guard policy.isEnabled else {
            due = nil
            return
        }
        if policy.location != old.location || !old.isEnabled {
            failures = 0
            due = wanted(.ruleChanged, at: now)
        } else if let present = due, case .errorRetry = present.trigger, policy.errorRetry != old.errorRetry {
            due = retry(from: present.base)
        }
    }

    // MARK: What follows

    /// What the rule as it stands asks for.
    private func wanted(_ trigger: CustomCATrigger, at now: Instant) -> Due? {
        if policy.location != nil { return Due(at: now, trigger: trigger, base: now) }
        guard source == .rule, CustomCAPolicy.emptiedRule == .removesWhatItBrought else { return nil }
        return Due(at: now, trigger: .ruleEmptied, base: now)
    }

    private mutating func retry(from base: Instant) -> Due? {
        guard policy.isEnabled, policy.location != nil, failures > 0,
            let element = policy.errorRetry?.element(at: failures - 1), element.base > 0 || element.random > 0
        else { return nil }
        let delay = Duration.seconds(element.base) + randomPart(upTo: .seconds(element.random))
        return Due(at: base.advanced(by: delay), trigger: .errorRetry(failures: failures), base: base)
    }

    private mutating func randomPart(upTo longest: Duration) -> Duration {
        guard longest > .zero else { return .zero }
        return .milliseconds(Int64.random(in: 0...longest.components.seconds * 1000, using: &random))
    }
}
