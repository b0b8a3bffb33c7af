import Testing

@testable import FlatProfile

@Suite struct CatalogueTests {
    @Test func hasTheModelsOfTheDataSheets() {
        #expect(Model.all.count == 17)
    }

    @Test(arguments: [
        ("6821", 1040), ("6841", 1298), ("6871", 1556), ("7811", 788), ("7821", 917), ("7841", 1175), ("7861", 2723),
        ("7832", 718), ("8832", 721), ("8841", 2432), ("8865", 2432),
    ])
    func knowsHowManyParametersAModelHas(number: String, count: Int) throws {
        #expect(Catalogue.of(try #require(Model(named: number))).parameters.count == count)
    }

    @Test(arguments: Model.all)
    func givesEachNameOnceAndFindsIt(_ model: Model) {
        let catalogue = Catalogue.of(model)
        #expect(Set(catalogue.parameters.map(\.name)).count == catalogue.parameters.count)
        for (position, parameter) in catalogue.parameters.enumerated() {
            #expect(catalogue.index(of: parameter.name) == position)
            #expect(catalogue[parameter.name]?.name == parameter.name)
            #expect(catalogue.otherSeries(knowing: parameter.name).isEmpty)
        }
        #expect(Catalogue.of(model) === catalogue)
    }

    @Test(arguments: Model.all)
    func givesEveryThreadTheSame(_ model: Model) async {
        let catalogues = await withTaskGroup(of: Catalogue.self) { group in
            for _ in 0..<16 { group.addTask { Catalogue.of(model) } }
            return await group.reduce(into: Set<ObjectIdentifier>()) { $0.insert(ObjectIdentifier($1)) }
        }
        #expect(catalogues == [ObjectIdentifier(Catalogue.of(model))])
    }

    @Test(arguments: Model.all)
    func acceptsEveryDefaultAndEveryChoiceAsItStands(_ model: Model) {
        for parameter in Catalogue.of(model).parameters {
            for value in [parameter.defaultValue] + parameter.type.choices {
                #expect(parameter.type.accept(value) == .success(value), "\(parameter.name): \(value)")
            }
        }
    }

    @Test(arguments: Model.all)
    func leavesNoPlaceholderBehind(_ model: Model) {
        for parameter in Catalogue.of(model).parameters {
            for text in [parameter.name.text, parameter.label, parameter.section, parameter.defaultValue] {
                #expect(!text.contains("{"), "\(parameter.name): \(text)")
            }
            #expect(!parameter.help.contains("{n}") && !parameter.help.contains("{m}"), "\(parameter.name)")
        }
    }

    @Test(arguments: Model.all)
    func showsEveryParameterThatIsNotHiddenOnce(_ model: Model) {
        let catalogue = Catalogue.of(model)
        let shown = catalogue.tabs.flatMap(\.sections).flatMap(\.parameters)
        #expect(shown == catalogue.parameters.indices.filter { !catalogue.parameters[$0].isHidden })
        for tab in catalogue.tabs {
            #expect(Set(tab.sections.map(\.title)).count == tab.sections.count)
            for section in tab.sections {
                for index in section.parameters {
                    #expect(catalogue.parameters[index].tab == tab.tab)
                    #expect(catalogue.parameters[index].section == section.title)
                }
            }
        }
    }

    @Test func countsLinesPerModel() throws {
        let small = Catalogue.of(try #require(Model(named: "7811")))
        let large = Catalogue.of(try #require(Model(named: "7861")))
        let usual = Catalogue.of(.standard)
        #expect(small["Proxy_1_"] != nil && small["Proxy_2_"] == nil)
        #expect(large["Proxy_16_"] != nil && usual["Proxy_10_"] != nil && usual["Proxy_11_"] == nil)
        #expect(small["Extension_1_"]?.type.choices == ["1", "Disabled"])
        #expect(usual["Extension_3_"]?.type.choices == (1...10).map(String.init) + ["Disabled"])
        #expect(usual["Unit_2_Extension_3_"]?.type.choices == (1...10).map(String.init) + ["Disabled"])
        #expect(small["CallLog_Associated_Line"]?.type.choices == ["1"])
        #expect(usual["Extension_3_"]?.defaultValue == "3")
        #expect(usual["Line"]?.defaultValue == "5")
        #expect(small["Line"]?.defaultValue == "1" && small["Line"]?.type.choices == ["1", "Disabled"])
        #expect(usual["PSK_Passphrase_4_"] != nil && usual["PSK_Passphrase_5_"] == nil)
    }

    @Test func takesDefaultsAndChoicesOfTheSeries() throws {
        let colour = try #require(Catalogue.of(.standard)["Back_Light_Timer"])
        let model = try #require(Model(named: "7841"))
        let mono = try #require(Catalogue.of(model)["Back_Light_Timer"])
        #expect(colour.defaultValue == "5m" && colour.type.choices == ["1m", "5m", "30m", "Always On"])
        #expect(mono.defaultValue == "30s" && mono.type.choices == ["Off", "10s", "20s", "30s", "Always On"])
        #expect(Catalogue.of(.standard)["Preferred_Codec_1_"]?.type.choices.contains("iSAC") == true)
    }

    @Test func tellsWhichOtherSeriesKnowAName() throws {
        let usual = Catalogue.of(.standard)
        let small = Catalogue.of(try #require(Model(named: "7841")))
        #expect(usual.otherSeries(knowing: "Proxy_12_") == [.series7800])
        #expect(small.otherSeries(knowing: "Proxy_5_") == [.series6800, .series7800, .series8800])
        #expect(small.otherSeries(knowing: "Phone-wifi-on") == [.series6800, .series8800])
        #expect(small.otherSeries(knowing: "Unit_3_Key_28_") == [.series6800, .series8800])
        for name: ParameterName in ["Proxy_17_", "Proxy_0_", "Proxy_01_", "Unit_4_Key_1_", "Proxy_", "proxy_12_", "x"] {
            #expect(usual.otherSeries(knowing: name).isEmpty, "\(name)")
        }
    }

    @Test func keepsTheOrderOfTheProvisioningPage() throws {
        let catalogue = Catalogue.of(.standard)
        let tab = try #require(catalogue.tabs.first { $0.tab == .provisioning })
        #expect(
            tab.sections.map(\.title) == [
                "Configuration Profile", "Upload Configuration Options", "Firmware Upgrade",
                "Cisco Headset Firmware Upgrade", "CA Settings", "HTTP Settings", "Problem Report Tool",
                "MIC Cert Settings", "General Purpose Parameters",
            ])
        func labels(_ section: Int) -> [String] {
            tab.sections[section].parameters.map { catalogue.parameters[$0].label }
        }
        #expect(
            labels(0) == [
                "Provision Enable", "Resync On Reset", "Resync Random Delay", "Resync At (HHmm)",
                "Resync At Random Delay", "Resync Periodic", "Resync Error Retry Delay", "Forced Resync Delay",
                "Resync From SIP", "Resync After Upgrade Attempt", "Resync Trigger 1", "Resync Trigger 2",
                "User Configurable Resync", "Resync Fails On FNF", "Profile Authentication Type", "Profile Rule",
                "Profile Rule B", "Profile Rule C", "Profile Rule D", "DHCP Option To Use", "DHCPv6 Option To Use",
                "Log Request Msg", "Log Success Msg", "Log Failure Msg",
            ])
        #expect(
            labels(2) == [
                "Upgrade Enable", "Upgrade Error Retry Delay", "Upgrade Rule", "Log Upgrade Request Msg",
                "Log Upgrade Success Msg", "Log Upgrade Failure Msg", "Peer Firmware Sharing",
                "Peer Firmware Sharing Log Server", "Transition Authorization Type", "Transition Authorization Rule",
                "Transition Authorization Error Retry Delay",
            ])
        #expect(labels(8) == "ABCDEFGHIJKLMNOP".map { "GPP \($0)" })
    }

    @Test func keepsTheOrderOfTheOtherPages() throws {
        let catalogue = Catalogue.of(.standard)
        func titles(_ tab: VoiceTab) -> [String] {
            catalogue.tabs.first { $0.tab == tab }?.sections.map(\.title) ?? []
        }
        #expect(
            catalogue.tabs.map(\.tab) == [.system, .sip, .provisioning, .regional, .phone]
                + (1...10).map(VoiceTab.ext) + [.user, .attConsole, .tr069, .certificate])
        #expect(
            titles(.system) == [
                "System Configuration", "Power Settings", "Network Settings", "IPv4 Settings", "IPv6 Settings",
                "802.1X Authentication", "Optional Network Configuration", "VLAN Settings", "Wi-Fi Settings",
                "Wi-Fi Profile 1", "Wi-Fi Profile 2", "Wi-Fi Profile 3", "Wi-Fi Profile 4", "Inventory Settings",
                "HTTP Proxy Settings", "VPN Settings", "Security Settings",
            ])
        #expect(
            titles(.ext(7)) == [
                "General", "Share Line Appearance", "NAT Settings", "Network Settings", "SIP Settings",
                "Call Feature Settings", "ACD Settings", "Proxy and Registration", "Subscriber Information",
                "XSI Line Service", "Audio Configuration", "Video Configuration", "Dial Plan",
                "E911 Geolocation Configuration",
            ])
        #expect(
            Array(titles(.phone).prefix(13)) == ["General", "Video Configuration", "Handsfree"]
                + (1...10).map { "Line Key \($0)" })
        #expect(titles(.attConsole).suffix(3) == ["Unit 1", "Unit 2", "Unit 3"])
    }

    @Test(arguments: [
        ("Resync_Perodic", "Resync_Periodic"), ("resync_periodic", "Resync_Periodic"), ("Proxi_3_", "Proxy_3_"),
        ("Password_2", "Password_2_"), ("Unit_1_Key_1", "Unit_1_Key_1_"), ("unit_2_key_28", "Unit_2_Key_28_"),
        ("TLS_Min_Version", "TLS_Client_Min_Version"), ("Log_Resync_Request_Msg", "Log_Request_Msg"),
        ("Viedo_Encryption_Method_2_", "Video_Encryption_Method_2_"), ("Admin_Passwd", "Admin_Password"),
        ("Auth_Support_RFC8760", "Auth_Support_RFC8760_1_"), ("Report_to_Server", "Report_To_Server"),
        ("Prefer_G711U_Code", "Prefer_G711u_Code"), ("Lime", "Line"),
    ])
    func suggestsTheNameThatMayBeMeant(unknown: String, meant: String) {
        #expect(Catalogue.of(.standard).suggestion(for: ParameterName(unknown)) == ParameterName(meant))
    }

    @Test(arguments: [
        "", "x", "Proxy_11_", "Proxy_99999999999999999999_", "Completely_Different", "Prefer_G999_Code", "é", "Lamb",
        "_",
        String(repeating: "9_", count: 40), String(repeating: "a", count: 100_000),
    ])
    func suggestsNothingForWhatIsTooFarAway(unknown: String) {
        #expect(Catalogue.of(.standard).suggestion(for: ParameterName(unknown)) == nil)
    }

    @Test(arguments: [
        ("", "", 2, 0), ("abc", "abc", 2, 0), ("abc", "abd", 2, 1), ("abc", "ab", 2, 1), ("abc", "xabc", 2, 1),
        ("abcd", "badc", 2, nil), ("abcd", "acbd", 2, 2), ("ab", "", 2, 2), ("abcd", "a", 2, nil),
        ("kitten", "sitting", 3, 3), ("abc", "abd", 0, nil), ("abc", "abc", 0, 0),
    ])
    func measuresHowFarWordsAreApart(left: String, right: String, limit: Int, distance: Int?) {
        #expect(editDistance(Array(left.utf8), Array(right.utf8), atMost: limit) == distance)
        #expect(editDistance(Array(right.utf8), Array(left.utf8), atMost: limit) == distance)
    }

    @Test func measuresAsTheWholeTableDoes() {
        var random = SeededRandom(seed: 7)
        func word() -> [UInt8] {
            (0..<Int.random(in: 0...9, using: &random)).map { _ in .random(in: 97...99, using: &random) }
        }
        for _ in 0..<3000 {
            let (left, right) = (word(), word())
            var row = Array(0...right.count)
            for (i, byte) in left.enumerated() {
                var next = [i + 1]
                for (j, other) in right.enumerated() {
                    next.append(min(next[j] + 1, row[j + 1] + 1, row[j] + (byte == other ? 0 : 1)))
                }
                row = next
            }
            let distance = row[right.count]
            for limit in 0...3 {
                #expect(editDistance(left, right, atMost: limit) == (distance <= limit ? distance : nil))
            }
        }
    }
}
