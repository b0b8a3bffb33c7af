import FlatProfile
import Testing

@testable import Pages
@testable import WebUI

@Suite struct MomentTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"), (951_782_400, "2000-02-29T00:00:00Z"),
        (1_795_161_519, "2026-11-20T07:58:39Z"), (4_107_542_399, "2100-02-28T23:59:59Z"),
        (4_107_542_400, "2100-03-01T00:00:00Z"), (-62_135_596_800, "0001-01-01T00:00:00Z"),
    ])
    func timesAreWrittenForScripts(seconds: Int64, written: String) {
        let moment = Moment(Timestamp(unixSeconds: seconds))
        #expect(moment.machineReadable == written)
        #expect(moment.text == written.replacing("T", with: " ").replacing("Z", with: " UTC"))
    }

    @Test(arguments: [
        (-5, "just now"), (59, "just now"), (60, "1 min ago"), (3599, "59 min ago"), (3600, "1 h ago"),
        (86399, "23 h ago"), (86400, "1 day ago"), (172_800, "2 days ago"),
    ])
    func agesAreInTheLargestWholeUnit(seconds: Int64, written: String) {
        let now = Timestamp(unixSeconds: 1_000_000)
        #expect(Moment.age(of: Timestamp(unixSeconds: 1_000_000 - seconds), at: now) == written)
    }

    @Test(arguments: [
        (-7200, "2 h ago"), (0, "just now"), (1, "in 1 s"), (59, "in 59 s"), (60, "in 1 min"), (3599, "in 59 min"),
        (3600, "in 1 h"), (86399, "in 23 h"), (86400, "in 1 day"), (172_799, "in 1 day"), (172_800, "in 2 days"),
    ])
    func distancesAreInTheLargestWholeUnit(seconds: Int64, written: String) {
        let now = Timestamp(unixSeconds: 1_000_000)
        #expect(Moment.distance(of: Timestamp(unixSeconds: 1_000_000 + seconds), from: now) == written)
    }

    @Test func aTimeIsShownByItsDistanceWithTheExactOneInTheTooltip() {
        var page = Samples.history
        page.rows = [page.rows[0]]
        let html = String(decoding: Renderer.shared.render(page, in: Samples.frame()), as: UTF8.self)
        let times = html.split(separator: "<time").dropFirst().map { "<time" + $0.prefix { $0 != "/" } }
        #expect(
            times == [
                "<time datetime=\"2026-11-20T07:55:39Z\" title=\"2026-11-20 07:55:39 UTC\" data-age>3 min ago<"
            ])
    }
}
