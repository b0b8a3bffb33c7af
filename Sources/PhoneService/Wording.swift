package import FlatProfile
internal import ProfileRules
package import Provisioning

/// How values of the domain are put into words for records, pages and the command line.
package enum Wording {
    /// Who or what set a value: `admin (web)`.
    package static func origin(_ origin: Origin) -> String {
        switch origin {
        case .web(let account): "\(account) (web)"
        case .api(let account): "\(account) (API)"
        case .commandLine(let user): "\(user) (command line)"
        case .profile(let url): url
        case .assignment(let rule): "assignment of \(rule)"
        case .importedFile(let name): "file \(name)"
        case .tr069(let url): "TR-069 \(url)"
        case .restore(let revision): "restore of revision \(revision)"
        case .revert(let revision): "revert of revision \(revision)"
        case .backup(let day): "backup of \(day)"
        case .factoryReset: "factory reset"
        }
    }

    /// Where a value came from, with the line of its file: `https://ps.example.com/8841-3PCC.xml, line 12`.
    package static func provenance(_ provenance: Provenance) -> String {
        origin(provenance.origin) + (provenance.line.map { ", line \($0)" } ?? "")
    }

    /// The word of a record for what started a resync.
    package static func trigger(_ trigger: ResyncTrigger) -> String {
        switch trigger {
        case .powerUp: "power-up"
        case .periodic: "periodic"
        case .daily: "daily"
        case .upgradeAttempt: "upgrade-attempt"
        case .errorRetry: "error-retry"
        case .serverNamed: "dhcp"
        case .request: "request"
        }
    }

    /// The word of a record for what the engine takes care of.
    static func concern(_ concern: Concern) -> String {
        switch concern {
        case .customAuthority: "custom-ca"
        case .customization: "customization"
        case .resync: "resync"
        case .upgrade: "upgrade"
        case .report: "report"
        }
    }

    /// Why a resync is due then.
    package static func reason(_ trigger: ResyncTrigger) -> String {
        switch trigger {
        case .powerUp: "start of the phone (Resync_On_Reset, Resync_Random_Delay)"
        case .periodic: "periodic (Resync_Periodic)"
        case .daily: "time of day (Resync_At, Resync_At_Random_Delay)"
        case .upgradeAttempt: "after an attempt at an upgrade (Resync_After_Upgrade_Attempt)"
        case .errorRetry(1): "retry after a failure (Resync_Error_Retry_Delay)"
        case .errorRetry(let failures): "retry after \(failures) failures in a row (Resync_Error_Retry_Delay)"
        case .serverNamed: "DHCP has named a provisioning server"
        case .request(let person): "asked for by \(person)"
        }
    }
}

extension Wording {
    /// The word of a record for what became of an attempt.
    package static func result(_ ending: ResyncAttempt.Ending) -> String {
        switch ending {
        case .applied: "applied"
        case .assigned: "assigned"
        case .skipped: "skipped"
        case .held: "held"
        case .awaitsCode: "awaits-code"
        case .toleratedNotFound: "not-found-tolerated"
        case .failed: "failed"
        }
    }

    /// The word of a record for what a rule decides.
    static func decision(_ outcome: Result<RuleDecision, RuleSyntaxError>, of kind: RuleKind) -> String {
        switch outcome {
        case .success(.fetch): kind == .report || kind == .prtUpload ? "send" : "fetch"
        case .success(.onboard): "onboard"
        case .success(.assignmentsOnly): "assign"
        case .success(.skip): "skip"
        case .success(.triggered): "triggered"
        case .failure: "error"
        }
    }

    /// Why a rule had nothing to be fetched.
    static func skip(_ reason: RuleDecision.SkipReason) -> String {
        switch reason {
        case .empty: "the rule is empty"
        case .noConditionIsTrue: "no alternative has a condition that is true"
        case .emptyAlternative: "the alternative that was chosen says nothing"
        }
    }

    /// The line of the process log for an attempt.
    package static func logLine(_ attempt: AttemptRecord) -> String {
        let what =
            attempt.error ?? attempt.skipped ?? "\(attempt.result), \(attempt.changed.count) parameters changed"
        return "attempt \(attempt.number) (\(attempt.rule_source), \(attempt.trigger)): "
            + "\(attempt.url.map { "\($0): " } ?? "")\(what)"
    }
}
