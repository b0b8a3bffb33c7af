internal import FlatProfile
internal import Threading
internal import Transfer

/// A resync that changes nothing: its own copy of the configuration takes the changes, so that later rules see what earlier ones did.
extension ResyncRunner {
    /// One that plays on a stage of its own, and the stage.
    func rehearsing(before watcher: any ProvisioningObserver) -> (runner: ResyncRunner, stage: RehearsalStore) {
        let stage = RehearsalStore(store, at: transfer.host.now)
        let runner = ResyncRunner(
            transfer: transfer.rehearsing(on: stage), observer: watcher, clock: clock, emptyElements: emptyElements,
            onboarding: onboarding)
        return (runner, stage)
    }
}

extension RuleTransfer {
    /// The same requests, without a trace of them here.
    var rehearsing: RuleTransfer { rehearsing(on: RehearsalStore(store, at: host.now)) }

    fileprivate func rehearsing(on stage: RehearsalStore) -> RuleTransfer {
        RuleTransfer(identity: identity, store: stage, fetcher: fetcher, host: QuietHost(host), firmware: firmware)
    }
}

/// A copy of the configuration that takes what a rehearsal would store, and remembers it.
final class RehearsalStore: ProvisioningStore {
    /// The configuration that was copied.
    let basis: Snapshot
    private let original: any ProvisioningStore
    private let present: Locked<(snapshot: Snapshot, taken: [ChangeSet])>
    private let time: Timestamp

    init(_ original: any ProvisioningStore, at time: Timestamp) {
        self.original = original
        basis = original.snapshot
        present = Locked((basis, []))
        self.time = time
    }

    var snapshot: Snapshot { present.withLock { $0.snapshot } }

    /// What made a difference, in order.
    var taken: [ChangeSet] { present.withLock { $0.taken } }

    func commit(_ set: ChangeSet) async throws(CommitFailure) -> CommittedRevision? {
        present.withLock { present in
            guard let next = present.snapshot.applying(set, at: time) else { return nil }
            present.snapshot = next.snapshot
            present.taken.append(set)
            return CommittedRevision(next, origin: set.origin, note: set.note, at: time)
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

/// Nobody who watches.
public struct NoObserver: ProvisioningObserver {
    /// Somebody who does not listen.
    public init() {}
    /// Hears nothing.
    public func observe(_ event: ProvisioningEvent) async {}
}
