import FlatProfile
import Relay
import TOML
import Testing

@testable import Fleet

@Suite struct ScenarioTests {
    @Test func everyKeyIsRead() throws {
        let scenario = try Scenario(
            toml: """
                name = "Power cut"
                phones = 10_000
                seed = 7
                duration = "1h30m"
                awake = 800
                restart = "90s"
                first_mac = "00:0e:08:00:00:00"
                [server]
                address = "127.0.0.1:8080"
                rule = "http://{server}/$MA.xml"
                connections = "kept"
                [[models]]
                model = "8841"
                share = 3
                [[models]]
                model = "CP-7841-3PCC"
                software = "sip78xx.12-0-1MPP0001-1"
                [arrival]
                kind = "ramp"
                over = "5m"
                [settings]
                Resync_Periodic = 3600
                Provision_Enable = true
                [profiles]
                change = "10%"
                [[faults]]
                kind = "status"
                status = 503
                retry_after = 30
                share = 0.25
                from = "1m"
                for = "30s"
                [[faults]]
                kind = "latency"
                time = "300ms"
                [expect]
                up = "99.5%"
                within = "10m"
                p99 = "2s"
                failures = "5%"
                """)
        #expect(scenario.name == "Power cut")
        #expect(scenario.phones == 10_000)
        #expect(scenario.seed == 7)
        #expect(scenario.duration == .seconds(5400))
        #expect(scenario.awake == 800)
        #expect(scenario.restart == .seconds(90))
        #expect(scenario.firstAddress == MACAddress("000e08000000"))
        #expect(scenario.lead == .rule("http://{server}/$MA.xml"))
        #expect(scenario.keepsConnections)
        #expect(scenario.models.map(\.model.number) == ["8841", "7841"])
        #expect(scenario.models.map(\.weight) == [3, 1])
        #expect(scenario.models[1].softwareVersion == "sip78xx.12-0-1MPP0001-1")
        #expect(scenario.arrival == .ramp(over: .seconds(300)))
        #expect(scenario.settings.map(\.value) == [.set("3600"), .set("Yes")])
        #expect(scenario.changeShare == 0.1)
        #expect(
            scenario.faults == [
                RelayFault(
                    .status(503, retryAfter: 30), share: 0.25, from: .seconds(60), until: .seconds(90)),
                RelayFault(.latency(.milliseconds(300))),
            ])
        #expect(scenario.expectations.up == 0.995)
        #expect(scenario.expectations.within == .seconds(600))
    }

    private static let server = "[server]\nrule = \"http://127.0.0.1/$MA.xml\"\n"

    @Test(arguments: [
        ("phnes = 5\n" + server, "line 1, column 1: a scenario has no key phnes; phones may be meant"),
        (
            "phones = \"5\"\n" + server,
            "line 1, column 10: phones is a text, and a whole number without quotation marks was expected"
        ),
        ("phones = 0\n" + server, "line 1, column 10: phones is 0; a fleet is 1 to 200,000"),
        ("phones = 999999999999\n" + server, "line 1, column 10: phones is 999999999999; a fleet is 1 to 200,000"),
        ("duration = \"soon\"\n" + server, "line 1, column 12: duration is \"soon\", and a time was expected"),
        ("duration = \"900d\"\n" + server, "line 1, column 12: duration is \"900d\", and a time was expected"),
        (
            "clock = \"reel\"\n" + server,
            "line 1, column 9: clock is \"reel\", and one of \"real\", \"accelerated\" was expected; \"real\" may be meant"
        ),
        ("first_mac = \"zz\"\n" + server, "line 1, column 13: first_mac is \"zz\", and an address such as"),
        ("phones = 3\n", "line 1, column 1: the table [server] is missing"),
        ("[server]\n", "line 1, column 1: [server] says neither by rule nor by dhcp_option"),
        ("[server]\nrule = \"http://{server}/x\"\n", "line 1, column 1: {server} stands for address, which is missing"),
        (
            "[server]\nrule = \"x\"\ndhcp_option = 66\ndhcp_value = \"y\"\n",
            "line 1, column 1: [server] takes rule, or dhcp_option with dhcp_value, not both"
        ),
        (
            "[server]\ndhcp_option = 300\ndhcp_value = \"y\"\n",
            "line 2, column 15: dhcp_option is 300; a DHCP option is 1 to 254"
        ),
        (server + "[[models]]\nmodel = \"8842\"\n", "line 4, column 9: there is no model \"8842\"; 8841 may be meant"),
        (server + "[arrival]\nkind = \"ramp\"\n", "line 3, column 1: a ramp needs over"),
        (
            server + "[settings]\nResync_Periodicc = \"1\"\n",
            "line 4, column 1: no model of this fleet has a parameter Resync_Periodicc; Resync_Periodic may be meant"
        ),
        (server + "[settings]\nResync_Periodic = \"often\"\n", "line 4, column 19: Resync_Periodic"),
        (
            server + "[[faults]]\nkind = \"slow\"\nrate = \"fast\"\n",
            "line 5, column 8: rate is \"fast\", and \"2 kB/s\" or the like was expected"
        ),
        (server + "[[faults]]\nshare = \"120%\"\nkind = \"away\"\n", "line 4, column 9: share is a part of the whole"),
        (
            server + "[[faults]]\nkind = \"away\"\n",
            "[[faults]] and [profiles] change need a relay in front of the server"
        ),
        (server + "[expect]\nups = \"1%\"\n", "line 4, column 1: [expect] has no key ups; up may be meant"),
        (
            "clock = \"accelerated\"\n[server]\naddress = \"127.0.0.1:80\"\nrule = \"http://{server}/\"\n[[faults]]\nkind = \"silent\"\n",
            "clock cannot be \"accelerated\": a fault of the kind latency, slow or silent takes real time"
        ),
        ("phones = \n", "line 1, column 10: this is no TOML"),
    ])
    func whatMakesNoSenseIsToldWithItsPlace(text: String, sentence: String) throws {
        let error = try #require(throws: ScenarioFaults.self) { try Scenario(toml: text) }
        let first = try #require(error.faults.first)
        #expect(first.description.hasPrefix(sentence), "\(error.faults)")
    }

    @Test func allFaultsAreToldAtOnceInTheOrderOfTheirLines() throws {
        let error = try #require(throws: ScenarioFaults.self) {
            try Scenario(toml: "phones = -1\nseed = true\n[server]\nrule = 3\n")
        }
        #expect(error.faults.compactMap(\.position?.line) == [1, 2, 4])
    }

    @Test func aSecretOfTheSettingsIsNotTold() throws {
        let long = String(repeating: "s3cret", count: 2000)
        let text = Self.server + "[settings]\nSIP_Port_1_ = \"\(long)\"\nPassword_1_ = \"\(long)\\u0007\"\n"
        guard let error = #expect(throws: ScenarioFaults.self, performing: { try Scenario(toml: text) }) else { return }
        for fault in error.faults where fault.sentence.hasPrefix("Password_1_") {
            #expect(!fault.sentence.contains("s3cret"))
        }
    }
}

@Suite struct FleetScheduleTests {
    private func scenario(_ arrival: Scenario.Arrival, seed: UInt64 = 3, phones: Int = 2000) -> Scenario {
        var scenario = Scenario()
        scenario.phones = phones
        scenario.seed = seed
        scenario.arrival = arrival
        scenario.models = [.standard, .standard]
        scenario.models[0].weight = 3
        return scenario
    }

    @Test(arguments: [Scenario.Arrival.powerCut, .ramp(over: .seconds(60)), .steady(perSecond: 50)])
    func theSameSeedMakesTheSameSchedule(arrival: Scenario.Arrival) {
        let first = FleetSchedule(scenario(arrival))
        #expect(first == FleetSchedule(scenario(arrival)))
        #expect(first != FleetSchedule(scenario(arrival, seed: 4)))
        #expect(Set(first.members.map(\.number)).count == 2000)
    }

    @Test func phonesComeAsTheScenarioSays() {
        #expect(FleetSchedule(scenario(.powerCut)).members.allSatisfy { $0.powerAt == .zero })
        let ramp = FleetSchedule(scenario(.ramp(over: .seconds(60)))).members.map(\.powerAt)
        #expect(ramp == ramp.sorted())
        #expect(ramp.allSatisfy { $0 >= .zero && $0 <= .seconds(60) })
        #expect(abs(ramp[1000].inSeconds - 30) < 4)
        let steady = FleetSchedule(scenario(.steady(perSecond: 50))).members.map(\.powerAt)
        #expect(abs(steady[1999].inSeconds - 40) < 5)
        let first = FleetSchedule(scenario(.powerCut)).members.count { $0.share == 0 }
        #expect(abs(first - 1500) < 100)
    }

    @Test func noTwoPhonesHaveTheSameAddressOrSerialNumber() {
        let scenario = scenario(.powerCut)
        let identities = FleetSchedule(scenario).members.map { scenario.identity(of: $0) }
        #expect(Set(identities.map(\.mac)).count == 2000)
        #expect(Set(identities.map(\.serialNumber)).count == 2000)
    }

    @Test(arguments: [0.001, 0.1, 0.5, 0.9, 1])
    func theLogarithmIsOne(number: Double) {
        var power = 1.0
        var term = 1.0
        let exponent = FleetSchedule.logarithm(number)
        for index in 1..<60 {
            term *= exponent / Double(index)
            power += term
        }
        #expect(abs(power - number) < 1e-9)
    }
}
