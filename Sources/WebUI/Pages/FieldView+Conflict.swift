internal import Pages
internal import PhoneService

extension FieldView {
    /// The question which value to keep: the one that was typed, or the one that somebody else has set meanwhile.
    struct Conflict: Sendable, Equatable {
        /// The value that the phone holds now; nil for a secret.
        var theirs: String?
        /// What was answered; nil: nothing yet.
        var answer: DraftAnswer?
    }
}

extension FieldView.Conflict {
    func fill(_ model: borrowing ViewModel) {
        model.show("MINE_CHOSEN", if: answer == .mine)
        model.show("THEIRS_CHOSEN", if: answer == .theirs)
        switch theirs {
        case nil: model.show("THEIRS_WORD", saying: "not shown")
        case "": model.show("THEIRS_WORD", saying: "empty")
        case let theirs: model.show("THEIRS", theirs)
        }
    }
}
