/// A section of a page: labels and values, and perhaps a button.
struct RowSection: Sendable {
    /// A label with its value.
    struct Row: Sendable {
        /// What is known.
        enum Value: Sendable {
            /// A text; an empty one shows as `none`.
            case text(String)
            /// A text that leads somewhere.
            case link(String, href: String)
            /// The phone cannot tell.
            case unavailable
        }

        /// The label.
        var label: String
        /// What is known.
        var value: Value

        /// A row with that text; nil is not available.
        init(_ label: String, _ text: String?) {
            self.label = label
            value = text.map(Value.text) ?? .unavailable
        }

        /// A row with a link.
        init(_ label: String, _ text: String, href: String) {
            self.label = label
            value = .link(text, href: href)
        }
    }

    /// Something to do: a form with one button.
    struct Action: Sendable {
        /// Where the form is sent.
        var path: String
        /// What the button says.
        var button: String
        /// Whether it destroys something.
        var isDestructive = false
        /// Why it cannot be done now; nil if it can.
        var obstacle: String?
    }

    /// The heading.
    var title: String
    /// A sentence below it, or empty.
    var note = ""
    /// The rows.
    var rows: [Row] = []
    /// What can be done about it; nil for those who may do nothing.
    var action: Action?
}

extension ViewModel {
    /// Shows the sections as cards. The token is that of their forms.
    func showRows(_ sections: [RowSection], csrfToken: String = "") {
        include("rows", at: "ROWS") { model in
            model.sections("SECTION", Array(sections.enumerated())) { numbered, model in
                let (index, section) = numbered
                model["SECTION_ID"] = RowSection.id(at: index)
                model.say("SECTION_TITLE", section.title)
                model.show("SECTION_NOTE", saying: section.note.isEmpty ? nil : section.note)
                if !section.rows.isEmpty {
                    model.section("ROWS") { model in
                        model.sections("ROW", section.rows) { $0.fill($1) }
                    }
                }
                if let action = section.action { model.section("ACTION") { action.fill($0, csrfToken: csrfToken) } }
            }
        }
    }
}

extension RowSection {
    /// The anchor of a section.
    static func id(at index: Int) -> String { "section-\(index + 1)" }
}

extension RowSection.Action {
    fileprivate func fill(_ model: borrowing ViewModel, csrfToken: String) {
        if let obstacle { return model.show("OBSTACLE", saying: obstacle) }
        model.section("FORM") { model in
            model["FORM_ACTION"] = path
            model["CSRF_TOKEN"] = csrfToken
            model.say("BUTTON", button)
            model["BUTTON_CLASS"] = isDestructive ? "danger" : "primary"
        }
    }
}

extension RowSection.Row {
    fileprivate func fill(_ model: borrowing ViewModel) {
        model.say("ROW_LABEL", label)
        switch value {
        case .text(""): model.show("NONE")
        case .text(let text):
            model["ROW_VALUE"] = text
            model.show("TEXT")
        case .link(let text, let href):
            model["ROW_VALUE"] = text
            model["ROW_LINK"] = href
            model.show("LINK")
        case .unavailable: model.show("UNAVAILABLE")
        }
    }
}
