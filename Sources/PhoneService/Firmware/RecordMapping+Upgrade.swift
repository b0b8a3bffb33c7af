internal import FlatProfile
internal import ProfileRules
internal import Provisioning
internal import Transfer

/// Upgrades as records.
extension UpgradeRecord: NumberedRecord {
    static let journalKind = "upgrade"

    init(_ attempt: UpgradeAttempt, number: Int, in catalogue: Catalogue) {
        let explanation = ExplanationRecord(attempt.explanation)
        var person: String?
        if case .request(by: let who) = attempt.trigger { person = who }
        var output: [String] = []
        switch attempt.ending {
        case .installed(let lines), .failed(_, _, let lines): output = lines
        default: break
        }
        var warnings = explanation.warnings
        if case .unreadable(let reason)? = attempt.firmware?.checks.checksum {
            warnings.append("what the server has under the name of a checksum file was passed over: \(reason)")
        }
        self.init(
            number: number, time: attempt.startedAt.iso8601, trigger: Wording.trigger(attempt.trigger),
            requested_by: person, rule_source: attempt.source.label, rule: explanation.rule,
            expanded: explanation.expanded, alternatives: explanation.alternatives, load: attempt.load?.fileName,
            software_version_before: attempt.softwareVersionBefore,
            software_version_after: attempt.softwareVersionAfter, url: attempt.transfer.url,
            address: attempt.transfer.address, http_status: attempt.transfer.status, size: attempt.firmware?.size,
            sha256: attempt.firmware?.sha256, checked: attempt.firmware.map { Wording.checks($0.checks) } ?? [],
            staged: attempt.firmware?.path, install_output: output, duration: attempt.duration.inSeconds,
            outcome: attempt.ending.outcome.rawValue, result: Wording.result(attempt.ending),
            summary: Wording.summary(of: attempt), error: attempt.ending.error,
            steps: attempt.transfer.steps.map(StepRecord.init),
            changed: attempt.changes.map { ChangeRecord($0, in: catalogue) }, revision: attempt.revision,
            warnings: warnings, next: attempt.next.map(NextUpgradeRecord.init))
    }
}

extension NextUpgradeRecord {
    init(_ next: NextUpgrade) {
        at = next.at.iso8601
        reason = Wording.reason(next.trigger)
    }
}

extension Wording {
    /// The word of a record for what started an upgrade.
    static func trigger(_ trigger: UpgradeTrigger) -> String {
        switch trigger {
        case .start: "start"
        case .resync: "resync"
        case .ruleChange: "rule-change"
        case .errorRetry: "error-retry"
        case .request: "request"
        }
    }

    /// Why an upgrade is due then.
    static func reason(_ trigger: UpgradeTrigger) -> String {
        switch trigger {
        case .start: "start of the phone (Upgrade_Rule)"
        case .resync: "after a resync (Upgrade_Rule)"
        case .ruleChange: "Upgrade_Rule, or what it expands to, has changed"
        case .errorRetry(1): "retry after a failure (Upgrade_Error_Retry_Delay)"
        case .errorRetry(let failures): "retry after \(failures) failures in a row (Upgrade_Error_Retry_Delay)"
        case .request(let person): "asked for by \(person)"
        }
    }

    /// The word of a record for what became of an upgrade.
    static func result(_ ending: UpgradeAttempt.Ending) -> String {
        switch ending {
        case .installed: "installed"
        case .pretended: "pretended"
        case .staged: "staged"
        case .alreadyRunning: "already-running"
        case .checked: "checked"
        case .assigned: "assigned"
        case .skipped: "skipped"
        case .failed: "failed"
        }
    }

    /// The words of a record for what was checked of a load.
    static func checks(_ checks: FirmwareChecks) -> [String] {
        var words: [String] = []
        if checks.length { words.append("length") }
        if checks.checksum == .matches { words.append("checksum") }
        if checks.signature { words.append("signature") }
        return words
    }

    /// What came of an attempt, in a sentence without a stop.
    static func summary(of attempt: UpgradeAttempt) -> String {
        let load = attempt.load?.softwareVersion ?? ""
        let proof = attempt.firmware.map { ", " + whatProves($0.checks) } ?? ""
        return switch attempt.ending {
        case .installed: "\(load) is installed\(proof)"
        case .pretended: "a phone in memory took the version of \(load), nothing was kept or installed\(proof)"
        case .staged:
            "\(load) is staged, and no install program is configured (--install-program), so nothing was installed\(proof)"
        case .alreadyRunning: "\(load) runs already, nothing was asked of the server"
        case .checked: "\(load) could be installed\(proof)"
        case .assigned: "the rule only sets parameters"
        case .skipped(let reason): skip(reason)
        case .failed(_, let sentence, _): sentence
        }
    }

    /// What was checked, and what that proves.
    private static func whatProves(_ checks: FirmwareChecks) -> String {
        let origin =
            checks.signature
            ? "authentic: signed by the owner of the firmware key"
            : "its origin was not checked: no firmware key is set (--firmware-key)"
        let whole =
            switch (checks.checksum, checks.length) {
            case (.matches, _): "whole by the checksum of the same server"
            case (_, true): "whole by its length"
            case (_, false): "of a length that the server did not tell"
            }
        return "\(whole); \(origin)"
    }

    /// The line of the process log for an upgrade.
    static func logLine(_ upgrade: UpgradeRecord) -> String {
        "upgrade \(upgrade.number) (\(upgrade.rule_source), \(upgrade.trigger)): "
            + "\(upgrade.url.map { "\($0): " } ?? "")\(upgrade.summary)"
    }
}
