import FlatProfile
import ProfileRules
import TestSupport
import Testing
import Threading
import Transfer

@testable import Provisioning

/// The engine from the box to the provider, with a network that answers by a table.
@Suite struct OnboardingTests {
    static let edos = OnboardingServices.Server(host: "edos.example.test")
    static let gds = OnboardingServices.Server(host: "gds.example.test")
    static let query =
        "https://edos.example.test/software/edos/callhome/rc?id=000E08AABBCC:FCH2305DMH0:CP-8841-3PCC"
        + "&sw=sip88xx.12-0-7MPP0201-66&orig=orig_mpp&authstatus=none"
    static let activations = "https://gds.example.test/v1/activations"
    static let provider = "https://provider.example.test/p.xml"
    static let redirection = LivePlace.profile(["Profile_Rule": provider])

    private struct Bench {
        let store: PlainStore
        let network: TableNetwork
        let recorder = Recorder()
        let clock = ManualClock()
        let engine: ProvisioningEngine<ManualClock>

        init(
            _ values: [ParameterName: String] = [:], edos: Bool = true, activation: Bool = false,
            domain: String? = nil, server: String? = nil, memory: CustomizationMemory? = nil,
            network table: [String: [TableNetwork.Answer]]
        ) async {
            store = PlainStore(["Resync_Random_Delay": "0"].merging(values) { $1 })
            network = TableNetwork(table)
            engine = ProvisioningEngine(
                identity: LivePlace.identity, store: store, fetcher: network,
                host: PlacedHost(provisioningServer: server, domain: domain), observer: recorder, clock: clock,
                services: OnboardingServices(
                    edos: edos ? OnboardingTests.edos : nil, activation: activation ? OnboardingTests.gds : nil),
                activationFormat: .plain)
            if let memory { await engine.restore(memory) }
        }

        func run<Result>(
            from reason: StartReason? = .powerUp, _ body: () async throws -> Result
        ) async throws -> Result {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { [engine] in await engine.run(from: reason) }
                defer { group.cancelAll() }
                return try await body()
            }
        }

        var kept: CustomizationMemory? {
            get async { await store.memory(of: CustomizationMemory.concern, as: CustomizationMemory.self) }
        }
    }

    @Test func asksEDOSAndResyncsToTheProviderItNames() async throws {
        let bench = await Bench(network: [
            Self.query: [.text(Self.redirection)],
            Self.provider: [.text(LivePlace.profile(["Station_Name": "Provider"]))],
        ])
        try await bench.run { await bench.recorder.reaches(.acquired) }
        #expect(bench.store.snapshot["Station_Name"] == "Provider")
        #expect(await bench.network.asked == [Self.query, Self.provider])
        let stories = await bench.recorder.stories
        #expect(stories.map(\.step) == [.serviceRecords, .edos, .resync])
        #expect(stories.map(\.after) == [.pending, .customPending, .acquired])
        #expect(
            stories.map(\.sentence) == [
                "DNS SRV was not asked: neither Domain nor DHCP nor the resolver tells one",
                "EDOS named the server of the service provider", "a profile was loaded from \(Self.provider)",
            ])
        #expect(bench.engine.customization.state == .acquired)
        #expect(bench.engine.values.isCustomized)
        #expect(await bench.kept?.state == .acquired)
        let attempts = await bench.recorder.attempts
        #expect(attempts.map(\.trigger) == [.powerUp, .request(by: "EDOS")])
    }

    @Test func aServerThatDHCPNamedIsTheEndOfIt() async throws {
        let bench = await Bench(
            server: "192.0.2.66", network: ["tftp://192.0.2.66/8841-3PCC.xml": [.text(LivePlace.profile([:]))]])
        try await bench.run { await bench.recorder.reaches(.aborted) }
        #expect(await bench.network.asked == ["tftp://192.0.2.66/8841-3PCC.xml"])
        #expect(!bench.engine.values.isCustomized)
    }

    @Test func whereDHCPsServerFailsEDOSIsAskedAndBothAreRetried() async throws {
        let bench = await Bench(
            ["Resync_Error_Retry_Delay": "60"], server: "192.0.2.66",
            network: [
                "tftp://192.0.2.66/8841-3PCC.xml": [
                    .failure(.tftp(code: 1, message: "")), .failure(.tftp(code: 1, message: "")),
                    .text(LivePlace.profile([:])),
                ],
                Self.query: [.failure(.status(503))],
            ])
        try await bench.run {
            await bench.recorder.states(2)
            #expect(bench.engine.customization.state == .pending)
            while bench.engine.customization.state != .aborted { await bench.recorder.next(bench.clock) }
        }
        let asked = await bench.network.asked
        #expect(asked.count { $0.hasPrefix("tftp") } == 3)
        #expect(asked.contains(Self.query))
    }

    @Test(arguments: [
        ("", CustomizationState.unavailable, "EDOS knows no service provider for this phone"),
        (" \r\n\t", .unavailable, "EDOS knows no service provider for this phone"),
        (
            "<flat-profile><Station_Name>x</Station_Name></flat-profile>", .pending,
            "Nothing was applied: the profile of EDOS sets no Profile_Rule, so it leads nowhere"
        ),
        (
            "<flat-profile><Profile_Rule/><Station_Name>x</Station_Name></flat-profile>", .pending,
            "Nothing was applied: the profile of EDOS sets no Profile_Rule, so it leads nowhere"
        ),
        (
            "<flat-profile><Profile_Rule_B>file:///etc/passwd</Profile_Rule_B></flat-profile>", .pending,
            "Nothing was applied: the profile of EDOS sets a Profile_Rule_B that cannot be read: column 1: there is no "
                + "scheme \"file\": use tftp, http or https"
        ),
    ])
    func whatEDOSMayAnswer(answer: String, state: CustomizationState, sentence: String) async throws {
        let bench = await Bench(network: [Self.query: [.text(answer)]])
        try await bench.run { await bench.recorder.states(2) }
        let story = try #require(await bench.recorder.stories.last)
        #expect(story.after == state)
        #expect(story.sentence == sentence)
        #expect(story.next == PlacedHost.time + .seconds(60))
        #expect(bench.store.snapshot["Station_Name"] == "")
        #expect(bench.store.snapshot["Profile_Rule"] == "/$PSN.xml")
        #expect(await bench.kept?.state == state)
    }

    /// A rule may use what the same profile sets.
    @Test func aRuleOfEDOSIsReadWithTheValuesOfItsProfile() async throws {
        let profile = LivePlace.profile(["GPP_A": "provider.example.test", "Profile_Rule": "https://$A/p.xml"])
        let bench = await Bench(network: [
            Self.query: [.text(profile)], Self.provider: [.text(LivePlace.profile(["Station_Name": "x"]))],
        ])
        try await bench.run { await bench.recorder.states(3) }
        #expect(bench.store.snapshot["Station_Name"] == "x")
        #expect(bench.engine.customization.state == .acquired)
    }

    @Test func aCorruptAnswerOfEDOSChangesNothing() async throws {
        let bench = await Bench(network: [Self.query: [.text("<flat-profile><Profile_Rule>http://h/x")]])
        try await bench.run { await bench.recorder.states(2) }
        let story = try #require(await bench.recorder.stories.last)
        #expect(story.after == .pending)
        #expect(story.sentence.hasPrefix("Corrupt profile: "))
        #expect(bench.store.snapshot["Profile_Rule"] == "/$PSN.xml")
    }

    /// Without anything configured nobody is asked, however long it takes.
    @Test func nobodyIsAskedUntilConfigured() async throws {
        let bench = await Bench(edos: false, network: [:])
        try await bench.run {
            await bench.recorder.states(2)
            for _ in 1...20 { await bench.recorder.next(bench.clock) }
        }
        #expect(await bench.network.asked == [])
        #expect(await bench.recorder.stories.allSatisfy { $0.after == .open })
        #expect(await bench.recorder.stories[1].sentence == "no EDOS host is configured, so none was asked")
    }

    /// Days in which EDOS does not know the phone.
    @Test func aSimulatedWeek() async throws {
        let day = 86_400
        let bench = await Bench(network: [
            Self.query: Array(repeating: .text(""), count: 11) + [.text(Self.redirection)],
            Self.provider: [.failure(.status(503)), .text(LivePlace.profile([:]))],
        ])
        try await bench.run {
            while bench.engine.customization.state != .acquired, bench.clock.now.offset < .seconds(7 * day) {
                await bench.recorder.next(bench.clock)
            }
        }
        #expect(bench.engine.customization.state == .acquired)
        #expect(
            await bench.recorder.stories.filter { $0.step != .serviceRecords }.map(\.after)
                == Array(repeating: .unavailable, count: 11) + [.customPending, .customPending, .acquired])
        // The provider's server was down at first, so EDOS was asked once more.
        #expect(await bench.network.asked.count { $0 == Self.query } == 13)
    }

    @Test func aRestartGoesOnWhereItWas() async throws {
        var memory = CustomizationMemory(.customPending)
        memory.path = .edos
        let bench = await Bench(
            ["Profile_Rule": Self.provider], memory: memory, network: [Self.provider: [.text(LivePlace.profile([:]))]])
        try await bench.run { await bench.recorder.reaches(.acquired) }
        #expect(await bench.network.asked == [Self.provider])
    }

    @Test(arguments: [CustomizationState.aborted, .acquired, .gdsAcquired])
    func inTheEndNobodyIsAsked(state: CustomizationState) async throws {
        let bench = await Bench(memory: CustomizationMemory(state), network: [:])
        try await bench.run {
            await bench.recorder.resyncs(1)
            await bench.recorder.next(bench.clock)
        }
        #expect(await bench.recorder.ended == 2)
        #expect(await bench.network.asked == [])
        #expect(await bench.recorder.stories.isEmpty)
    }

    @Test func aPersonOnTheSpotEndsItForGood() async throws {
        let bench = await Bench(network: [Self.query: [.text("")]])
        try await bench.run {
            await bench.recorder.states(2)
            await bench.engine.provisionedOnTheSpot(by: "admin (web)")
            #expect(bench.engine.customization.next == nil)
        }
        #expect(await bench.kept == CustomizationMemory(.aborted))
        #expect(await bench.recorder.stories.last?.sentence == "admin (web) set a profile rule")
    }

    @Test func whatCannotBeKeptIsTold() async throws {
        let bench = await Bench(network: [Self.query: [.text("")]])
        bench.store.failure.withLock { $0 = CommitFailure(sentence: "the disk is full") }
        try await bench.run { await bench.recorder.states(2) }
        #expect(
            await bench.recorder.stories.last?.sentence
                == "EDOS knows no service provider for this phone; the state could not be kept: the disk is full")
    }

    // MARK: DNS SRV

    @Test func asksTheServiceOfTheDomainForBothFiles() async throws {
        let bench = await Bench(
            domain: "example.test",
            network: [
                "_ciscoprov-http._tcp.example.test": [.services(["pr.example.test"])],
                "http://example.test/8841-3PCC.xml": [.failure(.status(404))],
                "http://example.test/Cisco/000e08aabbcc.cfg": [.text(LivePlace.profile(["Station_Name": "SRV"]))],
            ])
        try await bench.run { await bench.recorder.reaches(.aborted) }
        #expect(bench.store.snapshot["Station_Name"] == "SRV")
        // A profile that names no server leaves a rule that leads back.
        #expect(bench.store.snapshot["Profile_Rule"] == "[--srv] http://example.test/Cisco/$MA.cfg")
        #expect(
            await bench.network.asked == [
                "_ciscoprov-https._tls.example.test", "_ciscoprov-http._tcp.example.test",
                "http://example.test/8841-3PCC.xml", "_ciscoprov-http._tcp.example.test",
                "http://example.test/Cisco/000e08aabbcc.cfg",
            ])
    }

    /// Who blocks https must not bring the phone to http.
    @Test func aServerOfHTTPSThatFailsIsNotReplacedByHTTP() async throws {
        let bench = await Bench(
            edos: false, domain: "example.test",
            network: [
                "_ciscoprov-https._tls.example.test": [.services(["pr.example.test"])],
                "_ciscoprov-http._tcp.example.test": [.services(["pr.example.test"])],
                "https://example.test/8841-3PCC.xml": [.failure(.tlsFailed("reset"))],
            ])
        try await bench.run { await bench.recorder.states(2) }
        #expect(await !bench.network.asked.contains { $0.contains("http._tcp") || $0.hasPrefix("http://") })
        #expect(await bench.recorder.stories.first?.sentence == "Download failed: no TLS connection: reset")
    }

    /// A domain becomes part of names and of a rule.
    @Test(arguments: ["a|b.test", "$A.test", "a b.test", "[x].test", ".", "", "a..b", "exa\u{0}mple.test"])
    func whatIsNoDomainIsNotAsked(domain: String) async throws {
        let bench = await Bench(edos: false, domain: domain, network: [:])
        try await bench.run { await bench.recorder.states(2) }
        #expect(await bench.network.asked == [])
    }

    @Test func theParameterDomainWins() async throws {
        let bench = await Bench(["Domain": "own.test."], edos: false, domain: "dhcp.test", network: [:])
        try await bench.run { await bench.recorder.states(2) }
        #expect(
            await bench.network.asked == ["_ciscoprov-https._tls.own.test", "_ciscoprov-http._tcp.own.test"])
        #expect(await bench.recorder.stories.first?.sentence == "DNS names no provisioning server for own.test")
    }

    // MARK: Codes

    @Test func aCodeLeadsToTheProvider() async throws {
        let bench = await Bench(
            edos: false, activation: true,
            network: [
                Self.activations: [.text("rule=\(Self.provider);webex=onboarded")],
                Self.provider: [.text(LivePlace.profile(["Station_Name": "Provider"]))],
            ])
        let report = try await bench.run(from: nil) {
            try await bench.engine.activate(try ActivationCode("1234-5678-9012-3456"))
        }
        #expect(report.refusal == nil)
        #expect(report.attempts.map(\.ending) == [.applied])
        #expect(bench.engine.customization.state == .gdsAcquired)
        #expect(bench.engine.customization.webex == .onboarded)
        #expect(bench.store.snapshot["Profile_Rule"] == Self.provider)
        let request = try #require(await bench.network.requests.first)
        #expect(
            request.method
                == .post(
                    Array("1234567890123456 000e08aabbcc FCH2305DMH0 CP-8841-3PCC sip88xx.12-0-7MPP0201-66 true".utf8),
                    contentType: "application/json"))
    }

    @Test(arguments: [
        (404, ActivationRefusal.unknown), (409, .used), (410, .expired), (429, .throttled(.seconds(60))),
        (
            500,
            .failed(
                "the activation service could not be asked: the server answered 500: the fault is on its side, see its logs"
            )
        ),
    ])
    func theServiceMayRefuseACode(status: Int, refusal: ActivationRefusal) async throws {
        let bench = await Bench(
            edos: false, activation: true, network: [Self.activations: [.failure(.status(status))]])
        let report = try await bench.run(from: nil) { try await bench.engine.activate(try ActivationCode("#123")) }
        #expect(report.refusal == refusal)
        #expect(report.story?.sentence == "\(refusal)")
        #expect(bench.store.snapshot["Profile_Rule"] == "/$PSN.xml")
        #expect(bench.engine.customization.state == .open)
    }

    @Test(arguments: [
        ("nonsense", "the activation service answered with something else than a profile rule"),
        ("rule=/$PSN.xml;", "the activation service named a profile rule that leads to no server"),
        ("rule=gds://;", "the activation service named a profile rule that leads to no server"),
        ("rule=;", "the activation service named a profile rule that leads to no server"),
    ])
    func aRuleThatLeadsNowhereIsNotStored(answer: String, sentence: String) async throws {
        let bench = await Bench(edos: false, activation: true, network: [Self.activations: [.text(answer)]])
        let report = try await bench.run(from: nil) { try await bench.engine.activate(try ActivationCode("#123")) }
        #expect(report.refusal == .failed(sentence))
        #expect(bench.store.snapshot["Profile_Rule"] == "/$PSN.xml")
    }

    @Test func webexOnboardEnableNoAsksNothingOfWebex() async throws {
        let bench = await Bench(
            ["Webex_Onboard_Enable": "No"], edos: false, activation: true,
            network: [
                Self.activations: [.text("rule=\(Self.provider);webex=onboarded")],
                Self.provider: [.text(LivePlace.profile([:]))],
            ])
        _ = try await bench.run(from: nil) { try await bench.engine.activate(try ActivationCode("#123")) }
        guard case .post(let body, _)? = await bench.network.requests.first?.method else {
            Issue.record("nothing was posted")
            return
        }
        #expect(String(decoding: body, as: UTF8.self).hasSuffix(" false"))
        #expect(bench.engine.customization.webex == .notEnabled)
    }

    @Test func aGDSRuleWaitsForACode() async throws {
        let bench = await Bench(["Profile_Rule": "gds://"], edos: false, activation: true, network: [:])
        let report = try await bench.run(from: nil) { try await bench.engine.resync(by: "admin") }
        #expect(report.attempts.map(\.ending) == [.awaitsCode])
        #expect(report.ending == .succeeded)
        #expect(bench.engine.customization.state == .gdsPending)
    }

    @Test func aGDSRuleFailsWhereNoServiceTakesCodes() async throws {
        let bench = await Bench(["Profile_Rule": "gds://"], network: [:])
        let report = try await bench.run(from: nil) { try await bench.engine.resync(by: "admin") }
        #expect(
            report.attempts.first?.ending
                == .failed(
                    .otherFailure,
                    "gds:// asks for an activation code, and no activation service is named: start `onhook serve` with "
                        + "--activation-host, or set a profile rule with the address of a provisioning server"))
    }

    /// A code is good once: it must not be spent for a phone that somebody provisioned while it waited for its turn.
    @Test func aCodeThatIsNotNeededAnyMoreIsNotSpent() async throws {
        let bench = await Bench(edos: false, activation: true, network: [:])
        let code = try ActivationCode("#123")
        let report = Task { try await bench.engine.activate(code) }
        await bench.engine.waitForCallers(1)
        await bench.engine.provisionedOnTheSpot(by: "admin (web)")
        let refusal = try await bench.run(from: nil) { try await report.value.refusal }
        #expect(refusal == .failed("Nothing was applied: somebody has provisioned the phone meanwhile"))
        #expect(await bench.network.asked == [])
    }

    /// The second code is asked for before the resync by the rule of the first has ended.
    @Test func eachCodeHasItsOwnAnswer() async throws {
        let bench = await Bench(
            edos: false, activation: true,
            network: [
                Self.activations: [.text("rule=\(Self.provider);webex=onboarded"), .failure(.status(404))],
                Self.provider: [.text(LivePlace.profile([:]))],
            ])
        let (good, bad) = (try ActivationCode("#123"), try ActivationCode("#456"))
        let first = Task { try await bench.engine.activate(good) }
        await bench.engine.waitForCallers(1)
        let second = Task { try await bench.engine.activate(bad) }
        await bench.engine.waitForCallers(2)
        let refusals = try await bench.run(from: nil) {
            (try await first.value.refusal, try await second.value.refusal)
        }
        #expect(refusals == (nil, .unknown))
    }

    @Test func aCodeIsNotSentOnceProvisionEnableIsNo() async throws {
        let bench = await Bench(edos: false, activation: true, network: [:])
        let code = try ActivationCode("#123")
        let refusal = try await bench.run(from: nil) {
            bench.engine.callStateChanged(isBusy: true)
            while await !bench.engine.arbiter.isBusy { await Task.yield() }
            let report = Task { try await bench.engine.activate(code) }
            await bench.engine.waitForCallers(1)
            _ = try await bench.store.commit(
                ChangeSet([ParameterChange("Provision_Enable", .set("No"))], origin: .web(account: "admin")))
            bench.engine.configurationChanged()
            return try await report.value.refusal
        }
        #expect(refusal == .provisioningDisabled)
        #expect(await bench.network.asked == [])
    }

    @Test func aStoppedEngineTakesNoCode() async throws {
        let bench = await Bench(activation: true, network: [:])
        let run = Task { await bench.engine.run(from: nil) }
        run.cancel()
        await run.value
        await #expect(throws: ProvisioningEngine<ManualClock>.Refusal.stopped) {
            try await bench.engine.activate(try ActivationCode("#123"))
        }
    }
}
