internal import FlatProfile
internal import Pages

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
    func showRows(_ sections: [RowSection], csrfToken: String = "", now: Timestamp) {
        include("rows", at: "ROWS") { model in
            model.fillRows(sections, csrfToken: csrfToken, now: now)
        }
    }
}

extension ViewModel {
    fileprivate func fillRows(_ sections: [RowSection], csrfToken: String, now: Timestamp) {
        self.sections("SECTION", sections) { section, model in
            model["SECTION_ID"] = section.id
            model.say("SECTION_TITLE", section.title)
            model.show("SECTION_NOTE", saying: section.note.isEmpty ? nil : section.note, now: now)
            let (seen, folded) = section.folded
            if !seen.isEmpty {
                model.section("ROWS") { $0.sections("ROW", seen) { $0.fill($1, now: now) } }
            }
            if !folded.isEmpty {
                model.section("FOLDED") { model in
                    model["FOLDED_ID"] = section.id + "-unknown"
                    model["FOLDED_COUNT"] = String(folded.count)
                    model.sections("FOLDED_ROW", folded) { $1.say("FOLDED_LABEL", $0.label) }
                }
            }
            if let action = section.action { model.section("ACTION") { action.fill($0, csrfToken: csrfToken) } }
        }
    }
}

/// Sections without a page around them, for a page that is open.
struct RowsFragment: Page {
    static let view: ViewName = "rows"
    var sections: [RowSection]
    /// The token against forged forms.
    var csrfToken = ""
    /// What the times in them are told from.
    var now: Timestamp

    func fill(_ model: borrowing ViewModel) { model.fillRows(sections, csrfToken: csrfToken, now: now) }
}

extension RowSection {
    /// The anchor of a section, made of its title, so that it stays the same whatever else is on the page: `section-IPv4-Information`. What
    /// is neither letter nor digit is written as its number, so that no two titles share one.
    var id: String {
        "section-"
            + title.utf8.map { byte in
                switch byte {
                case UInt8(ascii: " "): "-"
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"):
                    String(Unicode.Scalar(byte))
                default: "_\(byte)"
                }
            }.joined()
    }

    /// How many rows that are not available a section shows without folding them away.
    private static let unknownSeen = 3

    /// The rows that are seen at once, and those that say nothing but `not available` where there are many of them.
    fileprivate var folded: (seen: [Row], folded: [Row]) {
        let unknown = rows.filter(\.isUnknown)
        return unknown.count > Self.unknownSeen ? (rows.filter { !$0.isUnknown }, unknown) : (rows, [])
    }
}

extension RowSection.Row {
    fileprivate var isUnknown: Bool {
        if case .unavailable = value { true } else { false }
    }
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
    /// Rows of names that people and other machines give: one that is a word of ours too stays as it is.
    private static let foreign: Set = ["Host Name", "Domain", "Primary NTP Server", "Secondary NTP Server"]

    fileprivate func fill(_ model: borrowing ViewModel, now: Timestamp) {
        model.say("ROW_LABEL", label)
        switch value {
        case .text(""): model.show("NONE")
        case .text(let text):
            let said = Self.foreign.contains(label) ? text : model.said(text)
            model.section("TEXT") { $0.tell(said, at: "ROW_TEXT", now: now) }
        case .link(let text, let href):
            model.say("ROW_VALUE", text)
            model["ROW_LINK"] = href
            model.show("LINK")
        case .unavailable: model.show("UNAVAILABLE")
        }
    }
}
