internal import FlatProfile
internal import HTTPServer
internal import Pages
internal import PhoneService

/// What a tab shows beside the stored values: what was typed and is faulty, how the phone is doing.
struct TabState {
    /// The phone's state with its last attempt; nil on tabs that do not show it.
    var status: StatusRecord?
    /// Whether a profile account is set; nil on tabs that do not show it.
    var account: ProfileAccountRecord?
    /// What is wrong with the activation code that was typed.
    var codeError: String?
    /// What is wrong with the profile account that was typed.
    var accountError: String?
    /// The texts that were typed, by field.
    var typed: [ParameterName: String] = [:]
    /// The revision that the typed texts were made from: what they left alone is judged by it.
    var revision: RevisionNumber?
    /// Secrets that were typed, or to be cleared: the browser does not get them back.
    var untold: Set<ParameterName> = []
    /// What the form asked to set back to its factory default.
    var resets: Set<ParameterName> = []
    /// What stands in the way of a field's value now.
    var remarks: [ParameterName: String] = [:]
    /// The fields that somebody else has changed too: somebody has to say which value to keep.
    var asked: Set<ParameterName> = []
    /// What was answered so far.
    var answers: [ParameterName: DraftAnswer] = [:]
    /// What is wrong with a field, in a sentence.
    var faults: [ParameterName: String] = [:]
    /// What is wrong with the form as a whole.
    var problems: [String] = []
    /// The note that was typed.
    var note = ""
    /// The seconds to confirm that were typed, else those of the phone; nil if nothing needs a confirmation.
    var confirmWithin: String?
    /// Whether one of these two was typed.
    var hasTypedOptions = false
    /// The fields that show a drafted value.
    var drafted: [ParameterName: DraftedField] = [:]
    /// The field whose explanation was asked for by its button.
    var explained: ParameterName?
    /// The one-time rule that was typed.
    var rule = ""
    /// What is wrong with it.
    var ruleError: String?
    /// What it means, if somebody asked.
    var ruleExplanation: ExplanationView?
    /// The address of a load that was typed.
    var load = ""
    /// What is wrong with it.
    var loadError: String?
    /// The dry run that was tried last.
    var dryRun: DryRunRecord?

    init(status: StatusRecord? = nil, account: ProfileAccountRecord? = nil) {
        self.status = status
        self.account = account
    }

    /// Whether the fields show what is stored, and nothing that somebody typed.
    var showsStoredValues: Bool {
        typed.isEmpty && untold.isEmpty && resets.isEmpty && faults.isEmpty && drafted.isEmpty && revision == nil
    }

    /// Shows the form as it was sent.
    mutating func giveBack(_ form: SubmittedForm) {
        typed = form.typed
        asked = form.asked
        answers = form.answers
        untold = form.untold
        resets = form.resets
        revision = form.revision
        note = form.note
        confirmWithin = form.confirmWithin ?? confirmWithin
        hasTypedOptions = !note.isEmpty
    }

    /// Faults of fields that stand on another tab, or nowhere, are told above the form.
    mutating func add(_ found: [FieldFault], on contents: Catalogue.TabContents, in catalogue: Catalogue) {
        let shown = Set(contents.sections.flatMap { $0.parameters.map { catalogue.parameters[$0].name } })
        for fault in found {
            let name = ParameterName(fault.name)
            let sentence = Phrase.sentence(fault.sentence)
            if shown.contains(name) { faults[name] = sentence } else { problems.append(sentence) }
        }
    }
}

/// Which fields of a tab are shown.
struct TabLook: Hashable, Sendable {
    /// The view; nil for an account that has no choice, and sees whatever it may.
    var view: SettingsView?
    /// Whether only those are shown that differ from the factory defaults.
    var changedOnly = false

    /// Whether a long page is shown with all of its sections unfolded.
    var unfolded = false

    /// The query that asks for that: `?changed=1`.
    static let changedQuery = "changed"
    /// The query that unfolds a long page: `?sections=open`.
    static let sectionsQuery = "sections"
}

/// Makes the page of a tab from the catalogue and the configuration.
struct VoiceTabBuilder {
    let contents: Catalogue.TabContents
    let snapshot: Snapshot
    let principal: Principal
    let csrfToken: String
    let now: Timestamp
    let state: TabState
    /// Tells what the value of a parameter means; nil if there is nothing to say.
    var explain: (Parameter) -> ExplanationView? = { _ in nil }
    var look = TabLook()
    var language = Language.english

    /// What the look of the fields depends on.
    var key: RenderedTabs.Key {
        .init(
            tab: contents.tab.label, revision: snapshot.revision, account: principal.account.rawValue,
            minute: now.unixSeconds / 60, customization: contents.tab == .phone ? state.status?.onboarding.webex : nil,
            look: look, language: language, remarks: state.remarks)
    }

    func page() -> VoiceTabPage {
        let sections = contents.sections.compactMap(section)
        var page = page(sections, kept: nil)
        if look.view == .basic, !look.changedOnly {
            let shown = sections.reduce(0) { $0 + $1.fields.count }
            page.omittedCount = contents.sections.reduce(0) { $0 + $1.parameters.count } - shown
        }
        return page
    }

    /// The page around fields that were rendered before.
    func page(with fields: RenderedFields) -> VoiceTabPage { page([], kept: fields) }

    private func page(_ sections: [VoiceTabPage.Section], kept: RenderedFields?) -> VoiceTabPage {
        var page = VoiceTabPage(
            title: contents.tab.label, action: Routes.path(of: contents.tab), csrfToken: csrfToken,
            revision: state.revision ?? snapshot.revision, sections: sections)
        page.kept = kept
        page.showsChangedOnly = look.changedOnly
        page.changedLink = Routes.path(of: contents.tab, query: [(TabLook.changedQuery, "1")])
        page.views = look.view.map { view in
            func link(_ view: SettingsView) -> String {
                Routes.path(of: contents.tab, query: [(SettingsView.query, view.rawValue)])
            }
            return .init(shown: view, basicLink: link(.basic), advancedLink: link(.advanced))
        }
        if isLong {
            let other = look.unfolded ? [] : [(TabLook.sectionsQuery, "open")]
            page.folding = .init(isUnfolded: look.unfolded, otherLink: Routes.path(of: contents.tab, query: other))
        }
        page.problems = state.problems
        page.note = state.note
        page.confirmWithin = state.confirmWithin
        page.hasTypedOptions = state.hasTypedOptions
        if contents.tab == .provisioning {
            page.resync = resyncPanel
            page.machine = machinePanel
            page.account = profileAccountPanel
        }
        if contents.tab == .phone { page.activation = activationPanel }
        return page
    }

    /// From so many settings on a page begins folded: nobody reads that many from the top to the bottom.
    private static let longPage = 120

    private var isLong: Bool {
        look.view == .advanced && !look.changedOnly
            && contents.sections.reduce(0) { $0 + $1.parameters.count } > Self.longPage
    }

    /// The names of the fields that the section Webex shows.
    var webexSettings: [String] {
        contents.sections.first { $0.title == Self.webex }.map { section in
            section.parameters.compactMap { field(snapshot.catalogue.parameters[$0])?.name }
        } ?? []
    }

    private static let webex = "Webex"

    private func section(_ section: Catalogue.SectionContents) -> VoiceTabPage.Section? {
        let fields = section.parameters.compactMap { field(snapshot.catalogue.parameters[$0]) }
        guard !fields.isEmpty else { return nil }
        let isWebex = contents.tab == .phone && section.title == Self.webex
        return .init(
            title: section.title, onboarding: isWebex ? onboarding : nil, fields: fields,
            isFolded: !look.unfolded
                && (isLong ? section.title != contents.sections.first?.title : section.title.last?.isNumber == true))
    }

    /// What was changed or drafted is never left out of the basic view, nor what a form that comes back is about.
    private func isShown(_ parameter: Parameter, isChanged: Bool) -> Bool {
        if isChanged || state.faults[parameter.name] != nil || state.drafted[parameter.name] != nil { return true }
        if look.changedOnly { return false }
        return look.view != .basic || BasicSettings.holds(parameter) || state.typed[parameter.name] != nil
            || state.untold.contains(parameter.name) || state.resets.contains(parameter.name)
    }

    private func field(_ parameter: Parameter) -> FieldView? {
        let setting = snapshot.settings[parameter.name]
        let access = setting?.access ?? parameter.access
        guard principal.account == .admin || access != .hidden else { return nil }
        let isChanged = setting?.value.map { $0 != parameter.defaultValue } ?? false
        guard isShown(parameter, isChanged: isChanged) else { return nil }
        let present = Masking.editable(
            setting?.value ?? parameter.defaultValue, of: parameter.name, in: snapshot.catalogue)
        var field = FieldView(
            name: parameter.name.text, label: parameter.label,
            control: Self.control(of: parameter, isSet: !present.isEmpty),
            value: state.typed[parameter.name] ?? state.drafted[parameter.name]?.text
                ?? (parameter.isSecret ? "" : present),
            defaultValue: parameter.isSecret ? "" : parameter.defaultValue)
        field.isChanged = isChanged
        if let provenance = setting?.provenance {
            field.origin = PhoneService.words(for: provenance)
            field.since = Moment(provenance.time, now: now)
        }
        field.canBeReset = setting?.value != nil && !parameter.isSecret
        field.isResetChosen = state.resets.contains(parameter.name)
        field.help = parameter.help
        field.remark = state.remarks[parameter.name]
        if state.untold.contains(parameter.name) {
            field.remark = "This was not stored, and a secret is not shown again: enter it once more."
        }
        field.error = state.faults[parameter.name]
        if state.asked.contains(parameter.name) {
            field.conflict = .init(theirs: parameter.isSecret ? nil : present, answer: state.answers[parameter.name])
        }
        field.draft = state.drafted[parameter.name].map { FieldView.Draft($0, isSecret: parameter.isSecret) }
        field.isReadOnly = principal.account == .user && access == .readOnly
        // What macros expand to is the administrator's.
        if principal.account == .admin, PhoneService.explains(parameter.name) {
            field.isExplained = true
            field.isExplanationAsked = state.explained == parameter.name
            if field.error == nil { field.explanation = explain(parameter) }
        }
        return field
    }

    static func control(of parameter: Parameter, isSet: Bool) -> FieldView.Control {
        if parameter.isSecret { return .secret(isSet: isSet) }
        switch parameter.type.kind {
        case .bool: return .yesNo
        case .choice: return .select(parameter.type.choices)
        case .multiChoice: return .choices(parameter.type.choices)
        case .int, .intOrEmpty: return .number(unit: parameter.unit?.word, range: parameter.type.range)
        case .urlRule, .reportRule, .condition, .logTemplate, .dialPlan, .toneScript, .cadenceScript,
            .keyList, .functionScript, .softkeyScript, .dictionaryScript, .pagingScript, .daylightSavingRule, .url:
            return .wide
        case .intervalList: return .text
        default: return parameter.unit.map { .number(unit: $0.word, range: parameter.type.range) } ?? .text
        }
    }

    // MARK: Provisioning

    private var resyncPanel: ResyncPanel {
        var panel = ResyncPanel(
            action: Routes.resync.path(), csrfToken: csrfToken,
            progress: state.status.map {
                ResyncProgress($0, now: now, in: snapshot, isAdmin: principal.account == .admin)
            },
            permission: permission, rule: state.rule)
        panel.ruleError = state.ruleError
        panel.explanation = state.ruleExplanation
        panel.dryRun = state.dryRun.map { dryRun in
            .init(
                label: dryRun.isOver ? "The last dry run" : "A dry run is under way",
                href: Routes.dryRun.path(dryRun.id))
        }
        return panel
    }

    private var machinePanel: MachinePanel? {
        guard principal.account == .admin else { return nil }
        var panel = MachinePanel(csrfToken: csrfToken)
        if snapshot["Upgrade_Enable"] != "Yes" {
            panel.obstacle = "Upgrade Enable is No: no load is fetched, asked for or not."
        }
        panel.load = state.load
        panel.loadError = state.loadError
        return panel
    }

    private var permission: ResyncPanel.Permission {
        if snapshot["Provision_Enable"] != "Yes" {
            return .blocked("Provision Enable is No: the phone does not resync, asked for or not.")
        }
        if principal.account == .admin { return .anyRule }
        return snapshot["User_Configurable_Resync"] == "Yes"
            ? .storedRules : .blocked("User Configurable Resync is No: only the administrator may resync.")
    }
}
