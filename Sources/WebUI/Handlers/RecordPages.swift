internal import FlatProfile
internal import HTTPServer
internal import Pages
internal import PhoneService

/// Records of the service as parts of pages.
extension NextResync {
    init(_ next: NextResyncRecord?, now: Timestamp, in snapshot: Snapshot) {
        if let next, let time = Timestamp(iso8601: next.at) {
            self.init(time: Moment(time, now: now), reason: next.reason)
        } else if snapshot["Provision_Enable"] != "Yes" {
            self.init(time: nil, reason: "none: Provision Enable is No")
        } else {
            self.init(time: nil, reason: "none is due by itself")
        }
    }
}

extension ResyncPanel.Last {
    init(_ attempt: AttemptRecord, now: Timestamp) {
        self.init(
            outcome: Outcome(rawValue: attempt.outcome) ?? .failure,
            time: Timestamp(iso8601: attempt.time).map { Moment($0, now: now) },
            sentence: Phrase.sentence(attempt.outcomeInWords),
            link: "\(Routes.status.path())#attempt-\(attempt.number)")
    }
}

extension LiveStatus {
    init(_ status: StatusRecord, now: Timestamp, in snapshot: Snapshot, isAdmin: Bool) {
        var status = status
        if !isAdmin { status.attempts = status.attempts.map(\.withoutTriggers) }
        self.init(
            time: Moment(now, now: now), reloadLink: Routes.status.path(), summary: "",
            running: status.running.map(Self.words) ?? status.upgrade.running.map(\.inWords)
                ?? status.postponed.first.map(Self.words),
            next: NextResync(status.next_resync, now: now, in: snapshot),
            onboarding: OnboardingSummary(status, now: now),
            provisioningStatus: status.attempts.prefix(3).map(\.statusLine),
            failureReason: status.attempts.first?.error.map(Phrase.sentence),
            attempts: status.attempts.map { Attempt($0, now: now, in: snapshot, isAdmin: isAdmin) })
        summary = Self.summary(of: status)
    }

    private static func words(_ running: RunningRecord) -> String {
        let rule = running.rule_source.map { " by \($0)" } ?? ""
        return "Resyncing\(rule)" + (running.url.map { ": fetching \($0)" } ?? "") + " …"
    }

    private static func words(_ postponed: PostponedRecord) -> String {
        Phrase.sentence("\(Phrase.sentence(postponed.what).dropLast()) is due, but \(postponed.reason)")
    }

    private static func summary(of status: StatusRecord) -> String {
        if status.running != nil { return "A resync is running." }
        if status.upgrade.running != nil { return "An upgrade is running." }
        guard let last = status.attempts.first else {
            return "Revision \(status.revision). No resync was attempted yet."
        }
        let ending =
            last.skipped != nil ? "had nothing to do" : last.outcome == "A" ? "succeeded" : "failed"
        return Phrase.sentence("Revision \(status.revision). The last resync \(ending): \(last.outcomeInWords)")
    }
}

extension AttemptRecord {
    /// Status, time and reason, as the guides describe these lines.
    var statusLine: String {
        let moment = Timestamp(iso8601: time)?.exact ?? time
        let ending = skipped != nil ? "Nothing to do" : outcome == "A" ? "Succeeded" : "Failed"
        return Phrase.sentence("\(ending) \(moment), \(url ?? rule_source): \(outcomeInWords)")
    }

    /// What came of it: why it failed or did nothing, else how much it changed.
    fileprivate var outcomeInWords: String {
        error ?? skipped.map(Self.reason) ?? "\(Phrase.parameters(changed.count)) changed"
    }

    /// Why there was nothing to do, without the words that say that there was nothing to do.
    private static func reason(_ skipped: String) -> String {
        let said = "no resync: "
        return skipped.hasPrefix(said) ? String(skipped.dropFirst(said.count)) : skipped
    }

    /// What started it, for people.
    fileprivate var triggerInWords: String {
        if let requested_by { return "asked for by \(requested_by)" }
        return switch trigger {
        case "power-up": "start of the phone"
        case "daily": "time of day"
        case "upgrade-attempt": "after an upgrade attempt"
        case "error-retry": "retry after a failure"
        case "dhcp": "DHCP named a server"
        default: trigger
        }
    }
}

extension Attempt {
    init(_ record: AttemptRecord, now: Timestamp, in snapshot: Snapshot, isAdmin: Bool) {
        let time = Timestamp(iso8601: record.time) ?? now
        self.init(
            number: record.number, time: Moment(time, now: now),
            trigger: record.triggerInWords,
            outcome: Outcome(rawValue: record.outcome) ?? .failure, changedCount: record.changed.count)
        error = record.error.map(Phrase.sentence)
        idle = record.skipped.map(Phrase.sentence)
        url = record.url
        server = record.dhcp
        services = record.service_records
        address = record.address
        status = record.http_status.map(String.init)
        size = record.bytes > 0 ? Phrase.size(record.bytes) : nil
        duration = Phrase.duration(record.duration)
        next =
            record.next.map(\.reason)
            ?? (record.followed_by_next_rule ? "The next rule followed at once." : "No resync follows by itself.")
        nextTime = record.next.flatMap { Timestamp(iso8601: $0.at) }.map { Moment($0, now: now) }
        steps = record.posted.map { ["\($0.parameter), \(Phrase.size($0.bytes)), is posted"] } ?? []
        steps += record.steps.flatMap { step in
            step.story(
                "\(step.url)\(step.address.map { " at \($0)" } ?? ""): \(step.result) (\(Phrase.duration(step.duration)))"
            )
        }
        steps += record.decoded.map(Phrase.sentence)
        ruleSource = record.rule_source
        guard isAdmin else { return }
        warnings = record.warnings.map(Warning.init)
        gate = record.gate.compactMap(Self.words)
        rule = record.rule
        expanded = record.expanded
        alternatives = record.alternatives.map(Alternative.init)
        changes = record.changed.map { ShownChange($0, in: snapshot) }
        revision = record.revision.map {
            .init(label: "Revision \($0)", href: Routes.revision.path(String($0)))
        }
    }

    private static func words(_ trigger: TriggerRecord) -> String? {
        guard let result = trigger.result else { return nil }
        if let error = trigger.error { return "\(trigger.name) cannot be read, which counts as true: \(error)" }
        let terms = trigger.comparisons.map { comparison in
            "\(comparison.text) (\(comparison.result.map(String.init) ?? "not looked at"))"
        }
        return "\(trigger.name) is \(result): \(terms.joined(separator: " and "))"
    }

}

extension Attempt.Warning {
    init(_ record: WarningRecord) {
        // Most warnings name their line themselves.
        let namesLine = record.line.map { record.message.hasPrefix("line \($0)") } ?? false
        self.init(line: namesLine ? nil : record.line, sentence: Phrase.sentence(record.message))
    }
}

extension Attempt.Alternative {
    init(_ record: AlternativeRecord) {
        let target = [
            record.assignments.map { "\($0.name) = \"\($0.value)\"" }.joined(separator: "; "),
            record.options.isEmpty ? "" : "[\(record.options.joined(separator: " "))]",
            record.url ?? "",
        ].filter { !$0.isEmpty }.joined(separator: " ")
        self.init(
            condition: record.condition,
            truth: record.result.map { $0 ? .holds : .fails } ?? .notEvaluated, isChosen: record.chosen, target: target)
    }
}

extension ShownChange {
    init(_ record: ChangeRecord, in snapshot: Snapshot) {
        let name = ParameterName(record.name)
        let parameter = snapshot.catalogue[name]
        func shown(_ value: String?) -> Value {
            guard let parameter, !parameter.isSecret else { return .secret(isSet: !(value ?? "").isEmpty) }
            return value.map(Value.text) ?? .factoryDefault(parameter.defaultValue)
        }
        let isOnPage = parameter.map { !$0.isHidden } ?? false
        self.init(
            label: parameter?.label ?? record.name,
            place: parameter.map { "Voice > \($0.tab.label) > \($0.section)" },
            link: isOnPage ? parameter.map { "\(Routes.path(of: $0.tab))#\(record.name)" } : nil, name: record.name,
            before: shown(record.old), after: shown(record.new))
    }

    /// A change that would be made, with what it would do.
    init(_ record: PreviewChangeRecord, in snapshot: Snapshot) {
        self.init(record.change, in: snapshot)
        effects = record.effects.map(ShownEffect.init)
    }
}

extension ShownEffect {
    init(_ record: EffectRecord) {
        self.init(word: record.effect, label: record.label, sentence: record.message)
    }
}

extension RowSection {
    init(_ section: MachineSection) {
        self.init(title: section.title, note: section.note, rows: section.rows.map { Row($0.label, $0.value) })
    }

    /// The sections with those of the lines, `Ext 1 Status` and on, as one: of ten lines that all say the same nobody reads the tenth.
    static func withLinesTogether(_ sections: [MachineSection]) -> [RowSection] {
        let lines = sections.filter(\.isOfLine)
        guard lines.count > 1, let first = sections.firstIndex(where: \.isOfLine) else {
            return sections.map(Self.init)
        }
        var labels: [String] = []
        var together = RowSection(title: "Ext 1 to \(lines.count) Status")
        for line in lines {
            let name = line.title.dropLast(" Status".count)
            for row in line.rows {
                if let value = row.value {
                    together.rows.append(
                        Row(row.label == "Registration State" ? String(name) : "\(name) \(row.label)", value))
                } else if !labels.contains(row.label) {
                    labels.append(row.label)
                }
            }
        }
        together.rows += labels.map { Row("\($0), each line", nil) }
        let others = sections.filter { !$0.isOfLine }.map(Self.init)
        return others[..<first] + [together] + others[first...]
    }
}

extension MachineSection {
    /// Whether it is the section of one line.
    fileprivate var isOfLine: Bool { title.hasPrefix("Ext ") && title.hasSuffix(" Status") }
}

extension OnboardingSummary {
    init(_ status: StatusRecord, now: Timestamp) {
        let onboarding = status.onboarding
        self.init(
            state: status.customization,
            reason: onboarding.running.map { "\(Self.label(of: $0)) is being asked" } ?? onboarding.meaning,
            nextRound: onboarding.next.flatMap { Timestamp(iso8601: $0) }.map { Moment($0, now: now) },
            webex: Self.webex(onboarding.webex),
            steps: onboarding.steps.map { step in
                Step(
                    time: Moment(Timestamp(iso8601: step.time) ?? now, now: now), label: Self.label(of: step.step),
                    states: step.before == step.after ? step.after : "\(step.before) to \(step.after)",
                    message: Phrase.sentence(step.message))
            })
    }

    private static func label(of step: String) -> String {
        switch step {
        case "dns-srv": "DNS SRV"
        case "edos": "EDOS"
        case "activation": "Activation code"
        case "resync": "Resync"
        default: "This phone"
        }
    }

    private static func webex(_ word: String) -> String {
        switch word {
        case "not-enabled": "switched off (Onboard Enable is No)"
        case "onboarding": "onboarding"
        case "onboarded": "onboarded, says the activation service"
        case "failed": "failed, says the activation service"
        default: "not onboarded"
        }
    }
}
