import FlatProfile
import Threading
import Transfer

@testable import Provisioning

/// A store in memory without history.
final class PlainStore: ProvisioningStore {
    private let present: Locked<Snapshot>
    let failure: Locked<CommitFailure?> = Locked(nil)
    let memories: Locked<[String: any Sendable]> = Locked([:])
    /// What was to be remembered, in its order.
    let history: Locked<[any Sendable]> = Locked([])

    init(_ values: [ParameterName: String] = [:], model: Model = .standard) {
        let factory = Snapshot(catalogue: Catalogue.of(model))
        let set = ChangeSet(values.map { ParameterChange($0.key, .set($0.value)) }, origin: .web(account: "admin"))
        present = Locked(factory.applying(set, at: Timestamp(unixSeconds: 0))?.snapshot ?? factory)
    }

    var snapshot: Snapshot { present.withLock { $0 } }

    func commit(_ changes: ChangeSet) async throws(CommitFailure) -> CommittedRevision? {
        if let failure = failure.withLock({ $0 }) { throw failure }
        return present.withLock { snapshot in
            let time = Timestamp(unixSeconds: 1)
            guard let next = snapshot.applying(changes, at: time) else { return nil }
            snapshot = next.snapshot
            return CommittedRevision(next, origin: changes.origin, note: changes.note, at: time)
        }
    }
}

extension PlainStore {
    func memory<Memory: Codable & Sendable>(of concern: String, as type: Memory.Type) async -> Memory? {
        memories.withLock { $0[concern] } as? Memory
    }

    func remember<Memory: Codable & Sendable>(_ memory: Memory?, of concern: String) async throws(CommitFailure) {
        if let failure = failure.withLock({ $0 }) { throw failure }
        memories.withLock { $0[concern] = memory }
        if let memory { history.withLock { $0.append(memory) } }
    }
}

/// Answers requests from a script, one after the other; the last answer stands for all that follow.
actor ScriptedFetcher: ProfileFetcher {
    private(set) var requests: [TransferRequest] = []
    private var answers: [Result<String, TransferFailure>]

    init(_ answers: [Result<String, TransferFailure>]) {
        self.answers = answers
    }

    func fetch(_ request: TransferRequest) async -> TransferReport {
        requests.append(request)
        let answer = answers.count > 1 ? answers.removeFirst() : answers[0]
        let endpoint = Endpoint(address: "192.0.2.1", port: request.url.port)
        request.willTry?(endpoint)
        switch answer {
        case .success(let text):
            let step = TransferStep(url: request.url, endpoint: endpoint, status: 200, bytes: text.utf8.count)
            return TransferReport(
                steps: [step],
                result: .success(
                    TransferResponse(status: 200, body: Array(text.utf8), url: request.url, endpoint: endpoint)))
        case .failure(let failure):
            var step = TransferStep(url: request.url, endpoint: endpoint, failure: failure)
            if case .status(let status) = failure { step.status = status }
            return TransferReport(steps: [step], result: .failure(failure))
        }
    }
}

/// Answers when the test says so, or when the task is cancelled.
actor HeldFetcher: ProfileFetcher {
    private let answers: AsyncStream<String>
    private let answered: AsyncStream<String>.Continuation
    private var watchers: [CheckedContinuation<Void, Never>] = []
    private(set) var requests = 0

    init() {
        (answers, answered) = AsyncStream.makeStream()
    }

    func fetch(_ request: TransferRequest) async -> TransferReport {
        requests += 1
        for watcher in watchers { watcher.resume() }
        watchers = []
        for await text in answers {
            let endpoint = Endpoint(address: "192.0.2.1", port: request.url.port)
            let response = TransferResponse(status: 200, body: Array(text.utf8), url: request.url, endpoint: endpoint)
            return TransferReport(steps: [], result: .success(response))
        }
        return TransferReport(steps: [], result: .failure(.cancelled))
    }

    /// Waits until it is asked something.
    func asked() async {
        while requests == 0 { await withCheckedContinuation { watchers.append($0) } }
    }

    /// Answers one request.
    nonisolated func answer(_ text: String) { answered.yield(text) }
}

/// A machine that remembers its syslog messages.
final class QuietHost: ProvisioningHost {
    let messages: Locked<[String]> = Locked([])
    /// What DHCP says.
    let leases: Locked<DHCPLeases>

    init(provisioningServer: String? = nil) {
        var leases = DHCPLeases()
        if let provisioningServer { leases.obtained(lease([66: bytes(provisioningServer)])) }
        self.leases = Locked(leases)
    }

    func offer(for snapshot: Snapshot) -> ProvisioningOffer? {
        DHCPReading(leases.withLock { $0 }, order: DHCPOptionOrder(snapshot)).offer
    }

    let time = Locked(Timestamp(unixSeconds: 1_700_000_000))
    var now: Timestamp { time.withLock { $0 } }
    var customAuthorities: [UInt8] { [] }
    func localAddress(towards host: String?) -> String { "192.0.2.7" }
    func syslog(_ message: String, configuration: Snapshot) { messages.withLock { $0.append(message) } }
}

/// Remembers what the engine told.
actor Recorder: ProvisioningObserver {
    private(set) var events: [ProvisioningEvent] = []
    private var watchers: [CheckedContinuation<Void, Never>] = []
    private(set) var ended = 0
    private var reported = 0
    private var upgraded = 0

    func observe(_ event: ProvisioningEvent) {
        events.append(event)
        switch event {
        case .ended: ended += 1
        case .reported: reported += 1
        case .upgrade(.attempted): upgraded += 1
        default: break
        }
        for watcher in watchers { watcher.resume() }
        watchers = []
    }

    /// Waits until something is told.
    func nextEvent() async {
        await withCheckedContinuation { watchers.append($0) }
    }

    /// Waits until that many resyncs have ended.
    func resyncs(_ count: Int) async {
        while ended < count { await nextEvent() }
    }

    /// Waits until that many rules of reports were followed.
    func reports(_ count: Int) async {
        while reported < count { await nextEvent() }
    }

    /// Waits until that many attempts at an upgrade have ended.
    func upgrades(_ count: Int) async {
        while upgraded < count { await withCheckedContinuation { watchers.append($0) } }
    }

    var upgradeAttempts: [UpgradeAttempt] {
        events.compactMap { if case .upgrade(.attempted(let attempt)) = $0 { attempt } else { nil } }
    }

    /// What the next resync was each time when it moved.
    var rescheduled: [ResyncTrigger?] {
        events.compactMap { if case .rescheduled(let next) = $0 { .some(next?.trigger) } else { nil } }
    }

    var attempts: [ResyncAttempt] {
        events.compactMap { if case .attempted(let attempt) = $0 { attempt } else { nil } }
    }
}
