internal import FlatProfile
internal import Pages

/// A page of labels and values, some with things to do: Debug Info, Download Status.
struct SectionsPage: FramedPage, Sendable {
    static let view: ViewName = "sections"

    /// The heading.
    var title: String
    /// A sentence below it, or empty.
    var introduction = ""
    /// The sections.
    var sections: [RowSection]
    /// The token against forged forms; the hidden field `csrf_token`.
    var csrfToken: String
    /// Where what changes is sent from while the page is open; nil if nothing is.
    var eventsLink: String?
    /// Where the page is, for those who have no scripts.
    var reloadLink = ""
    /// What the times in them are told from.
    var now: Timestamp

    func fill(_ model: borrowing ViewModel) {
        model.show("INTRODUCTION", saying: introduction.isEmpty ? nil : introduction)
        if let eventsLink {
            model["RELOAD_LINK"] = reloadLink
            model["PAGE_LINK"] = reloadLink
            model.show("LIVE")
            model.show("EVENTS_LINK", eventsLink)
        }
        model.showRows(sections, csrfToken: csrfToken, now: now)
    }
}
