internal import FlatProfile
internal import HTTPServer
internal import Pages
internal import PhoneService

/// A dry run: how it goes on, what it would change, and the button that applies just that.
struct DryRunPage: FramedPage, Sendable {
    static let view: ViewName = "dry-run"

    /// The part that changes.
    var live: DryRunView
    /// Where it alone is served.
    var liveLink: String

    var title: String { "Dry run" }
    var hasErrors: Bool { !problems.isEmpty }

    private var problems: Problems { Problems(remarks: [], fields: live.confirmation?.problem.map { [$0] } ?? []) }

    func fill(_ model: borrowing ViewModel) {
        model.show(problems)
        model["PAGE_LINK"] = live.link
        model["LIVE_LINK"] = liveLink
        model["EVENTS_LINK"] = Routes.events.path()
        model["BACK_LINK"] = Routes.path(of: .provisioning)
        model.include(DryRunView.view, at: "LIVE") { live.fill($0) }
    }
}

/// A dry run as it is now; also served alone, as a fragment.
struct DryRunView: Page, Sendable {
    static let view: ViewName = "provisioning/dry-run"

    /// Where its page is.
    var link: String
    /// When it was asked for.
    var time: Moment
    /// What it came to so far, in a sentence.
    var summary: String
    /// What is being done; nil if it has ended.
    var running: String?
    /// The one-time rule; nil: the stored rules.
    var rule: String?
    /// What was odd in the profiles.
    var warnings: [Attempt.Warning]
    /// What it would change.
    var changes: [ShownChange]
    /// What happens if it is applied, the gravest first.
    var effects: [ShownEffect]
    /// How long what was applied waits for its confirmation; nil if it needs none.
    var confirmation: ConfirmationField?
    /// Where the form is sent that applies it; nil if it cannot be applied.
    var applyLink: String?
    /// The token against forged forms.
    var csrfToken: String
    /// Why it cannot be applied.
    var obstacle: String?
    /// Whether it was applied: what it would change it has changed.
    var isApplied = false
    /// The last revision that applying it made.
    var revision: Frame.Link?
    /// The rules that were followed.
    var attempts: [Attempt]

    func fill(_ model: borrowing ViewModel) {
        model.say("HEADING", rule == nil ? "By the stored rules" : "By a one-time rule")
        model["PAGE_LINK"] = link
        model.say("SUMMARY", summary)
        model.show(time, at: "TIME")
        model.show("RUNNING", saying: running)
        model.show("ONCE", rule)
        model.showWarnings(warnings)
        if !changes.isEmpty {
            model.section("DIFFERENCE") { model in
                model.show(isApplied ? "CHANGED" : "TO_CHANGE")
                model.showChanges(
                    changes, caption: isApplied ? "What the dry run changed" : "What the dry run would change")
                model.showEffects(effects)
            }
        }
        if let applyLink {
            model.section("APPLY") { model in
                model["APPLY_ACTION"] = applyLink
                model["CSRF_TOKEN"] = csrfToken
                confirmation?.include(in: model)
            }
        }
        if let obstacle {
            model.say("OBSTACLE", obstacle)
            model.section("OBSTACLE") { model in
                guard let revision else { return }
                model.say("REVISION", revision.label)
                model.show("REVISION_LINK", revision.href)
            }
        }
        guard !attempts.isEmpty else { return }
        model.section("ATTEMPTS") { model in
            for attempt in attempts { model.include("status/attempt", at: "ATTEMPT") { attempt.fill($0) } }
        }
    }
}

extension DryRunView {
    init(_ record: DryRunRecord, now: Timestamp, in snapshot: Snapshot, csrfToken: String) {
        self.init(
            link: Routes.dryRun.path(record.id), time: Moment(Timestamp(iso8601: record.time) ?? now, now: now),
            summary: Self.summary(of: record), running: record.isOver ? nil : Self.words(record.running),
            rule: record.rule, warnings: record.attempts.flatMap(\.warnings).map(Attempt.Warning.init),
            changes: record.changes.map { ShownChange($0, in: snapshot) },
            effects: record.effects.map(ShownEffect.init),
            applyLink: record.isOver && record.obstacle == nil ? Routes.applyDryRun.path(record.id) : nil,
            csrfToken: csrfToken, obstacle: record.isOver ? Self.sentence(record) : nil,
            isApplied: record.applied != nil,
            revision: record.applied?.last.map {
                .init(label: "Revision \($0)", href: Routes.revision.path(String($0)))
            },
            attempts: record.attempts.map { attempt in
                var shown = Attempt(attempt, now: now, in: snapshot, isAdmin: true)
                // Nothing follows upon what did not happen.
                shown.next = nil
                // Of several rules the table above tells the sum; what each of them would do stands in its story.
                if record.attempts.count == 1 { shown.changes = [] }
                return shown
            })
    }

    private static func sentence(_ record: DryRunRecord) -> String? {
        if record.applied != nil { return "This was applied." }
        return record.obstacle.map { Phrase.sentence("Not to be applied: \($0)") }
    }

    private static func words(_ running: RunningRecord?) -> String {
        guard let running else { return "It is about to begin …" }
        let rule = running.rule_source.map { "By \($0)" } ?? ""
        return rule + (running.url.map { ": fetching \($0)" } ?? "") + " …"
    }

    private static func summary(of record: DryRunRecord) -> String {
        guard let succeeded = record.succeeded else { return "The dry run is under way; nothing is changed by it." }
        guard record.applied == nil else { return summary(ofApplied: record) }
        let changes = "\(Phrase.parameters(record.changes.count)) would change"
        guard !succeeded else {
            return Phrase.sentence(
                record.attempts.isEmpty
                    ? "every rule is empty, so nothing would be done" : "the resync would succeed: \(changes)")
        }
        let failure = record.attempts.last?.error.map { "the resync would fail: \($0)" } ?? "the resync would fail"
        let before = record.changes.isEmpty ? "" : " \(Phrase.sentence("before that, \(changes)"))"
        return Phrase.sentence(failure) + before
    }

    private static func summary(ofApplied record: DryRunRecord) -> String {
        let done = appliedSentence(record.changes.count)
        guard record.succeeded == false, let error = record.attempts.last?.error else { return done }
        return done + " " + Phrase.sentence("the rules after that failed in it: \(error)")
    }

    /// What was done, in a sentence.
    static func appliedSentence(_ count: Int) -> String {
        count == 1
            ? "The dry run is applied: 1 parameter was changed."
            : "The dry run is applied: \(Phrase.parameters(count)) were changed."
    }
}
