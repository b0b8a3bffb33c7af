internal import Pages
internal import PhoneService

extension FieldView {
    /// What a field says of the change that waits in the draft.
    struct Draft: Sendable, Equatable {
        /// The text that the field shows, which goes back with the form.
        var text: String
        /// What the phone holds: `The phone still has`.
        var sentence: String
        /// The value that the phone holds; nil for a secret.
        var stored: String?
        /// Who has changed that since, in a sentence.
        var overtaken: String?
    }
}

extension FieldView.Draft {
    init(_ field: DraftedField, isSecret: Bool) {
        text = field.text
        stored = field.stored
        sentence =
            !isSecret
            ? "The phone still has:" : field.isSet ? "A new value waits; it is not shown." : "It will be cleared."
        overtaken = field.overtakenBy.map { "Changed since by \($0): review your draft." }
    }

    func fill(_ model: borrowing ViewModel) {
        model.say("DRAFTED_SENTENCE", sentence)
        model["SHOWN_TEXT"] = text
        switch stored {
        case "": model.show("STORED_WORD", saying: "empty")
        case let stored: model.show("STORED", stored)
        }
        model.show("OVERTAKEN", saying: overtaken)
    }
}
