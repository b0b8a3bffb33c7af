public import Bench
public import FlatProfile
internal import PhoneService
internal import Threading

/// One worker of a rehearsal: it claims devices, plays each one's phone, and leaves its result; as long as any device is without one.
///
/// Several workers, in one process or many, may share a run: a claim is kept while a phone is played, and one that nobody keeps any more, because
/// its worker was killed, is taken over when its time is over. Each device has exactly one result.
public final class RehearsalRun: Sendable {
    /// The kind of its runs in a store.
    public static let kind = "rehearsal"

    /// How it goes about it.
    public struct Settings: Sendable {
        /// How many phones it plays at once.
        public var width = 16
        /// How long a claim holds without being kept.
        public var lease = Duration.seconds(60)
        /// How long it waits before it looks again whether others have given something back.
        public var pause = Duration.milliseconds(500)

        /// The defaults.
        public init() {}
    }

    /// What came of a run.
    public struct Summary: Sendable, Hashable {
        /// The run.
        public var run: BenchRun
        /// How many devices this worker brought to a result.
        public var own = 0
        /// How many of these came up as expected.
        public var ownGood = 0
        /// Whether every device has a result.
        public var isComplete: Bool { run.finished == run.devices }
    }

    private let store: any BenchStore
    private let stage: RehearsalStage
    private let devices: [MACAddress: Device]
    private let worker: String
    private let settings: Settings
    private let now: @Sendable () -> Timestamp
    /// The claims that are held now; what plays them, so that a lost one can be ended.
    private let held = Locked<[MACAddress: Held]>([:])

    private struct Held {
        var claim: BenchClaim
        var play: Task<RehearsalRecord, Never>?
    }

    /// A worker of that name, which nobody else has.
    ///
    /// - Parameter devices: All devices of the job.
    public init(
        _ stage: RehearsalStage, devices: [Device], store: any BenchStore, worker: String,
        settings: Settings = Settings(),
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.stage = stage
        self.store = store
        self.worker = worker
        self.settings = settings
        self.now = now
        self.devices = Dictionary(devices.map { ($0.mac, $0) }, uniquingKeysWith: { first, _ in first })
    }

    // MARK: Beginning

    /// The run of a job that is not finished and was begun for the same; nil without one.
    public static func unfinished(
        _ plan: RehearsalPlan, in store: any BenchStore
    ) async throws(BenchStoreError) -> BenchRun? {
        let order = RehearsalOrder(plan).json
        return try await store.runs(of: plan.job.name).first {
            $0.kind == kind && $0.detail == order && $0.finished < $0.devices
        }
    }

    /// Begins a new run of all devices that the job has now.
    public static func begin(
        _ plan: RehearsalPlan, in store: any BenchStore, by author: String, at time: Timestamp
    ) async throws(BenchStoreError) -> BenchRun {
        try await store.begin(
            kind, on: plan.job.name, at: time, by: author, detail: RehearsalOrder(plan).json)
    }

    // MARK: Working

    /// Works until every device of the run has a result, or the task is cancelled; then what was begun is given back.
    ///
    /// - Parameter hear: Told each device that this worker has brought to its result.
    public func work(
        on run: BenchRun, hear: @escaping @Sendable (RehearsalRecord) -> Void = { _ in }
    ) async throws(BenchStoreError) -> Summary {
        var summary = Summary(run: run)
        let keeper = Task { await keepClaims() }
        defer { keeper.cancel() }
        do throws(BenchStoreError) {
            while !Task.isCancelled {
                try await workAway(run, &summary, hear)
                guard !Task.isCancelled else { break }
                summary.run = try await current(run)
                guard !summary.isComplete else { break }
                // Others hold what is left: they finish it, or their time ends.
                try? await Task.sleep(for: settings.pause)
            }
            if Task.isCancelled { summary.run = try await current(run) }
        } catch {
            await giveBack()
            throw error
        }
        return summary
    }

    private func current(_ run: BenchRun) async throws(BenchStoreError) -> BenchRun {
        guard let found = try await store.runs(of: run.job).first(where: { $0.id == run.id }) else {
            throw .unknownRun(run.id)
        }
        return found
    }

    /// Plays what can be claimed now, `width` phones at a time.
    private func workAway(
        _ run: BenchRun, _ summary: inout Summary, _ hear: @escaping @Sendable (RehearsalRecord) -> Void
    ) async throws(BenchStoreError) {
        var ready: [BenchClaim] = []
        var isEmpty = false
        var fault: BenchStoreError?
        await withTaskGroup(of: Result<Bool?, BenchStoreError>.self) { group in
            var playing = 0
            while true {
                if ready.isEmpty, !isEmpty, fault == nil, !Task.isCancelled, playing < settings.width {
                    do throws(BenchStoreError) {
                        ready = try await claim(run.id)
                    } catch {
                        fault = error
                    }
                    isEmpty = ready.isEmpty
                }
                while playing < settings.width, fault == nil, !Task.isCancelled, let next = ready.popLast() {
                    playing += 1
                    group.addTask { await self.bringToResult(next, of: run, hear) }
                }
                guard let end = await group.next() else { break }
                playing -= 1
                switch end {
                case .success(let good?):
                    summary.own += 1
                    if good { summary.ownGood += 1 }
                case .success(nil): break
                case .failure(let error): fault = fault ?? error
                }
            }
        }
        if fault != nil || Task.isCancelled { await giveBack() }
        if let fault { throw fault }
    }

    private func claim(_ run: Int) async throws(BenchStoreError) -> [BenchClaim] {
        let time = now()
        let claims = try await store.claim(
            run, for: worker, at: time, until: time + settings.lease, limit: settings.width)
        held.withLock { held in for claim in claims { held[claim.device] = Held(claim: claim) } }
        // The last one is taken first.
        return claims.reversed()
    }

    /// Plays one device and keeps its result; whether it came up, nil if the claim was lost or given up.
    private func bringToResult(
        _ claim: BenchClaim, of run: BenchRun, _ hear: @Sendable (RehearsalRecord) -> Void
    ) async -> Result<Bool?, BenchStoreError> {
        guard let device = devices[claim.device] else { return await leave(claim) }
        let play = Task { [stage] in await stage.rehearse(device) }
        let isHeld = held.withLock { held in
            guard held[claim.device]?.claim.token == claim.token else { return false }
            held[claim.device]?.play = play
            return true
        }
        guard isHeld else {
            play.cancel()
            return .success(nil)
        }
        let record = await withTaskCancellationHandler {
            await play.value
        } onCancel: {
            play.cancel()
        }
        guard !play.isCancelled, let held = held.withLock({ $0.removeValue(forKey: claim.device) }) else {
            return .success(nil)
        }
        do throws(BenchStoreError) {
            try await store.finish(held.claim, with: result(record, claim), event: event(record, claim, run))
        } catch .claimLost {
            return .success(nil)
        } catch {
            return .failure(error)
        }
        hear(record)
        return .success(record.good)
    }

    /// A device that is not in the job any more: its result says so.
    private func leave(_ claim: BenchClaim) async -> Result<Bool?, BenchStoreError> {
        _ = held.withLock { $0.removeValue(forKey: claim.device) }
        let result = BenchResult(
            device: claim.device, worker: worker, finished: now(), isGood: false,
            text: "the device was taken out of the job")
        do throws(BenchStoreError) {
            try await store.finish(claim, with: result, event: nil)
            return .success(false)
        } catch .claimLost {
            return .success(nil)
        } catch {
            return .failure(error)
        }
    }

    private func result(_ record: RehearsalRecord, _ claim: BenchClaim) -> BenchResult {
        BenchResult(
            device: claim.device, worker: worker, finished: now(), isGood: record.good, text: record.text,
            detail: record.json)
    }

    /// By whom: the person who began the run, not the process that worked on it.
    private func event(_ record: RehearsalRecord, _ claim: BenchClaim, _ run: BenchRun) -> BenchEvent {
        BenchEvent(
            .rehearsed, at: now(), device: claim.device, actor: run.author, subject: "run \(run.id)",
            isGood: record.good, text: record.text)
    }

    // MARK: Claims

    /// Keeps the claims that are held, well before their time; a lost one ends its phone.
    private func keepClaims() async {
        while (try? await Task.sleep(for: settings.lease / 3)) != nil {
            for claim in held.withLock({ $0.values.map(\.claim) }) {
                do throws(BenchStoreError) {
                    let kept = try await store.renew(claim, until: now() + settings.lease)
                    held.withLock { held in
                        if held[claim.device]?.claim.token == claim.token { held[claim.device]?.claim = kept }
                    }
                } catch .claimLost {
                    held.withLock { held in
                        held[claim.device]?.claim.token == claim.token ? held.removeValue(forKey: claim.device) : nil
                    }?.play?.cancel()
                } catch {
                    // The store is away for a while: if it stays away, the end of the phone tells.
                    break
                }
            }
        }
    }

    private func giveBack() async {
        let claims = held.withLock { held in
            defer { held = [:] }
            return held.values.map(\.claim)
        }
        for claim in claims { try? await store.release(claim) }
    }
}

extension RehearsalRecord {
    /// As a result of a run keeps it.
    public var json: String { String(decoding: RecordCoding.encode(self), as: UTF8.self) }

    /// What a result keeps; nil if it is of another kind.
    public init?(json: String) {
        guard let record = try? RecordCoding.decode(RehearsalRecord.self, from: Array(json.utf8)) else { return nil }
        self = record
    }
}
