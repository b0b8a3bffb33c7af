import FlatProfile
import Foundation
import HTTPServer
import PhoneService
import Testing

@testable import Pages
@testable import WebUI

@Suite struct StatusTests {
    private static let now = Timestamp(unixSeconds: 1_795_161_519)
    private static let hostile = "\"><script>alert(1)</script>'&\u{1}</dd>"

    @Test func whatTheHostSaysIsTextWhereverItStands() throws {
        var shown: [String: String] = [:]
        let section = RowSection(
            title: Self.hostile, note: Self.hostile,
            rows: [.init(Self.hostile, Self.hostile), .init("a", Self.hostile, href: "/x")]
                + (1...5).map { .init("\(Self.hostile) \($0)", nil) })
        let change = SectionsChange(of: [section], in: .english, now: Self.now, since: &shown)
        let markup = try #require(change.changed[section.id])
        #expect(!markup.contains("<script") && !markup.contains("</dd>'"))
        #expect(markup.contains("&lt;script&gt;"))
        #expect(section.id.utf8.allSatisfy { $0 < 0x80 && $0 > 0x20 && !"\"'<>&".utf8.contains($0) })
    }

    @Test func onlyWhatChangedIsSent() {
        var shown: [String: String] = [:]
        let one = RowSection(title: "One", rows: [.init("a", "1")])
        var two = RowSection(title: "Two", rows: [.init("b", "1")])
        let first = SectionsChange(of: [one, two], in: .english, now: Self.now, since: &shown)
        #expect(first.order == ["section-One", "section-Two"] && first.changed.count == 2)
        two.rows = [.init("b", "2")]
        let second = SectionsChange(of: [one, two], in: .english, now: Self.now, since: &shown)
        #expect(Array(second.changed.keys) == ["section-Two"] && !second.isReordered)
        #expect(SectionsChange(of: [one, two], in: .english, now: Self.now, since: &shown).changed.isEmpty)
        let third = SectionsChange(of: [two], in: .english, now: Self.now, since: &shown)
        #expect(third.isReordered && third.changed.isEmpty && third.order == ["section-Two"])
    }

    @Test func noTwoTitlesShareAnAnchor() {
        let titles = ["Interface a.b", "Interface a-b", "Interface a_b", "Interface A.b", "Interface a b", "é", "e"]
        #expect(Set(titles.map { RowSection(title: $0).id }).count == titles.count)
    }

    @Test func linesStandTogether() {
        let line = { (number: Int) in
            MachineSection(
                title: "Ext \(number) Status", note: "",
                rows: [("Registration State", "x\(number)"), ("Hoteling State", nil)])
        }
        let other = MachineSection(title: "A", note: "n", rows: [("r", "v")])
        let sections = RowSection.withLinesTogether([other, line(1), line(2), other])
        #expect(sections.map(\.title) == ["A", "Ext 1 to 2 Status", "A"])
        #expect(sections[1].rows.map(\.label) == ["Ext 1", "Ext 2", "Hoteling State, each line"])
        #expect(RowSection.withLinesTogether([line(1)]).map(\.title) == ["Ext 1 Status"])
    }

    private static let wishes: [(ProblemWish, Set<ProblemPage.Field>)] = [
        (ProblemWish(date: "2026-11-20", time: "07:18", problem: "Calls"), []),
        (ProblemWish(date: "2026-13-20", time: "07:18", problem: "Calls"), [.date]),
        (ProblemWish(date: "20.11.2026", time: "25:18", problem: "Calls"), [.date, .time]),
        (ProblemWish(date: "", time: "", problem: "<script>"), [.date, .time, .problem]),
        (problem(withDetails: 421), [.details]), (problem(withDetails: 420), []),
    ]

    private static func problem(withDetails count: Int) -> ProblemWish {
        ProblemWish(date: "2026-11-20", time: "07:18", problem: "Other", details: String(repeating: "x", count: count))
    }

    @Test(arguments: wishes)
    func tellsWhatIsWrongWithAProblem(wish: ProblemWish, fields: Set<ProblemPage.Field>) {
        #expect(Set(wish.errors.keys) == fields)
        if fields.isEmpty { #expect(wish.description.count <= PhoneService.longestProblemDescription) }
    }

    @Test func answersAreCountedByTheirStatus() {
        let counter = RequestCounter()
        for code in 100...599 { counter.count(Status(code)) }
        #expect(counter.answers.map(\.code) == Array(100...599))
        #expect(counter.answers.allSatisfy { $0.count == 1 })
        #expect(RequestCounter().answers.map(\.code) == [200, 500])
    }
}
