internal import FlatProfile
internal import Provisioning
internal import Threading

/// Writes down what the engine does, and tells those who watch.
actor ResyncRecorder: ProvisioningObserver {
    /// How many attempts had each outcome since the process began.
    private(set) var outcomes = ["A": 0, "B": 0, "C": 0]

    private let present = Locked<RunningRecord?>(nil)
    private let attempts: RecordLog<AttemptRecord>
    private let reports: RecordLog<ReportRecord>
    private let customCA: CustomCALog
    private let onboardings: RecordLog<OnboardingRecord>
    let upgrades: RecordLog<UpgradeRecord>
    private let presentUpgrade = Locked<RunningUpgradeRecord?>(nil)
    let events: EventHub
    let host: any ProvisioningHost
    let catalogue: Catalogue
    let report: @Sendable (String) -> Void
    let complain: @Sendable (String) -> Void
    /// The phone runs another firmware and has to be restarted.
    let restart: @Sendable () -> Void
    /// A resync, or a step of onboarding, has ended: what it set may need a restart.
    let provisioned: @Sendable () -> Void

    init(
        attempts: RecordLog<AttemptRecord>, onboardings: RecordLog<OnboardingRecord>, reports: RecordLog<ReportRecord>,
        upgrades: RecordLog<UpgradeRecord>, customCA: CustomCALog, events: EventHub, host: any ProvisioningHost,
        catalogue: Catalogue, report: @escaping @Sendable (String) -> Void,
        complain: @escaping @Sendable (String) -> Void, restart: @escaping @Sendable () -> Void,
        provisioned: @escaping @Sendable () -> Void
    ) {
        self.attempts = attempts
        self.onboardings = onboardings
        self.reports = reports
        self.customCA = customCA
        self.upgrades = upgrades
        self.events = events
        self.host = host
        self.catalogue = catalogue
        self.report = report
        self.restart = restart
        self.provisioned = provisioned
        self.complain = complain
    }

    /// The resync under way, if one is. Never waits.
    private(set) nonisolated var running: RunningRecord? {
        get { present.withLock { $0 } }
        set { present.withLock { $0 = newValue } }
    }

    /// The upgrade under way, if one is. Never waits.
    nonisolated var runningUpgrade: RunningUpgradeRecord? {
        get { presentUpgrade.withLock { $0 } }
        set { presentUpgrade.withLock { $0 = newValue } }
    }

    func observe(_ event: ProvisioningEvent) async {
        switch event {
        case .began(let request):
            await show(
                RunningRecord(
                    since: host.now.iso8601, trigger: Wording.trigger(request.trigger), rule_source: nil, url: nil))
        case .attempting(let rule, let url):
            guard var running else { return }
            running.rule_source = rule.label
            running.url = url
            await show(running)
        case .attempted(let attempt):
            await record(attempt)
        case .ended(_, let next):
            running = nil
            await events.post(.resyncEnded(next: next.map(NextResyncRecord.init)))
            provisioned()
        case .customAuthority(let attempt, let memory): await customCA.record(attempt, memory)
        case .rescheduled(let next):
            await events.post(.rescheduled(next.map(NextResyncRecord.init)))
        case .reported(let attempt):
            await record(attempt)
        case .onboarding(let step):
            await events.post(.onboarding(step: step.rawValue))
        case .onboarded(let story):
            await record(story)
            provisioned()
        case .upgrade(let event):
            await observe(event)
        }
    }

    /// The engine has ended: a resync that was under way does not end any more.
    nonisolated func interrupted() {
        present.withLock { $0 = nil }
        runningUpgrade = nil
    }

    private func show(_ running: RunningRecord) async {
        self.running = running
        await events.post(.resyncing(running))
    }

    private func record(_ story: OnboardingStory) async {
        let (record, error) = await onboardings.add(at: story.startedAt) { number in
            OnboardingRecord(story, number: number, in: catalogue)
        }
        report(Wording.logLine(record))
        if let error { report("step \(record.number) of onboarding could not be written to the journal: \(error)") }
        await events.post(.onboarded(record))
    }

    private func record(_ attempt: ResyncAttempt) async {
        let (record, error) = await attempts.add(at: attempt.startedAt, run: attempt.resync) { number in
            AttemptRecord(attempt, number: number, in: catalogue)
        }
        outcomes[record.outcome, default: 0] += 1
        (record.error == nil ? report : complain)(Wording.logLine(record))
        if let error { complain("attempt \(record.number) could not be written to the journal: \(error)") }
        await events.post(.attempted(record))
    }

    private func record(_ attempt: ReportAttempt) async {
        let (record, error) = await reports.add(at: attempt.startedAt, run: attempt.report) { number in
            ReportRecord(attempt, number: number)
        }
        (record.error == nil ? report : complain)(Wording.logLine(record))
        if let error { complain("report \(record.number) could not be written to the journal: \(error)") }
        await events.post(.reported(record))
    }
}
