/// A field for a password in a form of its own. It never comes back filled in.
package struct PasswordField: Sendable {
    /// What a browser may do with it; the raw value is the word of HTML's `autocomplete`.
    package enum Purpose: String, Sendable {
        /// Fill in the one it remembers.
        case present = "current-password"
        /// Offer to make and remember one.
        case new = "new-password"
        /// Neither: it belongs to a file.
        case none = "off"
    }

    /// The name of the form field, and its id.
    package var name: String
    /// Its label.
    package var label: String
    /// What a browser may do with it.
    package var purpose: Purpose
    /// A sentence below the label, or empty.
    package var help = ""
    /// What is wrong with what was typed.
    package var error: String?

    package init(name: String, label: String, purpose: Purpose, help: String = "", error: String? = nil) {
        self.name = name
        self.label = label
        self.purpose = purpose
        self.help = help
        self.error = error
    }

    /// The problem that the field has.
    package var problem: Problems.OfField? { error.map { .init(name: name, label: label, sentence: $0) } }

    package func include(in model: borrowing ViewModel, at marker: StaticString) {
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
