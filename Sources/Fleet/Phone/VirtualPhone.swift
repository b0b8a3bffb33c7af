public import FlatProfile
public import Provisioning
internal import Threading

/// A phone without a case: the engine and the rules of the real one, fresh from the factory, without sockets, files, hooks or pages.
///
/// It does what a real phone does once it has power: waits its random delay, follows the rules, asks for firmware, restarts, retries,
/// resyncs. What it shares with all others stands in its `Premises`.
///
/// ```swift
/// let premises = Premises(fetcher: client)
/// let phone = VirtualPhone(identity, in: premises, leases: leases, seed: 7)
/// phone.start()
/// await phone.untilRest()
/// await phone.stop()
/// print(phone.story, phone.snapshot["Station_Display_Name"])
/// ```
public final class VirtualPhone: Sendable {
    typealias Engine = ProvisioningEngine<PhoneClock>

    /// Where it stands.
    public let premises: Premises
    /// Which phone it was when it came from the factory.
    public let identity: DeviceIdentity
    private let store: OverlayStore
    private let host: VirtualHost
    private let firmware: VirtualFirmware
    private let watcher: (any ProvisioningObserver)?
    private let hear: (@Sendable (PhoneNote) -> Void)?
    private let seed: UInt64
    private let state = Locked(State())

    private struct State {
        var journal: PhoneJournal?
        var engine: Engine?
        var clock: PhoneClock?
        var life: Task<Void, Never>?
        /// Why the engine that runs is to be followed by another.
        var restart: StartReason?
        var isStopped = false
        var starts = 0
        /// Whether a resync has ended and nothing is under way.
        var isAtRest = false
        var hasResynced = false
        /// Whether the accelerated clock stands because somebody looks at the phone at rest.
        var holdsClock = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    /// A phone that has no power yet.
    ///
    /// - Parameter leases: What DHCP answers it.
    /// - Parameter seed: Decides its random delays.
    /// - Parameter settings: What somebody has set before it gets power, such as Profile_Rule.
    /// - Parameter watcher: Hears all that the engine tells, with whole stories.
    /// - Parameter hear: Told each attempt in short, as soon as it has ended.
    public init(
        _ identity: DeviceIdentity, in premises: Premises, leases: DHCPLeases = DHCPLeases(), seed: UInt64,
        settings: ChangeSet? = nil, watcher: (any ProvisioningObserver)? = nil,
        hear: (@Sendable (PhoneNote) -> Void)? = nil
    ) {
        self.identity = identity
        self.premises = premises
        self.seed = seed
        self.watcher = watcher
        self.hear = hear
        let catalogue = Catalogue.of(identity.model)
        store = OverlayStore(premises.factoryState(catalogue, settings), premises)
        host = VirtualHost(premises, leases: leases)
        firmware = VirtualFirmware(identity.softwareVersion, premises)
    }

    // MARK: What can be seen

    /// Its configuration now.
    public var snapshot: Snapshot { store.snapshot }
    /// The firmware that it runs now.
    public var softwareVersion: String { firmware.softwareVersion }
    /// What it has tried, oldest first; of more than 48 attempts the first twelve and the last are kept.
    public var notes: [PhoneNote] { journal?.notes ?? [] }
    /// How many attempts are not among `notes`.
    public var forgottenNotes: Int { journal?.dropped ?? 0 }
    /// The next resync that will come by itself; nil without one, or without power.
    public var next: NextResync? { state.withLock { $0.engine }?.next }
    /// The next attempt at an upgrade that will come by itself.
    public var nextUpgrade: NextUpgrade? { state.withLock { $0.engine }?.nextUpgrade }
    /// How often it has started.
    public var starts: Int { state.withLock { $0.starts } }

    private var journal: PhoneJournal? { state.withLock { $0.journal } }

    // MARK: Power

    /// Gives it power, as soon as there is a place among the phones that are awake. It runs until `stop`; a phone that runs goes on.
    public func start(_ reason: StartReason = .powerUp) async {
        guard state.withLock({ $0.life == nil }) else { return }
        premises.clock.began()
        guard await premises.awake.enter() else { return premises.clock.ended() }
        let hasBegun = state.withLock { state in
            guard state.life == nil else { return false }
            state.isStopped = false
            begin(reason, &state)
            return true
        }
        if !hasBegun {
            premises.awake.leave()
            premises.clock.ended()
        }
    }

    /// Takes the power away; returns when nothing of it is under way any more. It can be started again, and keeps what it has.
    public func stop() async {
        let life = state.withLock { state in
            state.isStopped = true
            state.life?.cancel()
            return state.life
        }
        await life?.value
        let waiting = state.withLock { state in
            state.life = nil
            state.engine = nil
            state.isAtRest = false
            return release(&state)
        }
        for waiter in waiting { waiter.resume() }
        goOn()
    }

    /// Returns when a resync has ended, all that followed it at once too, and the phone sleeps until something is due: it is up, or waits to
    /// try again. Returns at once if it rests already, or is stopped.
    ///
    /// An accelerated clock stands still from then on until `goOn` or `stop`: a phone that is looked at alone has premises of its own.
    public func untilRest() async {
        await withCheckedContinuation { waiter in
            let isOver = state.withLock { state in
                guard !state.isAtRest, !state.isStopped, state.life != nil else { return true }
                state.waiting.append(waiter)
                return false
            }
            if isOver { waiter.resume() }
        }
    }

    /// Lets an accelerated clock go on that stands since `untilRest`.
    public func goOn() {
        let heldIt = state.withLock { state in
            defer { state.holdsClock = false }
            return state.holdsClock
        }
        if heldIt { premises.clock.ended() }
    }

    /// It stands in another place now, where DHCP answers that. To be called while it has no power.
    public func move(to leases: DHCPLeases) { host.leases = leases }

    /// Lets it resync now, as somebody who presses Resync would: by the stored rules, or once by another one.
    public func resyncNow(rule: String? = nil) {
        state.withLock { $0.engine }?.request(rule: rule, by: "bench")
    }

    private func release(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
        defer { state.waiting = [] }
        return state.waiting
    }

    /// Its engine goes to sleep, so nothing is under way.
    private func sleeps() {
        let waiting = state.withLock { state in
            guard state.hasResynced, state.restart == nil else { return [] as [CheckedContinuation<Void, Never>] }
            state.isAtRest = true
            if !state.waiting.isEmpty, !state.holdsClock {
                state.holdsClock = true
                premises.clock.began()
            }
            return release(&state)
        }
        for waiter in waiting { waiter.resume() }
    }

    private func begin(_ reason: StartReason, _ state: inout State) {
        state.starts += 1
        state.restart = nil
        state.hasResynced = !resyncs(after: reason)
        state.isAtRest = false
        let journal = state.journal ?? makeJournal()
        state.journal = journal
        let clock = PhoneClock(premises) { [weak self] in self?.sleeps() }
        let engine = makeEngine(journal, clock, start: state.starts)
        state.engine = engine
        state.clock = clock
        let memory = store.customization
        state.life = Task { [weak self] in
            if let memory { await engine.restore(memory) }
            await engine.run(from: reason)
            clock.leavePlace()
            await self?.ended()
        }
    }

    /// Whether a resync follows such a start at once, so that the phone is up only after it.
    private func resyncs(after reason: StartReason) -> Bool {
        switch reason {
        case .powerUp: true
        case .upgrade: ResyncPolicy(store.snapshot).resyncsAfterUpgradeAttempt
        case .provisioning: false
        }
    }

    private func makeJournal() -> PhoneJournal {
        PhoneJournal(
            premises, store.snapshot.catalogue, watcher: watcher, hear: hear,
            tell: { [weak self] word in self?.hear(word) })
    }

    private func makeEngine(_ journal: PhoneJournal, _ clock: PhoneClock, start: Int) -> Engine {
        Engine(
            identity: identity, store: store, fetcher: premises.fetcher, host: host, observer: journal,
            clock: clock, emptyElements: premises.settings.emptyElements,
            services: premises.settings.services, firmware: firmware,
            random: SeededGenerator(seed: seed, member: start))
    }

    private func hear(_ word: PhoneJournal.Word) {
        switch word {
        case .busy: state.withLock { $0.isAtRest = false }
        case .resynced: state.withLock { $0.hasResynced = true }
        case .idle:
            // Without anything to come it will not go to sleep.
            state.withLock { $0.hasResynced = true }
            sleeps()
            state.withLock { $0.clock }?.leavePlace()
        case .restart(let reason): restart(because: reason)
        }
    }

    /// What happened makes a phone restart: its engine ends, and after a while another one begins.
    private func restart(because reason: StartReason) {
        let life = state.withLock { state in
            state.restart = reason
            state.isAtRest = false
            state.hasResynced = false
            return state.life
        }
        life?.cancel()
    }

    private func ended() async {
        let reason = state.withLock { $0.isStopped ? nil : $0.restart }
        guard let reason else { return }
        let clock = premises.clock
        let pause = Task { [premises, weak self] in
            let moment = clock.now.advanced(by: premises.settings.restartTime)
            guard (try? await clock.sleepToWork(until: moment)) != nil else { return }
            guard await premises.awake.enter() else { return clock.ended() }
            if self?.startAgain(reason) != true {
                premises.awake.leave()
                clock.ended()
            }
        }
        let isStopped = state.withLock { state in
            if !state.isStopped { state.life = pause }
            return state.isStopped
        }
        if isStopped { pause.cancel() }
    }

    private func startAgain(_ reason: StartReason) -> Bool {
        state.withLock { state in
            guard !state.isStopped else { return false }
            begin(reason, &state)
            return true
        }
    }
}
