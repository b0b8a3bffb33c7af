/// The list of revisions.
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
        /// Who made it, in words: `admin, web page`, `profile https://…`.
        var origin: String
        /// A remark, or empty.
        var note: String
        /// How many parameters it changed.
        var changeCount: Int
    }

    /// The revisions of this page, newest first; none at all means that this is the factory state.
    var rows: [Row]
    /// Which ones these are, `1 to 50 of 312`; empty if they are all.
    var range = ""
    /// Where newer ones are.
    var newerLink: String?
    /// Where older ones are.
    var olderLink: String?

    var title: String { "History" }

    func fill(_ model: borrowing ViewModel) {
        model.show("NOTHING", if: rows.isEmpty)
        if !rows.isEmpty {
            model.section("TABLE") { model in model.sections("REVISION", rows) { $0.fill($1) } }
        }
        guard newerLink != nil || olderLink != nil || !range.isEmpty else { return }
        model.section("PAGES") { model in
            model.say("RANGE", range)
            if let newerLink { model.section("NEWER") { $0["NEWER_LINK"] = newerLink } }
            if let olderLink { model.section("OLDER") { $0["OLDER_LINK"] = olderLink } }
        }
    }
}

extension HistoryPage.Row {
    fileprivate func fill(_ model: borrowing ViewModel) {
        model["NUMBER"] = String(number)
        model["REVISION_LINK"] = link
        model.show(time, at: "TIME")
        model.say("ORIGIN", origin)
        model["NOTE"] = note
        model.show("NO_NOTE", if: note.isEmpty)
        model["CHANGE_COUNT"] = String(changeCount)
    }
}
