/// What every page says while there is a draft: how many changes wait, and where to go on with them.
package struct DraftBar: Page, Sendable, Equatable {
    package static let view: ViewName = "draft-bar"

    /// How many changes wait.
    package var count: Int
    /// How many of them somebody else has overtaken.
    package var conflictCount: Int
    /// Where the draft is reviewed.
    package var reviewLink: String
    /// Where it is discarded, after a question.
    package var discardLink: String

    package init(count: Int, conflictCount: Int, reviewLink: String, discardLink: String) {
        self.count = count
        self.conflictCount = conflictCount
        self.reviewLink = reviewLink
        self.discardLink = discardLink
    }

    package func fill(_ model: borrowing ViewModel) {
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
