import Testing

@testable import WebUI

@Suite struct ExecuteRequestTests {
    @Test(arguments: [
        (
            #"<CP-8841-3PCCExecute><ExecuteItem URL=Resync:http://h/p.xml/></CP-8841-3PCCExecute>"#,
            ["Resync:http://h/p.xml"]
        ),
        (#"<CiscoIPPhoneExecute><ExecuteItem URL="Resync:"/></CiscoIPPhoneExecute>"#, ["Resync:"]),
        (
            #"<?xml version="1.0"?><!-- a --><CiscoIPPhoneExecute> <ExecuteItem Priority="0" URL='Resync:http://h/?a&amp;b&#61;c'></ExecuteItem></CiscoIPPhoneExecute>"#,
            ["Resync:http://h/?a&b=c"]
        ),
        (
            #"<CP-7841-3PCCExecute><ExecuteItem URL="Key:A"/><ExecuteItem URL="Resync:x"/></CP-7841-3PCCExecute>"#,
            ["Key:A", "Resync:x"]
        ),
        (#"<CP-8841-3PCCExecute><ExecuteItem URL=Resync:[--key\#u{20}x]/></CP-8841-3PCCExecute>"#, ["never"]),
    ])
    func readsWhatApplicationsSend(text: String, urls: [String]) {
        guard urls != ["never"] else {
            #expect(throws: ExecuteRequest.Fault.self) { try ExecuteRequest(text) }
            return
        }
        #expect((try? ExecuteRequest(text))?.urls == urls)
    }

    private static let bomb =
        #"<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><CiscoIPPhoneExecute><ExecuteItem URL="&b;"/></CiscoIPPhoneExecute>"#

    @Test(arguments: [
        "", " ", "Resync:x", "<", "<a", "<a>", "<a/>", "<CiscoIPPhoneExecute/>",
        "<CiscoIPPhoneExecute></CiscoIPPhoneExecute>",
        bomb, #"<?xml version="1.0"?>"# + bomb,
        #"<CiscoIPPhoneExecute><ExecuteItem URL="&xxe;"/></CiscoIPPhoneExecute>"#,
        #"<CiscoIPPhoneExecute><ExecuteItem URL="&#0;"/></CiscoIPPhoneExecute>"#,
        #"<CiscoIPPhoneExecute><ExecuteItem URL="&#xD800;"/></CiscoIPPhoneExecute>"#,
        #"<CiscoIPPhoneExecute><ExecuteItem URL="&#10;x"/></CiscoIPPhoneExecute>"#,
        #"<CiscoIPPhoneExecute><ExecuteItem URL="a" URL="b"/></CiscoIPPhoneExecute>"#,
        #"<CiscoIPPhoneExecute><ExecuteItem URL="a"x="b"/></CiscoIPPhoneExecute>"#,
        #"<CiscoIPPhoneExecute><ExecuteItem URL="a</CiscoIPPhoneExecute>"#,
        #"<CiscoIPPhoneExecute><ExecuteItem URL="a"/></CiscoIPPhoneExecute><x/>"#,
        #"<CiscoIPPhoneExecute><ExecuteItem URL="a"/>text</CiscoIPPhoneExecute>"#,
        #"<CiscoIPPhoneExecute><![CDATA[<ExecuteItem URL="a"/>]]></CiscoIPPhoneExecute>"#,
        #"<CiscoIPPhoneExecute><?php x?><ExecuteItem URL="a"/></CiscoIPPhoneExecute>"#,
        #"<CiscoIPPhoneMenu><ExecuteItem URL="a"/></CiscoIPPhoneMenu>"#,
        "<CiscoIPPhoneExecute><!-- never closed", "<?xml never closed",
        String(repeating: "<CiscoIPPhoneExecute>", count: 700), String(repeating: "<a ", count: 6000),
        #"<CiscoIPPhoneExecute>"# + String(repeating: #"<ExecuteItem URL="Resync:"/>"#, count: 4)
            + "</CiscoIPPhoneExecute>",
    ])
    func refusesEverythingElse(text: String) {
        #expect(throws: ExecuteRequest.Fault.self, "\(text.prefix(80))") { try ExecuteRequest(text) }
    }

    @Test func everyBeginOfARequestIsRefused() {
        let whole = #"<CiscoIPPhoneExecute><ExecuteItem Priority="0" URL='Resync:a&amp;b'/></CiscoIPPhoneExecute>"#
        for count in 0..<whole.count {
            #expect(throws: ExecuteRequest.Fault.self) { try ExecuteRequest(String(whole.prefix(count))) }
        }
        #expect(throws: Never.self) { try ExecuteRequest(whole) }
    }
}
