/// A page of labels and values: Debug Info, Download Status, Network Statistics.
struct SectionsPage: FramedPage, Sendable {
    static let view: ViewName = "sections"

    /// The heading.
    var title: String
    /// A sentence below it, or empty.
    var introduction = ""
    /// The sections.
    var sections: [RowSection]

    func fill(_ model: borrowing ViewModel) {
        model.show("INTRODUCTION", introduction.isEmpty ? nil : introduction)
        model.showRows(sections)
    }
}
