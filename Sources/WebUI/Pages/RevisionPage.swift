/// One revision: what it changed, from what to what.
struct RevisionPage: FramedPage, Sendable {
    static let view: ViewName = "revision"

    /// Its number.
    var number: Int
    /// When it was made.
    var time: Moment
    /// Who made it, in words.
    var origin: String
    /// A remark, or empty.
    var note = ""
    /// What it changed.
    var changes: [ShownChange]
    /// The page of the revision before it.
    var olderLink: String?
    /// The page of the revision after it.
    var newerLink: String?
    /// The list of revisions.
    var historyLink: String

    var title: String { "Revision \(number)" }

    func fill(_ model: borrowing ViewModel) {
        model.show(time, at: "TIME")
        model.say("ORIGIN", origin)
        model.show("NOTE", note.isEmpty ? nil : note)
        model.say("CHANGE_COUNT", changes.count == 1 ? "1 parameter" : "\(changes.count) parameters")
        model.showChanges(changes, caption: "Parameters that revision \(number) changed")
        model["HISTORY_LINK"] = historyLink
        if let olderLink { model.section("OLDER") { $0["OLDER_LINK"] = olderLink } }
        if let newerLink { model.section("NEWER") { $0["NEWER_LINK"] = newerLink } }
    }
}
