internal import FlatProfile
internal import HTTPServer
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
    /// What stands in the way of a field's value now.
    var remarks: [ParameterName: String] = [:]
    /// What is wrong with a field, in a sentence.
    var faults: [ParameterName: String] = [:]
    /// What is wrong with the form as a whole.
    var problems: [String] = []
    /// The one-time rule that was typed.
    var rule = ""
    /// What is wrong with it.
    var ruleError: String?

    init(status: StatusRecord? = nil, account: ProfileAccountRecord? = nil) {
        self.status = status
        self.account = account
    }

    /// Whether the fields show what is stored, and nothing that somebody typed.
    var showsStoredValues: Bool { typed.isEmpty && untold.isEmpty && faults.isEmpty && revision == nil }

    /// Shows the form as it was sent.
    mutating func giveBack(_ form: SubmittedForm) {
        typed = form.typed
        untold = form.untold
        revision = form.revision
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

/// Makes the page of a tab from the catalogue and the configuration.
struct VoiceTabBuilder {
    let contents: Catalogue.TabContents
    let snapshot: Snapshot
    let principal: Principal
    let csrfToken: String
    let now: Timestamp
    let state: TabState
    var language = Language.english

    /// What the look of the fields depends on.
    var key: RenderedTabs.Key {
        .init(
            tab: contents.tab.label, revision: snapshot.revision, account: principal.account.rawValue,
            minute: now.unixSeconds / 60, customization: contents.tab == .phone ? state.status?.onboarding.webex : nil,
            language: language, remarks: state.remarks)
    }

    func page() -> VoiceTabPage { page(contents.sections.compactMap(section), kept: nil) }

    /// The page around fields that were rendered before.
    func page(with fields: RenderedFields) -> VoiceTabPage { page([], kept: fields) }

    private func page(_ sections: [VoiceTabPage.Section], kept: RenderedFields?) -> VoiceTabPage {
        var page = VoiceTabPage(
            title: contents.tab.label, action: Routes.path(of: contents.tab), csrfToken: csrfToken,
            revision: state.revision ?? snapshot.revision, sections: sections)
        page.kept = kept
        page.problems = state.problems
        if contents.tab == .provisioning {
            page.resync = resyncPanel
            page.account = profileAccountPanel
        }
        if contents.tab == .phone { page.activation = activationPanel }
        return page
    }

    private func section(_ section: Catalogue.SectionContents) -> VoiceTabPage.Section? {
        let fields = section.parameters.compactMap { field(snapshot.catalogue.parameters[$0]) }
        guard !fields.isEmpty else { return nil }
        let isWebex = contents.tab == .phone && section.title == "Webex"
        return .init(title: section.title, onboarding: isWebex ? onboarding : nil, fields: fields)
    }

    private func field(_ parameter: Parameter) -> FieldView? {
        let setting = snapshot.settings[parameter.name]
        let access = setting?.access ?? parameter.access
        guard principal.account == .admin || access != .hidden else { return nil }
        let present = Masking.editable(
            setting?.value ?? parameter.defaultValue, of: parameter.name, in: snapshot.catalogue)
        var field = FieldView(
            name: parameter.name.text, label: parameter.label, control: control(of: parameter, isSet: !present.isEmpty),
            value: state.typed[parameter.name] ?? (parameter.isSecret ? "" : present),
            defaultValue: parameter.isSecret ? "" : parameter.defaultValue)
        field.isChanged = setting?.value.map { $0 != parameter.defaultValue } ?? false
        field.origin = setting.map { Phrase.origin($0.provenance, now: now) }
        field.help = parameter.help
        field.remark = state.remarks[parameter.name]
        if state.untold.contains(parameter.name) {
            field.remark = "This was not stored, and a secret is not shown again: enter it once more."
        }
        field.error = state.faults[parameter.name]
        field.isReadOnly = principal.account == .user && access == .readOnly
        return field
    }

    private func control(of parameter: Parameter, isSet: Bool) -> FieldView.Control {
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
            next: NextResync(state.status?.next_resync, now: now, in: snapshot),
            last: state.status?.attempts.first.map { ResyncPanel.Last($0, now: now) },
            permission: permission, rule: state.rule)
        panel.ruleError = state.ruleError
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
