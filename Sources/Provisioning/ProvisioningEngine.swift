public import FlatProfile

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
        case requested(ResyncRequest)
        case configurationChanged
        case concluded([ResyncStateMachine<C.Instant>.Action])
    }

    private enum Phase {
        case new, running, over
    }

    private typealias Waiter = CheckedContinuation<Result<Report, Refusal>, Never>

    private let runner: ResyncRunner<C>
    private let clock: C
    private let inbox: AsyncStream<Message>
    private let post: AsyncStream<Message>.Continuation
    private var machine: ResyncStateMachine<C.Instant>
    private var timer: Task<Void, Never>?
    private var lastResync: C.Instant?
    private var phase = Phase.new
    /// Whether anything comes by itself: not in a process that ends with the resync that it was asked for.
    private var keepsTime = true
    private var waiting: [(rule: String?, waiter: Waiter)] = []
    private var served: [Waiter] = []
    private var afterwards: [ResyncStateMachine<C.Instant>.Action] = []

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

    /// The next resync that will come by itself.
    public var next: NextResync? {
        guard keepsTime else { return nil }
        return machine.due.map { due in
            NextResync(at: runner.host.now + clock.now.duration(to: due.at), trigger: due.trigger)
        }
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
                    perform(await actions(for: message), in: &group)
                }
                group.cancelAll()
            }
        } onCancel: {
            post.finish()
        }
        timer?.cancel()
        phase = .over
        let unserved = served + waiting.map(\.waiter)
        served = []
        waiting = []
        for waiter in unserved { waiter.resume(returning: .failure(.stopped)) }
    }

    /// Resyncs now: by the stored rules, or once by `rule`, which is not stored. Returns when it has ended; one of the same kind that
    /// waits already serves both. Before the engine runs, the request waits for it.
    public func resync(rule: String? = nil, by person: String) async throws(Refusal) -> Report {
        guard phase != .over else { throw .stopped }
        guard runner.store.snapshot.isYes("Provision_Enable") else { throw .provisioningDisabled }
        let result = await withCheckedContinuation { waiter in
            waiting.append((rule, waiter))
            post.yield(.requested(ResyncRequest(trigger: .request(by: person), oneTimeRule: rule)))
        }
        return try result.get()
    }

    /// Does all that a resync does, on a copy of the configuration: nothing is stored, sent to syslog or told to the observer.
    public func rehearse(rule: String? = nil, by person: String) async -> Report {
        let request = ResyncRequest(trigger: .request(by: person), oneTimeRule: rule)
        let outcome = await runner.rehearsing.run(request, secondsSinceResync: secondsSinceResync) { _ in
            nil as NextResync?
        }
        return Report(ending: outcome.ending, attempts: outcome.attempts)
    }

    /// As `resync`, without waiting for the end; nothing happens if the engine does not run or Provision_Enable is No.
    public nonisolated func request(rule: String? = nil, by person: String) {
        post.yield(.requested(ResyncRequest(trigger: .request(by: person), oneTimeRule: rule)))
    }

    /// The configuration has changed from outside: timers follow it.
    public nonisolated func configurationChanged() {
        post.yield(.configurationChanged)
    }

    private func actions(for message: Message) async -> [ResyncStateMachine<C.Instant>.Action] {
        switch message {
        case .timerFired:
            return machine.timerFired(at: clock.now)
        case .requested(let request):
            return machine.requested(request, at: clock.now)
        case .concluded(let actions):
            return actions
        case .configurationChanged:
            let before = machine.due
            let actions = machine.policyChanged(ResyncPolicy(runner.store.snapshot), at: clock.now)
            if machine.due != before { await runner.observer.observe(.rescheduled(next)) }
            return actions
        }
    }

    private func perform(_ actions: [ResyncStateMachine<C.Instant>.Action], in group: inout DiscardingTaskGroup) {
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
        served += waiting.filter { $0.rule == request.oneTimeRule }.map(\.waiter)
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
        let outcome = await runner.run(request, secondsSinceResync: sinceResync) { self.conclude($0) }
        let answered = served
        served = []
        await runner.observer.observe(.ended(outcome.ending, next: outcome.next))
        let report = Report(ending: outcome.ending, attempts: outcome.attempts)
        for waiter in answered { waiter.resume(returning: .success(report)) }
        post.yield(.concluded(afterwards))
    }

    private var secondsSinceResync: Int {
        lastResync.map { Int($0.duration(to: clock.now).components.seconds) } ?? 0
    }

    /// Decides what comes after a resync, so that its last record can say it; what is to be done about it waits until that
    /// record is written.
    private func conclude(_ ending: ResyncEnding) -> NextResync? {
        _ = machine.policyChanged(ResyncPolicy(runner.store.snapshot), at: clock.now)
        afterwards = machine.finished(ending, at: clock.now)
        return next
    }
}
