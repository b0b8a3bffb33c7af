/// Something that a watcher of the phone wants to know.
public enum PhoneEvent: Hashable, Sendable {
    /// A resync has begun, or gone on to its next rule.
    case resyncing(RunningRecord)
    /// One rule of it has been followed.
    case attempted(AttemptRecord)
    /// It has ended; this is what comes next by itself.
    case resyncEnded(next: NextResyncRecord?)
    /// The next resync has moved.
    case rescheduled(NextResyncRecord?)
    /// A line is in use, or none is any more; what waited for that may begin.
    case callState(CallStateRecord)
    /// One rule of a report has been followed.
    case reported(ReportRecord)
    /// A step of onboarding has begun.
    case onboarding(step: String)
    /// It has ended, or something else has moved the customization state.
    case onboarded(OnboardingRecord)
    /// A problem report was made.
    case problemReported(ProblemReportRecord)
    /// An upgrade has begun, or gone on.
    case upgrading(RunningUpgradeRecord)
    /// It has ended.
    case upgraded(UpgradeRecord)
    /// The next upgrade has moved.
    case upgradeRescheduled(NextUpgradeRecord?)
    /// A dry run has gone on, or has ended or was applied.
    case dryRun(String, isOver: Bool)
    /// The configuration has a new revision.
    case revised(RevisionRecord)
    /// A change waits for its confirmation, or none does any more.
    case pendingChange(waits: Bool)
    /// The phone has begun anew, after a reboot or a factory reset.
    case restarted
    /// Somebody has logged in, or has tried to.
    case loggedIn
    /// Sessions of the web pages were ended.
    case sessionsEnded
}
