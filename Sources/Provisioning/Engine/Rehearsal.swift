internal import FlatProfile
internal import Threading
internal import Transfer

/// A resync that changes nothing: its own copy of the configuration takes the changes, so that later rules see what earlier ones did.
extension ResyncRunner {
    var rehearsing: ResyncRunner {
        ResyncRunner(
            transfer: transfer.rehearsing, observer: NoObserver(), clock: clock, emptyElements: emptyElements,
            onboarding: onboarding)
    }
}

extension RuleTransfer {
    /// The same requests, without a trace of them here.
    var rehearsing: RuleTransfer {
        RuleTransfer(
            identity: identity, store: RehearsalStore(store, at: host.now), fetcher: fetcher, host: QuietHost(host),
            firmware: firmware)
    }
}

private final class RehearsalStore: ProvisioningStore {
    private let original: any ProvisioningStore
    private let present: Locked<Snapshot>
    private let time: Timestamp

    init(_ original: any ProvisioningStore, at time: Timestamp) {
        self.original = original
        present = Locked(original.snapshot)
        self.time = time
    }

    var snapshot: Snapshot { present.withLock { $0 } }

    func commit(_ set: ChangeSet) async throws(CommitFailure) -> CommittedRevision? {
        present.withLock { snapshot in
            guard let (next, changes) = snapshot.applying(set, at: time) else { return nil }
            snapshot = next
            let revision = Revision(
                number: next.revision, time: time, origin: set.origin, note: set.note, changeCount: changes.count)
            return CommittedRevision(revision: revision, changes: changes)
        }
    }
}

extension RehearsalStore {
    // Nothing of what a rehearsal does is remembered.
    func memory<Memory: Codable & Sendable>(of concern: String, as type: Memory.Type) async -> Memory? {
        await original.memory(of: concern, as: type)
    }
    func remember<Memory: Codable & Sendable>(_ memory: Memory?, of concern: String) async throws(CommitFailure) {}
}

/// The machine, except that it tells nobody.
private struct QuietHost: ProvisioningHost {
    private let host: any ProvisioningHost

    init(_ host: any ProvisioningHost) {
        self.host = host
    }

    var now: Timestamp { host.now }
    var domain: String? { host.domain }
    var proxyConfigurationURL: String? { host.proxyConfigurationURL }
    var proxyScripts: ProxyFinder.Evaluator? { host.proxyScripts }
    var customAuthorities: [UInt8] { host.customAuthorities }
    var hasClientCertificate: Bool { host.hasClientCertificate }
    var clientCertificate: ClientCertificate? { host.clientCertificate }
    func offer(for snapshot: Snapshot) -> ProvisioningOffer? { host.offer(for: snapshot) }
    func localAddress(towards server: String?) -> String { host.localAddress(towards: server) }
    func syslog(_ message: String, configuration: Snapshot) {}
}

struct NoObserver: ProvisioningObserver {
    func observe(_ event: ProvisioningEvent) async {}
}
