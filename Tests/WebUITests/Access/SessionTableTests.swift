import FlatProfile
import PhoneService
import Testing

@testable import Pages
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
        .init(account: .admin, began: began, lastSeen: began, passwordRevision: passwordRevision)
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

    /// Whoever knows the password of `user` cannot push the administrator out by logging in often.
    @Test func everyAccountHasRoomOfItsOwn() {
        var table = Self.table()
        for number in 0...SessionTable.limit * 2 {
            var session = Self.session(began: Self.at(number))
            session.account = .user
            table.begin(session, token: "\(number)")
        }
        #expect(table.count == SessionTable.limit + 1)
        #expect(table.session("t", at: Self.at(300), Self.hour) { _ in 1 }?.account == .admin)
    }

    @Test func noNumberIsGivenTwice() {
        var table = SessionTable()
        let numbers = (0..<3).map { _ in
            let id = table.begin(Self.session(began: Self.start), token: "t").id
            table.end("t")
            return id
        }
        #expect(numbers == [1, 2, 3])
        let kept = table.kept(at: Self.start, wall: Self.wall)
        var next = SessionTable(kept, at: Self.start, wall: Self.wall)
        let fourth = next.begin(Self.session(began: Self.start), token: "t").id
        #expect(fourth == 4)
    }

    @Test func theListForgetsWhatHasEnded() {
        var table = Self.table()
        table.begin(Self.session(began: Self.at(3000)), token: "later")
        func living(_ second: Int, _ revision: Int = 1) -> [Int] {
            table.living(at: Self.at(second), Self.hour) { _ in revision }.map(\.id)
        }
        #expect(living(3599) == [2, 1])
        #expect(living(3600) == [2])
        #expect(living(3600, 2) == [])
        #expect(table.count == 0)
    }

    // MARK: Over a restart

    private static let wall = Timestamp(unixSeconds: 1_700_000_000)

    /// The table of a process that begins that long after the other one wrote its own down, by the clock of the wall.
    private static func afterRestart(_ table: SessionTable, at second: Int, off seconds: Int) -> SessionTable {
        let kept = table.kept(at: at(second), wall: wall)
        let bytes = RecordCoding.encode(kept)
        let read = try? RecordCoding.decode(KeptSessions.self, from: bytes)
        #expect(read == kept)
        // Another boot: the other clock begins anew.
        return SessionTable(kept, at: at(0), wall: wall + .seconds(seconds))
    }

    @Test(arguments: [(3599, true), (3600, false)])
    func whatAPhoneIsOffCountsAsIdle(seconds: Int, lasts: Bool) {
        var table = Self.afterRestart(Self.table(), at: 0, off: seconds)
        #expect((table.session("t", at: Self.at(0), Self.hour) { _ in 1 } != nil) == lasts)
    }

    @Test func theLongestTimeGoesOnOverARestart() {
        var table = Self.table()
        _ = table.session("t", at: Self.at(3500), Self.hour) { _ in 1 }
        var next = Self.afterRestart(table, at: 3500, off: 100)
        #expect(next.session("t", at: Self.at(3000), Self.hour) { _ in 1 } != nil)
        #expect(next.session("t", at: Self.at(3599), Self.hour) { _ in 1 } != nil)
        #expect(next.session("t", at: Self.at(3600), Self.hour) { _ in 1 } == nil, "7,200 s since the login")
    }

    @Test func aClockThatWasSetBackEndsTheSession() {
        var table = Self.afterRestart(Self.table(), at: 0, off: -1)
        #expect(table.session("t", at: Self.at(0), Self.hour) { _ in 1 } == nil)
    }

    @Test func whatEndsByThePasswordEndsOverARestartToo() {
        var table = Self.afterRestart(Self.table(passwordRevision: 3), at: 0, off: 10)
        #expect(table.session("t", at: Self.at(0), Self.hour) { _ in 4 } == nil)
    }

    @Test func thatSomebodyDoesSomethingIsWrittenDownOnceAMinute() {
        var table = Self.table()
        func wantsWriting(_ second: Int) -> Bool { table.wantsWriting(at: Self.at(second)) }
        #expect(!wantsWriting(1000), "nobody has done anything")
        _ = table.session("t", at: Self.at(1000), Self.hour) { _ in 1 }
        _ = table.session("t", at: Self.at(1050), Self.hour) { _ in 1 }
        #expect(!wantsWriting(1059))
        #expect(wantsWriting(1060))
        #expect(!wantsWriting(1060))
    }

    /// The file is our own, but a damaged one opens nothing.
    @Test(arguments: ["root", "", "Admin"])
    func aSessionOfNoAccountIsNone(account: String) {
        var kept = Self.table().kept(at: Self.start, wall: Self.wall)
        kept.sessions[0].account = account
        #expect(SessionTable(kept, at: Self.start, wall: Self.wall).count == 0)
    }
}
