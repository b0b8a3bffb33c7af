import FlatProfile
import Testing

@testable import PhoneService

@Suite struct ConfirmationStateMachineTests {
    typealias Machine = ConfirmationStateMachine

    private func moment(_ seconds: Int, boot: String = "this") -> Machine.Moment {
        Machine.Moment(boot: boot, uptime: .seconds(seconds))
    }

    private func pending(
        _ revisions: [Int] = [7], until seconds: Int = 190, boot: String = "this", account: String = "admin"
    ) throws -> PendingChange {
        try #require(
            PendingChange(
                parts: revisions.map { revision in
                    .init(
                        revision: revision,
                        terms: ConfirmationTerms(account: account, boot: boot, deadline: .seconds(seconds)))
                }))
    }

    @Test func restsWhileNothingWaits() {
        #expect(Machine().action(for: nil, at: moment(5)) == .rest)
    }

    @Test(arguments: [(100, 5), (184, 5), (185, 5), (186, 4), (189, 1)])
    func waitsInShortSteps(now: Int, expected: Int) throws {
        #expect(try Machine().action(for: pending(), at: moment(now)) == .wait(.seconds(expected)))
    }

    @Test(arguments: [190, 191, 5000])
    func takesBackAtTheDeadline(now: Int) throws {
        let pending = try pending()
        #expect(Machine().action(for: pending, at: moment(now)) == .takeBack(pending, .deadline))
    }

    @Test(arguments: [0, 100, 189, 190, 9999])
    func takesBackInAnotherRunOfTheMachine(now: Int) throws {
        let pending = try pending()
        #expect(Machine().action(for: pending, at: moment(now, boot: "another")) == .takeBack(pending, .restart))
    }

    /// Where the kernel names no run, a clock that began anew shows by a deadline that nobody can have set.
    @Test func takesBackWhatWasSetFartherAheadThanAnybodyMay() throws {
        let pending = try pending(until: 100_000, boot: "")
        #expect(Machine().action(for: pending, at: moment(3, boot: "")) == .takeBack(pending, .restart))
        let longest = try self.pending(until: 3603, boot: "")
        #expect(Machine().action(for: longest, at: moment(3, boot: "")) == .wait(.seconds(5)))
    }

    @Test func triesAgainAfterAFailureWithoutEnd() throws {
        let pending = try pending()
        var machine = Machine()
        for attempt in 0..<1000 {
            let now = 190 + 5 * attempt
            #expect(machine.action(for: pending, at: moment(now)) == .takeBack(pending, .deadline))
            machine.failed(at: moment(now))
            #expect(machine.action(for: pending, at: moment(now + 1)) == .wait(.seconds(4)))
        }
    }

    @Test func theLastDeadlineCountsAndAnAdministratorConfirmsWhatIsTheirs() throws {
        let users = try pending([1], account: "user")
        let admins = try pending([1], account: "admin")
        let now = moment(100)
        func terms(_ account: Account, _ joined: PendingChange?) -> ConfirmationTerms {
            Machine.terms(for: account, within: .seconds(90), joining: joined, at: now)
        }
        #expect(terms(.user, nil) == ConfirmationTerms(account: "user", boot: "this", deadline: .seconds(190)))
        #expect(terms(.user, users).account == "user")
        #expect(terms(.admin, users).account == "admin")
        #expect(terms(.user, admins).account == "admin")
    }

    private static let admin = Principal(.admin, through: .web)
    private static let user = Principal(.user, through: .web)
    private static let script = Principal(.admin, through: .api)
    private static let machine = Principal(.admin, through: .commandLine(login: "root"))

    @Test(
        arguments: [
            (admin, nil, .needsLogin), (admin, 6, .needsLogin), (admin, 7, .needsLogin), (admin, 8, .needsLogin),
            (admin, 9, nil), (admin, 10, nil), (user, 9, .ofAnother("admin")), (script, nil, nil),
            (Principal(.user, through: .api), nil, .ofAnother("admin")), (machine, nil, nil),
        ] as [(Principal, Int?, ConfirmationRefusal?)])
    func aNewLoginOfTheSameAccountIsTheProof(principal: Principal, login: Int?, expected: ConfirmationRefusal?) throws {
        let pending = try pending([7, 9])
        #expect(
            Machine.obstacle(for: principal, login: login, confirming: pending, at: moment(100)) == expected)
        // Nobody is late for what is over, and nobody is early.
        #expect(
            Machine.obstacle(for: principal, login: login, confirming: pending, at: moment(190)) == .tooLate)
    }

    @Test func remainingTimeIsNeverNegative() throws {
        #expect(Machine.remaining(of: try pending(), at: moment(100)) == .seconds(90))
        #expect(Machine.remaining(of: try pending(), at: moment(500)) == .zero)
        #expect(Machine.remaining(of: try pending(), at: moment(1, boot: "another")) == .zero)
    }

    @Test(
        arguments: [
            ("10", 10), ("90", 90), ("3600", 3600), ("9", nil), ("3601", nil), ("0", nil), ("-90", nil), ("", nil),
            (" 90", nil), ("90s", nil), ("1e2", nil), ("99999999999999999999", nil), ("٩٠", nil), ("0x5a", nil),
        ] as [(String, Int64?)])
    func aWindowIsAWholeNumberOfSeconds(text: String, expected: Int64?) {
        #expect(ConfirmationSettings.window(text) == expected.map { .seconds($0) })
    }
}
