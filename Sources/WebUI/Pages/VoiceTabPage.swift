/// A tab of Voice: its fields, section by section, in one form.
struct VoiceTabPage: FramedPage, Sendable {
    static let view: ViewName = "voice/tab"

    /// A section of the tab.
    struct Section: Sendable {
        /// The heading.
        var title: String
        /// A sentence below it, or empty.
        var note = ""
        /// How far the cloud knows this phone; shown in the section Webex.
        var onboarding: Onboarding?
        /// The fields.
        var fields: [FieldView]
    }

    /// How far the cloud knows this phone.
    struct Onboarding: Sendable {
        /// The cloud symbol; its colour never stands without the words.
        enum Cloud: String, Sendable {
            case off, pending, on, failed
        }

        /// The symbol.
        var cloud: Cloud
        /// The state: `Not onboarded`.
        var state: String
        /// What that means or needs, in a sentence.
        var sentence: String
    }

    /// The heading: `Provisioning`, `Ext 1`.
    var title: String
    /// Where the form is sent and the page is: `/voice/provisioning`.
    var action: String
    /// The token against forged forms; the hidden field `csrf_token`.
    var csrfToken: String
    /// The revision that the values are of; the hidden field `revision`.
    var revision: Int
    /// The sections; those without fields are left out by whoever makes the page.
    var sections: [Section]
    /// What is wrong with the form as a whole. Faults of fields stand in the fields.
    var problems: [String] = []
    /// The panel Resync; only Provisioning has it.
    var resync: ResyncPanel?
    /// The panel Profile account; only Provisioning has it.
    var account: ProfileAccountPanel?
    /// The panel Activation code; only Phone has it.
    var activation: ActivationPanel?

    /// The fields as they were rendered before: they take the place of `sections`, which are empty then.
    var kept: RenderedFields?

    var hasErrors: Bool { !allProblems.isEmpty }

    /// Whether whoever sees the page may change anything on it.
    var isEditable: Bool { sections.contains { $0.fields.contains { !$0.isReadOnly } } }

    private var allProblems: Problems {
        let ofFields = sections.flatMap { $0.fields.compactMap(\.problem) }
        let ofPanels = [resync?.problem, account?.problem, activation?.problem].compactMap(\.self)
        return Problems(remarks: problems, fields: ofPanels + ofFields)
    }

    func fill(_ model: borrowing ViewModel) {
        let isEmpty = kept.map(\.isEmpty) ?? sections.isEmpty
        let isEditable = kept.map(\.isEditable) ?? self.isEditable
        model.show(allProblems)
        model["ACTION"] = action
        model["CSRF_TOKEN"] = csrfToken
        model["REVISION"] = String(revision)
        if let resync { model.include(ResyncPanel.view, at: "RESYNC") { resync.fill($0) } }
        if let account { model.include(ProfileAccountPanel.view, at: "ACCOUNT") { account.fill($0) } }
        if let activation { model.include(ActivationPanel.view, at: "ACTIVATION") { activation.fill($0) } }
        model.show("NOTHING", if: isEmpty)
        model.show("READ_ONLY", if: !isEmpty && !isEditable)
        model.show("EDITABLE", if: isEditable)
        for (index, section) in sections.enumerated() {
            model.section("SECTION") { section.fill($0, number: index + 1) }
        }
    }
}

extension VoiceTabPage.Section {
    fileprivate func fill(_ model: borrowing ViewModel, number: Int) {
        model["SECTION_ID"] = "section-\(number)"
        model["SECTION_TITLE"] = title
        model.show("SECTION_NOTE", saying: note.isEmpty ? nil : note)
        let faults = fields.count { $0.error != nil }
        model.show("SECTION_FAULTS", saying: faults == 0 ? nil : faults == 1 ? "1 problem" : "\(faults) problems")
        if let onboarding {
            model.section("ONBOARDING") { model in
                model["CLOUD"] = onboarding.cloud.rawValue
                model.say("ONBOARDING_STATE", onboarding.state)
                model.say("ONBOARDING_SENTENCE", onboarding.sentence)
            }
        }
        for field in fields { model.section("FIELD") { field.fill($0) } }
    }
}
