internal import HTTPServer
internal import Pages

/// One revision: what it changed, from what to what, and what can be done with it.
struct RevisionPage: FramedPage, Sendable {
    static let view: ViewName = "revision"

    /// Its number.
    var number: Int
    /// When it was made.
    var time: Moment
    /// Who or what made it, in words.
    var origin: String
    /// The login that asked for it, or empty.
    var author = ""
    /// A remark, or empty.
    var note = ""
    /// The names that it was given.
    var savepoints: [String] = []
    /// What it changed.
    var changes: [ShownChange]
    /// Whether it is the newest, so that it can be undone.
    var isNewest = false
    /// The page of the revision before it.
    var olderLink: String?
    /// The page of the revision after it.
    var newerLink: String?
    /// The list of revisions.
    var historyLink: String
    /// The token against forged forms.
    var csrfToken = ""

    var title: String { "Revision \(number)" }

    func fill(_ model: borrowing ViewModel) {
        model["NUMBER"] = String(number)
        model["CSRF_TOKEN"] = csrfToken
        model.show(time, at: "TIME")
        model.say("ORIGIN", origin)
        model.show("AUTHOR", author.nonEmpty)
        model.show("NOTE", RevisionNote(text: note))
        model.sections("SAVEPOINT", savepoints) { $1["SAVEPOINT_NAME"] = $0 }
        model.say("CHANGE_COUNT", changes.count == 1 ? "1 parameter" : "\(changes.count) parameters")
        model["RESTORE_LINK"] = Routes.previewRestore.path(String(number))
        model["EXPORT_LINK"] = Routes.revisionExport.path(String(number))
        model["CHANGED_EXPORT_LINK"] = Routes.revisionExport.path(String(number), query: [("changed", "1")])
        model["SAVEPOINT_ACTION"] = Routes.makeSavepoint.path()
        if isNewest { model.section("UNDO") { $0["UNDO_ACTION"] = Routes.undo.path() } }
        model.showChanges(changes, caption: "Parameters that revision \(number) changed")
        model.show("NO_CHANGES", if: changes.isEmpty)
        model["HISTORY_LINK"] = historyLink
        if let olderLink { model.section("OLDER") { $0["OLDER_LINK"] = olderLink } }
        if let newerLink { model.section("NEWER") { $0["NEWER_LINK"] = newerLink } }
    }
}
