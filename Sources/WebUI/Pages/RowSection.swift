/// A section of a page that only shows: labels and values.
struct RowSection: Sendable {
    /// A label with its value.
    struct Row: Sendable {
        /// What is known.
        enum Value: Sendable {
            /// A text; an empty one shows as `empty`.
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

    /// The heading.
    var title: String
    /// A sentence below it, or empty.
    var note = ""
    /// The rows.
    var rows: [Row]
}

extension ViewModel {
    /// Shows the sections as cards.
    func showRows(_ sections: [RowSection]) {
        include("rows", at: "ROWS") { model in
            model.sections("SECTION", Array(sections.enumerated())) { numbered, model in
                let (index, section) = numbered
                model["SECTION_ID"] = "section-\(index + 1)"
                model["SECTION_TITLE"] = section.title
                model.show("SECTION_NOTE", section.note.isEmpty ? nil : section.note)
                guard !section.rows.isEmpty else { return }
                model.section("ROWS") { model in
                    model.sections("ROW", section.rows) { $0.fill($1) }
                }
            }
        }
    }
}

extension RowSection.Row {
    fileprivate func fill(_ model: borrowing ViewModel) {
        model["ROW_LABEL"] = label
        switch value {
        case .text(""): model.show("EMPTY")
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
