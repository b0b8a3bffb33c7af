internal import FlatProfile

/// Decides when the phone upgrades; performs nothing itself.
///
/// It sees no clock, socket or task: what happened is told to it with the time, and its `wish` says what it wants next. Source of the
/// rules: administration guide, "Firmware upgrade" and Upgrade_Error_Retry_Delay.
public struct UpgradeStateMachine<Instant: InstantProtocol>: Sendable where Instant.Duration == Duration {
    /// A moment by both clocks.
    public typealias Moment = Provisioning.Moment<Instant>

    /// How an attempt ended, as far as it matters to what comes next.
    enum Ending: Hashable, Sendable {
        /// Nothing is left to do: the load is installed, staged, or was running already, or the rule asked for none.
        case settled
        /// It failed, for this reason.
        case failed(String)
    }

    /// An attempt to come.
    struct Due: Hashable, Sendable {
        var at: Instant
        var trigger: UpgradeTrigger
        /// What is to be tried.
        var goal: UpgradeGoal
        /// What the delay is counted from: a change of the delay counts from there again.
        var base: Instant
    }

    /// The attempt under way, if one is.
    private(set) var running: UpgradeRequest?
    /// The next attempt that comes by itself, if one does.
    private(set) var due: Due?
    /// What was tried last by the stored rule, and how that went.
    private(set) var memory: UpgradeMemory?

    /// Whether the policy allows any upgrade at all.
    var isEnabled: Bool { policy.isEnabled }

    private var policy: UpgradePolicy
    private var queue: [(request: UpgradeRequest, since: Instant)] = []
    /// Whether `running` has ended and only its record is missing.
    private var isFinished = false
    private var random: any RandomNumberGenerator & Sendable

    /// A machine at rest that knows what an earlier process remembered; `random` decides the random parts of all delays.
    init(
        policy: UpgradePolicy, memory: UpgradeMemory? = nil,
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) {
        self.policy = policy
        self.memory = memory
        self.random = random
    }

    /// What the machine wants next; nil while an attempt runs, and when nothing is to come. No upgrade ever begins during a call.
    var wish: Wish<Instant>? {
        guard running == nil else { return nil }
        if let first = queue.first { return Wish(at: first.since, patience: .untilIdle, isAsked: true) }
        return due.map { Wish(at: $0.at, patience: .untilIdle) }
    }

    // MARK: What happened

    /// The phone has started with what an earlier process remembered. What failed before is tried again after its delay, not at once:
    /// a load that brings the phone down must not do so for ever.
    mutating func started(remembering memory: UpgradeMemory?, at now: Moment) {
        self.memory = memory
        due = retry(from: now.instant)
    }

    /// Whether it matters now what Upgrade_Rule asks for: not while it is followed.
    var takesGoal: Bool { running == nil || running?.oneTime != nil || isFinished }

    /// Upgrade_Rule was read: it asks for `goal`, or for nothing. What was tried before is not tried anew.
    mutating func evaluated(_ goal: UpgradeGoal?, because trigger: UpgradeTrigger, at now: Moment) {
        guard policy.isEnabled, takesGoal else { return }
        guard let goal else {
            memory = nil
            due = nil
            return
        }
        guard goal != due?.goal ?? memory?.goal else { return }
        memory = nil
        due = Due(at: now.instant, trigger: trigger, goal: goal, base: now.instant)
    }

    /// Somebody asks for an upgrade. One of the same load that waits already serves both.
    mutating func requested(_ request: UpgradeRequest, at now: Moment) {
        guard policy.isEnabled, !queue.contains(where: { $0.request.oneTime == request.oneTime }) else { return }
        queue.append((request, now.instant))
    }

    /// The arbiter lets the machine begin; nil if there is nothing to do now after all. To be followed by `finished` and `recorded`.
    mutating func begin(at now: Moment) -> UpgradeRequest? {
        guard running == nil else { return nil }
        if !queue.isEmpty {
            let request = queue.removeFirst().request
            running = request
            if request.oneTime == nil { due = nil }
            return request
        }
        guard let due, due.at <= now.instant else { return nil }
        running = UpgradeRequest(trigger: due.trigger)
        self.due = nil
        return running
    }

    /// The attempt that was begun has ended; it was made at `goal`, as the rule was read for it. It runs until it is `recorded`. A
    /// load for once leaves what is known of the stored rule as it was.
    mutating func finished(_ ending: Ending, at goal: UpgradeGoal?, at now: Moment) {
        guard let request = running, !isFinished else { return }
        isFinished = true
        guard request.oneTime == nil else { return }
        guard let goal else {
            memory = nil
            return
        }
        switch ending {
        case .settled:
            memory = UpgradeMemory(goal: goal, failures: 0, error: "")
        case .failed(let reason):
            let before = memory?.goal == goal ? memory?.failures ?? 0 : 0
            memory = UpgradeMemory(goal: goal, failures: before + 1, error: reason)
            due = retry(from: now.instant)
        }
    }

    /// All that is to be said of the finished attempt is said: the next may begin.
    mutating func recorded() {
        guard isFinished else { return }
        isFinished = false
        running = nil
    }

    /// The configuration has changed: a delay that runs is counted anew from where it began.
    mutating func policyChanged(_ policy: UpgradePolicy, at now: Moment) {
        guard policy != self.policy else { return }
        let old = self.policy
        self.policy = policy
        guard policy.isEnabled else {
            due = nil
            queue = []
            return
        }
        switch due?.trigger {
        case .errorRetry where policy.errorRetry != old.errorRetry: due = retry(from: due?.base ?? now.instant)
        case nil where running == nil || isFinished: due = retry(from: now.instant)
        default: break
        }
    }

    /// The attempt that follows the failures so far; nil if there were none, or retries are off. A wait of 0 is none, as for the whole
    /// list.
    private mutating func retry(from base: Instant) -> Due? {
        guard policy.isEnabled, let memory, memory.failures > 0,
            let element = policy.errorRetry?.element(at: memory.failures - 1), element.base > 0 || element.random > 0
        else { return nil }
        let part = element.random > 0 ? Int64.random(in: 0...Int64(element.random) * 1000, using: &random) : 0
        return Due(
            at: base.advanced(by: .seconds(element.base) + .milliseconds(part)),
            trigger: .errorRetry(failures: memory.failures), goal: memory.goal, base: base)
    }
}
