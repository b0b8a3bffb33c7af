public import FlatProfile
internal import Glibc
public import Provisioning
internal import Threading
public import Transfer

/// Where virtual phones stand: the network, the clock and all else that they share, so that one phone more costs a few kilobytes.
public final class Premises: Sendable {
    /// What is the same for all phones there.
    public struct Settings: Sendable {
        /// What the macro `$IP` says.
        public var localAddress = "127.0.0.1"
        /// Certificates of authorities that the phones trust besides the system's, PEM.
        public var authorities: [UInt8] = []
        /// What they show to HTTPS servers that ask; nil for nothing.
        public var clientCertificate: ClientCertificate?
        /// What runs proxy scripts; nil for nothing.
        public var proxyScripts: ProxyFinder.Evaluator?
        /// Whom onboarding asks; nobody unless said otherwise.
        public var services = OnboardingServices()
        /// What an element without text means in a profile.
        public var emptyElements = EmptyElementPolicy.setsEmpty
        /// From new firmware, or from a setting that needs a restart, to the start after it. Two minutes are usual for a desk phone.
        public var restartTime = Duration.seconds(120)
        /// How many phones may be awake at once: a phone takes its memory while it does something. The others wake when one of them sleeps.
        public var awake = 512
        /// How large a load may be, in bytes.
        public var firmwareLimit = 256 << 20

        /// The defaults.
        public init() {}
    }

    /// The clock of all of them.
    public let clock: FleetClock
    /// What is the same for all of them.
    public let settings: Settings
    let fetcher: any ProfileFetcher
    let phrases = Phrasebook()
    private let beginning: Timestamp
    private let factoryStates = Locked<[FactoryKey: Snapshot]>([:])
    let loads = Turnstile(places: 32)
    let awake: Turnstile

    private struct FactoryKey: Hashable {
        var model: Model
        var settings: ChangeSet?
    }

    /// Premises with that clock; `fetcher` is usually the process's one `TransferClient`. `beginning` is the wall-clock time at which the
    /// clock stood at zero, the present unless said otherwise.
    public init(
        fetcher: any ProfileFetcher, clock: FleetClock = FleetClock(), settings: Settings = Settings(),
        beginning: Timestamp? = nil
    ) {
        self.clock = clock
        self.settings = settings
        awake = Turnstile(places: max(1, settings.awake))
        self.fetcher = clock.pace == .real ? fetcher : PausingFetcher(fetcher: fetcher, clock: clock)
        let present = Self.machineTime
        self.beginning = beginning ?? (present + (.zero - clock.now.offset))
    }

    /// The time on the wall, by the clock of the premises.
    public var now: Timestamp { beginning + clock.now.offset }

    /// The configuration of a phone that is new from the box, with what somebody has set before; the same for all phones of a model.
    func factoryState(_ catalogue: Catalogue, _ settings: ChangeSet?) -> Snapshot {
        let key = FactoryKey(model: catalogue.model, settings: settings)
        if let known = factoryStates.withLock({ $0[key] }) { return known }
        let new = Snapshot(catalogue: catalogue)
        let state = settings.flatMap { new.applying($0, at: now)?.snapshot } ?? new
        factoryStates.withLock { states in
            // Each phone with settings of its own: sharing would only keep what nobody else needs.
            if states.count < 256 { states[key] = state }
        }
        return state
    }

    func instant(of time: Timestamp) -> FleetClock.Instant { FleetClock.Instant(time - beginning) }

    private static var machineTime: Timestamp {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(unixMilliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}

/// The network, for which an accelerated clock stands still: a server needs the time that it needs.
private struct PausingFetcher: ProfileFetcher {
    let fetcher: any ProfileFetcher
    let clock: FleetClock

    func fetch(_ request: TransferRequest) async -> TransferReport {
        clock.began()
        defer { clock.ended() }
        return await fetcher.fetch(request)
    }

    func services(_ name: String) async throws(TransferFailure) -> [ServiceRecord] {
        clock.began()
        defer { clock.ended() }
        return try await fetcher.services(name)
    }
}
