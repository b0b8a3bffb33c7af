internal import FlatProfile
internal import Host
internal import ProfileRules
internal import Provisioning

extension CustomCARecord {
    /// The texts are those of Info > Status > Custom CA Status (web pages, 5), the time that of the machine's zone.
    init(_ memory: CustomCAMemory, installed authorities: CustomAuthorities?) {
        self.init(
            installed: authorities != nil, common_name: authorities?.commonName, certificates: authorities?.count ?? 0,
            source: authorities == nil ? nil : memory.source?.rawValue, url: authorities == nil ? nil : memory.url,
            since: authorities == nil
                ? nil : memory.installedAt.map { Timestamp(unixMilliseconds: $0).iso8601 },
            warnings: authorities?.warnings ?? [],
            provisioning_status: memory.last.map { Self.status($0, .phone) } ?? "",
            info: authorities.map(Self.info) ?? "Not Installed", error: memory.last?.error)
    }

    static func status(_ last: CustomCAMemory.Last, _ times: TimeStyle) -> String {
        let time = times.after(Timestamp(unixMilliseconds: last.time).iso8601)
        return last.succeeded ? "Last provisioning succeeded \(time); " : "Last provisioning failed \(time)"
    }

    private static func info(_ authorities: CustomAuthorities) -> String {
        "Installed" + (authorities.commonName.map { " \"\($0)\"" } ?? "")
    }
}

extension CustomCAAttemptRecord: NumberedRecord {
    static var journalKind: String { "custom-ca" }

    init(_ attempt: CustomCAAttempt, number: Int) {
        var person: String?
        if case .request(let name) = attempt.trigger { person = name }
        var name: String?
        if case .installed(let authorities) = attempt.ending { name = authorities.commonName }
        self.init(
            number: number, time: attempt.startedAt.iso8601, trigger: Wording.trigger(attempt.trigger),
            requested_by: person,
            source: attempt.source.rawValue, rule: attempt.explanation?.source, expanded: attempt.explanation?.expanded,
            url: attempt.transfer.url, steps: attempt.transfer.steps.map(StepRecord.init),
            duration: attempt.duration.inSeconds, result: Wording.result(attempt.ending), common_name: name,
            error: attempt.ending.error, warnings: attempt.warnings)
    }
}

extension Wording {
    fileprivate static func trigger(_ trigger: CustomCATrigger) -> String {
        switch trigger {
        case .start: "start"
        case .ruleChanged: "rule-changed"
        case .ruleEmptied: "rule-emptied"
        case .errorRetry: "error-retry"
        case .request: "request"
        }
    }

    fileprivate static func result(_ ending: CustomCAAttempt.Ending) -> String {
        switch ending {
        case .installed: "installed"
        case .removed: "removed"
        case .nothingToFetch: "nothing"
        case .failed: "failed"
        }
    }

    /// The line of the process log.
    static func logLine(_ attempt: CustomCAAttemptRecord) -> String {
        let name = attempt.common_name.map { " \"\($0)\"" } ?? ""
        return "custom CA (\(attempt.source), \(attempt.trigger)): \(attempt.url.map { "\($0): " } ?? "")"
            + (attempt.error ?? attempt.result + name)
    }
}
