import Testing

@testable import FlatProfile

@Suite struct ValueFaultTests {
    @Test(arguments: [
        ("Forced_Resync_Delay", "1h", "Forced Resync Delay must be a whole number of seconds from 0 to 65535"),
        ("Enable_Protocol", "Htp", "Enable Protocol must be one of Http, Https, not \"Htp\""),
        (
            "SIP_Transport_1_", "Tcp", "SIP Transport must be one of UDP, TCP, TLS, AUTO, not \"Tcp\""
        ),
        ("Enable_Web_Server", "", "Enable Web Server must be Yes or No, not empty"),
        ("Web_Server_Port", "70000", "Web Server Port must be a port number from 1 to 65535"),
        ("PRT_Max_Timer", "5", "PRT Max Timer must be a whole number of minutes from 15 to 1440, or empty"),
        ("Key_Again_Reset_Time", "5", "Key Again Reset Time must be a whole number of milliseconds from 100 to 2000"),
        (
            "Resync_Random_Delay", "x",
            "Resync Random Delay must be a whole number of units of 20 seconds from 0 to 65535"
        ),
        (
            "DHCP_VLAN_Option", "150",
            "DHCP VLAN Option must be a whole number from 128 to 149, 151 to 158 or 161 to 254, or empty"
        ),
        ("RTP_Packet_Size", "1", "RTP Packet Size must be a number of seconds from 0.01 to 0.13 in steps of 0.01"),
        (
            "Resync_Periodic", "600,1h",
            "Resync Periodic must be seconds, or a list of them such as 600,1200+60: "
                + "\"1h\" is not a number of seconds, alone or with + and a random part"
        ),
        (
            "Dial_Tone", "350@-19;10(*/0/2)",
            "Dial Tone must be a tone such as 350@-19,440@-19;10(*/0/1+2): \"2\" is not the number of a frequency, 0 to 1"
        ),
        ("Ring1", "n=A", "Ring1 must be a ringtone such as n=Chime;w=file://Chime.raw;c=1: w= is missing"),
        ("Static_IP", "x", "Static IP must be an IPv4 address such as 192.0.2.10, not \"x\""),
        ("Static_IP", "http://me:word@h/", "Static IP must be an IPv4 address such as 192.0.2.10"),
        ("Static_IP", "[--pwd word]", "Static IP must be an IPv4 address such as 192.0.2.10"),
        ("Asset_ID", "12345678901234567890123456789012", "Asset ID must have at most 31 characters, not 32"),
        ("Station_Name", "a\u{1}", "Station Name must not contain the control character U+0001"),
    ])
    func makesASentence(name: String, text: String, sentence: String) throws {
        let catalogue = Catalogue.of(try #require(Model(named: "8841")))
        let parameter = try #require(catalogue[ParameterName(name)])
        guard case .failure(let fault) = parameter.type.accept(text) else {
            Issue.record("accepted \(text)")
            return
        }
        #expect(fault.sentence(label: parameter.label) == sentence)
    }

    @Test func shortensWhatItQuotesAndQuotesNoSecret() {
        let long = String(repeating: "x", count: 50)
        let fault = ValueFault.malformed(long, .ipv4, .whole)
        let start = "Static IP must be an IPv4 address such as 192.0.2.10"
        #expect(fault.sentence(label: "Static IP") == "\(start), not \"\(String(repeating: "x", count: 39))…\"")
        #expect(fault.sentence(label: "Static IP", isSecret: true) == start)
        let part = ValueFault.malformed(long, .intervalList, .part(long, is: .interval))
        #expect(!part.sentence(label: "Key", isSecret: true).contains("xxx"))
        #expect(!ValueFault.notAChoice("topsecret", ["A"]).sentence(label: "Key", isSecret: true).contains("topsecret"))
    }

    @Test(arguments: ParameterTypeTests.refused)
    func hasWordsForEveryFlawAndNoneOfASecret(_ value: Refused) {
        let fault = ValueFault.malformed("s3cr3t", value.kind, value.flaw)
        #expect(fault.sentence(label: "X").hasPrefix("X must be "))
        let hidden = fault.sentence(label: "X", isSecret: true)
        #expect(hidden.hasPrefix("X must be ") && !hidden.contains("s3cr3t") && !hidden.contains("is not"))
    }
}
