internal import FlatProfile
internal import HTTPServer
internal import Pages
internal import PhoneService

/// What the phone is doing about profiles and firmware, on Voice > Provisioning; scripts keep it current.
struct ResyncProgress: Page, Sendable, Equatable {
    static let view: ViewName = "provisioning/progress"
    /// How many attempts are told here.
    static let attemptsSeen = 5

    /// All in one sentence; scripts read it out when it changes.
    var summary: String
    /// What is being done now, in words; nil if nothing is.
    var running: String?
    /// When the next resync is due.
    var next: NextResync
    /// How the last attempt went; nil if there was none.
    var last: ResyncPanel.Last?
    /// What its times are told from.
    var now: Timestamp
    /// What runs, and how the last upgrade went.
    var firmware: String
    /// The newest attempts.
    var attempts: [Attempt]

    func fill(_ model: borrowing ViewModel) {
        model.say("SUMMARY", summary)
        model.show("RUNNING", saying: running)
        next.fill(model)
        model.say(firmware, at: "FIRMWARE", now: now)
        if let last {
            model.section("LAST") { model in
                last.outcome.fill(model)
                model.say("LAST_SENTENCE", last.sentence)
                if let time = last.time { model.section("LAST_TIME") { $0.show(time, at: "LAST_TIME") } }
                model["LAST_LINK"] = last.link
            }
        } else {
            model.show("NEVER")
        }
        guard !attempts.isEmpty else { return }
        model.section("ATTEMPTS") { model in
            model.say(
                "COUNT", attempts.count == 1 ? "The last attempt" : "The last \(attempts.count) attempts")
            model["ALL_LINK"] = Routes.attempts.path()
            for attempt in attempts { model.include("status/attempt", at: "ATTEMPT") { attempt.fill($0) } }
        }
    }
}

extension ResyncProgress {
    init(_ status: StatusRecord, now: Timestamp, in snapshot: Snapshot, isAdmin: Bool) {
        let live = LiveStatus(status, now: now, in: snapshot, isAdmin: isAdmin)
        let upgrade = status.upgrade
        let due = upgrade.next.map { (Timestamp(iso8601: $0.at)?.exact ?? $0.at, $0.reason) }
        let firmware = [
            "\(upgrade.software_version) runs.", upgrade.attempts.first?.statusLine,
            due.map { Phrase.sentence("The next upgrade is due \($0): \($1)") },
        ]
        self.init(
            summary: live.summary, running: live.running, next: live.next,
            last: status.attempts.first.map { ResyncPanel.Last($0, now: now) }, now: now,
            firmware: firmware.compactMap(\.self).joined(separator: " "), attempts: live.attempts)
    }
}
