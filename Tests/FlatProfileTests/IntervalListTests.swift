import Testing

@testable import FlatProfile

@Suite struct IntervalListTests {
    @Test func readsWaitingTimesWithTheirRandomParts() throws {
        let list = try IntervalList("600, 1200+60 ,300")
        #expect(list.elements == [.init(base: 600), .init(base: 1200, random: 60), .init(base: 300)])
        #expect(list.description == "600,1200+60,300")
        #expect(!list.isOff)
    }

    @Test func repeatsTheLastOneForEver() throws {
        let list = try IntervalList("60,120+30")
        #expect(list.element(at: 0) == .init(base: 60))
        #expect(list.element(at: 1) == .init(base: 120, random: 30))
        #expect(list.element(at: 2) == .init(base: 120, random: 30))
        #expect(list.element(at: .max) == .init(base: 120, random: 30))
        #expect(list.element(at: -1) == .init(base: 60))
    }

    @Test(arguments: ["", "  ", "0", "0,0", "0+0"])
    func isOffWhenItIsEmptyOrZero(text: String) throws {
        let list = try IntervalList(text)
        #expect(list.isOff)
        #expect(list.element(at: 0) == nil)
    }

    @Test(arguments: ["0+5", "0,60"])
    func isOnWhenAnyPartCounts(text: String) throws {
        #expect(try !IntervalList(text).isOff)
    }

    @Test(arguments: [
        ("60s", "60s"), ("60,", ""), ("1+", "1+"), ("-5", "-5"), ("1.5", "1.5"), ("2147483648", "2147483648"),
    ])
    func refusesTheRest(text: String, part: String) {
        #expect(throws: ValueFault.malformed(text, .intervalList, .part(part, is: .interval))) {
            try IntervalList(text)
        }
    }

    @Test func readsTheRuleOfDaylightSaving() throws {
        let rule = try DaylightSavingRule("start=3/-1/7/2:30;end=10/8/0/24;save=-0:30:15")
        #expect(rule.start == .init(month: 3, day: -1, weekday: 7, seconds: 9000))
        #expect(rule.end == .init(month: 10, day: 8, weekday: 0, seconds: 86_400))
        #expect(rule.save == -1815)
    }
}
