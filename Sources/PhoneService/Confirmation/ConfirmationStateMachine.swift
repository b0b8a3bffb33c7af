internal import FlatProfile

/// Decides what becomes of a change that waits for its confirmation, and who may confirm it. A value: it sees no clock and no store.
///
/// The rule, in one place (`docs/decisions.md`, "Confirm or revert"):
/// * The old values come back at the deadline, which stands on the clock of the machine's run, or as soon as the phone starts in
///   another run: a machine that was restarted had nobody who could confirm.
/// * What is changed in that way while something waits joins it: all is confirmed together, or taken back together, and the last
///   deadline counts.
/// * That the person still gets in is shown by a login of the same account that began after the newest change; a script that shows the
///   password with its request shows as much. This machine itself (`onhook confirm`) needs no such proof.
struct ConfirmationStateMachine: Equatable {
    /// A moment of a run of the machine.
    struct Moment: Equatable {
        /// The run: another text after each start.
        var boot: String
        /// The time since its start, time asleep included.
        var uptime: Duration
    }

    /// What is to be done.
    enum Action: Equatable {
        /// Nothing, until somebody makes a change that waits.
        case rest
        /// Ask again after this time.
        case wait(Duration)
        /// Take back what waits.
        case takeBack(PendingChange, Reason)
    }

    /// Why something is taken back.
    enum Reason: Equatable {
        /// Nobody confirmed it in time.
        case deadline
        /// The machine was restarted.
        case restart
    }

    /// Shorter than any deadline, so that one that was set meanwhile is not missed, and one that passed while the machine slept is
    /// noticed soon after it woke.
    static let longestWait = Duration.seconds(5)

    /// After the store could not take the old values back.
    static let pauseAfterFailure = Duration.seconds(5)

    private var failedAt: Moment?

    /// What is to be done now.
    func action(for pending: PendingChange?, at now: Moment) -> Action {
        guard let pending else { return .rest }
        guard let reason = Self.reasonToTakeBack(pending, at: now) else {
            return .wait(min(pending.terms.deadline - now.uptime, Self.longestWait))
        }
        if let failedAt, failedAt.boot == now.boot, now.uptime - failedAt.uptime < Self.pauseAfterFailure {
            return .wait(Self.pauseAfterFailure - (now.uptime - failedAt.uptime))
        }
        return .takeBack(pending, reason)
    }

    /// The store could not take the old values back: another attempt follows, and none is the last.
    mutating func failed(at now: Moment) {
        failedAt = now
    }

    /// The deadline has passed, or counts no more.
    static func reasonToTakeBack(_ pending: PendingChange, at now: Moment) -> Reason? {
        let terms = pending.terms
        guard terms.boot == now.boot else { return .restart }
        if terms.deadline <= now.uptime { return .deadline }
        // Farther ahead than any deadline is set: the clock began anew, and the kernel did not tell.
        return terms.deadline - now.uptime > ConfirmationSettings.windows.upperBound ? .restart : nil
    }

    /// How long it still waits; zero if its time is over.
    static func remaining(of pending: PendingChange, at now: Moment) -> Duration {
        reasonToTakeBack(pending, at: now) == nil ? pending.terms.deadline - now.uptime : .zero
    }

    /// The terms of a change by that account that begins to wait now. What an administrator's change joins, an administrator confirms.
    static func terms(
        for account: Account, within window: Duration, joining pending: PendingChange?, at now: Moment
    ) -> ConfirmationTerms {
        let isAdmins = account == .admin || pending?.terms.account == Account.admin.rawValue
        return ConfirmationTerms(
            account: (isAdmins ? .admin : account).rawValue, boot: now.boot,
            deadline: .milliseconds(Int64((now.uptime + window) / .milliseconds(1))))
    }

    /// Why somebody may not confirm; nil if they may. `login` is the newest revision that there was when their login began; nil if there
    /// was none.
    static func obstacle(
        for principal: Principal, login: RevisionNumber?, confirming pending: PendingChange, at now: Moment
    ) -> ConfirmationRefusal? {
        guard reasonToTakeBack(pending, at: now) == nil else { return .tooLate }
        switch principal.face {
        case .commandLine: return nil
        case .api: return principal.account.rawValue == pending.terms.account ? nil : .ofAnother(pending.terms.account)
        case .web:
            guard principal.account.rawValue == pending.terms.account else { return .ofAnother(pending.terms.account) }
            return (login ?? -1) >= pending.newest ? nil : .needsLogin
        }
    }
}
