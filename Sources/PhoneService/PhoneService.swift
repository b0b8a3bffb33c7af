public import FlatProfile
public import Host
public import Identity
public import Provisioning
public import Store
internal import Threading

/// The application: every command that a page, the API or the command line may give, and who may give it. No HTML, no HTTP.
///
/// One service plays one phone. Its commands are in extensions, one file a subject.
public final class PhoneService: Sendable {
    /// Which phone this was when the process began.
    let initialIdentity: DeviceIdentity
    let firmware: PhoneFirmware

    let store: any ConfigurationStore
    let writer: ConfigurationWriter
    private let presentEngine: Locked<ProvisioningEngine<ContinuousClock>>
    private let makeEngine: @Sendable () -> ProvisioningEngine<ContinuousClock>
    let events = EventHub()
    let attempts: RecordLog<AttemptRecord>
    let reports: RecordLog<ReportRecord>
    let customCA: CustomCALog
    let problemReports: RecordLog<ProblemReportRecord>
    let problemReporter: ProblemReporter<ContinuousClock>
    let upgrades: RecordLog<UpgradeRecord>
    let dryRuns = DryRunShelf()
    let recorder: ResyncRecorder
    let calls: CallStateSource
    let hooks: HookRunner<ContinuousClock>
    let restarts = RestartDesk()
    /// More than people look at at the same time.
    let proposals = TokenBoard<Proposal>(limit: 16)
    /// They are large, and one person restores one of them.
    let openedBackups = TokenBoard<BackupContents>(limit: 2)
    /// The keys and certificates of the phone as files; nil for a phone without a directory.
    let identityFiles: IdentityFiles?
    let digests: DigestSecrets
    let knownReboots = Locked(RebootHistory())
    let onboardings: RecordLog<OnboardingRecord>
    let services: OnboardingServices
    /// Whether the store holds a profile account.
    let hasKeptProfileAccount = Locked(false)
    let passwords: LoginPasswords
    let host: any ProvisioningHost
    let emptyElements: EmptyElementPolicy
    let leases: LeaseBoard
    let logins = LoginLog()
    let accessLog = AccessLog()
    let sessionKeeper = SessionKeeper()
    let earlierSessions = Locked(KeptSessions())
    let health = HealthCheck()
    let confirmation: ConfirmationSettings
    /// What the web server and provisioning show of the phone.
    public let certificates: PhoneCertificates
    /// Takes sentences for the log of the process.
    package let report: @Sendable (String) -> Void
    /// Takes those that tell of something that went wrong.
    package let complain: @Sendable (String) -> Void
    /// Whether somebody is setting the first passwords.
    let isSettingUp = Locked(false)

    /// A phone over a store. `calls` knows whether a line is in use. `leases` is where the host reads what DHCP has told,
    /// `hooks` where the hooks of the machine are, `identityFiles` the keys and certificates that a backup holds. `emptyElements` says what
    /// an element without text means in a profile; `services` whom onboarding asks; `confirmation` how changes that may lock somebody out
    /// are confirmed; `firmware` where loads are staged and who installs them; `report` takes sentences for the log of the process,
    /// `complain` those that tell of something that went wrong (if it is given).
    public init(
        identity: DeviceIdentity, store: any ConfigurationStore, fetcher: any ProfileFetcher, passwords: LoginPasswords,
        host: any ProvisioningHost, calls: CallStateSource = CallStateSource(), leases: LeaseBoard = LeaseBoard(),
        hooks: HookPlace = HookPlace(), firmware settings: FirmwareSettings = FirmwareSettings(),
        emptyElements: EmptyElementPolicy = .setsEmpty, services: OnboardingServices = OnboardingServices(),
        confirmation: ConfirmationSettings = ConfirmationSettings(), identityFiles: IdentityFiles? = nil,
        certificates: PhoneCertificates? = nil,
        report: @escaping @Sendable (String) -> Void, complain: (@Sendable (String) -> Void)? = nil
    ) {
        initialIdentity = identity
        firmware = PhoneFirmware(
            softwareVersion: identity.softwareVersion, settings: settings, store: store, report: report)
        self.store = store
        self.passwords = passwords
        self.host = host
        self.calls = calls
        self.emptyElements = emptyElements
        self.leases = leases
        self.confirmation = confirmation
        self.certificates =
            certificates
            ?? PhoneCertificates(
                subject: {
                    ServerSubject(
                        productName: identity.model.productName, mac: identity.mac.lowercase,
                        hostNames: ["localhost"], addresses: ["127.0.0.1", "::1"])
                }, now: { host.now })
        self.report = report
        self.services = services
        self.identityFiles = identityFiles
        digests = DigestSecrets(store: store)
        self.complain = complain ?? report
        attempts = RecordLog(store: store)
        onboardings = RecordLog(store: store)
        reports = RecordLog(store: store)
        problemReports = RecordLog(store: store)
        upgrades = RecordLog(store: store)
        let awaitsReboot = Locked(false)
        writer = ConfigurationWriter(
            store: store, passwords: passwords, digests: digests, events: events, now: { host.now },
            needsReboot: { [restarts] origin in
                // A resync under way is not given up: the phone reboots when it has ended.
                guard origin.isLocalChange else { return awaitsReboot.withLock { $0 = true } }
                restarts.give(.reboot(.provisioning, by: Wording.origin(origin)))
            })
        customCA = CustomCALog(store: store, report: report)
        recorder = ResyncRecorder(
            attempts: attempts, onboardings: onboardings, reports: reports, upgrades: upgrades, customCA: customCA,
            events: events, host: host, catalogue: store.snapshot.catalogue, report: report, complain: self.complain,
            restart: { [restarts] in restarts.give(.reboot(.upgrade, by: "the phone")) },
            provisioned: { [restarts] in
                guard
                    awaitsReboot.withLock({ isAwaited in
                        defer { isAwaited = false }
                        return isAwaited
                    })
                else { return }
                restarts.give(.reboot(.provisioning, by: "the phone"))
            })
        let reportSource = PhoneReports()
        self.hooks = HookRunner(
            shelf: hooks.directory.map(HookShelf.init), store: store,
            identity: { [firmware] in
                var present = identity
                present.softwareVersion = firmware.softwareVersion
                return present
            },
            environment: hooks.environment, clock: ContinuousClock(), now: { host.now }, report: report)
        makeEngine = { [writer, recorder, firmware] in
            ProvisioningEngine(
                identity: identity, store: writer, fetcher: fetcher, host: host, observer: recorder,
                clock: ContinuousClock(), emptyElements: emptyElements, services: services, activationFormat: .json,
                reportSource: reportSource, firmware: firmware)
        }
        presentEngine = Locked(makeEngine())
        problemReporter = ProblemReporter(
            identity: identity, store: writer, fetcher: fetcher, host: host, source: reportSource,
            clock: ContinuousClock(), firmware: firmware,
            values: { [presentEngine] in presentEngine.withLock { $0 }.values })
        reportSource.service = self
    }

    /// The engine: another one after a restart of the phone.
    var engine: ProvisioningEngine<ContinuousClock> { presentEngine.withLock { $0 } }

    /// Puts a new engine in the place of one that has ended.
    func renewEngine() async {
        let engine = makeEngine()
        // Before anybody can ask it for something: it goes on where the last one was.
        await recallCustomization(in: engine)
        // The new engine counts from 1 again. Upgrades keep theirs: whoever waits for one that restarts the phone reads its record after
        // that, and takes the newest.
        attempts.forgetRuns()
        reports.forgetRuns()
        customCA.attempts.forgetRuns()
        presentEngine.withLock { $0 = engine }
    }

    /// Which phone this is, with the firmware that runs now.
    public var identity: DeviceIdentity {
        var identity = initialIdentity
        identity.softwareVersion = firmware.softwareVersion
        return identity
    }

    /// The configuration as it is now; never waits.
    public var snapshot: Snapshot { store.snapshot }

    /// Reads what earlier runs left in the journal.
    public func load() async throws(ServiceFailure) {
        try await reading { () async throws(StoreError) in
            try await attempts.load()
            try await reports.load()
            try await customCA.attempts.load()
            try await onboardings.load()
            try await problemReports.load()
            try await upgrades.load()
            try await firmware.load(for: initialIdentity.model)
            try await loadCustomization()
            try await loadLeases()
            try await loadReboots()
            try await loadLogins()
            try await loadSessions()
        }
        customCA.recall(await writer.memory(of: CustomCAMemory.concern, as: CustomCAMemory.self))
        await settlePendingChange()
    }

    /// Where the store works: a task that is about to change the configuration may run there from its start. Nil for nowhere in particular.
    public var workplace: (any TaskExecutor)? { store.workplace }

    /// The wall-clock time of this machine.
    public var now: Timestamp { host.now }

    /// Runs the phone from its start until the task is cancelled.
    public func run() async {
        await run(from: .powerUp)
    }

    /// Runs the phone without the resync of a start, for a single command: what is asked for is done, nothing comes by itself.
    public func runOnRequest() async {
        await run(from: nil)
    }

    private func run(from reason: StartReason?) async {
        await withTaskGroup { group in
            group.addTask { [writer, problemReporter] in
                await Self.hear(writer.changed) {
                    self.engine.configurationChanged()
                    self.hooks.configurationChanged()
                    problemReporter.configurationChanged()
                }
            }
            if reason != nil {
                group.addTask { [problemReporter] in await problemReporter.run() }
                group.addTask { await self.beginProcess() }
            }
            group.addTask { [writer] in
                await Self.hear(writer.changedLocally) { self.engine.configurationChangedLocally() }
            }
            group.addTask { await self.followCalls() }
            group.addTask { await self.followDryRuns() }
            if let reason {
                group.addTask { await self.followClock() }
                group.addTask { await self.followPendingChanges() }
                group.addTask { await self.hooks.run() }
                await runEngines(from: reason)
            } else {
                await engine.run(from: nil)
            }
            group.cancelAll()
        }
        if reason != nil { await endProcess() }
    }

    /// How long those who follow the configuration are left alone after a change: a script that makes a thousand changes has the phone plan
    /// anew some times, not a thousand times. Nobody waits for what a first change does.
    private static let breath: Duration = .milliseconds(25)

    /// Tells of each word, of the first one at once and of those that come right behind it together.
    private static func hear(_ words: AsyncStream<Void>, _ tell: () -> Void) async {
        for await _ in words {
            tell()
            guard (try? await Task.sleep(for: breath)) != nil else { return }
        }
    }

    /// How many events there were since the process began: while it stays the same, and the revision does, nothing has happened that a
    /// watcher would be told. Never waits.
    public var eventCount: Int { events.count }

    /// What happens from now on, until the task that reads it is cancelled.
    public func watch() async -> AsyncStream<PhoneEvent> {
        await events.events()
    }

    /// Reads something of the store, with its fault in words.
    func reading<Result>(_ body: () async throws(StoreError) -> Result) async throws(ServiceFailure) -> Result {
        do throws(StoreError) {
            return try await body()
        } catch {
            throw ServiceFailure(error)
        }
    }
}

/// The service could not do what it was asked, for a reason outside of what was asked: a disk that cannot be read, for instance.
public struct ServiceFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What happened and what to do.
    public var sentence: String
    /// Whether nothing failed but what was asked for does not exist.
    public var isMissing = false

    /// The sentence.
    public var description: String { sentence }
}

extension ServiceFailure {
    /// The fault of the store in words.
    init(_ error: StoreError) {
        sentence = "\(error)"
        if case .unknownRevision = error { isMissing = true }
    }
}
