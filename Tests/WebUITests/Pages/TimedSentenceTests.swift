import FlatProfile
import Pages
import Testing

@testable import WebUI

/// Exact times within sentences are moments on pages.
@Suite struct TimedSentenceTests {
    private static let now = Timestamp(unixSeconds: 1_795_161_519)  // 2026-11-20 07:58:39 UTC
    private static let time = Timestamp(unixSeconds: 1_795_161_339)

    @Test func aTimeInASentenceIsToldByItsDistance() {
        let moment = Moment(Self.time, now: Self.now)
        #expect(
            TimedSentence("Succeeded 2026-11-20 07:55:39 UTC, http://h/x", now: Self.now).pieces
                == [.words("Succeeded "), .moment(moment), .words(", http://h/x")])
        #expect(moment.text == "3 min ago" && moment.exact == "2026-11-20 07:55:39 UTC")
        #expect(TimedSentence("2026-11-20 07:55:39 UTC", now: Self.now).pieces == [.moment(moment)])
        #expect(
            TimedSentence("自 2026-11-20 07:55:39 UTC 起，2026-11-20 07:55:39 UTC", now: Self.now).pieces
                == [.words("自 "), .moment(moment), .words(" 起，"), .moment(moment)])
    }

    @Test(arguments: [
        "", "UTC", " UTC", "times in UTC", "at 07:55:39 UTC", "2026-13-20 07:55:39 UTC", "2026-11-31 07:55:39 UTC",
        "2026-11-20T07:55:39 UTC", "x UTC y UTC z", "<b>2026-11-20 07:55:60 UTC</b>", "é UTC",
    ])
    func whatIsNoTimeStaysText(text: String) {
        #expect(TimedSentence(text, now: Self.now).pieces == [.words(text)])
    }

    @Test(arguments: Language.allCases)
    func theExactTimeStandsInTheTooltip(language: Language) {
        let section = RowSection(
            title: "Phone Status", rows: [.init("Last Failed Login", "2026-11-20 07:55:39 UTC, admin from 192.0.2.7")])
        let page = String(
            decoding: Renderer.of(language).render(RowsFragment(sections: [section], now: Self.now)), as: UTF8.self)
        #expect(page.contains("<time datetime=\"2026-11-20T07:55:39Z\" title=\"2026-11-20 07:55:39 UTC\" data-age>"))
        #expect(!page.contains("UTC,") && page.contains("192.0.2.7"))
    }

    /// The clock of the page goes on by itself: no row is sent again because time goes by.
    @Test func timeAloneIsNoChangeOfRows() {
        var shown: [String: String] = [:]
        let section = RowSection(title: "One", rows: [.init("a", "2026-11-20 07:55:39 UTC, x")])
        let first = SectionsChange(of: [section], in: .english, now: Self.now, since: &shown)
        #expect(first.changed["section-One"]?.contains(">3 min ago</time>, x") == true)
        let later = Timestamp(unixSeconds: Self.now.unixSeconds + 3600)
        #expect(SectionsChange(of: [section], in: .english, now: later, since: &shown).changed.isEmpty)
    }
}
