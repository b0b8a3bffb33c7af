public import FlatProfile
internal import Threading

/// The engine of one phone: asks the state machine what is due, does it, and tells what happened.
///
/// Everything that it needs of the world comes through ports (`Ports.swift`) and an injected clock.
public actor ProvisioningEngine<C: Clock & Sendable> where C.Duration == Duration, C.Instant: Sendable {
    /// A resync that was asked for is not done.
    public enum Refusal: Error, Hashable, Sendable {
        /// Provision_Enable is No.
        case provisioningDisabled
        /// The engine has stopped, perhaps before the resync came to its end.
        case stopped
    }

    /// What a resync came to.
    public struct Report: Sendable {
        /// How it ended.
        public var ending: ResyncEnding
        /// Its attempts, in their order; empty if every rule was empty.
        public var attempts: [ResyncAttempt]
    }

    private enum Message: Sendable {
        case timerFired
        case requested(ResyncRequest, caller: Int?)
        case configurationChanged
        case recorded
    }

    private enum Phase {
        case new, running, over
    }

    private typealias Action = ResyncStateMachine<C.Instant>.Action
    private typealias Waiter = CheckedContinuation<Result<Report, Refusal>, Never>

    private let runner: ResyncRunner<C>
    private let clock: C
    private let inbox: AsyncStream<Message>
    private let post: AsyncStream<Message>.Continuation
    private var machine: ResyncStateMachine<C.Instant> { didSet { publishDue() } }
    /// What of the machine is read without waiting for the engine.
    private let publishedDue = Locked<ResyncStateMachine<C.Instant>.Due?>(nil)
    private var timer: Task<Void, Never>?
    private var lastResync: C.Instant?
    private var resyncs = 0
    private var phase = Phase.new
    /// Whether anything comes by itself: not in a process that ends with the resync that it was asked for.
    private var keepsTime = true

    // Who called `resync` is in one of these three, in this order, until answered.
    private var lastCaller = 0
    private var calling: [Int: Waiter] = [:]
    private var waiting: [(rule: String?, waiter: Waiter)] = []
    private var served: [Waiter] = []

    /// An engine that is not running yet. `emptyElements` says what an element without text means in a profile.
    public init(
        identity: DeviceIdentity, store: any ProvisioningStore, fetcher: any ProfileFetcher,
        host: any ProvisioningHost, observer: any ProvisioningObserver, clock: C,
        emptyElements: EmptyElementPolicy = .setsEmpty,
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) {
        self.clock = clock
        runner = ResyncRunner(
            identity: identity, store: store, fetcher: fetcher, host: host, observer: observer, clock: clock,
            emptyElements: emptyElements)
        machine = ResyncStateMachine(policy: ResyncPolicy(store.snapshot), random: random)
        (inbox, post) = AsyncStream.makeStream()
    }

    /// The next resync that will come by itself. Never waits for the engine.
    public nonisolated var next: NextResync? {
        publishedDue.withLock { $0 }.map { due in
            NextResync(at: runner.host.now + clock.now.duration(to: due.at), trigger: due.trigger)
        }
    }

    private func publishDue() {
        let due = keepsTime ? machine.due : nil
        publishedDue.withLock { $0 = due }
    }

    /// Runs the phone from its start until the task is cancelled; what is under way then is given up.
    /// Without `asStart` it is not taken for a start of the phone, and only what somebody asks for is done: nothing comes by itself.
    public func run(asStart: Bool = true) async {
        precondition(phase == .new, "an engine runs once")
        phase = .running
        keepsTime = asStart
        await withTaskCancellationHandler {
            await withDiscardingTaskGroup { group in
                if asStart { perform(machine.started(at: clock.now), in: &group) }
                await runner.observer.observe(.rescheduled(next))
                for await message in inbox {
                    guard !Task.isCancelled else { break }
                    await handle(message, in: &group)
                }
                group.cancelAll()
            }
        } onCancel: {
            post.finish()
        }
        timer?.cancel()
        phase = .over
        let unserved = served + waiting.map(\.waiter) + calling.values
        served = []
        waiting = []
        calling = [:]
        for waiter in unserved { waiter.resume(returning: .failure(.stopped)) }
    }

    /// Resyncs now: by the stored rules, or once by `rule`, which is not stored. Returns when it has ended; one of the same kind that
    /// waits already serves both. Before the engine runs, the request waits for it.
    public func resync(rule: String? = nil, by person: String) async throws(Refusal) -> Report {
        guard phase != .over else { throw .stopped }
        let result = await withCheckedContinuation { waiter in
            lastCaller += 1
            calling[lastCaller] = waiter
            let request = ResyncRequest(trigger: .request(by: person), oneTimeRule: rule)
            post.yield(.requested(request, caller: lastCaller))
        }
        return try result.get()
    }

    /// Does all that a resync does, on a copy of the configuration: nothing is stored, sent to syslog or told to the observer.
    public func rehearse(rule: String? = nil, by person: String) async -> Report {
        let request = ResyncRequest(trigger: .request(by: person), oneTimeRule: rule)
        let outcome = await runner.rehearsing.run(request, number: 0, secondsSinceResync: secondsSinceResync) { _ in
            nil as NextResync?
        }
        return Report(ending: outcome.ending, attempts: outcome.attempts)
    }

    /// As `resync`, without waiting for the end; nothing happens if the engine does not run or Provision_Enable is No.
    public nonisolated func request(rule: String? = nil, by person: String) {
        post.yield(.requested(ResyncRequest(trigger: .request(by: person), oneTimeRule: rule), caller: nil))
    }

    /// The configuration has changed from outside: timers follow it.
    public nonisolated func configurationChanged() {
        post.yield(.configurationChanged)
    }

    private func handle(_ message: Message, in group: inout DiscardingTaskGroup) async {
        let before = machine.due
        var actions = followConfiguration()
        let isRescheduled = machine.due != before
        switch message {
        case .timerFired: actions += machine.timerFired(at: clock.now)
        case .requested(let request, let caller): actions += requested(request, by: caller)
        case .configurationChanged: break
        case .recorded: actions += machine.recorded()
        }
        perform(actions, in: &group)
        if isRescheduled { await runner.observer.observe(.rescheduled(next)) }
    }

    /// Decides by the configuration as it is now: whoever changed it may ask for a resync before word of the change is here.
    private func followConfiguration() -> [Action] {
        let actions = machine.policyChanged(ResyncPolicy(runner.store.snapshot), at: clock.now)
        if !machine.isEnabled {
            // The machine has dropped what was waiting for its turn.
            for (_, waiter) in waiting { waiter.resume(returning: .failure(.provisioningDisabled)) }
            waiting = []
        }
        return actions
    }

    private func requested(_ request: ResyncRequest, by caller: Int?) -> [Action] {
        if let waiter = caller.flatMap({ calling.removeValue(forKey: $0) }) {
            guard machine.isEnabled else {
                waiter.resume(returning: .failure(.provisioningDisabled))
                return []
            }
            waiting.append((request.oneTimeRule, waiter))
        }
        return machine.requested(request, at: clock.now)
    }

    private func perform(_ actions: [Action], in group: inout DiscardingTaskGroup) {
        for action in actions {
            switch action {
            case .begin(let request):
                timer?.cancel()
                serve(request)
                group.addTask { await self.carryOut(request) }
            case .wait(let moment):
                if keepsTime { wake(at: moment) }
            case .rest:
                timer?.cancel()
            }
        }
    }

    /// Those who asked for this resync are answered at its end.
    private func serve(_ request: ResyncRequest) {
        served = waiting.filter { $0.rule == request.oneTimeRule }.map(\.waiter)
        waiting.removeAll { $0.rule == request.oneTimeRule }
    }

    private func wake(at moment: C.Instant) {
        timer?.cancel()
        timer = Task { [clock, post] in
            guard (try? await clock.sleep(until: moment, tolerance: nil)) != nil else { return }
            post.yield(.timerFired)
        }
    }

    private func carryOut(_ request: ResyncRequest) async {
        await runner.observer.observe(.began(request))
        let sinceResync = secondsSinceResync
        lastResync = clock.now
        resyncs += 1
        let outcome = await runner.run(request, number: resyncs, secondsSinceResync: sinceResync) { self.conclude($0) }
        let answered = served
        served = []
        await runner.observer.observe(.ended(outcome.ending, next: outcome.next))
        let report = Report(ending: outcome.ending, attempts: outcome.attempts)
        for waiter in answered { waiter.resume(returning: .success(report)) }
        post.yield(.recorded)
    }

    private var secondsSinceResync: Int {
        lastResync.map { Int($0.duration(to: clock.now).components.seconds) } ?? 0
    }

    /// Decides what comes after a resync before its last record is written, so that the record can say it.
    private func conclude(_ ending: ResyncEnding) -> NextResync? {
        _ = followConfiguration()
        machine.finished(ending, at: clock.now)
        return next
    }
}
