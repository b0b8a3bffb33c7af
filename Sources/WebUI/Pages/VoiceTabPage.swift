internal import Pages

/// A tab of Voice: its fields, section by section, in one form.
struct VoiceTabPage: FramedPage, Sendable, Equatable {
    static let view: ViewName = "voice/tab"

    /// A section of the tab.
    struct Section: Sendable, Equatable {
        /// The heading.
        var title: String
        /// A sentence below it, or empty.
        var note = ""
        /// How far the cloud knows this phone; shown in the section Webex.
        var onboarding: Onboarding?
        /// The fields.
        var fields: [FieldView]
        /// Whether it is folded unless there is something to see: one of several of its kind, such as the line keys, or one of a long page.
        var isFolded = false
    }

    /// The switch between the two views.
    struct Views: Sendable, Equatable {
        /// Which one is shown.
        var shown: SettingsView
        /// Where the basic view is.
        var basicLink: String
        /// Where the advanced view is.
        var advancedLink: String
    }

    /// A long page, whose sections begin folded.
    struct Folding: Sendable, Equatable {
        /// Whether all of them are unfolded.
        var isUnfolded: Bool
        /// Where it is the other way round.
        var otherLink: String
    }

    /// How far the cloud knows this phone.
    struct Onboarding: Sendable, Equatable {
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
        /// Whether a form for an activation code stands on the page.
        var leadsToCode = false
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
    /// The panel Firmware and restart; only Provisioning has it.
    var machine: MachinePanel?
    /// The panel Profile account; only Provisioning has it.
    var account: ProfileAccountPanel?
    /// The panel Activation code; only Phone has it.
    var activation: ActivationPanel?

    /// The switch between the two views; nil for an account that has no choice.
    var views: Views?
    /// How many settings the basic view leaves out.
    var omittedCount = 0
    /// Whether only those are shown that differ from the factory defaults.
    var showsChangedOnly = false
    /// Where only those are shown.
    var changedLink = ""

    /// How the sections of a long page are folded; nil on a short one.
    var folding: Folding?

    /// What was typed as a note for the history.
    var note = ""
    /// The seconds in which a change that may lock somebody out is to be confirmed; nil if it needs no confirmation.
    var confirmWithin: String?
    /// Whether something was typed into one of these two.
    var hasTypedOptions = false

    /// The fields as they were rendered before: they take the place of `sections`, which are empty then.
    var kept: RenderedFields?

    var hasErrors: Bool { !allProblems.isEmpty }

    /// Whether whoever sees the page may change anything on it.
    var isEditable: Bool { sections.contains { $0.fields.contains { !$0.isReadOnly } } }

    private var allProblems: Problems {
        let ofFields = sections.flatMap { $0.fields.compactMap(\.problem) }
        let ofPanels = [resync?.problem, machine?.problem, account?.problem, activation?.problem].compactMap(\.self)
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
        if let machine { model.include(MachinePanel.view, at: "MACHINE") { machine.fill($0) } }
        if let account { model.include(ProfileAccountPanel.view, at: "ACCOUNT") { account.fill($0) } }
        if let activation { model.include(ActivationPanel.view, at: "ACTIVATION") { activation.fill($0) } }
        model.show(showsChangedOnly ? "NOTHING_CHANGED" : "NOTHING", if: isEmpty)
        if !isEmpty || showsChangedOnly || views != nil {
            model.section("TOOLBAR") { fillToolbar($0, isEmpty: isEmpty) }
        }
        model.show("READ_ONLY", if: !isEmpty && !isEditable)
        model["SUBMIT_NOTE"] = note
        model.show("OPTIONS_OPEN", if: hasTypedOptions)
        if let confirmWithin {
            model["CONFIRM_WITHIN"] = confirmWithin
            model.show("CONFIRMING")
        }
        model.show("EDITABLE", if: isEditable)
        for section in sections { model.section("SECTION") { section.fill($0) } }
        guard let views, omittedCount > 0 else { return }
        model["OMITTED_LINK"] = views.advancedLink
        model.show(
            "OMITTED",
            saying: omittedCount == 1
                ? "One more setting stands in the advanced view."
                : "\(omittedCount) more settings stand in the advanced view.")
    }

    private func fillToolbar(_ model: borrowing ViewModel, isEmpty: Bool) {
        if let views {
            model.section("VIEWS") { model in
                model["BASIC_LINK"] = views.basicLink
                model["ADVANCED_LINK"] = views.advancedLink
                model.show(views.shown == .basic ? "IS_BASIC" : "IS_ADVANCED")
            }
        }
        if showsChangedOnly { return model.show("CHANGED_SHOWN") }
        guard !isEmpty else { return }
        model["CHANGED_LINK"] = changedLink
        model.show("ALL_SHOWN")
        guard let folding else { return }
        model.section("FOLDING") { model in
            model["FOLDING_LINK"] = folding.otherLink
            model.show(folding.isUnfolded ? "UNFOLDED" : "FOLDED")
        }
    }
}

extension VoiceTabPage.Section {
    /// The anchor: `section-line-key-1`.
    var id: String { Self.id(of: title) }

    /// The anchor of a section with that title.
    static func id(of title: String) -> String {
        let words = title.lowercased().split { !$0.isLetter && !$0.isNumber }
        return (["section"] + words).joined(separator: "-")
    }

    fileprivate func fill(_ model: borrowing ViewModel) {
        model["SECTION_ID"] = id
        model["SECTION_TITLE"] = title
        model.show("SECTION_NOTE", saying: note.isEmpty ? nil : note)
        let faults = fields.count { $0.error != nil }
        let changes = fields.count(where: \.isChanged)
        let hasDrafts = fields.contains { $0.draft != nil || $0.isExplanationAsked || $0.isResetChosen }
        model.show("SECTION_CHANGES", changes == 0 ? nil : String(changes))
        model.show("SECTION_SUMMARY", saying: summary(changes: changes))
        model.show("SECTION_OPEN", if: !isFolded || faults > 0 || changes > 0 || hasDrafts)
        model.show("SECTION_FAULTS", saying: faults == 0 ? nil : faults == 1 ? "1 problem" : "\(faults) problems")
        if let onboarding {
            model.section("ONBOARDING") { model in
                model["CLOUD"] = onboarding.cloud.rawValue
                model.say("ONBOARDING_STATE", onboarding.state)
                model.say("ONBOARDING_SENTENCE", onboarding.sentence)
                model.show("CODE_LINK", if: onboarding.leadsToCode)
            }
        }
        for field in fields { model.section("FIELD") { field.fill($0) } }
    }

    /// What is said beside the heading, also of a section that is folded.
    private func summary(changes: Int) -> String {
        switch (fields.count, changes) {
        case (1, 0): "1 setting"
        case (1, _): "1 setting, 1 changed"
        case (let count, 0): "\(count) settings"
        case (let count, _): "\(count) settings, \(changes) changed"
        }
    }
}
