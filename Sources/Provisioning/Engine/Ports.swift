public import FlatProfile
public import Transfer

/// What the engine needs of a store: the configuration, and a way to change it.
public protocol ProvisioningStore: Sendable {
    /// The configuration as it is now; never waits.
    var snapshot: Snapshot { get }

    /// Makes one revision of the changes, or none if they change nothing; durable when it returns.
    func commit(_ changes: ChangeSet) async throws(CommitFailure) -> CommittedRevision?

    /// What a concern has to know after a restart, kept under its name; nil if nothing is kept, or not in this form.
    func memory<Memory: Codable & Sendable>(of concern: String, as type: Memory.Type) async -> Memory?

    /// Keeps it, durable when it returns; nil forgets it.
    func remember<Memory: Codable & Sendable>(_ memory: Memory?, of concern: String) async throws(CommitFailure)
}

/// Why nothing was committed; the store is as it was.
public struct CommitFailure: Error, Hashable, Sendable {
    /// A sentence for the person who looks, without secrets.
    public var sentence: String

    /// A failure of that description.
    public init(sentence: String) {
        self.sentence = sentence
    }
}

/// What the engine needs of the network.
public protocol ProfileFetcher: Sendable {
    /// Fetches what the request names; a failure is part of the report.
    func fetch(_ request: TransferRequest) async -> TransferReport

    /// The SRV records of a name, in the order of use.
    func services(_ name: String) async throws(TransferFailure) -> [ServiceRecord]
}

extension ProfileFetcher {
    /// Whoever asks no name servers finds none.
    public func services(_ name: String) async throws(TransferFailure) -> [ServiceRecord] { throw .nameNotFound(name) }
}

extension TransferClient: ProfileFetcher {
    /// The SRV records of a name, in the order of use; the name servers are those of the machine.
    public func services(_ name: String) async throws(TransferFailure) -> [ServiceRecord] {
        try await lookupSRV(name)
    }
}

/// What the engine needs of the machine.
public protocol ProvisioningHost: Sendable {
    /// The wall-clock time, for records and the history; never used to measure.
    var now: Timestamp { get }
    /// The provisioning server that DHCP named, by the order of options that the configuration asks for; nil if none is named.
    func offer(for snapshot: Snapshot) -> ProvisioningOffer?
    /// The DNS domain of the place where the phone is: what DHCP or the resolver tells; nil if they tell none.
    var domain: String? { get }
    /// Where DHCP says that a proxy script lies (option 252); nil if it does not.
    var proxyConfigurationURL: String? { get }
    /// What runs proxy scripts where they can do no harm; nil if nothing does.
    var proxyScripts: ProxyFinder.Evaluator? { get }
    /// The machine's own address as seen by that server (any server if nil), or an empty text.
    func localAddress(towards host: String?) -> String
    /// The certificates of authorities that the phone trusts besides its system's, PEM; empty for none.
    var customAuthorities: [UInt8] { get }
    /// Where the phone keeps its custom CA, which is one of `customAuthorities`.
    var authorityKeeper: any CustomAuthorityKeeper { get }
    /// Whether the phone has a certificate of its own to show: `$CCERT`.
    var hasClientCertificate: Bool { get }
    /// What it shows to HTTPS servers that ask; nil for none.
    var clientCertificate: ClientCertificate? { get }
    /// Sends a message to Syslog_Server, if one is set; never waits.
    func syslog(_ message: String, configuration: Snapshot)
    /// The latest lines of the process's own log, oldest first, for problem reports.
    var recentLog: [String] { get }
}

extension ProvisioningHost {
    /// None: not every host keeps a log.
    public var recentLog: [String] { [] }
}

extension ProvisioningHost {
    /// No place, unless said otherwise.
    public var authorityKeeper: any CustomAuthorityKeeper { NoAuthorityKeeper() }
    /// None, unless said otherwise.
    public var clientCertificate: ClientCertificate? { nil }
    /// Whether `clientCertificate` is one, unless there is a cheaper way to know.
    public var hasClientCertificate: Bool { clientCertificate != nil }
    /// A machine in no place.
    public var domain: String? { nil }
    /// None, unless said otherwise.
    public var proxyConfigurationURL: String? { nil }
    /// Nothing, unless said otherwise.
    public var proxyScripts: ProxyFinder.Evaluator? { nil }
}

/// Who wants to know what the engine does: the journal, the pages.
public protocol ProvisioningObserver: Sendable {
    /// Something has happened; the engine goes on when the call returns.
    func observe(_ event: ProvisioningEvent) async
}

/// What the engine tells.
public enum ProvisioningEvent: Sendable {
    /// A resync has begun.
    case began(ResyncRequest)
    /// An attempt of it begins: the rule is about to be followed.
    case attempting(rule: RuleSource, url: String?)
    /// An attempt of it has ended.
    case attempted(ResyncAttempt)
    /// It has ended; this is what comes next by itself.
    case ended(ResyncEnding, next: NextResync?)
    /// The next resync has moved.
    case rescheduled(NextResync?)
    /// The custom CA was fetched or removed, or could not be; this is known of it now.
    case customAuthority(CustomCAAttempt, CustomCAMemory)
    /// One rule of a report has been followed.
    case reported(ReportAttempt)
    /// Something about upgrades.
    case upgrade(UpgradeEvent)
    /// A step of onboarding has begun.
    case onboarding(OnboardingStep)
    /// A step of onboarding has ended, or something else has moved the state of customization.
    case onboarded(OnboardingStory)
}

/// The next resync that will come by itself.
public struct NextResync: Hashable, Sendable {
    /// When, by the wall clock of this moment.
    public var at: Timestamp
    /// Why then.
    public var trigger: ResyncTrigger

    /// A resync to come.
    public init(at: Timestamp, trigger: ResyncTrigger) {
        self.at = at
        self.trigger = trigger
    }
}
