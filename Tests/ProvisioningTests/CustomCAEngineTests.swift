import FlatProfile
import TestSupport
import Testing
import Threading
import Transfer

@testable import Provisioning

/// A place for a CA that takes every text that begins with `CA`.
private final class PlainKeeper: CustomAuthorityKeeper {
    let text = Locked<String?>(nil)
    let failure = Locked<String?>(nil)

    var installed: CustomAuthorities? { text.withLock { $0 }.map { CustomAuthorities(commonName: $0, count: 1) } }

    func install(_ file: [UInt8]) async throws(CustomAuthorityRefusal) -> CustomAuthorities {
        let file = String(decoding: file, as: UTF8.self)
        guard file.hasPrefix("CA") else { throw CustomAuthorityRefusal(sentence: "it is none") }
        text.withLock { $0 = file }
        return CustomAuthorities(commonName: file, count: 1, warnings: file == "CA old" ? ["it is old"] : [])
    }

    func remove() async throws(CustomAuthorityRefusal) {
        if let sentence = failure.withLock({ $0 }) { throw CustomAuthorityRefusal(sentence: sentence) }
        text.withLock { $0 = nil }
    }
}

private struct TrustingHost: ProvisioningHost {
    let keeper: PlainKeeper

    var now: Timestamp { Timestamp(unixSeconds: 1_700_000_000) }
    func offer(for snapshot: Snapshot) -> ProvisioningOffer? { nil }
    var customAuthorities: [UInt8] { Array((keeper.text.withLock { $0 } ?? "").utf8) }
    var authorityKeeper: any CustomAuthorityKeeper { keeper }
    func localAddress(towards host: String?) -> String { "192.0.2.7" }
    func syslog(_ message: String, configuration: Snapshot) {
        Issue.record("no message is sent about a custom CA: \(message)")
    }
}

/// Hands on what is told about the custom CA.
private struct Observer: ProvisioningObserver {
    let told: AsyncStream<(CustomCAAttempt, CustomCAMemory)>
    let resyncs: AsyncStream<ResyncAttempt>
    private let tell: AsyncStream<(CustomCAAttempt, CustomCAMemory)>.Continuation
    private let resync: AsyncStream<ResyncAttempt>.Continuation

    init() {
        (told, tell) = AsyncStream.makeStream()
        (resyncs, resync) = AsyncStream.makeStream()
    }

    func observe(_ event: ProvisioningEvent) async {
        switch event {
        case .customAuthority(let attempt, let memory): tell.yield((attempt, memory))
        case .attempted(let attempt): resync.yield(attempt)
        default: break
        }
    }

    func next() async throws -> (attempt: CustomCAAttempt, memory: CustomCAMemory) {
        for await pair in told { return pair }
        throw TestSupportError("nothing more is told")
    }

    func nextResync() async throws -> ResyncAttempt {
        for await attempt in resyncs { return attempt }
        throw TestSupportError("nothing more is told")
    }
}

@Suite struct CustomCAEngineTests {
    private struct Bench {
        let store: PlainStore
        let fetcher: ScriptedFetcher
        let keeper = PlainKeeper()
        let observer = Observer()
        let clock = ManualClock()
        let engine: ProvisioningEngine<ManualClock>

        init(
            _ values: [ParameterName: String], _ answers: [Result<String, TransferFailure>] = [.success("CA one")],
            memory: CustomCAMemory? = nil, installed: String? = nil
        ) {
            store = PlainStore(
                ["Resync_Random_Delay": "0", "Log_Request_Msg": "", "Log_Success_Msg": "", "Log_Failure_Msg": ""]
                    .merging(values) { $1 })
            if let memory { store.memories.withLock { $0["custom-ca"] = memory } }
            keeper.text.withLock { $0 = installed }
            fetcher = ScriptedFetcher(answers)
            engine = ProvisioningEngine(
                identity: phoneIdentity, store: store, fetcher: fetcher, host: TrustingHost(keeper: keeper),
                observer: observer, clock: clock)
        }

        func run<Result>(asStart: Bool = true, _ body: () async throws -> Result) async throws -> Result {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { [engine] in await engine.run(from: asStart ? .powerUp : nil) }
                defer { group.cancelAll() }
                return try await body()
            }
        }

        func set(_ name: ParameterName, _ value: String) async throws {
            _ = try await store.commit(
                ChangeSet([ParameterChange(name, .set(value))], origin: .web(account: "admin")))
            engine.configurationChanged()
        }

        var requested: [String] { get async { await fetcher.requests.map(\.url.description) } }
        var kept: CustomCAMemory? { store.memories.withLock { $0["custom-ca"] as? CustomCAMemory } }
    }

    private static let url = "https://ps.example.com/ca.pem"

    @Test func theCustomCAIsThereBeforeTheFirstResync() async throws {
        let bench = Bench(
            ["Custom_CA_Rule": "http://ps.example.com/$MA.pem", "Profile_Rule": "https://ps.example.com/p.xml"],
            [.success("CA one"), .success("<flat-profile/>")])
        try await bench.run {
            let told = try await bench.observer.next()
            #expect(told.attempt.trigger == .start)
            #expect(told.attempt.ending == .installed(CustomAuthorities(commonName: "CA one", count: 1)))
            #expect(told.attempt.transfer.url == "http://ps.example.com/000e08aabbcc.pem")
            #expect(try await bench.observer.nextResync().ending == .applied)
        }
        let requests = await bench.fetcher.requests
        #expect(
            requests.map(\.url.description) == [
                "http://ps.example.com/000e08aabbcc.pem", "https://ps.example.com/p.xml",
            ])
        #expect(requests.map(\.trust.extraAuthorities) == [[], Array("CA one".utf8)])
        #expect(bench.kept?.source == .rule)
        #expect(bench.kept?.last?.succeeded == true)
    }

    @Test func aRuleThatTellsWhetherThePhoneIsCustomizedIsFollowedAgainThen() async throws {
        let bench = Bench(["Custom_CA_Rule": "http://ps.example.com/$ISCUST.pem", "Resync_On_Reset": "No"])
        await bench.engine.restore(CustomizationMemory(.open))
        try await bench.run {
            let first = try await bench.observer.next()
            await bench.engine.restore(CustomizationMemory(.acquired))
            bench.engine.configurationChanged()
            let second = try await bench.observer.next()
            #expect([first, second].map(\.attempt.trigger) == [.start, .ruleChanged])
        }
        #expect(
            await bench.requested == ["http://ps.example.com/0.pem", "http://ps.example.com/1.pem"])
    }

    @Test func aFailedFetchHoldsNoResyncUpAndKeepsThePresentOne() async throws {
        let bench = Bench(
            [
                "Custom_CA_Rule": Self.url, "Profile_Rule": "https://ps.example.com/p.xml",
                "Resync_Error_Retry_Delay": "600", "Resync_Periodic": "0",
            ],
            [.failure(.status(404)), .success("<flat-profile/>"), .success("not one"), .success("CA two")],
            installed: "CA one")
        try await bench.run {
            let first = try await bench.observer.next()
            #expect(first.attempt.ending == .failed("Download failed: \(TransferFailure.status(404))"))
            #expect(first.memory.last?.error == first.attempt.ending.error)
            #expect(try await bench.observer.nextResync().ending == .applied)
            #expect(bench.keeper.installed?.commonName == "CA one")

            #expect(await bench.clock.nextSleep().offset == .seconds(600))
            bench.clock.advance(by: .seconds(600))
            let second = try await bench.observer.next()
            #expect(second.attempt.trigger == .errorRetry(failures: 1))
            #expect(second.attempt.ending == .failed("Nothing was installed: it is none"))
            #expect(bench.keeper.installed?.commonName == "CA one")
        }
    }

    @Test func aChangedRuleIsFetchedAndAnEmptiedOneRemoves() async throws {
        let bench = Bench([:], [.success("CA one")])
        try await bench.run {
            _ = try await bench.observer.nextResync()
            try await bench.set("Custom_CA_Rule", Self.url)
            #expect(try await bench.observer.next().attempt.trigger == .ruleChanged)
            #expect(bench.keeper.installed?.commonName == "CA one")
            try await bench.set("Custom_CA_Rule", "")
            let told = try await bench.observer.next()
            #expect(told.attempt.ending == .removed)
            #expect(told.memory.source == nil)
            #expect(told.memory.last?.succeeded == true)
            #expect(bench.keeper.installed == nil)
        }
    }

    @Test func whatOutlivedAFactoryResetGoesAtTheNextStart() async throws {
        let bench = Bench([:], installed: "CA one")
        try await bench.run {
            let told = try await bench.observer.next()
            #expect(told.attempt.ending == .removed)
            #expect(bench.keeper.installed == nil)
        }
        let other = Bench(["Custom_CA_Rule": Self.url], [.success("CA two")], installed: "CA one")
        try await other.run {
            let told = try await other.observer.next()
            #expect(told.attempt.trigger == .start)
            #expect(other.keeper.installed?.commonName == "CA two")
        }
    }

    @Test func whatACommandInstalledOutlivesARestart() async throws {
        var memory = CustomCAMemory()
        memory.source = .command
        let bench = Bench(["Profile_Rule": "http://ps.example.com/p.xml"], memory: memory, installed: "CA one")
        try await bench.run { _ = try await bench.observer.nextResync() }
        #expect(bench.keeper.installed?.commonName == "CA one")
    }

    @Test func aRemovalThatFailsSaysSo() async throws {
        var memory = CustomCAMemory()
        memory.source = .rule
        let bench = Bench([:], memory: memory, installed: "CA one")
        bench.keeper.failure.withLock { $0 = "the disk is full" }
        try await bench.run {
            let told = try await bench.observer.next()
            #expect(told.attempt.ending == .failed("The custom CA is still installed: the disk is full"))
            #expect(told.memory == memory)
        }
    }

    @Test func somebodyMayInstallOneOnce() async throws {
        let bench = Bench(["Provision_Enable": "No"], [.success("CA old")])
        try await bench.run(asStart: false) {
            let attempt = try await bench.engine.updateCustomCA("https://ps.example.com/$PN.pem", by: "root")
            #expect(attempt.trigger == .request(by: "root"))
            #expect(attempt.source == .command)
            #expect(
                attempt.ending == .installed(CustomAuthorities(commonName: "CA old", count: 1, warnings: ["it is old"]))
            )
            #expect(attempt.warnings == ["it is old"])
        }
        #expect(bench.kept?.source == .command)
        #expect(bench.kept?.url == "https://ps.example.com/CP-8841-3PCC.pem")
        #expect(bench.store.snapshot["Custom_CA_Rule"] == "")
    }

    @Test(arguments: [
        ("ftp://x/ca.pem", "the address cannot be read: "),
        ("[--uid a]http://x/ca.pem", "the address cannot be read: "),
        ("gds://", "the address"), ("/ca.pem", "the address cannot be read: "),
    ])
    func anAddressThatCannotBeFollowedAsksNobody(rule: String, beginning: String) async throws {
        let bench = Bench([:])
        try await bench.run(asStart: false) {
            let attempt = try await bench.engine.updateCustomCA(rule, by: "root")
            #expect(attempt.ending.error?.hasPrefix(beginning) == true, "\(attempt.ending)")
        }
        #expect(await bench.requested.isEmpty)
        #expect(bench.keeper.installed == nil)
    }

    @Test func nothingOfAPasswordInTheAddressIsWrittenDown() async throws {
        let bench = Bench([:], [.success("none")])
        try await bench.run(asStart: false) {
            let attempt = try await bench.engine.updateCustomCA("https://joe:hush@ps.example.com/ca.pem", by: "root")
            #expect(!"\(attempt)".contains("hush"))
        }
        #expect(!"\(String(describing: bench.kept))".contains("hush"))
    }

    @Test func aStoreThatCannotBeWrittenIsAWarning() async throws {
        let bench = Bench([:])
        bench.store.failure.withLock { $0 = CommitFailure(sentence: "the disk is full") }
        try await bench.run(asStart: false) {
            let attempt = try await bench.engine.updateCustomCA(Self.url, by: "root")
            #expect(attempt.warnings == ["it could not be written down: the disk is full"])
            #expect(attempt.ending.error == nil)
        }
    }

    @Test func aPhoneWithoutAPlaceForOneRefuses() async throws {
        let engine = ProvisioningEngine(
            identity: phoneIdentity, store: PlainStore(), fetcher: ScriptedFetcher([.success("CA one")]),
            host: QuietHost(), observer: Recorder(), clock: ManualClock())
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await engine.run(from: nil) }
            let attempt = try await engine.updateCustomCA(Self.url, by: "root")
            #expect(attempt.ending == .failed("Nothing was installed: this phone has no place for a custom CA"))
            group.cancelAll()
        }
    }
}
