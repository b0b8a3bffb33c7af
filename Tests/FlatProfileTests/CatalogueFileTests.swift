import FoundationEssentials
import Testing

@testable import FlatProfile

/// What every entry of `Catalogue/parameters.json` promises.
@Suite struct CatalogueFileTests {
    @Test func isReadAsAnyReaderOfJSONReadsIt() throws {
        let decoded = try JSONDecoder().decode([CatalogueEntry].self, from: Data(CatalogueEntry.bytes))
        #expect(CatalogueEntry.all == decoded)
        #expect(decoded.count == 836)
    }

    @Test func hasAKindAndAHelpForEveryEntry() {
        for entry in CatalogueEntry.all {
            #expect(ParameterType.Kind(rawValue: entry.type) != nil, "\(entry.name)")
            #expect(entry.desc.count >= 20 && entry.desc.count <= 240, "\(entry.name): \(entry.desc)")
            #expect([".", "…"].contains(entry.desc.last), "\(entry.name): \(entry.desc)")
            #expect(!entry.desc.contains(".md"), "\(entry.name)")
        }
    }

    @Test func hasARangeForEveryNumber() {
        let numeric: Set<String> = ["int", "int-or-empty", "int-list", "hex-byte", "float"]
        for entry in CatalogueEntry.all where numeric.contains(entry.type) {
            #expect(entry.min != nil && entry.max != nil, "\(entry.name)")
        }
    }

    @Test func usesEveryKindOfTheProgram() {
        #expect(Set(CatalogueEntry.all.map(\.type)) == Set(ParameterType.Kind.allCases.map(\.rawValue)))
    }

    @Test func marksEveryPasswordAsSecret() {
        for entry in CatalogueEntry.all {
            #expect((entry.type == "password") == (entry.secret == true), "\(entry.name)")
        }
    }

    @Test(arguments: ["IKM_HTTP_Encrypt_Content", "GPP_SA", "GPP_SB", "GPP_SC", "GPP_SD"])
    func hidesTheKeysOfProvisioning(name: String) throws {
        let parameter = try #require(Catalogue.of(.standard)[ParameterName(name)])
        #expect(parameter.isSecret && parameter.isHidden)
    }

    @Test func readsIntervalListsWhereTheGuideHasThem() {
        let names = CatalogueEntry.all.filter { $0.type == "interval-list" }.map(\.name)
        #expect(
            names == [
                "Resync_Periodic", "Resync_Error_Retry_Delay", "Upgrade_Error_Retry_Delay",
                "Transition_Authorization_Error_Retry_Delay",
            ])
    }

    /// Labels from which the rule does not make the name: short on the page, or differently written.
    static let exceptions: [String: String] = [
        "IPv6_Connection_Type": "Connection Type",
        "IPv6_Static_IP": "Static IP",
        "IPv6_Gateway": "Gateway",
        "IPv6_Primary_DNS": "Primary DNS",
        "IPv6_Secondary_DNS": "Secondary DNS",
        "Proxy_Username": "Username",
        "Proxy_Password": "Password",
        "Firewall_Config": "Firewall Options",
        "Report_To_Server": "Report to Server",
        "Periodic_Upload_To_Server": "Periodic Upload to Server",
        "Trans_Auth_Type": "Transition Authorization Type",
        "Trans_Auth_Rule": "Transition Authorization Rule",
        "SCA_Barge-In-Enable": "SCA Barge-In Enable",
        "XsiDir_Individual_Mode_Enable": "Directory Individual Mode Enable",
        "XsiDir_Personal_Enable": "Directory Personal Enable",
        "XsiDir_Personal_Name": "Directory Personal Name",
        "XsiDir_Group_Enable": "Directory Group Enable",
        "XsiDir_Group_Name": "Directory Group Name",
        "XsiDir_Enterprise_Enable": "Directory Enterprise Enable",
        "XsiDir_Enterprise_Name": "Directory Enterprise Name",
        "XsiDir_GroupCommon_Enable": "Directory GroupCommon Enable",
        "XsiDir_GroupCommon_Name": "Directory GroupCommon Name",
        "XsiDir_EnterpriseCommon_Enable": "Directory EnterpriseCommon Enable",
        "XsiDir_EnterpriseCommon_Name": "Directory EnterpriseCommon Name",
        "XMPP_Server": "Server",
        "XMPP_Port": "Port",
        "XMPP_User_ID": "User ID",
        "XMPP_Password": "Password",
        "XMPP_Retry_Interval": "Retry Intvl",
        "LDAP_Corp_Dir_Name": "Corp Dir Name",
        "LDAP_Server": "Server",
        "LDAP_Search_Base": "Search Base",
        "LDAP_Client_DN": "Client DN",
        "LDAP_Username": "User Name",
        "LDAP_Password": "Password",
        "LDAP_Auth_Method": "Auth Method",
        "LDAP_Last_Name_Filter": "Last Name Filter",
        "LDAP_First_Name_Filter": "First Name Filter",
        "LDAP_Search_Item_3": "Search Item 3",
        "LDAP_Item_3_Filter": "Search Item 3 Filter",
        "LDAP_Search_Item_4": "Search Item 4",
        "LDAP_Item_4_Filter": "Search Item 4 Filter",
        "LDAP_Display_Attrs": "Display Attrs",
        "LDAP_Number_Mapping": "Number Mapping",
        "LDAP_Unified_Search_Enable": "Unified Search Enable",
        "LDAP_StartTLS_Enable": "StartTLS Enable",
        "Report_Problem_Menu": "Report Problem",
        "Video_Menu": "Video",
        "Webex_Onboard_Enable": "Onboard Enable",
        "Webex_Directory_Enable": "Directory Enable",
        "Webex_Directory_Name": "Directory Name",
        "Webex_Calendar_Enable": "Calendar Enable",
        "Webex_Metrics_Enable": "Metrics Enable",
        "Display_Off_Idle_Timeout__mins_": "Idle Timeout (mins)",
        "Video_RTP_TOS_DiffServ_Value_{n}_": "Video RTP ToS/DiffServ Value",
        "VQ_Report_Interval_{n}_": "Voice Quality Report Interval",
        "Video_Encryption_Method_{n}_": "Encryption Method",
        "Ehook_Enable": "Electronic Hookswitch Control",
        "BXfer_To_Starcode_Enable": "BXfer to Starcode Enable",
        "CDC_Server_1_": "Server",
        "CDC_Root_CA_Fingerprint_1_": "Root CA Fingerprint",
        "CDC_Challenge_Password_1_": "Challenge Password",
    ]

    @Test func namesFollowFromTheLabels() {
        var differing: [String: String] = [:]
        for entry in CatalogueEntry.all where Self.name(from: entry) != entry.name {
            differing[entry.name] = entry.label
        }
        #expect(differing == Self.exceptions)
    }

    /// Provisioning Formats, "Element tags": blanks, brackets, parentheses and slashes become underscores; the number of the tab is
    /// appended in brackets.
    private static func name(from entry: CatalogueEntry) -> String {
        var label = entry.label
        if entry.name.hasSuffix("_{n}_") { label += "[{n}]" }
        if entry.name.hasSuffix("_{m}_"), label.hasSuffix(" {m}") { label = label.dropLast(4) + "[{m}]" }
        return String(label.map { " []()/".contains($0) ? "_" : $0 })
    }
}

@Suite struct CatalogueReaderTests {
    @Test func readsWhatTheFileUses() {
        var reader = CatalogueReader(
            Array(#" { "a" : "x\"\\\/\n\té" , "b":[1,-2 , 3],"c":{"d":[true,false],"e":0.5}, "f":{} , "g":[] } "#.utf8))
        var seen: [String] = []
        reader.object { key, reader in
            seen.append(key)
            switch key {
            case "a": #expect(reader.string() == "x\"\\/\n\té")
            case "b": #expect(reader.integers() == [1, -2, 3])
            default: reader.skip()
            }
        }
        #expect(seen == ["a", "b", "c", "f", "g"])
    }

    @Test func endsTheProgramOverAFault() async {
        await #expect(processExitsWith: .failure) {
            var reader = CatalogueReader(Array(#"{"a" "b"}"#.utf8))
            reader.object { _, reader in reader.skip() }
        }
    }
}
