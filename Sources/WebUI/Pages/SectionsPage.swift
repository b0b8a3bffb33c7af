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

    func fill(_ model: borrowing ViewModel) {
        model.show("INTRODUCTION", saying: introduction.isEmpty ? nil : introduction)
        model.showRows(sections, csrfToken: csrfToken)
    }
}
