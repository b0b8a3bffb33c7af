public import FlatProfile
internal import Host
internal import Provisioning
internal import Store

/// Confirm or revert: changes that may lock somebody out come back by themselves unless a new login shows that they did not.
extension PhoneService {
    /// What waits, as somebody with those rights may know it; nil if nothing does, or if it is the administrator's and they are not.
    public func pendingChange(for principal: Principal) -> PendingChangeRecord? {
        pendingRecord.flatMap { principal.account == .admin || $0.account == principal.account.rawValue ? $0 : nil }
    }

    /// How long changes of the web pages wait for their confirmation; nil if they need none.
    public var confirmationWindow: Duration? { confirmation.window }

    var pendingRecord: PendingChangeRecord? { store.pendingChange.map(record) }

    /// Whether the value of a parameter is one that waits for its confirmation.
    public func isPending(_ name: ParameterName) -> Bool {
        guard let pending = store.pendingChange, let setting = snapshot.settings[name] else { return false }
        return pending.revisions.contains(setting.provenance.revision)
    }

    private func record(_ pending: PendingChange) -> PendingChangeRecord {
        let remaining = ConfirmationStateMachine.remaining(of: pending, at: confirmation.clock.now)
        return PendingChangeRecord(
            revisions: pending.revisions, account: pending.terms.account, until: (now + remaining).iso8601,
            remaining: remaining.inSeconds, changes: nil)
    }

    /// What waits, with what it has changed and what would come back.
    public func pendingChangeInFull(for principal: Principal) async throws(ServiceFailure) -> PendingChangeRecord? {
        guard var record = pendingChange(for: principal), let pending = store.pendingChange else { return nil }
        let present = snapshot
        let history = try await reading { () async throws(StoreError) in
            try await store.history(from: pending.first, to: present.revision)
        }
        record.changes = present.takingBack(Set(pending.revisions), history: history)
            .map { ChangeRecord($0, in: present.catalogue) }
        return record
    }

    /// Whether a confirmation by them would count now, or why not. `login` is the revision that was the newest when they logged in.
    public func obstacleToConfirm(by principal: Principal, login: RevisionNumber?) -> ConfirmationRefusal? {
        guard let pending = store.pendingChange else { return .nothingWaits }
        return ConfirmationStateMachine.obstacle(
            for: principal, login: login, confirming: pending, at: confirmation.clock.now)
    }

    /// Lets what waits stay for good. `newest` is the newest of its revisions that was before their eyes, if they saw one.
    public func confirm(
        newest: RevisionNumber? = nil, by principal: Principal, login: RevisionNumber? = nil
    ) async throws(ConfirmationRefusal) {
        guard let pending = store.pendingChange else { throw .nothingWaits }
        if let obstacle = obstacleToConfirm(by: principal, login: login) { throw obstacle }
        guard newest ?? pending.newest == pending.newest else { throw .changed }
        let isConfirmed: Bool
        do throws(StoreError) {
            isConfirmed = try await store.confirm(newest: pending.newest)
        } catch {
            complain("revision \(pending.newest) was not confirmed: \(error)")
            throw .failed("\(error)")
        }
        guard isConfirmed else { throw store.pendingChange == nil ? .nothingWaits : .changed }
        report("\(Wording.revisions(pending.revisions)) confirmed by \(principal.label)")
        await events.post(.pendingChange(waits: false))
    }

    /// Takes back what waits, at once. Whoever has to confirm it may, with any login, and the administrator.
    public func revertPendingChange(
        newest: RevisionNumber? = nil, by principal: Principal
    ) async throws(ConfirmationRefusal) -> RevertRecord {
        guard let pending = store.pendingChange else { throw .nothingWaits }
        guard principal.account == .admin || pending.terms.account == principal.account.rawValue else {
            throw .ofAnother(pending.terms.account)
        }
        guard newest ?? pending.newest == pending.newest else { throw .changed }
        let outcome: RevertOutcome
        do throws(StoreError) {
            outcome = try await writer.revertPendingChange(pending, author: principal.author, note: "")
        } catch {
            complain("revision \(pending.newest) was not taken back: \(error)")
            throw .failed("\(error)")
        }
        guard case .reverted(let committed) = outcome else {
            throw store.pendingChange == nil ? .nothingWaits : .changed
        }
        report("\(Wording.revisions(pending.revisions)) taken back by \(principal.label)")
        let catalogue = snapshot.catalogue
        return RevertRecord(
            revision: committed.map { RevisionRecord($0.revision, changes: $0.changes, in: catalogue) })
    }
}

extension PhoneService {
    /// What the store asks about a change by them, in that way.
    func terms(for principal: Principal, _ wish: ConfirmationWish) -> ConfirmationQuestion? {
        let window: Duration
        switch wish {
        case .none: return nil
        case .standard:
            guard let standard = confirmation.window else { return nil }
            window = standard
        case .within(let duration): window = duration
        }
        return { [store, clock = confirmation.clock] changes in
            guard ChangeEffect.effects(of: changes, in: store.snapshot).locksOut else { return nil }
            return ConfirmationStateMachine.terms(
                for: principal.account, within: window, joining: store.pendingChange, at: clock.now)
        }
    }
}

/// The runner.
extension PhoneService {
    /// Takes back what waited for a machine that was restarted, or too long, before anybody is served.
    ///
    /// A command that only looks cannot, and leaves it to the next one that can.
    func settlePendingChange() async {
        guard let pending = store.pendingChange,
            let reason = ConfirmationStateMachine.reasonToTakeBack(pending, at: confirmation.clock.now)
        else { return }
        do throws(StoreError) {
            try await takeBack(pending, because: reason)
        } catch .readOnly {
            return
        } catch {
            complain("\(Wording.revisions(pending.revisions)) could not be taken back yet: \(error)")
        }
    }

    /// Takes back what nobody confirms in time, until the task is cancelled.
    func followPendingChanges() async {
        var machine = ConfirmationStateMachine()
        var words = writer.waiting.makeAsyncIterator()
        while !Task.isCancelled {
            switch machine.action(for: store.pendingChange, at: confirmation.clock.now) {
            case .rest:
                guard await words.next() != nil else { return }
            case .wait(let duration):
                guard (try? await confirmation.clock.sleep(duration)) != nil else { return }
            case .takeBack(let pending, let reason):
                do throws(StoreError) {
                    try await takeBack(pending, because: reason)
                } catch {
                    machine.failed(at: confirmation.clock.now)
                    complain("\(Wording.revisions(pending.revisions)) could not be taken back yet: \(error)")
                }
            }
        }
    }

    private func takeBack(
        _ pending: PendingChange, because reason: ConfirmationStateMachine.Reason
    ) async throws(StoreError) {
        let note =
            switch reason {
            case .deadline: "not confirmed in time"
            case .restart: "the machine was restarted before it was confirmed"
            }
        guard try await writer.revertPendingChange(pending, author: "", note: note) != .passed else { return }
        complain("\(Wording.revisions(pending.revisions)) taken back: \(note)")
    }
}

extension ConfigurationStore {
    /// What each revision from one to another changed, in order.
    func history(
        from first: RevisionNumber, to last: RevisionNumber
    ) async throws(StoreError) -> [(revision: RevisionNumber, changes: [RevisionChange])] {
        var history: [(revision: RevisionNumber, changes: [RevisionChange])] = []
        for number in first...max(first, last) { history.append((number, try await changes(of: number))) }
        return history
    }
}

extension Wording {
    /// `revision 12`, `revisions 12 and 14`.
    static func revisions(_ numbers: [RevisionNumber]) -> String {
        guard numbers.count > 1, let last = numbers.last else { return "revision \(numbers.first ?? 0)" }
        return "revisions \(numbers.dropLast().map(String.init).joined(separator: ", ")) and \(last)"
    }
}
