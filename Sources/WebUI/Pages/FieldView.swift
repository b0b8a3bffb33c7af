internal import Pages

/// One field of a tab: a parameter with what a person has to know to set it.
struct FieldView: Sendable, Equatable {
    /// What a person sets it with.
    enum Control: Sendable, Equatable {
        /// One line of text.
        case text
        /// A number; the unit in words (`seconds`), and the numbers allowed.
        case number(unit: String? = nil, range: ClosedRange<Int>? = nil)
        /// One of these.
        case select([String])
        /// `Yes` or `No`.
        case yesNo
        /// Several of these; the value is those chosen, joined by `|`.
        case choices([String])
        /// Text that may be long: rules, schedules, scripts.
        case wide
        /// A secret: shown as set or not set, and never anything else. Empty means: keep.
        case secret(isSet: Bool)
    }

    /// The parameter's name: the name of the form field, and its id.
    var name: String
    /// Its label.
    var label: String
    /// What it is set with.
    var control: Control
    /// The value, or what was typed when a form comes back; ignored for a secret.
    var value: String
    /// The factory default; ignored for a secret.
    var defaultValue: String
    /// Whether somebody set it to something else than the factory default.
    var isChanged = false
    /// Who set it, in words: `https://…, line 12`; nil for the factory default.
    var origin: String?
    /// When that was.
    var since: Moment?
    /// What it is for. Unit and range are added by themselves.
    var help = ""
    /// What stands in the way of the value now: `The option --listen decides instead.` Nil if nothing does.
    var remark: String?
    /// What is wrong with what was typed.
    var error: String?
    /// Whether the account may only see it: then it is no form field.
    var isReadOnly = false
    /// Whether somebody set it, so that it can be reset to the factory default. A secret is cleared instead.
    var canBeReset = false
    /// Whether the form that comes back asked for that.
    var isResetChosen = false
    /// Whether it holds a rule or a schedule: then the element `NAME-explanation` below it is for what these mean.
    var isExplained = false
    /// What stands in that element; scripts may fill it too.
    var explanation: ExplanationView?
    /// Whether its explanation was asked for by the button, which gets the focus again.
    var isExplanationAsked = false
    /// The question which value to keep, if somebody else has changed it too.
    var conflict: Conflict?
    /// The change that waits in the draft, if one does: then the field shows it.
    var draft: Draft?

    /// A checked box of this name plus suffix clears a secret: `XML_Password.clear`.
    static let clearSuffix = ".clear"
    /// A checked box of this name plus suffix sets the parameter back to its factory default: `GPP_A.reset`.
    static let resetSuffix = ".reset"
}

extension FieldView {
    /// The problem that the field has.
    var problem: Problems.OfField? { error.map { .init(name: name, label: label, sentence: $0) } }

    func fill(_ model: borrowing ViewModel) {
        model["NAME"] = name
        model["LABEL"] = label
        fillHelp(model)
        model.show("CHANGED", if: isChanged)
        model.show("REMARK", saying: remark)
        model.show("ERROR", saying: error)
        if let draft { model.section("DRAFTED") { draft.fill($0) } }
        model.show("IS_DRAFTED", if: draft != nil)
        if let conflict { model.section("CONFLICT") { conflict.fill($0) } }
        model.show("ORIGIN", saying: origin)
        if let since { model.section("SINCE") { $0.show(since, at: "SINCE") } }
        fillDefault(model)
        if canBeReset, !isReadOnly {
            model.show("RESET")
            model.show("RESET_CHOSEN", if: isResetChosen)
        }
        if isExplained {
            model.section("EXPLAINED") { model in
                model.show("ASKED", if: isExplanationAsked)
                guard let explanation else { return }
                model.include(type(of: explanation).view, at: "EXPLANATION") { explanation.fill($0) }
            }
        }
        if isReadOnly { fillFixed(model) } else { fillControl(model) }
    }

    /// The help, with unit and range in words.
    private func fillHelp(_ model: borrowing ViewModel) {
        let said = model.said(help)
        guard case .number(let unit, let range?) = control else { return model["HELP"] = said }
        let limits = model.said("\(range.lowerBound) to \(range.upperBound)\(unit.map { " \($0)" } ?? "").")
        model["HELP"] = help.isEmpty ? limits : "\(said) \(limits)"
    }

    private func fillDefault(_ model: borrowing ViewModel) {
        if case .secret = control {
            model.show("DEFAULT_WORD", saying: "not set")
        } else if defaultValue.isEmpty {
            model.show("DEFAULT_WORD", saying: "empty")
        } else {
            model.show("DEFAULT", defaultValue)
        }
    }

    private func fillFixed(_ model: borrowing ViewModel) {
        model.section("FIXED") { model in
            switch control {
            case .secret(let isSet): model.show("FIXED_WORD", saying: isSet ? "set" : "not set")
            case .number(let unit?, _) where !value.isEmpty: model.show("FIXED_TEXT", "\(value) \(model.said(unit))")
            default:
                if value.isEmpty { model.show("FIXED_WORD", saying: "empty") } else { model.show("FIXED_TEXT", value) }
            }
        }
    }

    private func fillControl(_ model: borrowing ViewModel) {
        switch control {
        case .text: fillValue(model, as: "TEXT")
        case .wide: fillValue(model, as: "WIDE")
        case .number(let unit, _):
            fillValue(model, as: "NUMBER")
            model.show("UNIT", saying: unit)
        case .yesNo: fillYesNo(model)
        case .select(let choices): fillSelect(model, from: choices)
        case .choices(let choices): fillChoices(model, from: choices)
        case .secret(let isSet):
            model.show("SECRET")
            model.show(isSet ? "SECRET_SET" : "SECRET_NOT_SET")
        }
    }

    private func fillValue(_ model: borrowing ViewModel, as kind: StaticString) {
        model["VALUE"] = value
        model.show(kind)
    }

    private func fillYesNo(_ model: borrowing ViewModel) {
        model.show("YES_NO")
        switch value {
        case "Yes": model.show("YES")
        case "No": model.show("NO")
        default: fillValue(model, as: "STRAY")
        }
    }

    private func fillSelect(_ model: borrowing ViewModel, from choices: [String]) {
        if !choices.contains(value) { fillValue(model, as: "STRAY") }
        model.section("SELECT") { model in
            model.sections("CHOICE", choices) { Self.fill($1, choice: $0, isSelected: $0 == value) }
        }
    }

    private func fillChoices(_ model: borrowing ViewModel, from choices: [String]) {
        let chosen = value.split(separator: "|").map(String.init)
        model.section("CHOICES") { model in
            model.sections("CHOICE", choices) { Self.fill($1, choice: $0, isSelected: chosen.contains($0)) }
        }
    }

    private static func fill(_ model: borrowing ViewModel, choice: String, isSelected: Bool) {
        model["CHOICE_VALUE"] = choice
        model["CHOICE_LABEL"] = choice.isEmpty ? model.said("(empty)") : choice
        model.show("SELECTED", if: isSelected)
    }
}
