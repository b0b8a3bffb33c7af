internal import Pages

/// Info > Status: what the phone knows of itself, and how provisioning goes.
struct StatusPage: FramedPage, Sendable {
    static let view: ViewName = "status"

    /// How provisioning goes; scripts refresh this part.
    var live: LiveStatus
    /// Where the live part alone is served: `/status/live`.
    var liveLink: String
    /// Where events are sent from: `/api/v1/events`.
    var eventsLink: String
    /// The other sections.
    var sections: [RowSection]

    var title: String { "Status" }

    func fill(_ model: borrowing ViewModel) {
        model["PAGE_LINK"] = live.reloadLink
        model["LIVE_LINK"] = liveLink
        model["EVENTS_LINK"] = eventsLink
        model.include(LiveStatus.view, at: "LIVE") { live.fill($0) }
        for section in sections {
            model.section("CONTENTS") { model in
                model["CONTENTS_ID"] = section.id
                model.say("CONTENTS_TITLE", section.title)
            }
        }
        model.showRows(sections, now: live.time.time)
    }
}

/// When the next resync is due, and why.
struct NextResync: Sendable, Equatable {
    /// When; nil if none is planned.
    var time: Moment?
    /// Why then, or why none: `Resync_Periodic`, `Provision_Enable is No`.
    var reason: String

    func fill(_ model: borrowing ViewModel) {
        model.say("NEXT_REASON", reason)
        guard let time else { return }
        model.section("NEXT_TIME") { $0.show(time, at: "NEXT_TIME") }
    }
}

/// The part of Status that changes by itself; also served alone, as a fragment.
struct LiveStatus: Page, Sendable {
    static let view: ViewName = "status/live"
    /// How many attempts are seen at once; the earlier ones are folded away.
    static let attemptsSeen = 5

    /// When this was true.
    var time: Moment
    /// Where Status is.
    var reloadLink: String
    /// All in one sentence; scripts read it out when it changes: `In order: revision 12 since 3 min.`
    var summary: String
    /// What is being done now, in words; nil if no resync is running.
    var running: String?
    /// When the next resync is due.
    var next: NextResync
    /// How far the phone has come to its provider.
    var onboarding: OnboardingSummary
    /// Provisioning Status 1 to 3, newest first; fewer if there were fewer.
    var provisioningStatus: [String]
    /// Provisioning Failure Reason; nil if the last attempt did not fail.
    var failureReason: String?
    /// The attempts, newest first.
    var attempts: [Attempt]

    func fill(_ model: borrowing ViewModel) {
        model.show(time, at: "TIME")
        model["RELOAD_LINK"] = reloadLink
        model.say("SUMMARY", summary)
        model.show("RUNNING", saying: running)
        model.section("NEXT") { next.fill($0) }
        onboarding.fill(model)
        for number in 1...3 {
            model.section("STATUS") { model in
                model["STATUS_NUMBER"] = String(number)
                if number <= provisioningStatus.count {
                    model.show("STATUS_TEXT", saying: provisioningStatus[number - 1], now: time.time)
                } else {
                    model.show("STATUS_NONE")
                }
            }
        }
        if let failureReason { model.show("FAILURE", saying: failureReason) } else { model.show("NO_FAILURE") }
        model.show("NO_ATTEMPTS", if: attempts.isEmpty)
        for attempt in attempts.prefix(Self.attemptsSeen) {
            model.include("status/attempt", at: "ATTEMPT") { attempt.fill($0) }
        }
        let earlier = attempts.dropFirst(Self.attemptsSeen)
        guard !earlier.isEmpty else { return }
        model.section("EARLIER") { model in
            model.say("EARLIER_COUNT", earlier.count == 1 ? "1 earlier attempt" : "\(earlier.count) earlier attempts")
            for attempt in earlier { model.include("status/attempt", at: "EARLIER_ATTEMPT") { attempt.fill($0) } }
        }
    }
}
