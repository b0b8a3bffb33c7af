public import FlatProfile
public import ProfileRules
internal import Threading

/// Makes problem reports: when somebody asks, and by itself when PRT_Max_Timer says so.
///
/// It is no concern of the engine and never waits for it: what does not go on is just what a problem report is about. While one is made,
/// whoever asks gets that one.
///
/// Source: Phone Features and Setup, "Problem Report Tool"; Provisioning Parameters, "Problem Report Tool".
public actor ProblemReporter<C: Clock & Sendable> where C.Duration == Duration, C.Instant: Sendable {
    private let transfer: RuleTransfer
    private let source: any ProblemReportSource
    private let clock: C
    private let values: @Sendable () -> RuntimeValues
    private let changes: AsyncStream<Void>
    private let changed: AsyncStream<Void>.Continuation

    private var schedule: ProblemReportSchedule<C.Instant>?
    private var reports = 0
    private var present: Task<ProblemReportAttempt, Never>?
    private var pauses = 0
    /// Those who asked during a pause.
    private var patient: [CheckedContinuation<Void, Never>] = []
    /// How many wait for the report that is being made.
    private(set) var waiting = 0

    /// A reporter whose timer does not run yet. `values` tells what macros know of the running phone; without `firmware` it runs what it
    /// came with.
    public init(
        identity: DeviceIdentity, store: any ProvisioningStore, fetcher: any ProfileFetcher,
        host: any ProvisioningHost, source: any ProblemReportSource, clock: C,
        firmware: (any FirmwareInstaller)? = nil, values: @escaping @Sendable () -> RuntimeValues
    ) {
        transfer = RuleTransfer(
            identity: identity, store: store, fetcher: fetcher, host: host,
            firmware: firmware ?? FixedFirmware(softwareVersion: identity.softwareVersion))
        self.source = source
        self.clock = clock
        self.values = values
        (changes, changed) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// The configuration may have changed.
    public nonisolated func configurationChanged() {
        changed.yield()
    }

    /// Lets the timer run until the task is cancelled, which gives up the report that is being made. Once.
    public func run() async {
        await withTaskCancellationHandler {
            await runTimer()
        } onCancel: {
            // Whoever waits for a server that does not answer must not hold up the end of the program.
            Task { await giveUp() }
        }
    }

    private func giveUp() { present?.cancel() }

    private func runTimer() async {
        schedule = ProblemReportSchedule(transfer.store.snapshot, at: clock.now)
        await withDiscardingTaskGroup { group in
            var timer: C.Instant?
            configurationChanged()
            for await _ in changes {
                schedule?.follow(transfer.store.snapshot)
                if let due = schedule?.due, due <= clock.now {
                    _ = await generate(.timer)
                }
                guard let due = schedule?.due, due != timer else { continue }
                timer = due
                group.addTask { [clock, changed] in
                    guard (try? await clock.sleep(until: due, tolerance: nil)) != nil else { return }
                    changed.yield()
                }
            }
            group.cancelAll()
        }
    }

    /// Makes a problem report and uploads it, or keeps it.
    public func generate(_ trigger: ProblemReportTrigger, description: String = "") async -> ProblemReportAttempt {
        waiting += 1
        defer { waiting -= 1 }
        while pauses > 0 { await withCheckedContinuation { patient.append($0) } }
        if let present { return await present.value }
        let task = Task { await make(trigger, description) }
        present = task
        let attempt = await task.value
        if present == task { present = nil }
        return attempt
    }

    /// Does something while no report is made: the present one is given up, and who asks for another waits.
    ///
    /// A factory reset needs that: what it erases must not come back with a report that was begun before.
    public func pause<Failure: Error>(
        during deed: @Sendable () async throws(Failure) -> Void
    ) async throws(Failure) {
        pauses += 1
        defer {
            pauses -= 1
            for one in patient { one.resume() }
            patient = []
        }
        if let present {
            present.cancel()
            _ = await present.value
            self.present = nil
        }
        try await deed()
    }

    private func make(_ trigger: ProblemReportTrigger, _ description: String) async -> ProblemReportAttempt {
        let start = clock.now
        schedule?.generated(at: start)
        reports += 1
        var attempt = ProblemReportAttempt(
            report: reports, trigger: trigger, description: description, startedAt: transfer.host.now,
            generation: .failure(CommitFailure(sentence: "")))
        do {
            let file = try await source.problemReport(trigger, description: description)
            attempt.generation = .success((file.name, file.bytes.count))
            let isKept = await keep(file, &attempt)
            await upload(file, isKept: isKept, &attempt)
        } catch {
            attempt.generation = .failure(error)
        }
        attempt.duration = start.duration(to: clock.now)
        await source.record(attempt)
        return attempt
    }

    private func keep(_ file: ProblemReportFile, _ attempt: inout ProblemReportAttempt) async -> Bool {
        do throws(CommitFailure) {
            try await source.keep(file)
            return true
        } catch {
            attempt.warnings.append("the file could not be kept on the phone: \(error.sentence)")
            return false
        }
    }

    private func upload(_ file: ProblemReportFile, isKept: Bool, _ attempt: inout ProblemReportAttempt) async {
        let context = transfer.context(values())
        guard !context.snapshot["PRT_Upload_Rule"].allSatisfy(\.isWhitespace) else {
            attempt.upload =
                isKept ? .keptHere : .failed("PRT_Upload_Rule is empty, and the file could not be kept on the phone")
            return
        }
        let uploading = ProblemReportUpload(file: file, context: context)
        attempt.warnings += uploading.warnings
        do throws(AttemptFailure) {
            try await uploading.perform(by: transfer, &attempt.transfer)
            attempt.upload = .uploaded
        } catch {
            attempt.upload = .failed(error.sentence)
        }
    }
}
