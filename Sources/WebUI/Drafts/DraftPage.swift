internal import Pages

/// The draft before it is applied: old and new, what each change does, and what somebody else has changed meanwhile.
struct DraftPage: FramedPage, Sendable {
    static let view: ViewName = "draft"

    /// What has to be answered about a change before anything is applied.
    struct Question: Sendable {
        /// What happened: `Changed by https://… 3 min ago.`
        var sentence: String
        /// The value when the change was drafted.
        var base: ShownChange.Value
        /// What was chosen: `mine`, `theirs`, or nothing yet.
        var answer: String?
    }

    /// One change.
    struct Row: Sendable {
        /// The parameter with its old and new value.
        var change: ShownChange
        /// What it does.
        var effects: [ShownEffect]
        /// What has to be answered.
        var question: Question?
        /// What else is to be said: that the phone holds the value already.
        var remark: String?
        /// Why it cannot be applied.
        var error: String?
    }

    let title = "Review changes"
    /// The changes, in the order of the pages.
    var rows: [Row]
    /// What all of them together do, the gravest first.
    var effects: [ShownEffect]
    /// The revision that they were compared with; the hidden field `revision`.
    var revision: Int
    /// Where the form Apply is sent.
    var applyAction: String
    /// Where the form Discard is sent.
    var discardAction: String
    /// Where everything is discarded, after a question.
    var discardAllLink: String
    /// The token against forged forms.
    var csrfToken: String
    /// The note, if the form comes back.
    var note = ""
    /// How long it waits for its confirmation; nil if it needs none.
    var confirmation: ConfirmationField?
    /// What is wrong with the note.
    var noteError: String?
    /// What is wrong as a whole.
    var problems: [String] = []

    private var allProblems: Problems {
        var fields = rows.compactMap { row in
            row.error.map { Problems.OfField(name: "draft-\(row.change.name)", label: row.change.label, sentence: $0) }
        }
        if let noteError { fields.append(.init(name: "note", label: "Note", sentence: noteError)) }
        if let problem = confirmation?.problem { fields.append(problem) }
        return Problems(remarks: problems, fields: problems.isEmpty && noteError == nil ? [] : fields)
    }

    var hasErrors: Bool { !allProblems.isEmpty }

    func fill(_ model: borrowing ViewModel) {
        model.show(allProblems)
        guard !rows.isEmpty else { return model.show("NOTHING") }
        model.section("DRAFT") { model in
            model["APPLY_ACTION"] = applyAction
            model["DISCARD_ACTION"] = discardAction
            model["DISCARD_ALL_LINK"] = discardAllLink
            model["CSRF_TOKEN"] = csrfToken
            model["REVISION"] = String(revision)
            model["NOTE"] = note
            model.show("NOTE_ERROR", saying: noteError)
            confirmation?.include(in: model)
            model.say("APPLY", rows.count == 1 ? "Apply this change" : "Apply all \(rows.count) changes")
            let count = rows.count { $0.question != nil }
            model.show(
                "QUESTIONS",
                saying: count == 0
                    ? nil
                    : count == 1
                        ? "One value was changed by somebody else since you drafted it. Say below which one to keep: nothing is applied until then."
                        : "\(count) values were changed by somebody else since you drafted them. Say below which ones to keep: nothing is applied until then."
            )
            model.showEffects(effects)
            model.sections("ROW", rows) { $0.fill($1) }
        }
    }
}

extension DraftPage.Row {
    fileprivate func fill(_ model: borrowing ViewModel) {
        model["NAME"] = change.name
        model["FIELD_LABEL"] = change.label
        model.show("PLACE", change.place)
        if let link = change.link { model.show("FIELD_LINK", link) } else { model.show("NO_LINK") }
        model.section("BEFORE") { change.before.fill($0) }
        model.section("AFTER") { change.after.fill($0) }
        model.show("ROW_REMARK", saying: remark)
        model.show("ROW_ERROR", saying: error)
        model.sections("ROW_EFFECT", effects) { $0.fill($1) }
        guard let question else { return }
        model.show("IS_CONFLICT")
        model.section("QUESTION") { model in
            model.say("QUESTION_TEXT", question.sentence)
            model.section("BASE") { question.base.fill($0) }
            model.section("MINE") { change.after.fill($0) }
            model.section("THEIRS") { change.before.fill($0) }
            model.show("MINE_CHOSEN", if: question.answer == "mine")
            model.show("THEIRS_CHOSEN", if: question.answer == "theirs")
        }
    }
}
