/// What every page says while there is a draft: how many changes wait, and where to go on with them.
struct DraftBar: Page, Sendable, Equatable {
    static let view: ViewName = "draft-bar"

    /// How many changes wait.
    var count: Int
    /// How many of them somebody else has overtaken.
    var conflictCount: Int
    /// Where the draft is reviewed.
    var reviewLink: String
    /// Where it is discarded, after a question.
    var discardLink: String

    func fill(_ model: borrowing ViewModel) {
        model.say("COUNT", count == 1 ? "1 unsaved change" : "\(count) unsaved changes")
        model.show(
            "CONFLICTS",
            saying: conflictCount == 0
                ? nil
                : conflictCount == 1
                    ? "1 was changed by somebody else" : "\(conflictCount) were changed by somebody else")
        model["REVIEW_LINK"] = reviewLink
        model["DISCARD_LINK"] = discardLink
    }
}
