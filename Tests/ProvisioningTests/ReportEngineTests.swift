import FlatProfile
import ProfileFormat
import ProfileRules
import TestSupport
import Testing
import Threading
import Transfer

@testable import Provisioning

/// A phone whose reports go to a scripted client.
private struct ReportingPhone {
    static let identity = DeviceIdentity(
        model: .standard, mac: MACAddress(bits: 0x000e_08aa_bbcc), serialNumber: "FCH2305DMH0",
        softwareVersion: "sip88xx.12-0-7MPP0201-66", hardwareVersion: "2.0.1")

    let store: PlainStore
    let fetcher: ScriptedFetcher
    let recorder = Recorder()
    let clock = ManualClock()
    let engine: ProvisioningEngine<ManualClock>

    init(_ values: [ParameterName: String], _ answers: [Result<String, TransferFailure>] = [.success("")]) {
        store = PlainStore(["Resync_On_Reset": "No", "Report_To_Server": "Periodically"].merging(values) { $1 })
        fetcher = ScriptedFetcher(answers)
        engine = ProvisioningEngine(
            identity: Self.identity, store: store, fetcher: fetcher, host: QuietHost(), observer: recorder,
            clock: clock, reportSource: DifferenceSource(store: store))
    }

    func run<Result>(_ body: () async throws -> Result) async throws -> Result {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [engine] in await engine.run() }
            defer { group.cancelAll() }
            return try await body()
        }
    }

    func set(_ name: ParameterName, _ value: String) async throws {
        _ = try await store.commit(ChangeSet([ParameterChange(name, .set(value))], origin: .web(account: "admin")))
    }

    /// The bodies that were sent, as text.
    var bodies: [String] {
        get async { await fetcher.requests.map { String(decoding: $0.method.body, as: UTF8.self) } }
    }
}

/// Knows the differences between the revisions of a store from when they were asked for.
private final class DifferenceSource: ReportSource {
    private let store: PlainStore
    private let seen: Locked<[RevisionNumber: Snapshot]> = Locked([:])

    init(store: PlainStore) {
        self.store = store
    }

    func changedParameters(from: RevisionNumber, to: RevisionNumber) async throws(CommitFailure) -> Set<ParameterName> {
        let now = store.snapshot
        return seen.withLock { seen in
            let before = seen[from]?.settings ?? [:]
            seen[to] = now
            return Set(
                Set(before.keys).union(now.settings.keys).filter { before[$0]?.value != now.settings[$0]?.value })
        }
    }

    func statusDocument() async -> [UInt8] { Array("<flat-status><Product_Name>x</Product_Name></flat-status>".utf8) }
}

extension TransferRequest.Method {
    fileprivate var body: [UInt8] {
        switch self {
        case .get, .form: []
        case .post(let bytes, _), .put(let bytes, _): bytes
        }
    }
}

@Suite struct ReportEngineTests {
    @Test func sendsTheConfigurationWithoutItsSecrets() async throws {
        let phone = ReportingPhone([
            "Report_Rule": "http://collector/$MA.xml", "Station_Name": "Reception", "Password_1_": "hidden",
            "GPP_SA": "hidden", "Profile_Rule": "[--key hidden]http://h/p",
        ])
        let outcome = try await phone.run { try await phone.engine.report(by: "admin") }
        #expect(outcome.succeeded)
        let request = try #require(await phone.fetcher.requests.first)
        #expect(request.url.description == "http://collector/000e08aabbcc.xml")
        // Profiles wait meanwhile.
        #expect(request.limits.total == .seconds(60))
        guard case .post(let body, contentType: "application/x-www-form-urlencoded") = request.method else {
            Issue.record("not a POST: \(request.method)")
            return
        }
        let text = String(decoding: body, as: UTF8.self)
        #expect(text.contains("<flat-profile>\n"))
        #expect(text.contains("<Station_Name ua=\"na\">Reception</Station_Name>"))
        #expect(!text.contains("hidden"))
        #expect(!text.contains("GPP_SA"))
        let attempt = try #require(outcome.attempts.first)
        #expect(attempt.trigger == .request(by: "admin"))
        #expect(attempt.contents == .configuration)
        #expect(attempt.sentBytes == body.count)
        #expect(attempt.seal == nil)
        #expect(attempt.ending == .sent)
    }

    @Test func putsWhereTheMethodSaysSo() async throws {
        let phone = ReportingPhone(["Report_Rule": "https://collector/x", "HTTP_Report_Method": "PUT"])
        _ = try await phone.run { try await phone.engine.report(by: "admin") }
        guard case .put(_, contentType: "application/xml") = try #require(await phone.fetcher.requests.first).method
        else {
            Issue.record("not a PUT")
            return
        }
    }

    @Test func aDeltaHoldsWhatHasChangedSinceTheLastOneThatWasAccepted() async throws {
        let phone = ReportingPhone(
            ["Report_Rule": "[--delta]http://collector/delta", "Station_Name": "Reception"],
            [.success(""), .failure(.status(500)), .success("")])
        let outcomes = try await phone.run {
            var outcomes = [try await phone.engine.report(by: "admin")]
            try await phone.set("Station_Name", "Lobby")
            outcomes.append(try await phone.engine.report(by: "admin"))
            try await phone.set("GPP_A", "later")
            outcomes.append(try await phone.engine.report(by: "admin"))
            outcomes.append(try await phone.engine.report(by: "admin"))
            return outcomes
        }
        #expect(outcomes.map(\.succeeded) == [true, false, true, true])
        let bodies = await phone.bodies
        // The first one holds all that differs from the factory, and nothing else.
        #expect(bodies[0].contains(">Reception</Station_Name>"))
        #expect(bodies[0].contains("<Report_To_Server"))
        #expect(!bodies[0].contains("<Station_Display_Name"))
        #expect(bodies[1].contains(">Lobby</Station_Name>"))
        #expect(!bodies[1].contains("<Report_To_Server"))
        // That was not accepted, so the next one repeats it.
        #expect(bodies[2].contains(">Lobby</Station_Name>"))
        #expect(bodies[2].contains(">later</GPP_A>"))
        #expect(!bodies[3].contains("</Station_Name>"))
        #expect(outcomes[3].attempts.map(\.contents) == [.changes(since: 3, count: 0)])
    }

    @Test func eachAddressHasItsOwnDelta() async throws {
        let phone = ReportingPhone(["Report_Rule": "[--delta]http://a/d [--delta]http://b/d", "GPP_A": "1"])
        let outcome = try await phone.run {
            _ = try await phone.engine.report(by: "admin")
            try await phone.set("GPP_A", "2")
            return try await phone.engine.report(by: "admin")
        }
        #expect(outcome.attempts.map(\.contents) == [.changes(since: 1, count: 1), .changes(since: 1, count: 1)])
    }

    @Test func twoRulesAreFollowedEachByItself() async throws {
        let phone = ReportingPhone(
            ["Report_Rule": "[--status]http://h/status.xml [--delta]http://h/delta.xml"],
            [.failure(.status(503)), .success("")])
        let outcome = try await phone.run { try await phone.engine.report(by: "admin") }
        #expect(!outcome.succeeded)
        #expect(outcome.attempts.map(\.rule) == [1, 2])
        #expect(outcome.attempts.first?.contents == .status)
        #expect(outcome.attempts.first?.ending.error?.hasPrefix("Upload failed: ") == true)
        #expect(outcome.attempts.last?.ending == .sent)
        #expect(await phone.bodies[0].contains("<flat-status>"))
    }

    @Test func tellsEachAttempt() async throws {
        let phone = ReportingPhone(["Report_Rule": "http://h/a http://h/b"])
        _ = try await phone.run { try await phone.engine.report(by: "admin") }
        let told = await phone.recorder.events.compactMap {
            if case .reported(let attempt) = $0 { attempt.rule } else { nil }
        }
        #expect(told == [1, 2])
    }

    // MARK: Seals

    @Test func aKeySealsAsOpenSSLDoes() async throws {
        let phone = ReportingPhone([
            "Report_Rule": "[--delta --key $SA]http://h/delta.enc", "GPP_SA": "Pass Phrase 1",
            "IKM_HTTP_Encrypt_Content": "not used", "Station_Name": "Reception",
        ])
        let outcome = try await phone.run { try await phone.engine.report(by: "admin") }
        let request = try #require(await phone.fetcher.requests.first)
        #expect(!request.headers.contains { $0.name == "Content-Encoding" })
        #expect(outcome.attempts.map(\.seal) == [.aes256cbc])
        let files = try TemporaryDirectory()
        let sealed = try files.write(request.method.body, to: "sealed")
        try ChildProcess.run([
            "openssl", "enc", "-d", "-aes-256-cbc", "-md", "md5", "-k", "Pass Phrase 1", "-in", sealed, "-out",
            files.path(of: "open"),
        ])
        #expect(String(decoding: try files.read("open"), as: UTF8.self).contains(">Reception</Station_Name>"))
    }

    @Test func theKeyingMaterialSealsWhereTheRuleHasNoKey() async throws {
        let phone = ReportingPhone([
            "Report_Rule": "http://h/cfg", "IKM_HTTP_Encrypt_Content": "yqdlZ-tYemfogSmv7Ws5PQ",
            "HTTP_Report_Method": "PUT",
        ])
        let outcome = try await phone.run { try await phone.engine.report(by: "admin") }
        let request = try #require(await phone.fetcher.requests.first)
        #expect(request.headers.contains(.init("Content-Encoding", "aes128gcm")))
        #expect(outcome.attempts.map(\.seal) == [.aes128gcm])
        let key = try ProfileKey("yqdlZ-tYemfogSmv7Ws5PQ".utf8, for: .aes128gcm)
        let open = try SealedProfile.open(request.method.body, with: key)
        #expect(String(decoding: open, as: UTF8.self).contains("<flat-profile>"))
        #expect(!String(decoding: open, as: UTF8.self).contains("IKM_HTTP_Encrypt_Content"))
    }

    @Test func anEmptyKeySendsNothing() async throws {
        let phone = ReportingPhone(["Report_Rule": "[--key $SA]http://h/cfg", "GPP_SA": ""])
        let outcome = try await phone.run { try await phone.engine.report(by: "admin") }
        #expect(await phone.fetcher.requests.isEmpty)
        #expect(
            outcome.attempts.first?.ending.error?.hasPrefix("the report cannot be sealed, so it is not sent") == true)
    }

    // MARK: What cannot be done

    @Test(arguments: ["tftp://h/x", "h/x"])
    func tftpIsRefused(rule: String) async throws {
        let phone = ReportingPhone(["Report_Rule": rule])
        let outcome = try await phone.run { try await phone.engine.report(by: "admin") }
        #expect(await phone.fetcher.requests.isEmpty)
        #expect(outcome.attempts.first?.ending.error?.hasPrefix("reports go by http or https") == true)
    }

    @Test func aConditionThatIsFalseIsNoFailure() async throws {
        let phone = ReportingPhone(["Report_Rule": "(\"$GPP_A\" eq \"yes\")? http://h/x"])
        let outcome = try await phone.run { try await phone.engine.report(by: "admin") }
        #expect(outcome.succeeded)
        #expect(outcome.attempts.map(\.ending) == [.skipped(.noConditionIsTrue)])
    }

    @Test func withoutARuleARequestIsRefused() async throws {
        let phone = ReportingPhone(["Report_Rule": ""])
        await #expect(throws: ReportRefusal.noRule) {
            try await phone.run { try await phone.engine.report(by: "admin") }
        }
        await #expect(throws: ReportRefusal.stopped) { try await phone.engine.report(by: "admin") }
    }

    @Test func aStoreThatForgetsIsToldAsAWarning() async throws {
        let phone = ReportingPhone(["Report_Rule": "[--delta]http://h/x"])
        let outcome = try await phone.run {
            phone.store.failure.withLock { $0 = CommitFailure(sentence: "the disk is full") }
            return try await phone.engine.report(by: "admin")
        }
        #expect(outcome.succeeded)
        #expect(outcome.attempts.first?.warnings.first?.hasSuffix("the disk is full") == true)
    }

    // MARK: Time

    @Test func aLocalChangeIsReportedByItself() async throws {
        let phone = ReportingPhone(["Report_Rule": "http://h/x", "Report_To_Server": "On Local Change"])
        let told = try await phone.run { () -> NextReport? in
            try await phone.set("Station_Name", "Lobby")
            phone.engine.configurationChangedLocally()
            #expect(await phone.clock.nextSleep() == .init(offset: .seconds(60)))
            let next = phone.engine.nextReport
            phone.clock.advance(by: .seconds(60))
            await phone.recorder.reports(1)
            return next
        }
        #expect(told?.trigger == .localChange)
        #expect(await phone.bodies.count == 1)
    }

    @Test func aStartIsReportedOnRequest() async throws {
        let phone = ReportingPhone(["Report_Rule": "http://h/x", "Report_To_Server": "On Request"])
        try await phone.run { await phone.recorder.reports(1) }
        #expect(await phone.bodies.count == 1)
    }
}
