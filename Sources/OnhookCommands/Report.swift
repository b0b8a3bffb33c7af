internal import Host
internal import PhoneService

/// Records as text for people.
enum Report {
    static func decode<Record: Decodable>(_: Record.Type, _ bytes: [UInt8]) throws(CommandFailure) -> Record {
        do {
            return try RecordCoding.decode(Record.self, from: bytes)
        } catch {
            throw .failed("the daemon's answer cannot be read; it may be of another version of onhook: \(error)")
        }
    }

    // MARK: Status

    static func status(_ status: StatusRecord) -> String {
        let identity = status.identity
        var lines = [
            "phone          \(identity.product_name), \(identity.mac), serial number \(identity.serial_number)",
            "software       \(identity.software_version)",
            "customization  \(status.customization): \(status.onboarding.meaning)",
            "revision       \(status.revision)",
        ]
        lines += machine(status)
        if let server = status.dhcp.server {
            lines.append("dhcp           \(server.label): \(server.places.joined(separator: ", "))")
        } else if !status.dhcp.leases.isEmpty {
            lines.append("dhcp           names no provisioning server")
        }
        lines += others(status.dhcp).map { "               \($0)" }
        if status.custom_ca.installed || !status.custom_ca.provisioning_status.isEmpty {
            lines.append("custom CA      \(customCA(status.custom_ca))")
        }
        lines += onboarding(status.onboarding)
        if let pending = status.pending_change {
            let numbers = pending.revisions.map(String.init).joined(separator: ", ")
            let seconds = Int(pending.remaining.rounded(.up))
            lines.append(
                "waiting        revision \(numbers) by \(pending.account): it is taken back in \(seconds) s unless it is confirmed (onhook confirm)"
            )
        }
        if let running = status.running {
            lines.append("resyncing      since \(running.since)\(running.url.map { ": \($0)" } ?? "")")
        }
        lines.append("next resync    \(status.next_resync.map { "\($0.at), \($0.reason)" } ?? "none is due by itself")")
        if status.call_state != "idle" { lines.append("call state     \(status.call_state)") }
        lines += status.reboots.prefix(1).map { "last reboot    \($0.time), \($0.reason)" }
        lines += status.hooks.error.map { ["hooks          \($0)"] } ?? []
        lines += status.hooks.hooks.filter { $0.error != nil }.map { "hook           \($0.name): \($0.sentence)" }
        lines += status.postponed.map { "waiting        \($0.what), since \($0.since): \($0.reason)" }
        if let next = status.report.next { lines.append("next report    \(next.at), \(next.reason)") }
        if let last = status.report.last {
            lines.append(
                "last report    \(last.time)  \(last.outcome)  \(last.url ?? "-")  \(last.error ?? last.result)")
        }
        if let problem = status.problem_report {
            lines.append("last PRT       \(problem.time)  \(problem.file ?? "-")  \(problem.error ?? problem.result)")
        }
        if let upgrade = status.upgrade.attempts.first {
            lines.append("last upgrade   \(upgrade.time), \(upgrade.outcome), \(upgrade.summary)")
        }
        if let next = status.upgrade.next { lines.append("next upgrade   \(next.at), \(next.reason)") }
        lines.append(status.attempts.isEmpty ? "attempts       none yet" : "attempts")
        lines += status.attempts.map { "  " + summary(of: $0) }
        lines += onboardingSteps(status.onboarding)
        return lines.joined(separator: "\n") + "\n"
    }

    /// What people look for first in the sections of Info > Status: addresses, time, link.
    private static func machine(_ status: StatusRecord) -> [String] {
        func value(_ title: String, _ label: String) -> String? {
            let value = status.sections.first { $0.title == title }?.rows.first { $0.label == label }?.value
            return value.flatMap { $0.isEmpty ? nil : $0 }
        }
        func address(_ title: String, _ size: String) -> String? {
            guard let address = value(title, "Current IP") else { return nil }
            let parts = [
                value(title, size).map { "\(address) (\($0))" } ?? address, value(title, "Connection Type"),
                value(title, "Current Gateway").map { "gateway \($0)" },
                value(title, "Primary DNS").map { "DNS \($0)" },
            ]
            return parts.compactMap(\.self).joined(separator: ", ")
        }
        let rows: [(String, String?)] = [
            ("host", value("System Information", "Host Name")),
            ("IPv4", address("IPv4 Information", "Current Netmask")),
            ("IPv6", address("IPv6 Information", "Prefix Length")),
            ("link", value("Phone Status", "SW Port")),
            ("time", value("Phone Status", "Current Time")),
            ("up", value("Phone Status", "Elapsed Time")),
        ]
        return rows.compactMap { label, value in
            value.map { label + String(repeating: " ", count: 15 - label.count) + LogText.line($0) }
        }
    }

    private static func summary(of attempt: AttemptRecord) -> String {
        let what = attempt.error ?? attempt.skipped ?? "\(attempt.changed.count) changed"
        return
            "\(attempt.number)  \(attempt.time)  \(attempt.outcome)  \(attempt.rule_source)  \(attempt.url ?? "-")  \(what)"
    }

    static func story(_ attempt: AttemptRecord) -> String { story(attempt, head: "attempt   \(attempt.number)") }

    private static func story(_ attempt: AttemptRecord, head: String) -> String {
        var lines = [
            "\(head), \(attempt.time), \(seconds(attempt.duration))",
            "trigger   \(attempt.trigger)\(attempt.requested_by.map { " by \($0)" } ?? "")",
            "rule      \(attempt.rule_source): \(attempt.rule)",
        ]
        lines += attempt.gate.filter { $0.result != nil }.flatMap(trigger)
        if attempt.expanded != attempt.rule { lines.append("expanded  \(attempt.expanded)") }
        lines += attempt.alternatives.flatMap(alternative)
        if let dhcp = attempt.dhcp { lines.append("server    named by \(dhcp)") }
        if let posted = attempt.posted { lines.append("posted    \(posted.parameter), \(posted.bytes) bytes") }
        lines += attempt.service_records.map { "DNS SRV   \($0)" }
        lines += attempt.steps.flatMap(request)
        if !attempt.decoded.isEmpty { lines.append("decoded   \(attempt.decoded.joined(separator: ", "))") }
        lines.append(
            "outcome   \(attempt.outcome), \(attempt.result)\((attempt.error ?? attempt.skipped).map { ": \($0)" } ?? "")"
        )
        if let revision = attempt.revision { lines.append("revision  \(revision)") }
        lines += attempt.changed.map { "changed   \(change($0))" }
        lines += attempt.warnings.map { "warning   \($0.message)" }
        if let next = attempt.next { lines.append("next      \(next.at), \(next.reason)") }
        if attempt.followed_by_next_rule { lines.append("next      the next rule followed at once") }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func trigger(_ trigger: TriggerRecord) -> [String] {
        let truth = trigger.result == true ? "true" : "false"
        return ["gate      \(trigger.name) is \(truth): \(trigger.text)\(trigger.error.map { "; \($0)" } ?? "")"]
            + trigger.comparisons.map { comparison in
                "            \(comparison.text)  \(comparison.result.map { $0 ? "true" : "false" } ?? "not looked at")"
            }
    }

    static func request(_ step: StepRecord) -> [String] {
        step.story(
            "\(step.url)\(step.address.map { " at \($0)" } ?? ""): \(step.result), \(step.bytes) bytes, \(seconds(step.duration))"
        ).map { "request   \($0)" }
    }

    static func resync(_ record: ResyncRecord, isDryRun: Bool) -> String {
        guard !record.attempts.isEmpty else { return "nothing to do: every profile rule is empty\n" }
        return record.attempts.map { attempt in
            isDryRun ? story(attempt, head: "dry run   nothing is changed") : story(attempt)
        }.joined(separator: "\n")
    }

    // MARK: Rules

    static func explanation(_ explanation: ExplanationRecord) -> String {
        var lines = ["rule      \(explanation.rule)", "expanded  \(explanation.expanded)"]
        lines += explanation.alternatives.flatMap(alternative)
        if let error = explanation.error {
            lines.append("error     column \(error.column): \(error.message)")
            lines.append("          \(explanation.rule)")
            lines.append("          \(String(repeating: " ", count: max(0, error.column - 1)))^")
        } else {
            if let dhcp = explanation.dhcp { lines.append("server    named by \(dhcp)") }
            let what = explanation.url.map { " \($0)" } ?? reason(explanation)
            lines.append("result    \(decision(explanation))\(what)")
        }
        lines += explanation.warnings.map { "warning   \($0)" }
        let first = lines.joined(separator: "\n") + "\n"
        return ([first] + explanation.more_rules.map(self.explanation)).joined(separator: "\n")
    }

    /// Nothing is done by a trigger: it is true or not.
    private static func decision(_ explanation: ExplanationRecord) -> String {
        guard explanation.kind == "trigger", !explanation.alternatives.isEmpty else { return explanation.decision }
        return explanation.decision == "triggered" ? "true" : "false"
    }

    /// Why nothing is asked of a server.
    private static func reason(_ explanation: ExplanationRecord) -> String {
        guard explanation.decision == "skip", explanation.kind != "trigger" else { return "" }
        if explanation.alternatives.isEmpty { return ": the rule is empty" }
        return explanation.alternatives.contains(where: \.chosen)
            ? ": the alternative that was chosen says nothing" : ": no alternative has a condition that is true"
    }

    static func alternative(_ alternative: AlternativeRecord) -> [String] {
        var lines = ["\(alternative.chosen ? "chosen  " : "passed  ")  \(alternative.text)"]
        lines += alternative.comparisons.map { comparison in
            "            \(comparison.text)  \(comparison.result.map { $0 ? "true" : "false" } ?? "not looked at")"
        }
        guard alternative.chosen else { return lines }
        lines += alternative.assignments.map { "            sets \($0.name) = \"\($0.value)\"" }
        lines += alternative.options.map { "            option \($0)" }
        return lines
    }

    // MARK: Parameters and history

    static func parameters(_ records: [ParameterRecord]) -> String {
        records.map { "\($0.name)=\(shown($0))\n" }.joined()
    }

    static func parameter(_ record: ParameterRecord) -> String { shown(record) + "\n" }

    private static func shown(_ record: ParameterRecord) -> String {
        record.value ?? (record.is_set == true ? "(set)" : "(not set)")
    }

    static func differences(_ records: [ParameterRecord]) -> String {
        records.map { record in
            record.value.map { "\(record.name): \(quoted(record.default)) -> \(quoted($0))\n" }
                ?? "\(record.name): \(shown(record))\n"
        }.joined()
    }

    static func revisions(_ records: [RevisionRecord]) -> String {
        guard !records.isEmpty else { return "nothing was changed yet\n" }
        return records.map { revisionLine($0) + "\n" }.joined()
    }

    static func revision(_ record: RevisionRecord) -> String {
        ([revisionLine(record)] + (record.changes ?? []).map { "  \(change($0))" }).joined(separator: "\n") + "\n"
    }

    static func changes(_ records: [ChangeRecord]) -> String {
        records.isEmpty ? "no difference\n" : records.map { change($0) + "\n" }.joined()
    }

    private static func revisionLine(_ record: RevisionRecord) -> String {
        let note = record.note.isEmpty ? "" : "  (\(record.note))"
        // Other origins name their author themselves.
        let isNamed = ["restore", "revert"].contains(record.kind) && !record.author.isEmpty
        let author = isNamed ? " by \(record.author)" : ""
        return "\(record.number)  \(record.time)  \(record.origin)\(author)  \(record.change_count) changed\(note)"
    }

    static func change(_ change: ChangeRecord) -> String {
        var text = "\(change.name): \(quoted(change.old)) -> \(quoted(change.new))"
        if change.old_ua != nil || change.new_ua != nil {
            text += " (ua \(change.old_ua ?? "default") -> \(change.new_ua ?? "default"))"
        }
        return text
    }

    static func quoted(_ value: String?) -> String { value.map { "\"\($0)\"" } ?? "default" }

    static func seconds(_ seconds: Double) -> String {
        "\((seconds * 1000).rounded() / 1000) s"
    }
}
