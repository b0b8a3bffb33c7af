internal import Pages

/// What happened to one parameter, as pages show it.
struct ShownChange: Sendable, Equatable {
    /// A value as pages show it.
    enum Value: Sendable, Equatable {
        /// A text; an empty one shows as `empty`.
        case text(String)
        /// The factory default, which is that text.
        case factoryDefault(String)
        /// A secret: all that is ever said of it.
        case secret(isSet: Bool)
    }

    /// The label of its field.
    var label: String
    /// The tab and section of its field, `Voice > Provisioning`; nil for what no page shows.
    var place: String?
    /// Where its field is; nil if there is none.
    var link: String?
    /// The parameter's name.
    var name: String
    /// Before.
    var before: Value
    /// After.
    var after: Value
    /// What it does, where that is told.
    var effects: [ShownEffect] = []
}

extension ViewModel {
    /// Shows the changes as a table; nothing if there are none.
    func showChanges(_ changes: [ShownChange], caption: String) {
        guard !changes.isEmpty else { return }
        include("changes", at: "CHANGES") { model in
            model.say("CAPTION", caption)
            model.show("WITH_EFFECTS", if: changes.contains { !$0.effects.isEmpty })
            model.sections("CHANGE", changes) { $0.fill($1) }
        }
    }
}

extension ShownChange {
    fileprivate func fill(_ model: borrowing ViewModel) {
        model["FIELD_LABEL"] = label
        model["NAME"] = name
        model.show("PLACE", place)
        if let link { model.show("FIELD_LINK", link) } else { model.show("NO_LINK") }
        model.section("BEFORE") { before.fill($0) }
        model.section("AFTER") { after.fill($0) }
        guard !effects.isEmpty else { return }
        model.section("EFFECTS") { model in model.sections("EFFECT", effects) { $0.fill($1) } }
    }
}

extension ShownChange.Value {
    func fill(_ model: borrowing ViewModel) {
        switch self {
        case .text(let text): show(text, in: model)
        case .factoryDefault(let text):
            show(text, in: model)
            model.show("REMARK", saying: "factory default")
        case .secret(let isSet):
            model.say("SHOWN", isSet ? "set" : "not set")
            model.show("WORD")
        }
    }

    private func show(_ text: String, in model: borrowing ViewModel) {
        model["SHOWN"] = text.isEmpty ? model.said("empty") : text
        model.show(text.isEmpty ? "WORD" : "TEXT")
    }
}
