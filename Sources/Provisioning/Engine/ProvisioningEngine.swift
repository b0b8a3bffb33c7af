public import FlatProfile
public import ProfileRules
internal import Threading

/// The engine of one phone: asks the arbiter which concern may act, lets it act, and tells what happened.
///
/// Each concern is a state machine, a value of its own file, that decides and performs nothing; a runner does what was decided. One
/// concern acts at a time. Everything that the engine needs of the world comes through ports (`Ports.swift`) and an injected clock.
public actor ProvisioningEngine<C: Clock & Sendable> where C.Duration == Duration, C.Instant: Sendable {
    /// Something that was asked for is not done.
    public enum Refusal: Error, Hashable, Sendable {
        /// Provision_Enable is No.
        case provisioningDisabled
        /// Upgrade_Enable is No.
        case upgradesDisabled
        /// The engine has stopped, perhaps before the end of what was asked for.
        case stopped
    }

    /// Something has happened: told to the engine, which then lets the arbiter decide anew.
    typealias Event = @Sendable (isolated ProvisioningEngine) -> Void

    private enum Phase {
        case new, running, over
    }

    let runner: ResyncRunner<C>
    let onboarding: OnboardingRunner<C>
    let clock: C
    private let inbox: AsyncStream<Event>
    private let post: AsyncStream<Event>.Continuation

    var arbiter = Arbiter<C.Instant>()
    /// Which concern acts now.
    private var acting: Concern?
    private var timer: Task<Void, Never>?
    private var phase = Phase.new
    /// Whether anything comes by itself: not in a process that ends with what it was asked for.
    private(set) var keepsTime = true

    var resyncMachine: ResyncStateMachine<C.Instant> { didSet { publishResync() } }
    var upgradeMachine: UpgradeStateMachine<C.Instant> { didSet { publishUpgrade() } }
    let upgradeRunner: UpgradeRunner<C>
    var upgrades = 0
    var upgradeCallers = Callers<UpgradeRequest.OneTime?, UpgradeAttempt>()
    /// What of the upgrades was remembered last.
    var rememberedUpgrade: UpgradeMemory?
    var upgradeReading: UpgradeReading?
    /// Whether new firmware is installed and the phone about to be restarted: nothing more begins.
    var awaitsRestart = false
    /// The upgrade under way, while it waits for the end of calls.
    var restingUpgrade: RestingUpgrade<C.Instant>?
    var resyncs = 0
    var resyncCallers = Callers<ResyncRequest.Key, ResyncReport>()
    var customCAMachine: CustomCAStateMachine<C.Instant>
    var customCAMemory = CustomCAMemory()
    var customCARuns = 0
    var customCACallers = Callers<String, CustomCAAttempt>()
    let reportRunner: ReportRunner<C>
    var reportMachine: ReportStateMachine<C.Instant> { didSet { publishReport() } }
    var reports = 0
    var reportCallers = Callers<ReportRequestKind, ReportOutcome>()
    var customizationMachine: CustomizationStateMachine<C.Instant> { didSet { publishCustomization() } }
    var activationCallers = Callers<ActivationCode, ActivationReport>()
    /// What the store keeps of the customization.
    var keptCustomization = CustomizationMemory()
    /// The codes that were accepted, until the resync by their rule has ended.
    var acceptedActivations: [(code: ActivationCode, story: OnboardingStory)] = []
    var facts = Facts() { didSet { publishFacts() } }
    /// The revision that the policies were read of last.
    private var followedRevision: RevisionNumber?

    /// What the concerns know of each other, for the macros.
    struct Facts: Sendable {
        /// When the last resync began that was tried; before the first one, the start of the phone.
        var lastResync: C.Instant?
        /// When the last attempt at an upgrade began; before the first one, the start of the phone.
        var lastUpgrade: C.Instant?
        /// Why the last attempt at an upgrade failed; empty if it did not.
        var upgradeError = ""
    }

    /// What is read without waiting for the engine.
    private struct Published: Sendable {
        var due: ResyncStateMachine<C.Instant>.Due?
        var dueReport: ReportStateMachine<C.Instant>.Due?
        var upgradeDue: UpgradeStateMachine<C.Instant>.Due?
        var facts = Facts()
        var customization = CustomizationFacts<C.Instant>()
        var postponed: [(concern: Concern, since: C.Instant, latest: C.Instant?)] = []
    }

    private let published = Locked(Published())

    /// An engine that is not running yet. `emptyElements` says what an element without text means in a profile; `services` whom
    /// onboarding asks, and `activationFormat` how codes are exchanged for provider's rules; without `reportSource` reports hold the
    /// configuration only; without `firmware` the phone runs what it came with.
    public init(
        identity: DeviceIdentity, store: any ProvisioningStore, fetcher: any ProfileFetcher,
        host: any ProvisioningHost, observer: any ProvisioningObserver, clock: C,
        emptyElements: EmptyElementPolicy = .setsEmpty, services: OnboardingServices = OnboardingServices(),
        activationFormat: ActivationFormat? = nil, reportSource: (any ReportSource)? = nil,
        firmware: (any FirmwareInstaller)? = nil,
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) {
        self.clock = clock
        let firmware = firmware ?? FixedFirmware(softwareVersion: identity.softwareVersion)
        let transfer = RuleTransfer(
            identity: identity, store: store, fetcher: fetcher, host: host, firmware: firmware)
        runner = ResyncRunner(
            transfer: transfer, observer: observer, clock: clock, emptyElements: emptyElements, onboarding: services)
        onboarding = OnboardingRunner(
            transfer: transfer, services: services, format: activationFormat, clock: clock,
            emptyElements: emptyElements)
        resyncMachine = ResyncStateMachine(policy: ResyncPolicy(store.snapshot), random: random)
        customizationMachine = CustomizationStateMachine(
            policy: CustomizationPolicy(store.snapshot), services: services, random: random)
        reportRunner = ReportRunner(transfer: transfer, source: reportSource, observer: observer, clock: clock)
        reportMachine = ReportStateMachine(policy: ReportPolicy(store.snapshot))
        upgradeRunner = UpgradeRunner(transfer: transfer, firmware: firmware, observer: observer, clock: clock)
        upgradeMachine = UpgradeStateMachine(policy: UpgradePolicy(store.snapshot), random: random)
        customCAMachine = CustomCAStateMachine(
            policy: Self.customCAPolicy(store.snapshot, runner.transfer), random: random)
        (inbox, post) = AsyncStream.makeStream()
    }

    // MARK: What is read without waiting

    /// The next resync that will come by itself. Never waits for the engine.
    public nonisolated var next: NextResync? {
        published.withLock { $0.due }.map { NextResync(at: wall(of: $0.at), trigger: $0.trigger) }
    }

    /// The next report that will come by itself. Never waits for the engine.
    public nonisolated var nextReport: NextReport? {
        published.withLock { $0.dueReport }.map { NextReport(at: wall(of: $0.at), trigger: $0.trigger) }
    }

    /// What is due and waits for the end of calls. Never waits for the engine.
    public nonisolated var postponed: [Postponement] {
        published.withLock { $0.postponed }.map {
            Postponement(concern: $0.concern, since: wall(of: $0.since), latest: $0.latest.map(wall))
        }
    }

    /// What macros tell of the running phone at this moment. Never waits for the engine.
    public nonisolated var values: RuntimeValues {
        let facts = published.withLock { $0.facts }
        var values = RuntimeValues()
        values.localAddress = runner.transfer.host.localAddress(towards: nil)
        values.hasClientCertificate = runner.transfer.host.hasClientCertificate
        values.secondsSinceResync = seconds(since: facts.lastResync)
        values.secondsSinceUpgrade = seconds(since: facts.lastUpgrade)
        values.upgradeError = facts.upgradeError
        values.isCustomized = published.withLock { $0.customization.memory.state.isCustomized }
        return values
    }

    /// The next upgrade that will be tried by itself. Never waits for the engine.
    public nonisolated var nextUpgrade: NextUpgrade? {
        published.withLock { $0.upgradeDue }.map { NextUpgrade(at: wall(of: $0.at), trigger: $0.trigger) }
    }

    /// How far the phone has come to its provider. Never waits for the engine.
    public nonisolated var customization: CustomizationStatus {
        let facts = published.withLock { $0.customization }
        return CustomizationStatus(
            state: facts.memory.state, running: facts.running, next: facts.due.map(wall),
            webex: WebexOnboarding(
                runner.store.snapshot, answer: facts.memory.webex, isExchanging: facts.running == .activation),
            codesBarredUntil: facts.memory.codesBarredUntil.map { Timestamp(unixMilliseconds: $0) })
    }

    private nonisolated func seconds(since instant: C.Instant?) -> Int {
        instant.map { Int($0.duration(to: clock.now).components.seconds) } ?? 0
    }

    nonisolated func wall(of instant: C.Instant) -> Timestamp {
        runner.transfer.host.now + clock.now.duration(to: instant)
    }

    // Each machine publishes its own part: a resync moves the machines a dozen times.

    private func publishResync() {
        let due = keepsTime ? resyncMachine.due : nil
        published.withLock { $0.due = due }
    }

    private func publishUpgrade() {
        let due = keepsTime ? upgradeMachine.due : nil
        published.withLock { $0.upgradeDue = due }
    }

    private func publishReport() {
        let due = keepsTime ? reportMachine.due : nil
        published.withLock { $0.dueReport = due }
    }

    private func publishCustomization() {
        let customization = CustomizationFacts(
            memory: customizationMachine.memory, running: customizationMachine.running?.kind,
            due: keepsTime ? customizationMachine.due?.at : nil)
        published.withLock { $0.customization = customization }
    }

    private func publishFacts() {
        let facts = facts
        published.withLock { $0.facts = facts }
    }

    /// This moment by both clocks.
    var now: Moment<C.Instant> { Moment(instant: clock.now, wall: runner.transfer.host.now) }

    // MARK: What is told to the engine

    /// Tells the engine that something has happened. Before it runs, the word waits for it.
    nonisolated func tell(_ event: @escaping Event) {
        post.yield(event)
    }

    /// The configuration has changed from outside: timers follow it.
    public nonisolated func configurationChanged() {
        tell { _ in }
    }

    /// At least one line is in use, or none is any more.
    public nonisolated func callStateChanged(isBusy: Bool) {
        tell { $0.arbiter.isBusy = isBusy }
    }

    /// The clock on the wall was set.
    public nonisolated func clockChanged() {
        tell { $0.resyncMachine.clockChanged(at: $0.now) }
    }

    // MARK: The loop

    /// Runs the phone from its start until the task is cancelled; what is under way then is given up.
    ///
    /// Without `reason` it is not taken for a start of the phone, and only what somebody asks for is done: nothing comes by itself.
    public func run(from reason: StartReason? = .powerUp) async {
        precondition(phase == .new, "an engine runs once")
        phase = .running
        keepsTime = reason != nil
        await withTaskCancellationHandler {
            await withDiscardingTaskGroup { group in
                await recallCustomCA()
                if let reason {
                    facts.lastResync = now.instant
                    facts.lastUpgrade = now.instant
                    resyncMachine.started(reason, at: now)
                    customizationMachine.started(resyncIsDue: resyncMachine.isAboutToStart, at: now.instant)
                    startCustomCA()
                    reportMachine.started(at: now.instant)
                }
                await startUpgrades()
                await runner.observer.observe(.rescheduled(next))
                proceed(in: &group)
                for await event in inbox {
                    guard !Task.isCancelled else { break }
                    await handle(event)
                    proceed(in: &group)
                }
                group.cancelAll()
            }
        } onCancel: {
            post.finish()
        }
        timer?.cancel()
        phase = .over
        resyncCallers.dismissAll(with: .stopped)
        customCACallers.dismissAll(with: .stopped)
        reportCallers.dismissAll(with: .stopped)
        upgradeCallers.dismissAll(with: .stopped)
        activationCallers.dismissAll(with: .stopped)
    }

    /// True as soon as the engine gets to it: whoever waits in vain knows that it is stuck.
    public var isAnswering: Bool { true }

    /// Whether the engine can still be asked for anything.
    var isOver: Bool { phase == .over }

    private func handle(_ event: Event) async {
        let before = resyncMachine.due
        followConfiguration()
        event(self)
        if resyncMachine.due != before { await runner.observer.observe(.rescheduled(next)) }
        await followUpgradeRule(because: .ruleChange)
    }

    /// Decides by the configuration as it is now: whoever changed it may ask for something before word of the change is here.
    func followConfiguration() {
        let snapshot = runner.transfer.store.snapshot
        // Most words that the engine hears change nothing of it, and reading the policies is dear.
        let isNew = snapshot.revision != followedRevision
        followedRevision = snapshot.revision
        if isNew {
            resyncMachine.policyChanged(ResyncPolicy(snapshot), at: now)
            customizationMachine.policyChanged(CustomizationPolicy(snapshot))
        }
        // The machine has dropped what was waiting for its turn.
        if !resyncMachine.isEnabled {
            resyncCallers.dismissWaiting(with: .switchedOff)
            activationCallers.dismissWaiting(with: .switchedOff)
            answerActivation(with: [])
        }
        // Macros of its rule may stand for what no revision tells.
        if isNew || snapshot[CustomCAPolicy.parameter].utf8.contains(UInt8(ascii: "$")) {
            followCustomCAConfiguration(snapshot)
        }
        if isNew { reportMachine.policyChanged(ReportPolicy(snapshot), at: now.instant) }
        if !reportMachine.isEnabled { reportCallers.dismissWaiting(with: .switchedOff) }
        followUpgradePolicy(snapshot, isNew: isNew)
    }

    private var wishes: [(concern: Concern, wish: Wish<C.Instant>)] {
        let all: [(concern: Concern, wish: Wish<C.Instant>?)] = [
            (.customAuthority, customCAMachine.wish), (.customization, customizationMachine.wish),
            (.resync, resyncMachine.wish), (.upgrade, restingUpgrade?.wish ?? upgradeMachine.wish),
            (.report, reportMachine.wish),
        ]
        guard !awaitsRestart else { return [] }
        return all.compactMap { entry in
            entry.wish.flatMap { keepsTime || $0.isAsked ? (entry.concern, $0) : nil }
        }
    }

    /// Lets whoever may act begin, or sleeps until somebody may.
    private func proceed(in group: inout DiscardingTaskGroup) {
        timer?.cancel()
        timer = nil
        while acting == nil {
            bringCustomCAForward()
            let wishes = wishes
            publishPostponed(wishes)
            switch arbiter.decide(wishes, at: clock.now) {
            case .begin(let concern): begin(concern, in: &group)
            case .wait(let moment): return wake(at: moment)
            case .rest: return
            }
        }
    }

    private func publishPostponed(_ wishes: [(concern: Concern, wish: Wish<C.Instant>)]) {
        let now = clock.now
        let postponed = wishes.filter { arbiter.isBusy && $0.wish.at <= now }
            .map { (concern: $0.concern, since: $0.wish.at, latest: $0.wish.opening(isBusy: true)) }
            .filter { entry in entry.latest.map { $0 > now } ?? true }
        published.withLock { $0.postponed = postponed }
    }

    private func wake(at moment: C.Instant) {
        timer = Task { [clock, post] in
            guard (try? await clock.sleep(until: moment, tolerance: nil)) != nil else { return }
            post.yield { _ in }
        }
    }

    /// Lets a concern act; it may turn out that there is nothing to do.
    private func begin(_ concern: Concern, in group: inout DiscardingTaskGroup) {
        switch concern {
        case .resync:
            guard let request = resyncMachine.begin(at: now) else { return }
            act(as: concern, in: &group) { await $0.carryOut(request) }
        case .customization:
            guard let step = customizationMachine.begin(at: clock.now) else { return }
            act(as: concern, in: &group) { await $0.onboard(step) }
        case .customAuthority:
            guard let deed = customCAMachine.begin(at: clock.now) else { return }
            act(as: concern, in: &group) { await $0.carryOut(deed) }
        case .report:
            guard let trigger = reportMachine.begin(at: clock.now) else { return }
            act(as: concern, in: &group) { await $0.carryOut(trigger) }
        case .upgrade:
            if let resting = restingUpgrade {
                restingUpgrade = nil
                acting = concern
                return resting.waiter.finish()
            }
            guard let request = upgradeMachine.begin(at: now) else { return }
            act(as: concern, in: &group) { await $0.carryOut(request) }
        }
    }

    /// Whoever acts rests: others may act until the arbiter lets it go on.
    func giveUpTurn() {
        tell { $0.acting = nil }
    }

    private func act(
        as concern: Concern, in group: inout DiscardingTaskGroup,
        _ deed: @escaping @Sendable (isolated ProvisioningEngine) async -> Void
    ) {
        acting = concern
        group.addTask {
            await self.perform(deed)
            self.tell { $0.acting = nil }
        }
    }

    private func perform(_ deed: @Sendable (isolated ProvisioningEngine) async -> Void) async {
        await deed(self)
    }
}

/// Something that is due and waits for the end of calls.
public struct Postponement: Hashable, Sendable {
    /// What waits.
    public var concern: Concern
    /// Since when, by the wall clock of this moment.
    public var since: Timestamp
    /// When it begins in spite of a call; nil: never.
    public var latest: Timestamp?
}
