internal import Bench
internal import HTTPServer
internal import Pages

/// All devices of a job at a glance.
struct BoardPage: FramedPage, Sendable {
    static let view: ViewName = "bench/board"
    /// Where the tiles come in, which are rendered apart and kept: the template has it once, and no text of others can hold it, because
    /// their `<` is escaped.
    static let tilesMark = Array("<!--tiles-->".utf8)

    var job: String
    var look: Board.Look
    /// Which mark alone is shown.
    var mark: DeviceMark?
    /// What was searched for.
    var text: String
    /// How many are shown.
    var shownCount: Int

    var title: String { "Board of \(job)" }

    func fill(_ model: borrowing ViewModel) {
        model["BOARD_LINK"] = BenchRoutes.board.path(job)
        model["EVENTS"] = BenchRoutes.boardEvents.path(job, query: [("since", String(look.version))])
        model["STRUCTURE"] = String(look.structure)
        model["TEXT"] = text
        model.show("MARK", mark?.rawValue)
        model["TOTAL"] = String(look.entries.count)
        model["SCANNED"] = String(look.scanned)
        model.show("NO_DEVICES", if: look.entries.isEmpty)
        model.show("HITS", if: shownCount > 0 || look.entries.isEmpty)
        chip(nil, look.entries.count, model)
        for each in DeviceMark.allCases { chip(each, look.counts[each] ?? 0, model) }
    }

    private func chip(_ mark: DeviceMark?, _ count: Int, _ model: borrowing ViewModel) {
        model.section("CHIP") { model in
            model["CHIP_MARK"] = mark?.rawValue ?? ""
            model["CHIP_SIGN"] = mark?.sign ?? "∑"
            model.say("CHIP_WORD", mark?.word ?? "all")
            model["CHIP_COUNT"] = String(count)
            var query = mark.map { [(name: "state", value: $0.rawValue)] } ?? []
            if !text.isEmpty { query.append(("q", text)) }
            model["CHIP_LINK"] = BenchRoutes.board.path(job, query: query)
            model.show("CHIP_CURRENT", if: mark == self.mark)
        }
    }
}
