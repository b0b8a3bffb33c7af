import FlatProfile

@testable import Pages
@testable import WebUI

/// Every page with the same text in every place that takes one, rendered, by name.
struct FilledPages {
    let text: String

    var rendered: [(name: String, html: String)] {
        [
            document("setup", setup), document("login", login), document("password", password),
            document("message", message), document("confirm", confirm), document("status", status),
            document(
                "sections",
                SectionsPage(
                    title: text, introduction: text,
                    sections: rows + [
                        RowSection(title: text, action: .init(path: text, button: text, obstacle: text)),
                        RowSection(title: text, action: .init(path: text, button: text, isDestructive: true)),
                    ], csrfToken: text, eventsLink: text, reloadLink: text, now: moment.time)),
            document("problem", problem),
            document("voice/tab", tab(isReadOnly: false)), document("voice/tab, read only", tab(isReadOnly: true)),
            document("search", search), document("search, nothing", nothingFound), document("history", history),
            document("revision", revision), document("difference", difference), document("restore", restore),
            document("pending", pending), document("draft", draft), document("draft, empty", emptyDraft),
            document("proposal", proposal), document("dry-run", dryRun), document("attempts", attempts),
            document("phone-screen", phoneScreen),
            ("status/live", String(decoding: Renderer.shared.render(live), as: UTF8.self)),
        ]
    }

    private func document(_ name: String, _ page: some FramedPage) -> (name: String, html: String) {
        (name, String(decoding: Renderer.shared.render(page, in: frame), as: UTF8.self))
    }

    private var link: Frame.Link { .init(label: text, href: text, isCurrent: true) }
    private var moment: Moment { Moment(Timestamp(unixSeconds: 0), text: text) }
    private var next: NextResync { NextResync(time: moment, reason: text) }

    private var frame: Frame {
        Frame(
            phone: .init(productName: text, mac: text, line: text, hostName: text, softwareVersion: text),
            session: .init(account: text, passwordLink: text, logoutAction: text, csrfToken: text),
            navigation: [.init(heading: text, links: [link, .init(label: text, href: text, isShort: true)])],
            searchLink: text, searchText: text,
            bar: DraftBar(count: 2, conflictCount: 1, reviewLink: text, discardLink: text),
            warnings: [.init(sentence: text, remaining: 7, link: link)],
            notice: .init(kind: .info, sentence: text, link: link))
    }

    private var difference: DifferencePage {
        DifferencePage(from: text, to: text, sentence: text, changes: [])
    }

    private var restore: RestorePage {
        RestorePage(
            number: 3, base: 7, sentence: text, effects: [.init(word: "reboots", label: text, sentence: text)],
            changes: [
                ShownChange(
                    label: text, place: text, link: text, name: text, before: .text(text), after: .factoryDefault(text))
            ], csrfToken: text, note: text, noteError: text,
            confirmation: .init(seconds: text, error: text), problems: [text])
    }

    private var pending: PendingPage {
        PendingPage(
            pending: .init(
                remaining: 74, sentence: text, account: text, address: text, newest: 12, mayConfirm: false,
                changes: []), csrfToken: text)
    }

    private var setup: SetupPage {
        SetupPage(
            action: text, csrfToken: text, setupToken: text, passwordRule: text,
            errors: [.adminPassword: text, .userConfirm: text], problems: [text])
    }

    private var problem: ProblemPage {
        ProblemPage(
            action: text, csrfToken: text, wish: ProblemWish(date: text, time: text, problem: text, details: text),
            errors: [.date: text, .time: text, .problem: text, .details: text], cancelLink: text)
    }

    private var login: LoginPage {
        LoginPage(
            action: text, csrfToken: text, next: text, kept: [(text, text)], username: text, failure: .other(text),
            notice: text)
    }

    private var password: PasswordPage {
        PasswordPage(
            action: text, csrfToken: text, accounts: [text, "user"], account: text, passwordRule: text,
            errors: [.old: text], problems: [text], cancelLink: text)
    }

    private var message: MessagePage {
        MessagePage(title: text, sentence: text, advice: text, detail: text, back: link)
    }

    private var confirm: ConfirmPage {
        ConfirmPage(
            title: text, sentence: text, consequence: text, facts: [(text, text)], action: text, csrfToken: text,
            hidden: [(text, text)], button: text, cancelLink: text)
    }

    private var rows: [RowSection] {
        [RowSection(title: text, note: text, rows: [.init(text, text), .init(text, text, href: text)])]
    }

    private var changes: [ShownChange] {
        [
            ShownChange(
                label: text, place: text, link: text, name: text, before: .text(text), after: .factoryDefault(text),
                effects: [.init(word: text, label: text, sentence: text)])
        ]
    }

    private var emptyDraft: DraftPage {
        DraftPage(
            rows: [], effects: [], revision: 1, applyAction: text, discardAction: text, discardAllLink: text,
            csrfToken: text)
    }

    private var draft: DraftPage {
        let effect = ShownEffect(word: text, label: text, sentence: text)
        var page = emptyDraft
        page.effects = [effect]
        page.confirmation = .init(seconds: text, error: text)
        page.rows = changes.map { change in
            DraftPage.Row(
                change: change, effects: [effect],
                question: .init(sentence: text, base: .factoryDefault(text), answer: "mine"), remark: text, error: text)
        }
        page.note = text
        page.noteError = text
        page.problems = [text]
        return page
    }

    private var live: LiveStatus {
        let attempt = Attempt(
            number: 1, time: moment, trigger: text, outcome: .failure, error: text, idle: text, gate: [text],
            ruleSource: text, rule: text,
            expanded: text,
            alternatives: [.init(condition: text, truth: .fails, isChosen: true, target: text)],
            url: text, server: text, services: [text], address: text, steps: [text], status: text, size: text,
            duration: text, changedCount: 1,
            changes: changes, warnings: [.init(line: 1, sentence: text)], next: text, nextTime: moment, revision: link,
            isOpen: true)
        let attempts = (0...LiveStatus.attemptsSeen).map { number in
            var each = attempt
            each.number = number
            return each
        }
        return LiveStatus(
            time: moment, reloadLink: text, summary: text, running: text, next: next,
            onboarding: OnboardingSummary(
                state: text, reason: text, nextRound: moment, webex: text,
                steps: [.init(time: moment, label: text, states: text, message: text)]),
            provisioningStatus: [text, text, text], failureReason: text, attempts: attempts)
    }

    private var status: StatusPage {
        StatusPage(live: live, liveLink: text, eventsLink: text, sections: rows)
    }

    private var search: SearchPage {
        let pieces = [MarkedPiece(text: text, isMarked: false), MarkedPiece(text: text, isMarked: true)]
        let hit = SearchPage.Hit(title: pieces, link: text, name: pieces, place: pieces, value: pieces, help: pieces)
        return SearchPage(text: text, hits: [hit], total: 2)
    }

    private var nothingFound: SearchPage { SearchPage(text: text, hits: [], total: 0, suggestion: link) }

    private var history: HistoryPage {
        HistoryPage(
            rows: [.init(number: 1, link: text, time: moment, origin: text, note: text, changeCount: 1)],
            range: text, newerLink: text, olderLink: text)
    }

    private var revision: RevisionPage {
        RevisionPage(
            number: 1, time: moment, origin: text, note: text, changes: changes, olderLink: text, newerLink: text,
            historyLink: text)
    }

    private var explanation: ExplanationView {
        ExplanationView(
            field: text, summary: text, error: text, warnings: [text],
            readings: [
                .init(
                    expanded: text,
                    alternatives: [.init(condition: text, truth: .fails, isChosen: true, target: text)], url: text,
                    server: text)
            ])
    }

    private var progress: ResyncProgress {
        ResyncProgress(
            summary: text, running: text, next: next,
            last: .init(outcome: .unusable, time: moment, sentence: text, link: text), now: moment.time,
            firmware: text, attempts: [])
    }

    private var dryRun: DryRunPage {
        DryRunPage(
            live: DryRunView(
                link: text, time: moment, summary: text, running: text, rule: text,
                warnings: [.init(line: 1, sentence: text)], changes: changes,
                effects: [.init(word: text, label: text, sentence: text)],
                confirmation: .init(seconds: text, error: text), applyLink: text, csrfToken: text, obstacle: text,
                revision: link, attempts: live.attempts),
            liveLink: text)
    }

    private var proposal: ProposalPage {
        ProposalPage(
            title: text, now: moment.time, facts: [(text, text)], remark: text,
            effects: [.init(word: text, label: text, sentence: text), .init(sentence: text)], warnings: [text],
            changes: changes, question: .init(text: text, answers: [(text, text)], chosen: text), problem: text,
            confirmation: .init(seconds: text, error: text), action: text, csrfToken: text, token: ("proposal", text),
            button: text, cancelLink: text)
    }

    private var attempts: AttemptsPage { AttemptsPage(attempts: live.attempts, newer: text, earlier: text) }

    private var phoneScreen: PhoneScreenPage {
        PhoneScreenPage(
            phone: text, cloud: .init(cloud: .pending, state: text, sentence: text), heading: text, text: text,
            error: text, items: [.init(label: text, link: text, note: text)], lines: [(text, text)],
            form: .init(
                action: text, csrfToken: text, hidden: [(text, text)],
                field: .init(label: text, name: text, value: text, help: text)),
            progress: .init(isRunning: true, summary: text),
            keys: [.submit(text), .go(text, to: text), .back(to: text)])
    }

    private func tab(isReadOnly: Bool) -> VoiceTabPage {
        let controls: [FieldView.Control] = [
            .text, .wide, .yesNo, .number(unit: text, range: 0...1), .select([text, "b"]), .select(["a", "b"]),
            .choices([text, "b"]), .secret(isSet: true), .secret(isSet: false),
        ]
        let draft = FieldView.Draft(text: text, sentence: text, stored: text, overtaken: text)
        let fields = controls.map {
            FieldView(
                name: text, label: text, control: $0, value: text, defaultValue: text, isChanged: true, origin: text,
                since: moment, help: text, remark: text, error: text, isReadOnly: isReadOnly, canBeReset: true,
                isExplained: true,
                explanation: explanation, draft: draft)
        }
        let onboarding = VoiceTabPage.Onboarding(cloud: .pending, state: text, sentence: text)
        var page = VoiceTabPage(
            title: text, action: text, csrfToken: text, revision: 1,
            sections: [.init(title: text, note: text, onboarding: onboarding, fields: fields)],
            problems: [text],
            resync: ResyncPanel(
                action: text, csrfToken: text, progress: progress,
                permission: isReadOnly ? .blocked(text) : .anyRule, rule: text, ruleError: text,
                explanation: explanation, dryRun: link))
        page.machine = MachinePanel(csrfToken: text, obstacle: isReadOnly ? text : nil, load: text, loadError: text)
        page.views = .init(shown: .basic, basicLink: text, advancedLink: text)
        page.omittedCount = 2
        page.changedLink = text
        page.account = ProfileAccountPanel(action: text, csrfToken: text, isSet: true, use: text, error: text)
        page.activation = ActivationPanel(
            action: text, csrfToken: text,
            state: OnboardingView(
                cloud: .init(cloud: .pending, state: text, sentence: text), state: text, meaning: text, next: text),
            service: text,
            obstacle: isReadOnly ? text : nil, error: text)
        return page
    }
}
