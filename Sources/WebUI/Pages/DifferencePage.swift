internal import HTTPServer
internal import Pages

/// What two revisions differ in.
struct DifferencePage: FramedPage, Sendable {
    static let view: ViewName = "difference"

    /// The earlier one, or what was typed for it.
    var from: String
    /// The later one, or what was typed for it.
    var to: String
    /// What to come from one to the other takes, in a sentence.
    var sentence: String
    /// What has to change.
    var changes: [ShownChange]

    var title: String { "Difference of two revisions" }

    func fill(_ model: borrowing ViewModel) {
        model["DIFFERENCE_LINK"] = Routes.difference.path()
        model["HISTORY_LINK"] = Routes.history.path()
        model["SWAP_LINK"] = Routes.difference.path(query: [("from", to), ("to", from)])
        model["FROM"] = from
        model["TO"] = to
        model.say("SENTENCE", sentence)
        model.showChanges(changes, caption: "From revision \(from) to revision \(to)")
    }
}
