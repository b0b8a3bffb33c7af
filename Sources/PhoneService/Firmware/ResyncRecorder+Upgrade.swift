internal import Provisioning

/// Upgrades, written down and told.
extension ResyncRecorder {
    func observe(_ event: UpgradeEvent) async {
        switch event {
        case .began(let request):
            await show(
                RunningUpgradeRecord(
                    since: host.now.iso8601, trigger: Wording.trigger(request.trigger), phase: "begun", url: nil,
                    bytes: 0, total: nil))
        case .fetching(_, let url):
            await change {
                $0.phase = "downloading"
                $0.url = url
            }
        case .received(let progress):
            await change {
                $0.bytes = progress.bytes
                $0.total = progress.total
            }
        case .installing:
            await change { $0.phase = "installing" }
        case .attempted(let attempt):
            runningUpgrade = nil
            await record(attempt)
        case .rescheduled(let next):
            await events.post(.upgradeRescheduled(next.map(NextUpgradeRecord.init)))
        }
    }

    private func change(_ change: (inout RunningUpgradeRecord) -> Void) async {
        guard var running = runningUpgrade else { return }
        change(&running)
        await show(running)
    }

    private func show(_ running: RunningUpgradeRecord) async {
        runningUpgrade = running
        await events.post(.upgrading(running))
    }

    private func record(_ attempt: UpgradeAttempt) async {
        let (record, error) = await upgrades.add(at: attempt.startedAt, run: attempt.run) { number in
            UpgradeRecord(attempt, number: number, in: catalogue)
        }
        report(Wording.logLine(record))
        if let error { report("upgrade \(record.number) could not be written to the journal: \(error)") }
        await events.post(.upgraded(record))
        if attempt.ending.changedVersion { restart() }
    }
}
