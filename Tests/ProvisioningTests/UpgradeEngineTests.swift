import FlatProfile
import ProfileRules
import TestSupport
import Testing
import Threading
import Transfer

@testable import Provisioning

@Suite struct UpgradeEngineTests {
    private static let old = "sip88xx.12-0-1MPP-1"
    private static let middle = "sip88xx.12-0-5MPP-5"
    private static let new = "sip88xx.12-0-7MPP-7"

    /// An engine with its doubles.
    private struct Bench {
        let store: PlainStore
        let fetcher: FileFetcher
        let firmware: ScriptedFirmware
        let host = QuietHost()
        let recorder = Recorder()
        let clock = ManualClock()
        let engine: ProvisioningEngine<ManualClock>

        init(
            _ values: [ParameterName: String] = [:], files: [String: Result<String, TransferFailure>] = [:],
            firmware: ScriptedFirmware = ScriptedFirmware(old), model: Model = .standard, store: PlainStore? = nil
        ) {
            // Nothing but upgrades comes by itself.
            let quiet: [ParameterName: String] = [
                "Resync_On_Reset": "No", "Resync_Periodic": "0", "Resync_After_Upgrade_Attempt": "No",
            ]
            self.store = store ?? PlainStore(quiet.merging(values) { $1 }, model: model)
            self.firmware = firmware
            fetcher = FileFetcher(files)
            engine = ProvisioningEngine(
                identity: DeviceIdentity(
                    model: model, mac: MACAddress(bits: 0x000e_08aa_bbcc), serialNumber: "FCH2305DMH0",
                    softwareVersion: "not used", hardwareVersion: "2.0.1"),
                store: self.store, fetcher: fetcher, host: host, observer: recorder, clock: clock,
                firmware: firmware, random: Constant(value: 1))
        }

        /// Runs the engine while the body does something with it.
        func run<Result>(
            from reason: StartReason? = .powerUp, _ body: () async throws -> Result
        ) async throws -> Result {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { [engine] in await engine.run(from: reason) }
                defer { group.cancelAll() }
                return try await body()
            }
        }

        func set(_ values: [ParameterName: String]) async throws {
            let changes = values.map { ParameterChange($0.key, .set($0.value)) }
            _ = try await store.commit(ChangeSet(changes, origin: .web(account: "admin")))
            engine.configurationChanged()
        }
    }

    @Test func fetchesChecksAndInstallsWhatTheRuleNames() async throws {
        let bench = Bench(
            ["Upgrade_Rule": "http://h/$PSN/\(Self.new).loads?site=3"],
            files: [
                "/8841-3PCC/\(Self.new).loads?site=3": .success("image"),
                "/8841-3PCC/\(Self.new).loads.sha256?site=3": .success("sum"),
            ])
        try await bench.run { await bench.recorder.upgrades(1) }
        let attempt = try #require(await bench.recorder.upgradeAttempts.first)
        #expect(attempt.trigger == .start)
        #expect(attempt.ending == .installed(output: ["done"]))
        #expect(attempt.softwareVersionBefore == Self.old)
        #expect(attempt.softwareVersionAfter == Self.new)
        #expect(attempt.firmware?.size == 5)
        #expect(attempt.firmware?.url == "http://h/8841-3PCC/\(Self.new).loads?site=3")
        #expect(attempt.transfer.steps.count == 2)
        #expect(bench.firmware.state.withLock { $0.checksums } == ["sum"])
        #expect(bench.firmware.state.withLock { $0.discarded } == 0)
        #expect(
            bench.host.messages.withLock { $0 } == [
                "CP-8841-3PCC 00:0e:08:aa:bb:cc -- Requesting upgrade http://192.0.2.1:80/8841-3PCC/\(Self.new).loads?site=3",
                "CP-8841-3PCC 00:0e:08:aa:bb:cc -- Successful upgrade http://192.0.2.1:80/8841-3PCC/\(Self.new).loads?site=3 -- ",
            ])
    }

    @Test func goesThroughTheStagesThatTheRuleNames() async throws {
        let bench = Bench(
            [
                "Upgrade_Rule":
                    "($SWVER lt \(Self.middle))? http://h/\(Self.middle).loads | ($SWVER lt \(Self.new))? http://h/\(Self.new).loads"
            ],
            files: ["/\(Self.middle).loads": .success("a"), "/\(Self.new).loads": .success("b")])
        try await bench.run { await bench.recorder.upgrades(2) }
        #expect(
            await bench.recorder.upgradeAttempts.map(\.softwareVersionAfter) == [Self.middle, Self.new])
        #expect(
            await bench.recorder.upgradeAttempts.map(\.next) == [
                .some(.init(at: bench.host.now, trigger: .start)), nil,
            ])
        // The User-Agent and $SWVER follow.
        #expect(await bench.fetcher.requests.last?.userAgent == "Cisco-CP-8841-3PCC/12.0.5 (000e08aabbcc)")
    }

    @Test func aLoadThatRunsAlreadyIsNotAskedFor() async throws {
        let bench = Bench(["Upgrade_Rule": "http://h/\(Self.old).loads"])
        try await bench.run { await bench.recorder.upgrades(1) }
        #expect(await bench.recorder.upgradeAttempts.map(\.ending) == [.alreadyRunning])
        #expect(await bench.fetcher.requests.isEmpty)
        #expect(bench.host.messages.withLock { $0 }.isEmpty)
    }

    @Test(arguments: [
        (TransferFailure.status(404), "B"), (.status(503), "C"), (.tftp(code: 1, message: "File not found"), "B"),
        (.nameNotFound("h"), "C"),
    ])
    func aFailureIsRetriedAfterItsDelay(failure: TransferFailure, outcome: String) async throws {
        let bench = Bench(
            ["Upgrade_Rule": "http://h/\(Self.new).loads", "Upgrade_Error_Retry_Delay": "60"],
            files: ["/\(Self.new).loads": .failure(failure)])
        try await bench.run {
            await bench.recorder.upgrades(1)
            #expect(await bench.clock.nextSleep() == .init(offset: .seconds(60)))
            #expect(bench.engine.values.upgradeError == "Download failed: \(failure)")
            await bench.fetcher.serve("/\(Self.new).loads", .success("image"))
            bench.clock.advance(by: .seconds(60))
            await bench.recorder.upgrades(2)
        }
        let attempts = await bench.recorder.upgradeAttempts
        #expect(attempts.map(\.trigger) == [.start, .errorRetry(failures: 1)])
        #expect(attempts.map(\.ending.outcome.rawValue) == [outcome, "A"])
        #expect(attempts[0].next?.trigger == .errorRetry(failures: 1))
        #expect(bench.firmware.state.withLock { $0.discarded } == 1)
        #expect(
            bench.host.messages.withLock { $0[1] }
                == "CP-8841-3PCC 00:0e:08:aa:bb:cc -- Upgrade failed: Download failed: \(failure)")
        #expect(bench.engine.values.upgradeError == "")
    }

    @Test func aLoadForAnotherFamilyIsRefusedBeforeTheServerIsAsked() async throws {
        let bench = Bench(["Upgrade_Rule": "http://h/sip78xx.12-0-7MPP-7.loads"])
        try await bench.run { await bench.recorder.upgrades(1) }
        let attempt = try #require(await bench.recorder.upgradeAttempts.first)
        #expect(
            attempt.ending.error
                == "sip78xx.12-0-7MPP-7.loads is for phones of the family 78xx, and this is one of 88xx: nothing was asked of the server"
        )
        #expect(await bench.fetcher.requests.isEmpty)
    }

    @Test func nothingIsTriedAgainUntilTheRuleChanges() async throws {
        let bench = Bench(
            ["Upgrade_Rule": "http://h/\(Self.middle).loads"],
            files: ["/\(Self.middle).loads": .success("a"), "/\(Self.new).loads": .success("b")])
        try await bench.run {
            await bench.recorder.upgrades(1)
            try await bench.set(["Station_Name": "Reception"])
            _ = try await bench.engine.resync(by: "admin")
            try await bench.set(["Upgrade_Rule": "http://h/\(Self.new).loads"])
            await bench.recorder.upgrades(2)
        }
        #expect(await bench.recorder.upgradeAttempts.map(\.trigger) == [.start, .ruleChange])
    }

    @Test func whatAProfileSetsIsTriedAfterTheResync() async throws {
        let bench = Bench(
            ["Profile_Rule": "http://h/p.xml"],
            files: [
                "/p.xml": .success(
                    "<flat-profile><Upgrade_Rule>http://h/\(Self.new).loads</Upgrade_Rule></flat-profile>"),
                "/\(Self.new).loads": .success("image"),
            ])
        try await bench.run {
            _ = try await bench.engine.resync(by: "admin")
            await bench.recorder.upgrades(1)
        }
        #expect(await bench.recorder.upgradeAttempts.map(\.trigger) == [.resync])
    }

    @Test func whatWasTriedIsKnownAfterARestart() async throws {
        let bench = Bench(
            ["Upgrade_Rule": "http://h/\(Self.new).loads", "Upgrade_Error_Retry_Delay": "60"],
            files: ["/\(Self.new).loads": .failure(.status(503))])
        try await bench.run { await bench.recorder.upgrades(1) }
        let again = Bench(files: ["/\(Self.new).loads": .success("image")], store: bench.store)
        try await again.run {
            #expect(await again.clock.nextSleep() == .init(offset: .seconds(60)))
            #expect(again.engine.values.upgradeError == "Download failed: \(TransferFailure.status(503))")
            again.clock.advance(by: .seconds(60))
            await again.recorder.upgrades(1)
        }
        let third = Bench(store: bench.store)
        try await third.run { _ = try await third.engine.resync(by: "admin") }
        #expect(await third.recorder.upgradeAttempts.isEmpty)
    }

    @Test func aMachineThatGoesDownDuringTheInstallationDoesNotInstallForEver() async throws {
        // What the store holds at the moment of the installation is what the next start finds.
        let bench = Bench(
            ["Upgrade_Rule": "http://h/\(Self.new).loads", "Upgrade_Error_Retry_Delay": "60"],
            files: ["/\(Self.new).loads": .success("image")])
        try await bench.run { await bench.recorder.upgrades(1) }
        let remembered = bench.store.history.withLock { $0 }.compactMap { $0 as? UpgradeMemory }
        #expect(remembered.map(\.failures) == [1, 0])
        #expect(remembered.first?.error == "the installation did not end")
    }

    @Test func nothingBeginsDuringACallAndNothingIsInstalledDuringOne() async throws {
        let bench = Bench(files: ["/\(Self.new).loads": .success("image")])
        try await bench.run {
            bench.engine.callStateChanged(isBusy: true)
            async let attempt = bench.engine.upgrade(
                .init(rule: "http://h/\(Self.new).loads", requester: "192.0.2.9"), by: "admin")
            while bench.engine.postponed.isEmpty { await Task.yield() }
            #expect(bench.engine.postponed.map(\.concern) == [.upgrade])
            #expect(bench.engine.postponed.map(\.latest) == [nil])
            await bench.fetcher.hold()
            bench.engine.callStateChanged(isBusy: false)
            await bench.fetcher.asked()
            bench.engine.callStateChanged(isBusy: true)
            while await !bench.engine.arbiter.isBusy { await Task.yield() }
            await bench.fetcher.release()
            while bench.firmware.state.withLock({ $0.staged.isEmpty }) { await Task.yield() }
            #expect(bench.firmware.softwareVersion == Self.old)
            bench.engine.callStateChanged(isBusy: false)
            let ending = try await attempt.ending
            #expect(ending == .installed(output: ["done"]))
        }
    }

    /// A call may last for hours: what does not mind it, or has waited for Forced_Resync_Delay, goes on while a load waits for its end.
    @Test func aLoadThatWaitsForTheEndOfACallHoldsUpNothingElse() async throws {
        let bench = Bench(
            ["Profile_Rule": "http://h/p.xml", "Forced_Resync_Delay": "0"],
            files: ["/\(Self.new).loads": .success("image"), "/p.xml": .success("<flat-profile/>")])
        try await bench.run {
            await bench.fetcher.hold()
            async let attempt = bench.engine.upgrade(
                .init(rule: "http://h/\(Self.new).loads", requester: "192.0.2.9"), by: "admin")
            await bench.fetcher.asked()
            bench.engine.callStateChanged(isBusy: true)
            while await !bench.engine.arbiter.isBusy { await Task.yield() }
            await bench.fetcher.release()
            while bench.firmware.state.withLock({ $0.staged.isEmpty }) { await Task.yield() }
            let report = try await bench.engine.resync(by: "admin")
            #expect(report.attempts.map(\.ending) == [.applied])
            #expect(bench.engine.postponed.map(\.concern) == [.upgrade])
            #expect(bench.firmware.softwareVersion == Self.old)
            bench.engine.callStateChanged(isBusy: false)
            let ending = try await attempt.ending
            #expect(ending == .installed(output: ["done"]))
        }
        #expect(bench.engine.postponed.isEmpty)
    }

    @Test func anEngineThatStopsDuringACallGivesUpTheLoadThatWaits() async throws {
        let bench = Bench(files: ["/\(Self.new).loads": .success("image")])
        let run = Task { await bench.engine.run() }
        await bench.fetcher.hold()
        let attempt = Task {
            try await bench.engine.upgrade(
                .init(rule: "http://h/\(Self.new).loads", requester: "192.0.2.9"), by: "admin")
        }
        await bench.fetcher.asked()
        bench.engine.callStateChanged(isBusy: true)
        while await !bench.engine.arbiter.isBusy { await Task.yield() }
        await bench.fetcher.release()
        while bench.engine.postponed.isEmpty { await Task.yield() }
        run.cancel()
        await run.value
        #expect(try await attempt.value.ending.error?.hasSuffix("the phone is being stopped") == true)
        #expect(bench.firmware.softwareVersion == Self.old)
    }

    @Test func aRuleThatChangesDuringAnAttemptIsFollowedAfterIt() async throws {
        let bench = Bench(
            ["Upgrade_Rule": "http://h/\(Self.middle).loads", "Upgrade_Error_Retry_Delay": "0"],
            files: ["/\(Self.new).loads": .success("image")])
        try await bench.run {
            await bench.fetcher.hold()
            await bench.fetcher.asked()
            try await bench.set(["Upgrade_Rule": "http://h/\(Self.new).loads"])
            for _ in 0..<100 { await Task.yield() }
            await bench.fetcher.release()
            await bench.recorder.upgrades(2)
        }
        let attempts = await bench.recorder.upgradeAttempts
        #expect(attempts.map(\.trigger) == [.start, .ruleChange])
        #expect(bench.firmware.softwareVersion == Self.new)
    }

    @Test func aLoadForOnceComesFromTheHostThatAsksWhereNoServerIsNamed() async throws {
        let bench = Bench(files: ["/\(Self.new).loads": .success("image")])
        let attempt = try await bench.run {
            try await bench.engine.upgrade(.init(rule: "/\(Self.new).loads", requester: "192.0.2.9"), by: "admin")
        }
        #expect(attempt.transfer.url == "tftp://192.0.2.9/\(Self.new).loads")
        #expect(attempt.source == .oneTime)
        #expect(bench.store.snapshot["Upgrade_Rule"] == "")
    }

    @Test func withUpgradeEnableNoNobodyUpgrades() async throws {
        let bench = Bench(["Upgrade_Enable": "No", "Upgrade_Rule": "http://h/\(Self.new).loads"])
        await #expect(throws: ProvisioningEngine<ManualClock>.Refusal.upgradesDisabled) {
            try await bench.run { try await bench.engine.upgrade(by: "admin") }
        }
        #expect(await bench.fetcher.requests.isEmpty)
    }

    @Test func aSignatureIsFetchedFirstAndWithoutOneTheLoadIsNotAskedFor() async throws {
        let bench = Bench(
            files: ["/\(Self.new).loads": .success("image")], firmware: ScriptedFirmware(Self.old, wantsSignature: true)
        )
        let load = UpgradeRequest.OneTime(rule: "http://h/\(Self.new).loads", requester: "192.0.2.9")
        try await bench.run {
            let refused = try await bench.engine.upgrade(load, by: "admin")
            #expect(refused.ending.error?.contains("--firmware-key") == true)
            #expect(await bench.fetcher.requests.map(\.url.path) == ["/\(Self.new).loads.sig"])
            await bench.fetcher.serve("/\(Self.new).loads.sig", .success("signature"))
            let taken = try await bench.engine.upgrade(load, by: "admin")
            #expect(taken.ending == .installed(output: ["done"]))
        }
        #expect(bench.firmware.state.withLock { $0.signatures } == ["signature"])
    }

    @Test(arguments: [
        FirmwareFault.wrongChecksum(expected: "aa", got: "bb"), .wrongSignature("it is not"),
        .noSpace(needed: 5, free: 1), .cannotStage("the disk is broken"),
    ])
    func aLoadThatIsNotRightIsNotInstalled(fault: FirmwareFault) async throws {
        let firmware = ScriptedFirmware(Self.old)
        firmware.state.withLock { $0.stageFault = fault }
        let bench = Bench(
            ["Upgrade_Rule": "http://h/\(Self.new).loads"], files: ["/\(Self.new).loads": .success("image")],
            firmware: firmware)
        try await bench.run { await bench.recorder.upgrades(1) }
        let attempt = try #require(await bench.recorder.upgradeAttempts.first)
        #expect(attempt.ending.error == "\(fault)")
        #expect(attempt.next?.trigger == .errorRetry(failures: 1))
        #expect(firmware.softwareVersion == Self.old)
        #expect(firmware.state.withLock { $0.discarded } == 1)
    }

    @Test func aLoadForWhichThereIsNoRoomIsGivenUpWhenItsSizeIsKnown() async throws {
        let firmware = ScriptedFirmware(Self.old)
        firmware.state.withLock { $0.room = 4 }
        let bench = Bench(
            ["Upgrade_Rule": "http://h/\(Self.new).loads"], files: ["/\(Self.new).loads": .success("image")],
            firmware: firmware)
        try await bench.run { await bench.recorder.upgrades(1) }
        let attempt = try #require(await bench.recorder.upgradeAttempts.first)
        #expect(attempt.ending.error == "\(FirmwareFault.noSpace(needed: 5, free: 4))")
        #expect(firmware.state.withLock { $0.discarded } == 1)
    }

    @Test func anInstallProgramThatFailsIsRetriedAndItsWordsAreKept() async throws {
        let firmware = ScriptedFirmware(Self.old)
        firmware.state.withLock {
            $0.installation = .failure(.notInstalled("exited with status 1", output: ["a", "b"]))
        }
        let bench = Bench(
            ["Upgrade_Rule": "http://h/\(Self.new).loads"], files: ["/\(Self.new).loads": .success("image")],
            firmware: firmware)
        try await bench.run { await bench.recorder.upgrades(1) }
        let attempt = try #require(await bench.recorder.upgradeAttempts.first)
        #expect(
            attempt.ending
                == .failed(.otherFailure, "the install program exited with status 1: b", output: ["a", "b"]))
        #expect(attempt.next != nil)
    }

    @Test func withoutAnInstallProgramTheLoadIsStagedAndTheVersionStays() async throws {
        let firmware = ScriptedFirmware(Self.old)
        firmware.state.withLock { $0.installation = .success(.noProgram) }
        let bench = Bench(
            ["Upgrade_Rule": "http://h/\(Self.new).loads"], files: ["/\(Self.new).loads": .success("image")],
            firmware: firmware)
        try await bench.run { await bench.recorder.upgrades(1) }
        let attempt = try #require(await bench.recorder.upgradeAttempts.first)
        #expect(attempt.ending == .staged)
        #expect(attempt.softwareVersionAfter == Self.old)
        #expect(attempt.next == nil)
    }

    @Test func anAttemptIsFollowedByAResync() async throws {
        let bench = Bench(
            [
                "Upgrade_Rule": "http://h/\(Self.new).loads", "Resync_After_Upgrade_Attempt": "Yes",
                "Profile_Rule": "http://h/p.xml",
            ],
            files: ["/p.xml": .success("<flat-profile/>")])
        try await bench.run { await bench.recorder.resyncs(1) }
        #expect(await bench.recorder.attempts.map(\.trigger) == [.upgradeAttempt])
        #expect(await bench.recorder.upgradeAttempts.map(\.ending.outcome) == [.fileNotFound])
    }

    @Test func aRehearsalChecksAndKeepsNothing() async throws {
        let bench = Bench(
            ["Upgrade_Rule": "(GPP_A = \"x\")? http://h/\(Self.new).loads"],
            files: ["/\(Self.new).loads": .success("image")])
        try await bench.set(["Upgrade_Rule": "http://h/\(Self.new).loads"])
        let attempt = await bench.engine.rehearseUpgrade(by: "admin")
        #expect(attempt.ending == .checked)
        #expect(bench.firmware.state.withLock { $0.kept } == [false])
        #expect(bench.firmware.softwareVersion == Self.old)
        #expect(bench.host.messages.withLock { $0 }.isEmpty)
        #expect(await bench.recorder.events.isEmpty)
    }

    @Test(arguments: [
        ("http://h/", "the address names no file"), ("(\"a\" eq)? http://h/a.loads", "Upgrade_Rule cannot be read"),
    ])
    func aRuleThatLeadsNowhereFails(rule: String, words: String) async throws {
        let bench = Bench(["Upgrade_Rule": rule])
        try await bench.run { await bench.recorder.upgrades(1) }
        #expect(await bench.recorder.upgradeAttempts.first?.ending.error?.contains(words) == true)
        #expect(await bench.fetcher.requests.isEmpty)
    }
}

/// A server with files; anything else is not found.
actor FileFetcher: ProfileFetcher {
    private(set) var requests: [TransferRequest] = []
    private var files: [String: Result<String, TransferFailure>]
    private var isHeld = false
    private var held: [CheckedContinuation<Void, Never>] = []
    private var watchers: [CheckedContinuation<Void, Never>] = []

    init(_ files: [String: Result<String, TransferFailure>]) {
        self.files = files
    }

    func serve(_ path: String, _ answer: Result<String, TransferFailure>) { files[path] = answer }

    /// Requests get no answer until `release`.
    func hold() { isHeld = true }

    func release() {
        isHeld = false
        for waiter in held { waiter.resume() }
        held = []
    }

    /// Waits until a request is held.
    func asked() async {
        while held.isEmpty { await withCheckedContinuation { watchers.append($0) } }
    }

    func fetch(_ request: TransferRequest) async -> TransferReport {
        requests.append(request)
        let endpoint = Endpoint(address: "192.0.2.1", port: request.url.port)
        request.willTry?(endpoint)
        if isHeld {
            await withCheckedContinuation { waiter in
                held.append(waiter)
                for watcher in watchers { watcher.resume() }
                watchers = []
            }
        }
        var step = TransferStep(url: request.url, endpoint: endpoint)
        switch files[request.url.path] ?? .failure(.status(404)) {
        case .success(let text):
            step.status = 200
            step.bytes = text.utf8.count
            var response = TransferResponse(
                status: 200, body: Array(text.utf8), url: request.url, endpoint: endpoint)
            if case .file(let file) = request.destination {
                file.progress?(text.utf8.count, text.utf8.count)
                response.body = []
                guard !Task.isCancelled else { return TransferReport(steps: [step], result: .failure(.cancelled)) }
            }
            return TransferReport(steps: [step], result: .success(response))
        case .failure(let failure):
            step.failure = failure
            return TransferReport(steps: [step], result: .failure(failure))
        }
    }
}
