internal import FlatProfile
internal import ProfileRules
internal import Provisioning
internal import Threading
internal import Transfer

/// Hears the engine of a virtual phone, and keeps in a few bytes what it tells.
final class PhoneJournal: ProvisioningObserver {
    /// How many attempts of one phone are kept: the first ones, which tell how it came up, and the last.
    static let limit = 48

    private struct Contents {
        var notes: [PhoneNote] = []
        var failures: UInt16 = 0
        var dropped = 0
        /// Whether a setting was changed after which a phone restarts.
        var needsRestart = false
    }

    private let contents = Locked(Contents())
    private let premises: Premises
    private let catalogue: Catalogue
    private let watcher: (any ProvisioningObserver)?
    private let hear: (@Sendable (PhoneNote) -> Void)?
    private let tell: @Sendable (Word) -> Void

    /// What the phone itself has to know.
    enum Word {
        /// Something has begun.
        case busy
        /// A resync has ended.
        case resynced
        /// No resync will come by itself.
        case idle
        /// It has to restart.
        case restart(StartReason)
    }

    init(
        _ premises: Premises, _ catalogue: Catalogue, watcher: (any ProvisioningObserver)?,
        hear: (@Sendable (PhoneNote) -> Void)?, tell: @escaping @Sendable (Word) -> Void
    ) {
        self.premises = premises
        self.catalogue = catalogue
        self.watcher = watcher
        self.hear = hear
        self.tell = tell
    }

    var notes: [PhoneNote] { contents.withLock { $0.notes } }
    /// How many attempts were made that are not kept.
    var dropped: Int { contents.withLock { $0.dropped } }

    func observe(_ event: ProvisioningEvent) async {
        switch event {
        case .began, .upgrade(.began), .onboarding: tell(.busy)
        case .attempted(let attempt): keep(note(of: attempt))
        case .upgrade(.attempted(let attempt)): keep(note(of: attempt))
        case .reported(let attempt):
            keep(note(.report, .periodic, attempt.transfer, attempt.ending.error, since: attempt.startedAt))
        case .customAuthority(let attempt, _):
            keep(note(.customAuthority, .ruleChange, attempt.transfer, attempt.ending.error, since: attempt.startedAt))
        case .onboarded(let story) where !story.transfer.steps.isEmpty:
            let hasFailed = story.transfer.steps.last?.failure != nil
            keep(
                note(
                    .onboarding, .start, story.transfer, hasFailed ? story.sentence : nil, since: story.startedAt,
                    changes: story.changes.count))
        default: break
        }
        await watcher?.observe(event)
        if let reason = restartReason(after: event) {
            tell(.restart(reason))
        } else if case .ended(_, let next) = event {
            tell(next == nil ? .idle : .resynced)
        } else if case .rescheduled(nil) = event {
            tell(.idle)
        }
    }

    private func keep(_ note: PhoneNote) {
        let note = contents.withLock { contents in
            var note = note
            note.failuresBefore = contents.failures
            contents.failures = note.isSuccess ? 0 : contents.failures &+ 1
            if contents.notes.count == Self.limit {
                contents.notes.remove(at: Self.limit / 4)
                contents.dropped += 1
            }
            contents.notes.append(note)
            return note
        }
        hear?(note)
    }

    /// Why the phone restarts now; nil if it does not. A setting waits for the end of the resync that brought it.
    private func restartReason(after event: ProvisioningEvent) -> StartReason? {
        switch event {
        case .upgrade(.attempted(let attempt)) where attempt.ending.changedVersion: return .upgrade
        case .attempted(let attempt):
            let catalogue = catalogue
            guard attempt.changes.contains(where: { catalogue[$0.name]?.reboots == true }) else { return nil }
            contents.withLock { $0.needsRestart = true }
            return nil
        case .ended:
            return contents.withLock { contents in
                defer { contents.needsRestart = false }
                return contents.needsRestart
            } ? .provisioning : nil
        default: return nil
        }
    }

    // MARK: Notes

    private func note(of attempt: ResyncAttempt) -> PhoneNote {
        var note = note(
            .resync, PhoneNote.Cause(attempt.trigger), attempt.transfer, attempt.ending.error,
            since: attempt.startedAt, changes: attempt.changes.count)
        switch attempt.ending {
        case .applied, .assigned: note.outcome = attempt.changes.isEmpty ? .unchanged : .changed
        case .toleratedNotFound: note.outcome = .notFound
        case .held, .skipped, .awaitsCode: note.outcome = .nothingToDo
        case .failed(.fileNotFound, _) where attempt.transfer.steps.last?.failure == nil:
            note.outcome = attempt.transfer.status == 404 ? .notFound : .broken
        case .failed: break
        }
        note.rule = premises.phrases.number(of: "\(attempt.source.label) \(attempt.explanation.source)")
        return note
    }

    private func note(of attempt: UpgradeAttempt) -> PhoneNote {
        let cause: PhoneNote.Cause =
            switch attempt.trigger {
            case .start: .start
            case .resync, .ruleChange: .ruleChange
            case .errorRetry: .errorRetry
            case .request: .request
            }
        var note = note(
            .upgrade, cause, attempt.transfer, attempt.ending.error, since: attempt.startedAt,
            changes: attempt.changes.count)
        switch attempt.ending {
        case .installed, .pretended: note.outcome = .changed
        case .alreadyRunning, .staged, .checked, .assigned: note.outcome = .unchanged
        case .skipped: note.outcome = .nothingToDo
        case .failed: break
        }
        note.rule = premises.phrases.number(of: "Upgrade_Rule \(attempt.explanation.source)")
        return note
    }

    private func note(
        _ deed: PhoneNote.Deed, _ cause: PhoneNote.Cause, _ story: TransferStory, _ error: String?,
        since startedAt: Timestamp, changes: Int = 0
    ) -> PhoneNote {
        var time = Duration.zero
        var bytes = 0
        for step in story.steps {
            time += step.duration
            bytes += step.bytes
        }
        let outcome: PhoneNote.Outcome
        if error == nil {
            outcome = changes > 0 ? .changed : .unchanged
        } else {
            outcome = story.steps.last.map(Self.outcome) ?? .failed
        }
        return PhoneNote(
            at: premises.instant(of: startedAt), microseconds: UInt32(clamping: time.wholeNanoseconds / 1000),
            bytes: UInt32(clamping: bytes), requests: UInt16(clamping: story.steps.count),
            changes: UInt16(clamping: changes), status: UInt16(clamping: story.status ?? 0),
            sentence: premises.phrases.number(of: error), rule: Phrasebook.nothing, failuresBefore: 0, deed: deed,
            cause: cause, outcome: outcome)
    }

    private static func outcome(of step: TransferStep) -> PhoneNote.Outcome {
        if let failure = step.failure { return PhoneNote.Outcome(failure) }
        guard let status = step.status, !(200..<300).contains(status) else { return .failed }
        return PhoneNote.Outcome(.status(status))
    }
}

extension PhoneNote.Cause {
    init(_ trigger: ResyncTrigger) {
        self =
            switch trigger {
            case .powerUp: .start
            case .periodic: .periodic
            case .daily: .daily
            case .upgradeAttempt: .upgradeAttempt
            case .errorRetry: .errorRetry
            case .serverNamed: .serverNamed
            case .request: .request
            }
    }
}
