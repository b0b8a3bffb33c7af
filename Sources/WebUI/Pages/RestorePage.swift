internal import HTTPServer
internal import Pages

/// What restoring a revision would change, and the form that does it.
struct RestorePage: FramedPage, Sendable {
    static let view: ViewName = "restore"

    /// The revision.
    var number: Int
    /// The newest revision when this page was made; the hidden field `revision`.
    var base: Int
    /// What it would do, in a sentence.
    var sentence: String
    /// What the changes do beyond being stored, the gravest first.
    var effects: [ShownEffect]
    /// What would change; none at all offers no form.
    var changes: [ShownChange]
    /// The token against forged forms.
    var csrfToken: String
    /// What was typed as a note.
    var note = ""
    /// What is wrong with the note.
    var noteError: String?
    /// How long it waits for its confirmation; nil if it needs none.
    var confirmation: ConfirmationField?
    /// What is wrong with the form as a whole.
    var problems: [String] = []

    var title: String { number == 0 ? "Restore the factory state" : "Restore revision \(number)" }
    var hasErrors: Bool { !allProblems.isEmpty }

    private var allProblems: Problems {
        let note = noteError.map { Problems.OfField(name: "note", label: "Note", sentence: $0) }
        return Problems(remarks: problems, fields: [note, confirmation?.problem].compactMap(\.self))
    }

    func fill(_ model: borrowing ViewModel) {
        model.show(allProblems)
        model.say("SENTENCE", sentence)
        model["CANCEL_LINK"] = Routes.history.path()
        model.showEffects(effects)
        model.showChanges(changes, caption: "What would change")
        model.show("NOTHING", if: changes.isEmpty)
        guard !changes.isEmpty else { return }
        model.section("FORM") { model in
            model["ACTION"] = Routes.restore.path(String(number))
            model["CSRF_TOKEN"] = csrfToken
            model["BASE"] = String(base)
            model["NOTE"] = note
            model.show("NOTE_ERROR", saying: noteError)
            confirmation?.include(in: model)
        }
    }
}
