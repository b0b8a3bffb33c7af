internal import HTTPServer
internal import Pages

/// The list of revisions, and the savepoints.
struct HistoryPage: FramedPage, Sendable {
    static let view: ViewName = "history"

    /// One revision.
    struct Row: Sendable {
        /// Its number.
        var number: Int
        /// Where its page is.
        var link: String
        /// When it was made.
        var time: Moment
        /// Who or what made it, in words: `admin (web)`, `https://…`.
        var origin: String
        /// The login that asked for it, or empty.
        var author = ""
        /// A remark, or empty.
        var note: String
        /// How many parameters it changed.
        var changeCount: Int
        /// The names that it was given.
        var savepoints: [String] = []
        /// Whether it waits for its confirmation.
        var isPending = false
    }

    /// One savepoint.
    struct SavepointRow: Sendable {
        /// Its number.
        var id: Int
        /// Its name.
        var name: String
        /// Its revision; 0 is the factory state.
        var revision: Int
        /// When it was named.
        var time: Moment
        /// The login that named it, or empty.
        var author: String
    }

    /// A choice of a filter.
    struct Choice: Sendable {
        /// Its value in the address.
        var value: String
        /// What it says.
        var label: String
        /// Whether it is the present one.
        var isSelected: Bool
    }

    /// The revisions of this page, newest first; none at all and no filter means that this is the factory state.
    var rows: [Row]
    /// Which ones these are, `1 to 50 of 312`; empty if they are all.
    var range = ""
    /// Where newer ones are.
    var newerLink: String?
    /// Where older ones are.
    var olderLink: String?
    /// The newest revision of all; 0 is the factory state.
    var present = 0
    /// The kinds of origins.
    var origins: [Choice] = []
    /// The logins that have made revisions.
    var authors: [Choice] = []
    /// The savepoints.
    var savepoints: [SavepointRow] = []
    /// The token against forged forms.
    var csrfToken = ""
    /// What was typed as the name of a savepoint, and what is wrong with it.
    var typedName = ""
    /// What is wrong with that name.
    var nameError: String?
    /// What is wrong with the form as a whole.
    var problems: [String] = []

    var title: String { "History" }
    var hasErrors: Bool { nameError != nil || !problems.isEmpty }

    private var isFiltered: Bool { (origins + authors).contains(where: \.isSelected) }

    func fill(_ model: borrowing ViewModel) {
        let fault = nameError.map {
            Problems.OfField(name: "savepoint-name", label: "Name of the savepoint", sentence: $0)
        }
        model.show(Problems(remarks: problems, fields: [fault].compactMap(\.self)))
        model["CSRF_TOKEN"] = csrfToken
        model["HISTORY_LINK"] = Routes.history.path()
        model["PRESENT_REVISION"] = String(present)
        model["SAVEPOINT_ACTION"] = Routes.makeSavepoint.path()
        model["TYPED_NAME"] = typedName
        model.show("NAME_ERROR", saying: nameError)
        model.show("NOTHING", if: rows.isEmpty && !isFiltered)
        model.show("NO_MATCH", if: rows.isEmpty && isFiltered)
        if !rows.isEmpty || isFiltered { model.section("TOOLS") { fillTools($0) } }
        if !rows.isEmpty {
            model.section("TABLE") { model in
                model["DIFFERENCE_LINK"] = Routes.difference.path()
                model.sections("REVISION", Array(rows.enumerated())) { numbered, model in
                    model.show("IS_TO", if: numbered.offset == 0)
                    model.show("IS_FROM", if: numbered.offset == min(1, rows.count - 1))
                    numbered.element.fill(model)
                }
            }
        }
        if !savepoints.isEmpty {
            model.section("SAVEPOINTS") { model in model.sections("SAVEPOINT_ROW", savepoints) { $0.fill($1) } }
        }
        guard newerLink != nil || olderLink != nil || !range.isEmpty else { return }
        model.section("PAGES") { model in
            model.say("RANGE", range)
            if let newerLink { model.section("NEWER") { $0["NEWER_LINK"] = newerLink } }
            if let olderLink { model.section("OLDER") { $0["OLDER_LINK"] = olderLink } }
        }
    }

    private func fillTools(_ model: borrowing ViewModel) {
        model.sections("ORIGIN_CHOICE", origins) { $0.fill($1) }
        model.sections("AUTHOR_CHOICE", authors) { $0.fill($1) }
        model.show("FILTERED", if: isFiltered)
        guard present > 0 else { return }
        model.section("UNDO") { model in
            model["UNDO_ACTION"] = Routes.undo.path()
            model["UNDO_REVISION"] = String(present)
        }
    }
}

extension HistoryPage.Choice {
    fileprivate func fill(_ model: borrowing ViewModel) {
        model["CHOICE_VALUE"] = value
        model.say("CHOICE_LABEL", label)
        model.show("SELECTED", if: isSelected)
    }
}

extension HistoryPage.Row {
    fileprivate func fill(_ model: borrowing ViewModel) {
        model["NUMBER"] = String(number)
        model["REVISION_LINK"] = link
        model.show(time, at: "TIME")
        model.say("ORIGIN", origin)
        model["AUTHOR"] = author
        model.show("NO_AUTHOR", if: author.isEmpty)
        model["NOTE"] = model.said(RevisionNote(text: note))
        model.show("NO_NOTE", if: note.isEmpty)
        model["CHANGE_COUNT"] = String(changeCount)
        model.sections("SAVEPOINT", savepoints) { $1["SAVEPOINT_NAME"] = $0 }
        model.show("PENDING", if: isPending)
    }
}

extension HistoryPage.SavepointRow {
    fileprivate func fill(_ model: borrowing ViewModel) {
        model["SAVEPOINT_NAME"] = name
        model.show(time, at: "TIME")
        model["AUTHOR"] = author
        model.show("NO_AUTHOR", if: author.isEmpty)
        model["RESTORE_LINK"] = Routes.previewRestore.path(String(revision))
        model["RENAME_ACTION"] = Routes.renameSavepoint.path(String(id))
        model["DELETE_ACTION"] = Routes.deleteSavepoint.path(String(id))
        guard revision > 0 else { return model.show("FACTORY_STATE") }
        model.section("REVISION_PAGE") { model in
            model["REVISION_LINK"] = Routes.revision.path(String(revision))
            model["NUMBER"] = String(revision)
        }
    }
}
