internal import FlatProfile
internal import Host
internal import ProfileFormat
internal import Provisioning

/// The status as a document.
extension PhoneService {
    /// `status.xml`: what Info > Status shows, each value from its real source now.
    ///
    /// Source: web pages, "status.xml".
    public func statusDocument() -> [UInt8] {
        let sections =
            machineSections(customization: customization.rawValue) + [provisioningSection] + networkStatistics
        return Array(
            StatusWriter.document(
                of: sections.map { section in
                    .init(section.title, section.rows.map { .init($0.label, $0.value ?? "") })
                }
            ).utf8)
    }

    /// Provisioning Status, newest first: status, time and reason.
    var provisioningSection: MachineSection {
        let attempts = attempts.recent(3)
        let last = attempts.first { $0.url != nil }
        let file = last?.url?.split(separator: "/").last.map { String($0.prefix { $0 != "?" }) }
        var rows: [(label: String, value: String?)] = [("Provisioning Profile", file)]
        for number in 1...3 {
            let attempt = attempts.dropFirst(number - 1).first
            rows.append(("Provisioning Status \(number)", attempt.map(Self.line)))
        }
        rows.append(("Provisioning Failure Reason", attempts.first?.error))
        return MachineSection(title: "Provisioning Status", note: "", rows: rows)
    }

    private static func line(of attempt: AttemptRecord) -> String {
        let place = attempt.url ?? attempt.rule_source
        // What triggers compare are values of parameters, and this is for every account: the attempts tell it to the administrator.
        let held = attempt.result == "held" ? "no resync: no trigger is true" : attempt.skipped
        let what = attempt.error ?? held ?? "\(attempt.changed.count) parameters changed"
        return
            "\(attempt.outcome == "A" ? "Succeeded" : "Failed") \(TimeStyle.phone.after(attempt.time)), \(place): \(what)"
    }
}
