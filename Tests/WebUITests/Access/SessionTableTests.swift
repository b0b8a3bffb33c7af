import FlatProfile
import PhoneService
import Testing

@testable import WebUI

@Suite struct SessionTableTests {
    private let start = ContinuousClock.now

    private func timeouts(idle: String, longest: String) throws -> SessionTable.Timeouts {
        let changes = [
            ParameterChange("Session_Idle_Timeout", .set(idle)), ParameterChange("Session_Max_Timeout", .set(longest)),
        ]
        let set = ChangeSet(changes, origin: .web(account: "admin"), note: "")
        let asMade = Snapshot(catalogue: .of(.standard))
        let changed = try #require(asMade.applying(set, at: Timestamp(unixSeconds: 0)))
        return SessionTable.Timeouts(changed.snapshot)
    }

    private func lasts(after seconds: Int, passwordRevision: Int = 3, _ timeouts: SessionTable.Timeouts) -> Bool {
        var table = SessionTable()
        let session = SessionTable.Session(
            account: .admin, csrfToken: "t", began: start, lastSeen: start, passwordRevision: 3)
        table.begin(session, token: "a")
        let now = start + .seconds(seconds)
        let found = table.session("a", at: now, timeouts) { _ in passwordRevision }
        return found != nil && table.session("a", at: now, timeouts) { _ in passwordRevision } != nil
    }

    @Test(
        arguments: [
            ("60", "3600", 59, true), ("60", "3600", 60, false), ("3600", "60", 59, true), ("3600", "60", 60, false),
            ("0", "60", 59, true), ("0", "60", 60, false), ("60", "0", 60, false), ("0", "0", 0, true),
            ("0", "0", 10_000_000, true),
        ])
    func lastsAsTheParametersSay(idle: String, longest: String, seconds: Int, expected: Bool) throws {
        #expect(lasts(after: seconds, try timeouts(idle: idle, longest: longest)) == expected)
    }

    @Test func endsWithTheNextPassword() throws {
        #expect(!lasts(after: 1, passwordRevision: 4, try timeouts(idle: "60", longest: "60")))
    }

    @Test func isNobodysWithAnotherToken() throws {
        var table = SessionTable()
        table.begin(
            .init(account: .user, csrfToken: "t", began: start, lastSeen: start, passwordRevision: 0), token: "a")
        #expect(table.session("b", at: start, try timeouts(idle: "60", longest: "60")) { _ in 0 } == nil)
    }
}
