import FlatProfile
import Provisioning
import Testing

@testable import PhoneService

@Suite struct FieldExplanationTests {
    private func explanation(
        of name: ParameterName, _ text: String?, _ values: [String: String] = [:], set: [String: String]? = nil
    ) async throws -> FieldExplanationRecord {
        try await PhoneBench(values).service.explain(FieldExplanationWish(value: text, set: set), of: name)
    }

    @Test(arguments: [
        ("Profile_Rule", "https://ps.example.com/$MA.xml", "Fetches https://ps.example.com/000e08aabbcc.xml."),
        (
            "Profile_Rule", "/$PSN.xml",
            "Asks the server that DHCP names for /8841-3PCC.xml, but no DHCP client of this machine has told of one: a resync would fail now."
        ),
        (
            "Profile_Rule_B", "[--key a --uid b] http://h/x",
            "Fetches http://h/x, sealed with the key of --key, with the login of --uid and --pwd."
        ),
        ("Profile_Rule_C", "[--post a] http://h/x", "Posts GPP_A to http://h/x."),
        ("Profile_Rule_D", #"(GPP_A = "1"; GPP_B = "2";)! http://h/x"#, "Sets GPP_A, GPP_B, then: Fetches http://h/x."),
        ("Profile_Rule", #"(GPP_A = "1";)!"#, "Sets GPP_A; nothing is fetched."),
        ("Profile_Rule", #"("$PN" eq "other")? http://h/x"#, "No condition is true now: nothing is fetched."),
        ("Profile_Rule", "gds://", "Waits for an activation code."),
        ("Profile_Rule", "", ""),
        (
            "Upgrade_Rule", "http://h/sip88xx.12-0-8MPP0001-1.loads",
            "Fetches the load http://h/sip88xx.12-0-8MPP0001-1.loads. The phone runs sip88xx.12-0-7MPP0201-66."
        ),
        (
            "Report_Rule", "[--delta]http://h/a [--status]http://h/b",
            "Sends what has changed since the last report to http://h/a by POST. Sends the status to http://h/b by POST."
        ),
        ("Custom_CA_Rule", "http://h/ca.pem", "Fetches the certificates of the custom CA from http://h/ca.pem."),
        (
            "Resync_Trigger_1", "$PRVTMR ge 600",
            "Not true now: a resync that comes by itself is held back, unless the other trigger is true."
        ),
        ("Resync_Trigger_2", "1 eq 1", "True now: a resync that comes by itself may pass."),
    ])
    func aRuleIsTold(name: ParameterName, text: String, summary: String) async throws {
        let record = try await explanation(of: name, text)
        #expect(record.summary == summary)
        #expect(record.error == nil)
    }

    @Test(arguments: [
        ("Resync_Periodic", "3600", "After a success it resyncs every 3600 s (1 h)."),
        ("Resync_Periodic", "0", "Off: no resync comes by a period."),
        (
            "Resync_Periodic", "600,1200+60,300",
            "After a success it resyncs after 600 s (10 min), 1200 s (20 min) plus up to 60 s at random, then every 300 s (5 min)."
        ),
        (
            "Resync_Error_Retry_Delay", "10,20,86400",
            "After a failure it tries again after 10 s, 20 s, then every 86400 s (1 d)."
        ),
        ("Resync_Error_Retry_Delay", "", "Off: after a failure it does not try again by itself."),
        ("Upgrade_Error_Retry_Delay", "3600", "After a failed upgrade it tries again every 3600 s (1 h)."),
        (
            "Resync_At__HHmm_", "0730",
            "Resyncs every day at 07:30 by the phone's clock, up to 600 s (10 min) later (Resync At Random Delay). Resync Periodic is not used."
        ),
        ("Resync_At__HHmm_", "", "Off: Resync Periodic decides."),
        ("Resync_At_Random_Delay", "600", "Not used, because Resync At names no time of day."),
        ("Resync_Random_Delay", "2", "After a start it waits a random time of at most 40 s."),
        (
            "Forced_Resync_Delay", "14400",
            "A resync that is due waits for the end of calls, but no longer than 14400 s (4 h)."
        ),
        ("Periodic_Upload_To_Server", "3600", "Not used, because Report To Server is On Request."),
    ])
    func aScheduleIsTold(name: ParameterName, text: String, summary: String) async throws {
        let record = try await explanation(of: name, text)
        #expect(record.summary == summary)
        #expect(record.kind == "schedule")
    }

    @Test func whatIsTypedElsewhereOnThePageCounts() async throws {
        let daily = ["Resync_At__HHmm_": "2350"]
        let late = try await explanation(of: "Resync_At_Random_Delay", "1200", set: daily)
        #expect(late.summary == "The daily resync comes at a random moment between 23:50 and 00:10.")
        let period = try await explanation(of: "Resync_Periodic", "60", set: daily)
        #expect(
            period.summary
                == "Not used, because Resync At names a time of day. After a success it resyncs every 60 s (1 min).")
        let rule = try await explanation(of: "Profile_Rule", "http://h/$A", set: ["GPP_A": "desk", "GPP_SA": "x"])
        #expect(rule.summary == "Fetches http://h/desk.")
    }

    @Test func aWaitOfNothingIsWarnedOf() async throws {
        let record = try await explanation(of: "Resync_Error_Retry_Delay", "60,0")
        #expect(record.warnings == ["a wait of 0 is none: where the list comes to it, nothing follows by itself"])
    }

    @Test(arguments: [
        ("Profile_Rule", "(1 eq", "column 6"), ("Resync_Periodic", "soon", "Resync Periodic"),
        ("Resync_At__HHmm_", "2561", "Resync At"), ("Resync_Trigger_1", "1 or 2", "column"),
    ])
    func whatWouldNotBeStoredSaysWhy(name: ParameterName, text: String, words: String) async throws {
        let bench = try await PhoneBench()
        let record = try bench.service.explain(FieldExplanationWish(value: text), of: name)
        let error = try #require(record.error)
        #expect(error.contains(words), "\(error)")
        #expect(record.summary == "")
        // The form says the same.
        await #expect(throws: SubmissionRefusal.faults([FieldFault(name: name.text, sentence: error)])) {
            try await bench.service.submit([(name.text, .text(text))], by: PhoneBench.admin)
        }
    }

    @Test(arguments: [
        "[--key Geheim-1 --uid Geheim-2 --pwd Geheim-3] http://h/x", "https://u:Geheim-4@h/x",
        #"(GPP_SA = "Geheim-5";)! http://h/x"#, "[--key Geheim-6 http://h/x", "(1 eq [--pwd Geheim-7",
        "[--keyGeheim-8] http://h/x", "[--uid $SA] http://h/$SA",
    ])
    func noSecretComesBack(rule: String) async throws {
        let record = try await explanation(of: "Profile_Rule", rule, ["GPP_SA": "Geheim-9"])
        let text = String(decoding: RecordCoding.encode(record), as: UTF8.self)
        #expect(!text.contains("Geheim"), "\(text)")
    }

    /// What the page shows masked is the value that is stored.
    @Test func theMaskedTextOfThePageMeansTheStoredRule() async throws {
        let values = ["Profile_Rule": "[--key Geheim] http://h/$MA"]
        let record = try await explanation(of: "Profile_Rule", "[--key ********] http://h/$MA", values)
        #expect(record.error == nil)
        #expect(record.summary.hasPrefix("Fetches http://h/000e08aabbcc"))
        let other = try await explanation(of: "Profile_Rule", "[--key ********] http://h/other", values)
        #expect(other.error?.contains("type the secret again") == true)
    }

    @Test(arguments: [10_240, 70_000])
    func aLongRuleIsAnsweredInProportion(length: Int) async throws {
        let rule = "http://h/" + String(repeating: "x", count: length)
        let record = try await explanation(of: "Profile_Rule", rule)
        #expect(RecordCoding.encode(record).count < 8 * length + 10_000)
        #expect(length < 16_384 || record.error != nil)
    }

    @Test func whatHoldsNeitherIsRefused() async throws {
        let bench = try await PhoneBench()
        #expect(
            throws: ExplainRefusal(
                sentence: "Station_Name holds neither a rule nor a schedule, so there is nothing to explain")
        ) {
            try bench.service.explain(FieldExplanationWish(value: "x"), of: "Station_Name")
        }
        #expect(
            throws: ExplainRefusal(sentence: "Profile_Rul is no parameter of this model; Profile_Rule may be meant")
        ) {
            try bench.service.explain(FieldExplanationWish(value: "x"), of: "Profile_Rul")
        }
    }

    // MARK: Onboarding

    private static let noon = Timestamp(unixSeconds: 1_700_000_000)

    private func next(
        _ state: CustomizationState, running: OnboardingStep? = nil, next: Timestamp? = nil, barred: Timestamp? = nil,
        services: OnboardingServices = OnboardingServices(), _ values: [ParameterName: String] = [:]
    ) -> String {
        var snapshot = Snapshot(catalogue: Catalogue.of(.standard))
        let set = ChangeSet(values.map { ParameterChange($0.key, .set($0.value)) }, origin: .web(account: "admin"))
        snapshot = snapshot.applying(set, at: Self.noon)?.snapshot ?? snapshot
        var status = CustomizationStatus(state)
        status.running = running
        status.next = next
        status.codesBarredUntil = barred
        return OnboardingWords(status: status, services: services, snapshot: snapshot, now: Self.noon).next
    }

    @Test func whatWillHappenNextIsTold() throws {
        let codes = OnboardingServices(activation: OnboardingServices.Server("codes.example.test"))
        let code =
            "A code is sent to codes.example.test. The rule that comes back becomes Profile Rule, and the phone resyncs by it;"
        let inAMinute = Self.noon + .seconds(60)
        #expect(next(.open, services: codes).hasPrefix(code))
        #expect(
            next(.open, services: codes, ["Webex_Onboard_Enable": "No"]).contains(
                "the service is not asked about the Webex cloud"))
        #expect(
            next(.gdsPending, next: inAMinute, services: codes).hasSuffix(
                "By itself the phone goes on at 22:14 UTC: DNS SRV is asked again."))
        #expect(
            next(.gdsPending, barred: inAMinute, services: codes).hasPrefix(
                "After wrong codes no code is taken before 22:14 UTC."))
        #expect(next(.gdsPending, barred: Self.noon, services: codes).hasPrefix(code))
        #expect(next(.open).hasPrefix("No code is taken: no activation service is named"))
        #expect(next(.aborted, services: codes).hasPrefix("Nothing: this phone is provisioned."))
        #expect(next(.customPending, services: codes).hasPrefix("The phone resyncs by Profile Rule"))
        #expect(next(.pending, running: .activation, services: codes).hasPrefix("The code is being exchanged"))
        #expect(next(.open, services: codes, ["Provision_Enable": "No"]).hasPrefix("Nothing: Provision Enable is No"))
    }
}
