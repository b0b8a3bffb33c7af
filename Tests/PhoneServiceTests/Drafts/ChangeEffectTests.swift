import FlatProfile
import Host
import Testing
import Threading

@testable import PhoneService

@Suite struct ChangeEffectTests {
    private static let catalogue = Catalogue.of(.standard)

    private func snapshot(_ values: [(String, String)]) -> Snapshot {
        let set = ChangeSet(
            values.map { ParameterChange(ParameterName($0.0), .set($0.1)) }, origin: .profile(url: "http://h/"))
        let factory = Snapshot(catalogue: Self.catalogue)
        return factory.applying(set, at: Timestamp(unixSeconds: 0))?.snapshot ?? factory
    }

    @Test(
        "Each parameter does what is documented of it",
        arguments: [
            ("Station_Name", "Reception", [.appliesNow]),
            ("Asset_ID", "4711", [.reboots]),
            ("Enable_Web_Server", "No", [.locksOut(.webServerOff), .restartsWebServer]),
            ("Enable_Protocol", "Http", [.locksOut(.protocol("Http")), .restartsWebServer]),
            ("Web_Server_Port", "8443", [.locksOut(.port("8443")), .restartsWebServer]),
            ("TLS_Server_Min_Version", "TLS 1.3", [.locksOut(.tlsVersion("TLS 1.3")), .restartsWebServer]),
            ("TLS_Server_Min_Version", "TLS 1.1", [.restartsWebServer]),
            ("Enable_Web_Admin_Access", "No", [.locksOut(.adminAccessOff)]),
            ("Admin_Password", "correct-Horse7", [.locksOut(.password(.admin))]),
            ("User_Password", "correct-Horse7", [.locksOut(.password(.user))]),
            ("Session_Idle_Timeout", "59", [.locksOut(.shortSession(59))]),
            ("Session_Idle_Timeout", "60", [.appliesNow]),
            ("Session_Max_Timeout", "1", [.locksOut(.shortSession(1))]),
            ("Session_Max_Timeout", "0", [.appliesNow]),
            ("Firewall", "Disabled", [.appliesNow]),
            ("Firewall_Config", "NO_ICMP_PING", [.locksOut(.firewall)]),
            ("VLAN_ID", "7", [.locksOut(.network)]),
            ("Static_IP", "192.0.2.9", [.locksOut(.network)]),
            ("Profile_Rule", "https://ps.example.com/$MA.xml", [.appliesNow]),
            ("Resync_Trigger_1", "$PRVTMR ge 600", [.appliesNow]),
            ("Resync_Periodic", "60", [.triggersResync]),
            ("Resync_At__HHmm_", "0300", [.triggersResync]),
            ("Resync_Periodic", "0", [.triggersResync]),
            ("Provision_Enable", "No", [.appliesNow]),
            ("Upgrade_Rule", "https://ps.example.com/x.loads", [.triggersUpgrade]),
            ("Custom_CA_Rule", "https://ps.example.com/ca.pem", [.triggersCustomCA]),
            ("Report_Rule", "https://ps.example.com/report", [.appliesNow]),
        ] as [(String, String, [ChangeEffect])])
    func oneChange(name: String, value: String, expected: [ChangeEffect]) {
        let effects = ChangeEffect.effects(
            of: [ParameterChange(ParameterName(name), .set(value))], in: Snapshot(catalogue: Self.catalogue))
        #expect(effects.each == [ParameterName(name): expected])
        #expect(effects.all == expected)
        #expect(effects.locksOut == expected.contains { $0.lockOut != nil })
    }

    @Test func aValueThatIsThereAlreadyDoesNothing() {
        let before = snapshot([("Asset_ID", "4711"), ("Web_Server_Port", "8080")])
        let effects = ChangeEffect.effects(
            of: [
                ParameterChange("Asset_ID", .set("4711")), ParameterChange("Web_Server_Port", .set("8080")),
                ParameterChange("Enable_Web_Server", .set("Yes")), ParameterChange("No_Such_Name", .set("x")),
            ], in: before)
        #expect(effects == ChangeEffects(each: [:], all: []))
        #expect(!effects.locksOut)
    }

    @Test func aResetHasTheEffectsOfTheFactoryDefault() {
        let before = snapshot([("Asset_ID", "4711"), ("Web_Server_Port", "8080"), ("Admin_Password", "x")])
        let names: [ParameterName] = ["Asset_ID", "Web_Server_Port", "Admin_Password"]
        let effects = ChangeEffect.effects(of: names.map { ParameterChange($0, .reset) }, in: before)
        #expect(effects.each["Asset_ID"] == [.reboots])
        #expect(effects.each["Web_Server_Port"] == [.locksOut(.port("443")), .restartsWebServer])
        #expect(effects.lockOuts == [.port("443"), .noPassword(.admin)])
    }

    @Test func theGravestComesFirstAndNothingIsSaidTwice() {
        let effects = ChangeEffect.effects(
            of: [
                ParameterChange("Station_Name", .set("x")), ParameterChange("Enable_Protocol", .set("Http")),
                ParameterChange("Asset_ID", .set("1")), ParameterChange("Web_Server_Port", .set("80")),
            ], in: Snapshot(catalogue: Self.catalogue))
        #expect(
            effects.all
                == [.locksOut(.protocol("Http")), .locksOut(.port("80")), .reboots, .restartsWebServer])
        #expect(effects.each["Station_Name"] == [.appliesNow])
    }

    @Test func aReportFollowsWhatIsChangedOnTheSpot() {
        let before = snapshot([
            ("Report_Rule", "https://ps.example.com/report"), ("Report_To_Server", "On Local Change"),
            ("Upload_Delay_On_Local_Change", "30"),
        ])
        let change = [ParameterChange("Station_Name", .set("x"))]
        #expect(ChangeEffect.effects(of: change, in: before).all == [.triggersReport(after: 30)])
        #expect(ChangeEffect.effects(of: change, in: before, isLocal: false).all == [.appliesNow])
    }

    @Test func switchingReportsOnWithTheChangeReportsTheChange() {
        let before = snapshot([("Report_Rule", "https://ps.example.com/report")])
        let effects = ChangeEffect.effects(
            of: [ParameterChange("Report_To_Server", .set("On Local Change"))], in: before)
        #expect(effects.all == [.triggersReport(after: 60)])
    }

    @Test func theEffectOfOneChangeDependsOnTheOthers() {
        let effects = ChangeEffect.effects(
            of: [ParameterChange("Resync_Periodic", .set("60")), ParameterChange("Provision_Enable", .set("No"))],
            in: Snapshot(catalogue: Self.catalogue))
        #expect(effects.all == [.appliesNow])
    }

    @Test func twoConfigurationsAreComparedInTheSameWay() {
        let before = snapshot([("Asset_ID", "1"), ("Station_Name", "x")])
        let after = snapshot([("Web_Server_Port", "8080"), ("Station_Name", "x")])
        let effects = ChangeEffect.effects(from: before, to: after)
        #expect(effects.each.keys.sorted { $0.text < $1.text } == ["Asset_ID", "Web_Server_Port"])
        #expect(effects.locksOut)
    }

    @Test func noSentenceHoldsASecret() {
        let effects = ChangeEffect.effects(
            of: [ParameterChange("Admin_Password", .set("correct-Horse7"))], in: Snapshot(catalogue: Self.catalogue))
        #expect(effects.all.map(\.description) == ["The password of admin is another one, and its sessions end."])
        #expect(effects.all.map(\.word) == ["locks-out"])
    }
}

@Suite(.timeLimit(.minutes(5))) struct RebootingChangeTests {
    private func running(_ bench: PhoneBench, _ body: () async throws -> Void) async throws {
        try await bench.run {
            while !bench.service.restarts.isOpen { try await Task.sleep(for: .milliseconds(2)) }
            try await body()
        }
    }

    @Test func whatIsSaidToRebootReboots() async throws {
        let bench = try await PhoneBench(["Resync_On_Reset": "No"])
        try await running(bench) {
            let events = await bench.service.watch()
            _ = try await bench.service.submit([("Asset_ID", .text("4711"))], by: PhoneBench.admin)
            for await event in events { if event == .restarted { break } }
            #expect(bench.service.reboots.entries.map(\.reason) == [.provisioning])
        }
        #expect(bench.log.withLock { $0 }.contains("the phone restarts: Provisioning, asked for by admin (web)"))
    }

    @Test func theSameValueAgainDoesNotReboot() async throws {
        let bench = try await PhoneBench(["Resync_On_Reset": "No", "Asset_ID": "4711"])
        try await running(bench) {
            _ = try await bench.service.submit(
                [("Asset_ID", .text("4711")), ("Station_Name", .text("x"))], by: PhoneBench.admin)
            _ = try await bench.service.resync(by: PhoneBench.admin)
            #expect(bench.service.reboots.entries.isEmpty)
        }
    }

    @Test func aProfileRebootsThePhoneWhenItsResyncHasEnded() async throws {
        let bench = try await PhoneBench(
            ["Resync_On_Reset": "No", "Profile_Rule": "http://192.0.2.1/p.xml"],
            profile: "<flat-profile><Asset_ID>4711</Asset_ID></flat-profile>")
        try await running(bench) {
            let events = await bench.service.watch()
            let resync = try await bench.service.resync(by: PhoneBench.admin)
            #expect(resync.succeeded)
            for await event in events { if event == .restarted { break } }
            #expect(bench.service.reboots.entries.map(\.reason) == [.provisioning])
            // The same file again is no change: the phone does not reboot for ever.
            let again = try await bench.service.resync(by: PhoneBench.admin)
            #expect(again.succeeded && bench.service.reboots.entries.count == 1)
        }
    }
}
