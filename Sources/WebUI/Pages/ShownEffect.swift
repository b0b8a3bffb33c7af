internal import Pages

/// What a change does, as pages show it.
struct ShownEffect: Sendable, Equatable {
    /// The word that styles it: `reboots`.
    var word = ""
    /// Two or three words; nil for what is said of everything.
    var label: String?
    /// The sentence.
    var sentence: String

    func fill(_ model: borrowing ViewModel) {
        model["EFFECT_WORD"] = word
        model.show("EFFECT_LABEL", saying: label)
        model.say("EFFECT_SENTENCE", sentence)
    }
}

extension ViewModel {
    /// Shows what changes do as a list, in the section around it; nothing if they do nothing.
    func showEffects(_ effects: [ShownEffect]) {
        guard !effects.isEmpty else { return }
        section("EFFECTS") { model in
            model.include("effects", at: "EFFECT_LIST") { model in
                model.sections("EFFECT", effects) { $0.fill($1) }
            }
        }
    }
}
