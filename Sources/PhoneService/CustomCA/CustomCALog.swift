internal import Provisioning
internal import Store
internal import Threading

/// What is known of the custom CA, and what became of it. It survives a restart.
final class CustomCALog: Sendable {
    let attempts: RecordLog<CustomCAAttemptRecord>
    private let known = Locked(CustomCAMemory())
    private let report: @Sendable (String) -> Void

    init(store: any ConfigurationStore, report: @escaping @Sendable (String) -> Void) {
        attempts = RecordLog(store: store)
        self.report = report
    }

    /// What is known of it. Never waits.
    var memory: CustomCAMemory { known.withLock { $0 } }

    /// Hears what an earlier run left.
    func recall(_ memory: CustomCAMemory?) {
        known.withLock { $0 = memory ?? CustomCAMemory() }
    }

    /// Writes an attempt down.
    func record(_ attempt: CustomCAAttempt, _ memory: CustomCAMemory) async {
        known.withLock { $0 = memory }
        let (record, error) = await attempts.add(at: attempt.startedAt, run: attempt.run) {
            CustomCAAttemptRecord(attempt, number: $0)
        }
        report(Wording.logLine(record))
        for warning in record.warnings { report("custom CA: \(warning)") }
        if let error { report("what became of the custom CA could not be written to the journal: \(error)") }
    }
}
