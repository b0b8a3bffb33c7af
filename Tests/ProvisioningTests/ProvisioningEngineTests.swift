import FlatProfile
import ProfileRules
import Testing
import TestSupport
import Threading
import Transfer

@testable import Provisioning

@Suite struct ProvisioningEngineTests {
    private static let identity = DeviceIdentity(
        model: .standard, mac: MACAddress(bits: 0x000e_08aa_bbcc), serialNumber: "FCH2305DMH0",
        softwareVersion: "sip88xx.12-0-7MPP0201-66", hardwareVersion: "2.0.1")

    /// An engine with its doubles.
    private struct Bench {
        let store: PlainStore
        let fetcher: ScriptedFetcher
        let host: QuietHost
        let recorder = Recorder()
        let clock = ManualClock()
        let engine: ProvisioningEngine<ManualClock>

        init(
            _ values: [ParameterName: String], _ answers: [Result<String, TransferFailure>] = [.success(profile([:]))],
            provisioningServer: String? = nil
        ) {
            store = PlainStore(["Resync_Random_Delay": "0"].merging(values) { $1 })
            fetcher = ScriptedFetcher(answers)
            host = QuietHost(provisioningServer: provisioningServer)
            engine = ProvisioningEngine(
                identity: ProvisioningEngineTests.identity, store: store, fetcher: fetcher, host: host,
                observer: recorder, clock: clock)
        }

        /// Resyncs once by a rule that is not stored.
        func once(_ rule: String) async throws -> ResyncReport {
            try await run { try await engine.resync(rule: rule, by: "admin") }
        }

        /// Runs the engine while the body does something with it.
        func run<Result>(_ body: () async throws -> Result) async throws -> Result {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { [engine] in await engine.run() }
                defer { group.cancelAll() }
                return try await body()
            }
        }
    }

    private static func profile(_ values: KeyValuePairs<String, String>) -> String {
        "<flat-profile>" + values.map { "<\($0)>\($1)</\($0)>" }.joined(separator: "\n") + "</flat-profile>"
    }

    @Test func appliesAProfileAfterTheStart() async throws {
        let bench = Bench(
            ["Profile_Rule": "http://ps.example.com/$PSN.xml"], [.success(Self.profile(["Station_Name": "Reception"]))])
        try await bench.run { await bench.recorder.resyncs(1) }
        #expect(bench.store.snapshot["Station_Name"] == "Reception")
        let attempt = try #require(await bench.recorder.attempts.first)
        #expect(attempt.trigger == .powerUp)
        #expect(attempt.source == .parameter("Profile_Rule"))
        #expect(attempt.transfer.url == "http://ps.example.com/8841-3PCC.xml")
        #expect(attempt.ending == .applied)
        #expect(attempt.transfer.status == 200)
        #expect(attempt.changes.map(\.name) == ["Station_Name"])
        #expect(attempt.next?.trigger == .periodic)
        #expect(
            bench.host.messages.withLock { $0 } == [
                "CP-8841-3PCC 00:0e:08:aa:bb:cc -- Requesting resync http://192.0.2.1:80/8841-3PCC.xml",
                "CP-8841-3PCC 00:0e:08:aa:bb:cc -- Successful resync http://192.0.2.1:80/8841-3PCC.xml",
            ])
    }

    @Test func followsTheRulesInTurnAndReadsEachAnew() async throws {
        let bench = Bench(
            ["Profile_Rule": "http://h/a", "Profile_Rule_D": "http://h/d"],
            [
                .success(Self.profile(["Profile_Rule": "http://h/later", "Profile_Rule_B": "http://h/b"])),
                .success(Self.profile(["Station_Name": "B"])), .success(Self.profile(["Station_Name": "D"])),
            ])
        try await bench.run { await bench.recorder.resyncs(1) }
        #expect(await bench.fetcher.requests.map(\.url.path) == ["/a", "/b", "/d"])
        #expect(bench.store.snapshot["Station_Name"] == "D")
        #expect(await bench.recorder.attempts.map(\.isFollowedByNextRule) == [true, true, false])
    }

    @Test func aFailureEndsTheResyncAndIsRetried() async throws {
        let bench = Bench(
            ["Profile_Rule": "http://h/a", "Profile_Rule_B": "http://h/b", "Resync_Error_Retry_Delay": "60"],
            [.failure(.status(503)), .success(Self.profile([:]))])
        try await bench.run {
            await bench.recorder.resyncs(1)
            #expect(await bench.clock.nextSleep() == .init(offset: .seconds(60)))
            bench.clock.advance(by: .seconds(60))
            await bench.recorder.resyncs(2)
        }
        let attempts = await bench.recorder.attempts
        #expect(attempts.map(\.transfer.url) == ["http://h/a", "http://h/a", "http://h/b"])
        #expect(attempts.map(\.ending.outcome) == [.otherFailure, .success, .success])
        #expect(attempts[0].next?.trigger == .errorRetry(failures: 1))
        #expect(attempts[1].trigger == .errorRetry(failures: 1))
        #expect(
            bench.host.messages.withLock { $0[1] }.hasPrefix(
                "CP-8841-3PCC 00:0e:08:aa:bb:cc -- Resync failed: Download failed"))
    }

    @Test(arguments: [
        ("Yes", "B", ResyncEnding.failed), ("No", "A", ResyncEnding.succeeded),
    ])
    func aFileThatIsNotFoundFailsOnlyWhenToldSo(fails: String, outcome: String, ending: ResyncEnding) async throws {
        let bench = Bench(
            ["Profile_Rule": "tftp://h/a", "Resync_Fails_On_FNF": fails],
            [.failure(.tftp(code: 1, message: "File not found"))])
        let report = try await bench.run { try await bench.engine.resync(by: "admin") }
        #expect(report.ending == ending)
        #expect(report.attempts.map(\.ending.outcome.rawValue) == [outcome])
    }

    @Test func aCorruptProfileChangesNothing() async throws {
        let bench = Bench(
            ["Profile_Rule": "http://h/a"], [.success("<flat-profile><Station_Name>x</Station_Name>")])
        let report = try await bench.run { try await bench.engine.resync(by: "admin") }
        #expect(report.ending == .failed)
        let attempt = try #require(report.attempts.first)
        #expect(attempt.ending.outcome == .fileNotFound)
        #expect(attempt.ending.error?.hasPrefix("Corrupt profile: ") == true)
        #expect(bench.store.snapshot["Station_Name"] == "")
    }

    @Test func aOneTimeRuleIsFollowedAndNotStored() async throws {
        let bench = Bench(["Profile_Rule": ""], [.success(Self.profile(["Station_Name": "Once"]))])
        let report = try await bench.run { try await bench.engine.resync(rule: "http://h/once.xml", by: "admin") }
        #expect(report.attempts.map(\.source) == [.oneTime])
        #expect(report.attempts.map(\.trigger) == [.request(by: "admin")])
        #expect(bench.store.snapshot["Station_Name"] == "Once")
        #expect(bench.store.snapshot["Profile_Rule"] == "")
    }

    @Test func assignmentsAreMadeBeforeTheFetchAndStayWhenItFails() async throws {
        let bench = Bench(
            ["Profile_Rule": #"(a = "tried" ;)! http://h/$A"#], [.failure(.status(500))])
        let report = try await bench.run { try await bench.engine.resync(by: "admin") }
        #expect(report.ending == .failed)
        #expect(bench.store.snapshot["GPP_A"] == "tried")
        #expect(report.attempts.first?.changes.map(\.name) == ["GPP_A"])
    }

    @Test func aRuleWithoutServerUsesTheOneThatDHCPNamed() async throws {
        let bench = Bench([:], provisioningServer: "192.0.2.66")
        let report = try await bench.run { try await bench.engine.resync(by: "admin") }
        #expect(report.attempts.map(\.transfer.url) == ["tftp://192.0.2.66/8841-3PCC.xml"])
    }

    // MARK: What DHCP names

    private static func urls(_ attempts: [ResyncAttempt]) -> [String] {
        attempts.flatMap(\.transfer.steps).map(\.url.description)
    }

    @Test(arguments: [
        ("http://192.0.2.66:8080", "/a.xml", ["http://192.0.2.66:8080/a.xml"]),
        ("http://192.0.2.66:8080", "https:///a.xml", ["https://192.0.2.66/a.xml"]),
        ("192.0.2.66:6969", "/a.xml", ["tftp://192.0.2.66:6969/a.xml"]),
        ("[2001:db8::1]", "/a.xml", ["tftp://[2001:db8::1]/a.xml"]),
        ("192.0.2.66", "http://ps.example.com/a.xml", ["http://ps.example.com/a.xml"]),
        ("https://ps.example.com/p/$PSN.xml//", "/a.xml", ["https://ps.example.com/p/8841-3PCC.xml/"]),
        ("https://ps.example.com/p.xml", "http://h/a.xml", ["http://h/a.xml"]),
    ]) func aRuleIsLedToWhatDHCPNames(option: String, rule: String, expected: [String]) async throws {
        let bench = Bench(["Profile_Rule": rule], provisioningServer: option)
        let report = try await bench.run { try await bench.engine.resync(by: "admin") }
        #expect(Self.urls(report.attempts) == expected)
        let named = report.attempts.first?.transfer.offer != nil
        #expect(named == !(rule.contains("://h/") || rule.contains("://ps")))
    }

    @Test func anAddressOfDHCPStandsForProfileRuleOnly() async throws {
        let bench = Bench(
            ["Profile_Rule": "[--uid u --pwd p] /a.xml", "Profile_Rule_B": "/b.xml"],
            provisioningServer: "https://ps.example.com:8443/p.xml")
        let report = try await bench.run { try await bench.engine.resync(by: "admin") }
        #expect(
            Self.urls(report.attempts) == ["https://ps.example.com:8443/p.xml", "https://ps.example.com:8443/b.xml"])
        // What the rule says besides its address still counts.
        #expect(await bench.fetcher.requests.map(\.credentials?.user) == ["u", nil])
        let once = try await Bench([:], provisioningServer: "https://ps.example.com/p.xml").once("/c.xml")
        #expect(Self.urls(once.attempts) == ["https://ps.example.com/c.xml"])
    }

    @Test func severalServersAreTriedInTurnUntilOneAnswers() async throws {
        let bench = Bench(
            [:], [.failure(.connectionClosed), .success(Self.profile(["Station_Name": "Reception"]))],
            provisioningServer: "HTTP://192.0.2.1;192.0.2.2;192.0.2.3")
        let report = try await bench.run { try await bench.engine.resync(by: "admin") }
        #expect(report.ending == .succeeded)
        #expect(
            Self.urls(report.attempts) == ["http://192.0.2.1/8841-3PCC.xml", "http://192.0.2.2/8841-3PCC.xml"])
        #expect(report.attempts.first?.transfer.url == "http://192.0.2.1/8841-3PCC.xml")
        #expect(bench.store.snapshot["Station_Name"] == "Reception")
    }

    @Test func aPhoneThatFailedWithoutServerLooksAgainAsSoonAsDHCPNamesOne() async throws {
        let bench = Bench([:])
        try await bench.run {
            await bench.recorder.resyncs(1)
            bench.host.leases.withLock { _ = $0.obtained(lease([66: bytes("192.0.2.66")])) }
            bench.engine.serverNamed()
            await bench.recorder.resyncs(2)
        }
        let attempts = await bench.recorder.attempts
        #expect(attempts.map(\.trigger) == [.powerUp, .serverNamed])
        #expect(attempts.first?.next?.trigger == .errorRetry(failures: 1))
        #expect(Self.urls(attempts) == ["tftp://192.0.2.66/8841-3PCC.xml"])
        #expect(attempts.last?.transfer.offer?.label == "option 66 (TFTP server name) of eth0")
    }

    @Test func aRuleWithoutServerFailsWhenNobodyNamedOne() async throws {
        let bench = Bench([:])
        let report = try await bench.run { try await bench.engine.resync(by: "admin") }
        #expect(
            report.attempts.first?.ending.error
                == "the rule names no server, and DHCP named none: write it with a scheme and a server, "
                + "such as http://server/path")
    }

    @Test func aRuleThatCannotBeReadIsAFailureThatNamesTheColumn() async throws {
        let bench = Bench(["Profile_Rule": "[--bogus] http://h/a"])
        let report = try await bench.run { try await bench.engine.resync(by: "admin") }
        #expect(report.ending == .failed)
        #expect(report.attempts.first?.explanation.error != nil)
        #expect(await bench.fetcher.requests.isEmpty)
    }

    @Test func nothingToDoIsASuccess() async throws {
        let bench = Bench(["Profile_Rule": "# http://h/a"])
        let report = try await bench.run { try await bench.engine.resync(by: "admin") }
        #expect(report.ending == .succeeded)
        #expect(report.attempts.isEmpty)
    }

    @Test func refusesWhenProvisioningIsOff() async throws {
        let bench = Bench(["Provision_Enable": "No"])
        await #expect(throws: ProvisioningEngine<ManualClock>.Refusal.provisioningDisabled) {
            try await bench.run { try await bench.engine.resync(by: "admin") }
        }
    }

    @Test func aStoreThatCannotWriteFailsTheAttempt() async throws {
        let bench = Bench(["Profile_Rule": "http://h/a"], [.success(Self.profile(["Station_Name": "x"]))])
        bench.store.failure.withLock { $0 = CommitFailure(sentence: "no space is left") }
        let report = try await bench.run { try await bench.engine.resync(by: "admin") }
        #expect(report.attempts.first?.ending == .failed(.otherFailure, "Nothing was applied: no space is left"))
    }

    @Test func theScheduleFollowsAPeriodThatTheProfileBrought() async throws {
        let bench = Bench(["Profile_Rule": "http://h/a"], [.success(Self.profile(["Resync_Periodic": "77"]))])
        let report = try await bench.run { try await bench.engine.resync(by: "admin") }
        #expect(report.attempts.last?.next == NextResync(at: bench.host.now + .seconds(77), trigger: .periodic))
    }

    @Test func credentialsOfTheRuleGoIntoTheRequestAndNowhereElse() async throws {
        let bench = Bench(["Profile_Rule": "[--uid bob --pwd s3cret] http://h/a"])
        let report = try await bench.run { try await bench.engine.resync(by: "admin") }
        let credentials = try #require(await bench.fetcher.requests.first?.credentials)
        #expect(credentials.user == "bob")
        #expect(credentials.password == "s3cret")
        #expect(!"\(report.attempts)".contains("s3cret"))
    }

    @Test func aRequestIsJudgedByTheConfigurationOfItsMoment() async throws {
        let bench = Bench(["Provision_Enable": "No", "Profile_Rule": "http://h/a"])
        let report = try await bench.run {
            // Nobody tells the engine of the change before the request comes.
            _ = try await bench.store.commit(Self.set("Provision_Enable", "Yes"))
            return try await bench.engine.resync(by: "admin")
        }
        #expect(report.attempts.map(\.ending) == [.applied])
    }

    @Test func theTimerIsJudgedByTheConfigurationOfItsMoment() async throws {
        let bench = Bench(["Profile_Rule": "http://h/a", "Resync_Periodic": "600"])
        try await bench.run {
            await bench.recorder.resyncs(1)
            #expect(await bench.clock.nextSleep() == .init(offset: .seconds(600)))
            _ = try await bench.store.commit(Self.set("Provision_Enable", "No"))
            bench.clock.advance(by: .seconds(600))
            await #expect(throws: ProvisioningEngine<ManualClock>.Refusal.provisioningDisabled) {
                try await bench.engine.resync(by: "admin")
            }
        }
        #expect(await bench.fetcher.requests.count == 1)
    }

    @Test func whoWaitsForATurnIsToldWhenAProfileSwitchesProvisioningOff() async throws {
        let fetcher = HeldFetcher()
        let store = PlainStore(["Profile_Rule": "http://h/a", "Resync_On_Reset": "No"])
        let engine = engine(over: store, fetcher)
        let run = Task { await engine.run() }
        let first = Task { try await engine.resync(by: "admin") }
        await fetcher.asked()
        let waiting = (0..<8).map { number in
            Task { try await engine.resync(rule: "http://h/\(number)", by: "admin") }
        }
        for _ in 0..<100 { await Task.yield() }
        fetcher.answer(Self.profile(["Provision_Enable": "No"]))
        #expect(try await first.value.ending == .succeeded)
        for task in waiting {
            await #expect(throws: ProvisioningEngine<ManualClock>.Refusal.provisioningDisabled) { try await task.value }
        }
        run.cancel()
        await run.value
    }

    /// Every observation takes its time, in which others ask for resyncs: each is answered, with the report of its own rule.
    @Test func everyoneIsAnsweredWithTheReportOfTheirOwnRule() async throws {
        let bench = Bench(["Profile_Rule": "http://h/stored", "Resync_On_Reset": "No"])
        try await bench.run {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    let rule = number.isMultiple(of: 3) ? nil : "http://h/\(number)"
                    group.addTask {
                        let report = try await bench.engine.resync(rule: rule, by: "admin")
                        #expect(report.attempts.map(\.transfer.url) == [rule ?? "http://h/stored"])
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func aCancelledEngineEndsAtOnceAndAnswersEverybody() async throws {
        let fetcher = HeldFetcher()
        let engine = engine(over: PlainStore(["Profile_Rule": "http://h/a", "Resync_On_Reset": "No"]), fetcher)
        let run = Task { await engine.run() }
        let first = Task { try await engine.resync(by: "admin") }
        await fetcher.asked()
        let queued = Task { try await engine.resync(rule: "http://h/once", by: "admin") }
        run.cancel()
        await run.value
        #expect(try await first.value.attempts.map(\.ending.outcome) == [.otherFailure])
        await #expect(throws: ProvisioningEngine<ManualClock>.Refusal.stopped) { try await queued.value }
        #expect(await fetcher.requests == 1)
    }

    // MARK: Gates, calls, clocks

    @Test func aClosedGateHoldsTheStartButNotWhoAsks() async throws {
        let bench = Bench([
            "Profile_Rule": "http://h/a", "Resync_Trigger_1": "$PRVTMR ge 600", "Resync_Periodic": "700",
        ])
        try await bench.run {
            await bench.recorder.resyncs(1)
            #expect(await bench.fetcher.requests.isEmpty)
            let held = try #require(await bench.recorder.attempts.first)
            #expect(held.ending == .held)
            #expect(held.ending.outcome == .success)
            #expect(
                held.gate?.description
                    == "no resync: Resync_Trigger_1 is false (0 ge 600), Resync_Trigger_2 is empty")
            #expect(held.next?.trigger == .periodic)
            let report = try await bench.engine.resync(by: "admin")
            #expect(report.attempts.map(\.ending) == [.applied])
            #expect(await bench.clock.nextSleep() == .init(offset: .seconds(700)))
            bench.clock.advance(by: .seconds(700))
            await bench.recorder.resyncs(3)
        }
        let attempts = await bench.recorder.attempts
        #expect(attempts.map(\.ending) == [.held, .applied, .applied])
        #expect(attempts[1].gate == nil)
        #expect(attempts[2].gate?.isOpen == true)
    }

    /// A resync that was held back was not tried, so `$PRVTMR` grows from one look at the trigger to the next.
    @Test func aTriggerThatWaitsForTimeToPassOpens() async throws {
        let bench = Bench([
            "Profile_Rule": "http://h/a", "Resync_Trigger_1": "$PRVTMR ge 600", "Resync_Periodic": "250",
        ])
        try await bench.run {
            for number in 1...4 {
                await bench.recorder.resyncs(number)
                #expect(await bench.clock.nextSleep() == .init(offset: .seconds(250 * number)))
                bench.clock.advance(by: .seconds(250))
            }
            await bench.recorder.resyncs(5)
        }
        let attempts = await bench.recorder.attempts
        #expect(attempts.map(\.ending) == [.held, .held, .held, .applied, .held])
        #expect(
            attempts.map { $0.gate?.triggers.first?.explanation.expanded ?? "" }
                == ["0 ge 600", "250 ge 600", "500 ge 600", "750 ge 600", "250 ge 600"])
    }

    /// The guides' own example, on a phone that has never upgraded.
    @Test func theGuidesTriggerOpensOnAPhoneThatNeverUpgrades() async throws {
        let bench = Bench([
            "Profile_Rule": "http://h/a", "Resync_Trigger_1": "$UPGTMR gt 300 and $PRVTMR ge 600",
            "Resync_Periodic": "700",
        ])
        try await bench.run {
            await bench.recorder.resyncs(1)
            #expect(await bench.clock.nextSleep() == .init(offset: .seconds(700)))
            bench.clock.advance(by: .seconds(700))
            await bench.recorder.resyncs(2)
        }
        #expect(await bench.recorder.attempts.map(\.ending) == [.held, .applied])
    }

    @Test func aCallHoldsUpWhatIsDueAndItsEndLetsItBegin() async throws {
        let bench = Bench(["Profile_Rule": "http://h/a", "Forced_Resync_Delay": "300", "Resync_On_Reset": "No"])
        try await bench.run {
            bench.engine.callStateChanged(isBusy: true)
            let asked = Task { try await bench.engine.resync(by: "admin") }
            #expect(await bench.clock.nextSleep() == .init(offset: .seconds(300)))
            #expect(bench.engine.postponed.map(\.concern) == [.resync])
            #expect(bench.engine.postponed.first?.latest == bench.host.now + .seconds(300))
            bench.engine.callStateChanged(isBusy: false)
            let report = try await asked.value
            #expect(report.ending == .succeeded)
            #expect(bench.engine.postponed.isEmpty)
        }
    }

    @Test func aCallThatLastsLongerThanThePhoneHasPatienceIsNoHindrance() async throws {
        let bench = Bench([
            "Profile_Rule": "http://h/a", "Forced_Resync_Delay": "300", "Resync_On_Reset": "No",
        ])
        try await bench.run {
            bench.engine.callStateChanged(isBusy: true)
            let asked = Task { try await bench.engine.resync(by: "admin") }
            #expect(await bench.clock.nextSleep() == .init(offset: .seconds(300)))
            bench.clock.advance(by: .seconds(300))
            let report = try await asked.value
            #expect(report.ending == .succeeded)
        }
    }

    @Test func theTimeOfDayIsLookedUpAnewWhenTheClockIsSet() async throws {
        let bench = Bench([
            "Profile_Rule": "http://h/a", "Resync_At__HHmm_": "0300", "Time_Zone": "GMT",
            "Daylight_Saving_Time_Enable": "No",
        ])
        bench.host.time.withLock { $0 = Timestamp(unixSeconds: 0) }
        try await bench.run {
            await bench.recorder.resyncs(1)
            #expect(bench.engine.next?.trigger == .periodic)
            // A time server is heard: it is half past midnight of 2026-03-01.
            bench.host.time.withLock { $0 = Timestamp(unixSeconds: 1_772_325_000) }
            bench.engine.clockChanged()
            while bench.engine.next?.trigger != .daily { await Task.yield() }
            let due = try #require(bench.engine.next?.at)
            #expect((9000...9600).contains(due.unixSeconds - 1_772_325_000))
            while await bench.recorder.rescheduled.last != .daily { await bench.recorder.nextEvent() }
        }
    }

    private func engine(over store: PlainStore, _ fetcher: HeldFetcher) -> ProvisioningEngine<ManualClock> {
        ProvisioningEngine(
            identity: Self.identity, store: store, fetcher: fetcher, host: QuietHost(), observer: Recorder(),
            clock: ManualClock())
    }

    private static func set(_ name: ParameterName, _ value: String) -> ChangeSet {
        ChangeSet([ParameterChange(name, .set(value))], origin: .web(account: "admin"))
    }
}
