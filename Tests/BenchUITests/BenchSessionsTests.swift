import Testing

@testable import BenchUI

@Suite struct BenchSessionsTests {
    private static let start = ContinuousClock.now

    private static func table() -> BenchSessions {
        var table = BenchSessions()
        table.begin(.init(digest: "a", began: start, lastSeen: start, stamp: "1"))
        return table
    }

    @Test func whoDoesNothingForFourHoursIsLoggedOut() {
        var table = Self.table()
        let late = Self.start + BenchSessions.idle - .seconds(1)
        #expect(table.session("a", at: late, stamp: "1", byPerson: true) != nil)
        #expect(table.session("a", at: late + BenchSessions.idle, stamp: "1", byPerson: true) == nil)
        #expect(table.count == 0)
    }

    @Test func aBoardThatIsLeftOpenKeepsNobodyLoggedIn() {
        var table = Self.table()
        let late = Self.start + BenchSessions.idle - .seconds(1)
        #expect(table.session("a", at: late, stamp: "1", byPerson: false) != nil)
        #expect(table.session("a", at: late + .seconds(2), stamp: "1", byPerson: false) == nil)
    }

    @Test func noSessionIsLongerThanADayAtTheBench() {
        var table = Self.table()
        for hour in 1..<16 {
            let now = Self.start + .seconds(3600 * hour)
            #expect(table.session("a", at: now, stamp: "1", byPerson: true) != nil)
        }
        #expect(table.session("a", at: Self.start + BenchSessions.longest, stamp: "1", byPerson: true) == nil)
    }

    @Test func aNewPasswordEndsTheSessionsOfTheOldOne() {
        var table = Self.table()
        #expect(table.session("a", at: Self.start, stamp: "2", byPerson: true) == nil)
        #expect(table.session("a", at: Self.start, stamp: "1", byPerson: true) == nil)
    }

    @Test func ofTooManyBrowsersTheOneThatWasSilentLongestMakesRoom() {
        var table = BenchSessions()
        for number in 0...BenchSessions.limit {
            let now = Self.start + .seconds(number)
            table.begin(.init(digest: "\(number)", began: now, lastSeen: now, stamp: "1"))
        }
        #expect(table.count == BenchSessions.limit)
        let now = Self.start + .seconds(100)
        #expect(table.session("0", at: now, stamp: "1", byPerson: true) == nil)
        #expect(table.session("1", at: now, stamp: "1", byPerson: true) != nil)
    }
}
