import PhoneService
import Testing

@testable import WebUI

@Suite struct SessionTableTests {
    private static let start = ContinuousClock.now
    private static let hour = SessionTable.Timeouts(idle: "3600", longest: "7200")

    private static func table(passwordRevision: Int = 1) -> SessionTable {
        var table = SessionTable()
        table.begin(session(began: start, passwordRevision: passwordRevision), token: "t")
        return table
    }

    private static func session(began: ContinuousClock.Instant, passwordRevision: Int = 1) -> SessionTable.Session {
        .init(account: .admin, csrfToken: "c", began: began, lastSeen: began, passwordRevision: passwordRevision)
    }

    private static func at(_ seconds: Int) -> ContinuousClock.Instant { start.advanced(by: .seconds(seconds)) }

    @Test func lastsAsLongAsSomethingIsAskedForOftenEnough() {
        var table = Self.table()
        for second in [3599, 7100] {
            #expect(table.session("t", at: Self.at(second), Self.hour) { _ in 1 }?.lastSeen == Self.at(second))
        }
        #expect(table.session("t", at: Self.at(7200), Self.hour) { _ in 1 } == nil, "no session outlives the longest")
    }

    @Test func endsWhenNobodyDoesAnything() {
        var table = Self.table()
        #expect(table.session("t", at: Self.at(3600), Self.hour) { _ in 1 } == nil)
        #expect(table.session("t", at: Self.at(1), Self.hour) { _ in 1 } == nil, "what has ended does not come back")
    }

    @Test func whatAScriptAsksDoesNotKeepItAlive() {
        var table = Self.table()
        #expect(table.session("t", at: Self.at(3000), Self.hour, byPerson: false) { _ in 1 }?.lastSeen == Self.start)
        #expect(table.session("t", at: Self.at(3600), Self.hour) { _ in 1 } == nil)
    }

    @Test func zeroSetsNoLimit() {
        var table = Self.table()
        let unlimited = SessionTable.Timeouts(idle: "0", longest: "0")
        #expect(table.session("t", at: Self.at(10_000_000), unlimited) { _ in 1 } != nil)
    }

    @Test(arguments: [("", ""), ("x", "-"), ("3600", "3600")])
    func whatIsNoNumberIsAnHour(idle: String, longest: String) {
        let timeouts = SessionTable.Timeouts(idle: idle, longest: longest)
        #expect(timeouts == SessionTable.Timeouts(idle: "3600", longest: "3600"))
    }

    @Test func endsWithThePassword() {
        var table = Self.table()
        #expect(table.session("t", at: Self.at(1), Self.hour) { _ in 2 } == nil)
    }

    @Test func aNoticeIsTakenOnce() {
        var table = Self.table()
        let notice = Notice(kind: .success, sentence: "Done.")
        table.leave(notice, "t")
        #expect(table.takeNotice("t") == notice)
        #expect(table.takeNotice("t") == nil)
    }

    @Test func theBrowserThatWasSilentLongestMakesRoom() {
        var table = SessionTable()
        for number in 0...SessionTable.limit {
            table.begin(Self.session(began: Self.at(number)), token: "\(number)")
        }
        #expect(table.session("0", at: Self.at(300), Self.hour) { _ in 1 } == nil)
        #expect(table.session("1", at: Self.at(300), Self.hour) { _ in 1 } != nil)
    }
}
