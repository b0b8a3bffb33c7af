/// A field for a password in a form of its own. It never comes back filled in.
struct PasswordField: Sendable {
    /// What a browser may do with it; the raw value is the word of HTML's `autocomplete`.
    enum Purpose: String, Sendable {
        /// Fill in the one it remembers.
        case present = "current-password"
        /// Offer to make and remember one.
        case new = "new-password"
        /// Neither: it belongs to a file.
        case none = "off"
    }

    /// The name of the form field, and its id.
    var name: String
    /// Its label.
    var label: String
    /// What a browser may do with it.
    var purpose: Purpose
    /// A sentence below the label, or empty.
    var help = ""
    /// What is wrong with what was typed.
    var error: String?

    /// The problem that the field has.
    var problem: Problems.OfField? { error.map { .init(name: name, label: label, sentence: $0) } }

    func include(in model: borrowing ViewModel, at marker: StaticString) {
        model.include("password-field", at: marker) { model in
            model["NAME"] = name
            model.say("LABEL", label)
            model["AUTOCOMPLETE"] = purpose.rawValue
            model.show("HELP", saying: help.isEmpty ? nil : help)
            model.show("ERROR", saying: error)
            model.show("DESCRIBED", if: error != nil || !help.isEmpty)
        }
    }
}
