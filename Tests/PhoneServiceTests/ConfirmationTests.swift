import FlatProfile
import Store
import TestSupport
import Testing
import Threading

@testable import PhoneService

/// Confirm or revert, with a clock that a test moves.
@Suite(.timeLimit(.minutes(2))) struct ConfirmationTests {
    private let clock = ManualClock()

    private func settings(window: Duration? = .seconds(90), boot: String = "this") -> ConfirmationSettings {
        ConfirmationSettings(
            window: window,
            clock: BootClock(
                boot: boot, uptime: { [clock] in clock.now.offset },
                sleep: { [clock] in try await clock.sleep(until: clock.now.advanced(by: $0), tolerance: nil) }))
    }

    private func bench(_ values: [String: String] = [:], window: Duration? = .seconds(90)) async throws -> PhoneBench {
        try await PhoneBench(values, confirmation: settings(window: window))
    }

    private func submit(
        _ values: KeyValuePairs<String, String>, _ bench: PhoneBench, confirming wish: ConfirmationWish = .standard,
        by principal: Principal = PhoneBench.admin
    ) async throws -> RevisionRecord? {
        try await bench.service.submit(values.map { ($0.key, .text($0.value)) }, by: principal, confirming: wish)
    }

    @Test func whatMayLockOutWaitsAndNothingElseDoes() async throws {
        let bench = try await bench()
        _ = try await submit(["Station_Name": "x", "Resync_Periodic": "60"], bench)
        #expect(bench.service.pendingRecord == nil)
        let revision = try await submit(["Enable_Web_Admin_Access": "No", "Station_Name": "y"], bench)
        let record = try #require(bench.service.pendingRecord)
        #expect(record.revisions == [revision?.number])
        #expect(record.account == "admin")
        #expect(record.remaining == 90)
        #expect(record.until == (bench.service.now + .seconds(90)).iso8601)
        #expect(bench.service.status(recentAttempts: 0).pending_change == record)
    }

    @Test(
        arguments: [
            (.none, nil), (.standard, 45), (.within(.seconds(30)), 30),
        ] as [(ConfirmationWish, Double?)])
    func theWishDecidesHowLong(wish: ConfirmationWish, expected: Double?) async throws {
        let bench = try await bench(window: .seconds(45))
        _ = try await submit(["Web_Server_Port": "8081"], bench, confirming: wish)
        #expect(bench.service.pendingRecord?.remaining == expected)
    }

    @Test func withoutAWindowThePagesNeedNoConfirmation() async throws {
        let bench = try await bench(window: nil)
        _ = try await submit(["Web_Server_Port": "8081"], bench)
        #expect(bench.service.pendingRecord == nil)
    }

    @Test func theOldValuesComeBackAtTheDeadline() async throws {
        let bench = try await bench(["Web_Server_Port": "8080"])
        try await bench.run {
            let events = await bench.service.watch()
            _ = try await submit(["Web_Server_Port": "8081", "Station_Name": "x"], bench)
            for await event in events { if event == .pendingChange(waits: true) { break } }
            while bench.service.pendingRecord != nil {
                let next = await clock.nextSleep()
                #expect(next.offset <= .seconds(90))
                #expect(bench.service.snapshot["Web_Server_Port"] == "8081")
                let isLast = next.offset == .seconds(90)
                clock.advance(to: next)
                guard isLast else { continue }
                for await event in events { if event == .pendingChange(waits: false) { break } }
            }
            #expect(clock.now.offset == .seconds(90))
            #expect(bench.service.snapshot["Web_Server_Port"] == "8080")
            #expect(bench.service.snapshot["Station_Name"] == "")
            let newest = try #require(try await bench.service.revisions(limit: 1).first)
            #expect(newest.origin == "revert of revision 2")
            #expect(newest.kind == "revert")
            #expect(newest.author == "")
            #expect(newest.note == "not confirmed in time")
        }
    }

    @Test func aFullDiskOnlyDelaysIt() async throws {
        let bench = try await bench()
        _ = try await submit(["Web_Server_Port": "8081"], bench)
        bench.store.fail([.revert])
        try await bench.run {
            clock.advance(by: .seconds(90))
            let next = await clock.nextSleep()
            #expect(bench.service.snapshot["Web_Server_Port"] == "8081")
            #expect(bench.log.withLock { $0 }.contains { $0.contains("revision 1 could not be taken back yet") })
            bench.store.fail([])
            let events = await bench.service.watch()
            clock.advance(to: next)
            for await event in events { if event == .pendingChange(waits: false) { break } }
            #expect(bench.service.snapshot["Web_Server_Port"] == "443")
        }
    }

    @Test func aConfirmationInTimeKeepsIt() async throws {
        let bench = try await bench()
        _ = try await submit(["Web_Server_Port": "8081"], bench)
        await #expect(throws: ConfirmationRefusal.needsLogin) {
            try await bench.service.confirm(by: PhoneBench.admin, login: 0)
        }
        await #expect(throws: ConfirmationRefusal.changed) {
            try await bench.service.confirm(newest: 7, by: PhoneBench.admin, login: 1)
        }
        try await bench.service.confirm(newest: 1, by: PhoneBench.admin, login: 1)
        #expect(bench.service.pendingRecord == nil)
        await #expect(throws: ConfirmationRefusal.nothingWaits) {
            try await bench.service.confirm(by: PhoneBench.admin, login: 1)
        }
        clock.advance(by: .seconds(1000))
        await bench.service.settlePendingChange()
        #expect(bench.service.snapshot["Web_Server_Port"] == "8081")
    }

    @Test func nobodyConfirmsWhatIsOver() async throws {
        let bench = try await bench()
        _ = try await submit(["Web_Server_Port": "8081"], bench)
        clock.advance(by: .seconds(90))
        let machine = Principal(.admin, through: .commandLine(login: "root"))
        await #expect(throws: ConfirmationRefusal.tooLate) { try await bench.service.confirm(by: machine) }
    }

    @Test func aFailedStoreConfirmsNothing() async throws {
        let bench = try await bench()
        _ = try await submit(["Web_Server_Port": "8081"], bench)
        bench.store.fail([.confirm, .revert])
        let sentence = "\(StoreError.ioError("a test pulled the plug"))"
        await #expect(throws: ConfirmationRefusal.failed(sentence)) {
            try await bench.service.confirm(by: PhoneBench.admin, login: 1)
        }
        await #expect(throws: ConfirmationRefusal.failed(sentence)) {
            try await bench.service.revertPendingChange(by: PhoneBench.admin)
        }
        #expect(bench.service.pendingRecord != nil)
    }

    @Test func severalWaitTogether() async throws {
        let bench = try await bench(["Web_Server_Port": "8080"])
        _ = try await submit(["Web_Server_Port": "8081"], bench)
        clock.advance(by: .seconds(60))
        _ = try await submit(["Enable_Web_Admin_Access": "No"], bench)
        let record = try #require(bench.service.pendingRecord)
        #expect(record.revisions == [2, 3])
        #expect(record.remaining == 90)
        await #expect(throws: ConfirmationRefusal.needsLogin) {
            try await bench.service.confirm(by: PhoneBench.admin, login: 2)
        }
        _ = try await bench.service.revertPendingChange(by: PhoneBench.admin)
        #expect(bench.service.snapshot["Web_Server_Port"] == "8080")
        #expect(bench.service.snapshot["Enable_Web_Admin_Access"] == "Yes")
    }

    @Test func whatIsOverIsNotProlongedByWhatFollows() async throws {
        let bench = try await bench(["Web_Server_Port": "8080"])
        _ = try await submit(["Web_Server_Port": "8081"], bench)
        clock.advance(by: .seconds(91))
        _ = try await submit(["Enable_Web_Admin_Access": "No"], bench)
        #expect(bench.service.snapshot["Web_Server_Port"] == "8080")
        #expect(bench.service.pendingRecord?.revisions == [4])
    }

    @Test func aResyncMeanwhileStays() async throws {
        let bench = try await PhoneBench(
            ["Profile_Rule": "http://192.0.2.1/p.xml", "Resync_On_Reset": "No", "GPP_A": "old", "GPP_B": "old"],
            profile: "<flat-profile><GPP_A>resync</GPP_A></flat-profile>", confirmation: settings())
        _ = try await submit(["Web_Server_Port": "8081", "GPP_A": "mine", "GPP_B": "mine"], bench)
        try await bench.run {
            while !bench.service.restarts.isOpen { try await Task.sleep(for: .milliseconds(2)) }
            let resync = try await bench.service.resync(by: PhoneBench.admin)
            #expect(resync.succeeded)
        }
        let reverted = try await bench.service.revertPendingChange(by: PhoneBench.admin)
        #expect(reverted.revision?.changes?.map(\.name).sorted() == ["GPP_B", "Web_Server_Port"])
        #expect(bench.service.snapshot["GPP_A"] == "resync")
        #expect(bench.service.snapshot["GPP_B"] == "old")
    }

    @Test func anotherRunOfTheMachineTakesItBackBeforeAnybodyIsServed() async throws {
        let bench = try await bench(["Web_Server_Port": "8080"])
        _ = try await submit(["Web_Server_Port": "8081"], bench)
        // The same store, as it is found after a power cut: the clock of the run has begun anew.
        let later = PhoneService(
            identity: bench.service.identity, store: bench.store, fetcher: FixedFetcher(profile: ""),
            passwords: bench.service.passwords, host: StillHost(), confirmation: settings(boot: "another"),
            report: { _ in })
        try await later.load()
        #expect(later.snapshot["Web_Server_Port"] == "8080")
        #expect(later.pendingRecord == nil)
        let note = try await later.revisions(limit: 1).first?.note
        #expect(note == "the machine was restarted before it was confirmed")
    }

    @Test func aRestartOfTheDaemonKeepsTheDeadline() async throws {
        let bench = try await bench()
        _ = try await submit(["Web_Server_Port": "8081"], bench)
        clock.advance(by: .seconds(30))
        let later = PhoneService(
            identity: bench.service.identity, store: bench.store, fetcher: FixedFetcher(profile: ""),
            passwords: bench.service.passwords, host: StillHost(), confirmation: settings(), report: { _ in })
        try await later.load()
        #expect(later.pendingRecord?.remaining == 60)
    }

    // MARK: Passwords

    @Test func anotherPasswordComesBackToo() async throws {
        let bench = try await bench(["Admin_Password": "Long-Enough-1"])
        let first = bench.service.passwordRevision(of: .admin)
        try await bench.service.changePassword(
            of: .admin, from: "Long-Enough-1", to: "Long-Enough-2", by: PhoneBench.admin, confirming: .standard)
        #expect(try await bench.service.logIn("admin", "Long-Enough-2") == .admin)
        #expect(bench.service.pendingRecord?.account == "admin")
        clock.advance(by: .seconds(90))
        await bench.service.settlePendingChange()
        #expect(try await bench.service.logIn("admin", "Long-Enough-2") == nil)
        #expect(try await bench.service.logIn("admin", "Long-Enough-1") == .admin)
        // Sessions of the password that is gone are over.
        #expect(bench.service.passwordRevision(of: .admin) > first + 1)
    }

    @Test func theUserSeesAndSettlesOnlyItsOwn() async throws {
        let bench = try await bench(["Admin_Password": "Long-Enough-1", "User_Password": "Long-Enough-1"])
        try await bench.service.changePassword(
            of: .user, from: "Long-Enough-1", to: "Long-Enough-2", by: PhoneBench.user, confirming: .standard)
        #expect(bench.service.pendingChange(for: PhoneBench.user)?.account == "user")
        #expect(bench.service.pendingChange(for: PhoneBench.admin)?.account == "user")
        await #expect(throws: ConfirmationRefusal.ofAnother("user")) {
            try await bench.service.confirm(by: PhoneBench.admin, login: 99)
        }
        _ = try await submit(["Web_Server_Port": "8081"], bench)
        #expect(bench.service.pendingChange(for: PhoneBench.user) == nil)
        for principal in [PhoneBench.user, Principal(.user, through: .api)] {
            await #expect(throws: ConfirmationRefusal.ofAnother("admin")) {
                try await bench.service.confirm(by: principal, login: 99)
            }
            await #expect(throws: ConfirmationRefusal.ofAnother("admin")) {
                try await bench.service.revertPendingChange(by: principal)
            }
        }
    }

    @Test func theFirstPasswordsWaitForNobody() async throws {
        let bench = try await bench()
        try await bench.service.setUp(adminPassword: "Long-Enough-1", userPassword: "")
        #expect(bench.service.pendingRecord == nil)
    }

    @Test func noSecretStandsInWhatWouldComeBack() async throws {
        let bench = try await bench(["Admin_Password": "Long-Enough-1"])
        _ = try await submit(["Admin_Password": "Long-Enough-2"], bench)
        let record = try #require(try await bench.service.pendingChangeInFull(for: PhoneBench.admin))
        #expect(record.changes?.map(\.old) == ["********"])
        #expect(record.changes?.map(\.new) == ["********"])
        let json = String(decoding: RecordCoding.encode(record), as: UTF8.self)
        #expect(!json.contains("scrypt") && !json.contains("Long-Enough"))
    }
}
