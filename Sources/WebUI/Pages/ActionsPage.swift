/// A page of labels and values with things to do below: Debug Info, Download Status.
struct ActionsPage: FramedPage, Sendable {
    static let view: ViewName = "actions"

    /// Something to do: a form with one button.
    struct Action: Sendable {
        /// The heading.
        var title: String
        /// What it does, in a sentence or two.
        var help: String
        /// Where the form is sent.
        var action: String
        /// What the button says.
        var button: String
        /// Whether it destroys something.
        var isDestructive = false
        /// Why it cannot be done now; nil if it can.
        var obstacle: String?
        /// A link beside the button, to what was made last for instance.
        var link: Frame.Link?
    }

    /// The heading.
    var title: String
    /// A sentence below it, or empty.
    var introduction = ""
    /// The sections.
    var sections: [RowSection]
    /// The token against forged forms; the hidden field `csrf_token`.
    var csrfToken: String
    /// What can be done; empty for those who may do nothing.
    var actions: [Action]

    func fill(_ model: borrowing ViewModel) {
        model.show("INTRODUCTION", introduction.isEmpty ? nil : introduction)
        model.showRows(sections)
        guard !actions.isEmpty else { return }
        model.section("ACTIONS") { model in
            model.sections("ACTION", Array(actions.enumerated())) { numbered, model in
                let (index, action) = numbered
                model["ACTION_ID"] = "action-\(index + 1)"
                model["ACTION_TITLE"] = action.title
                model["ACTION_HELP"] = action.help
                if let link = action.link {
                    model["ACTION_LINK_LABEL"] = link.label
                    model.show("ACTION_LINK", link.href)
                }
                if let obstacle = action.obstacle { return model.show("OBSTACLE", obstacle) }
                model.section("FORM") { model in
                    model["FORM_ACTION"] = action.action
                    model["CSRF_TOKEN"] = csrfToken
                    model["BUTTON"] = action.button
                    model["BUTTON_CLASS"] = action.isDestructive ? "danger" : "primary"
                }
            }
        }
    }
}
