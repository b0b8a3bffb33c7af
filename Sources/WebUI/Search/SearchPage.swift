internal import Pages

/// What was found: settings, sections of the Voice tabs and pages, each with a link straight to it.
struct SearchPage: FramedPage, Sendable {
    static let view: ViewName = "search"

    /// Something that was found.
    struct Hit: Sendable {
        /// What it is called.
        var title: [MarkedPiece]
        /// Where it is: `/voice/phone#Station_Name`.
        var link: String
        /// The parameter's name; empty for a page.
        var name: [MarkedPiece] = []
        /// The tab and section, or the part of the navigation.
        var place: [MarkedPiece]
        /// Its value; nil if it is a secret or a page.
        var value: [MarkedPiece]?
        /// Its help, where that is what was found.
        var help: [MarkedPiece]?
    }

    /// What was searched for.
    var text: String
    /// Why nothing was searched, in a sentence.
    var problem: String?
    /// What was found, the best first.
    var hits: [Hit]
    /// How many there are in all.
    var total: Int
    /// A name that may be meant where nothing was found.
    var suggestion: Frame.Link?

    var title: String { "Search" }
    var hasErrors: Bool { problem != nil }

    func fill(_ model: borrowing ViewModel) {
        if let problem {
            return model.show(
                Problems(remarks: [], fields: [.init(name: "search", label: "Search", sentence: problem)]))
        }
        guard !text.isEmpty else { return model.show("HINT") }
        model["TEXT"] = text
        guard !hits.isEmpty else {
            model.section("NOTHING") { model in
                model["TEXT"] = text
                guard let suggestion else { return }
                model["SUGGESTION"] = suggestion.label
                model.show("SUGGESTION_LINK", suggestion.href)
            }
            return
        }
        model.say("SUMMARY", summary)
        model.section("HITS") { model in
            model.sections("HIT", hits) { $0.fill($1) }
        }
    }

    private var summary: String {
        if total == 1 { return "1 hit" }
        return total > hits.count ? "The best \(hits.count) of \(total) hits" : "\(total) hits"
    }
}

extension SearchPage.Hit {
    fileprivate func fill(_ model: borrowing ViewModel) {
        model["HIT_LINK"] = link
        model.show(title, as: "TITLE")
        model.show(place, as: "PLACE")
        if !name.isEmpty { model.section("NAMED") { $0.show(name, as: "NAME") } }
        if let value {
            if value.allSatisfy(\.text.isEmpty) {
                model.show("EMPTY")
            } else {
                model.section("VALUED") { $0.show(value, as: "VALUE") }
            }
        }
        if let help { model.section("HELPED") { $0.show(help, as: "HELP") } }
    }
}

extension ViewModel {
    /// Shows the pieces of a text, a section a piece.
    fileprivate func show(_ pieces: [MarkedPiece], as name: StaticString) {
        sections(name, pieces) { piece, model in
            model["PIECE"] = piece.text
            model.show(piece.isMarked ? "MARKED" : "PLAIN")
        }
    }
}
