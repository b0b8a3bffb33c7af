internal import HTTPServer

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
    var effects: [DraftPage.Effect]
    /// What would change; none at all offers no form.
    var changes: [ShownChange]
    /// The token against forged forms.
    var csrfToken: String
    /// What was typed as a note.
    var note = ""
    /// The seconds in which it is to be confirmed; nil if it needs no confirmation.
    var window: String?
    /// What is wrong with the form as a whole.
    var problems: [String] = []
    /// What is wrong with fields: `note`, `confirm_within`.
    var errors: [String: String] = [:]

    var title: String { number == 0 ? "Restore the factory state" : "Restore revision \(number)" }
    var hasErrors: Bool { !problems.isEmpty || !errors.isEmpty }

    func fill(_ model: borrowing ViewModel) {
        let labels = [(name: "note", label: "Note"), (name: "confirm_within", label: "Seconds to confirm it")]
        let faults = labels.compactMap { field in
            errors[field.name].map { Problems.OfField(name: field.name, label: field.label, sentence: $0) }
        }
        model.show(Problems(remarks: problems, fields: faults))
        model.say("SENTENCE", sentence)
        model["CANCEL_LINK"] = Routes.history.path()
        if !effects.isEmpty {
            model.section("EFFECTS") { model in
                model.sections("EFFECT", effects) { effect, model in
                    model["EFFECT_WORD"] = effect.word
                    model.say("EFFECT_LABEL", effect.label)
                    model.say("EFFECT_SENTENCE", effect.sentence)
                }
            }
        }
        model.showChanges(changes, caption: "What would change")
        model.show("NOTHING", if: changes.isEmpty)
        guard !changes.isEmpty else { return }
        model.section("FORM") { model in
            model["ACTION"] = Routes.restore.path(String(number))
            model["CSRF_TOKEN"] = csrfToken
            model["BASE"] = String(base)
            model["NOTE"] = note
            model.show("NOTE_ERROR", saying: errors["note"])
            guard let window else { return }
            model.section("WINDOW") { model in
                model["WINDOW_SECONDS"] = window
                model.show("WINDOW_ERROR", saying: errors["confirm_within"])
            }
        }
    }
}
