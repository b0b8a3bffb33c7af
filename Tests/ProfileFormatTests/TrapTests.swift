import FlatProfile
import ProfileFormat
import Testing

/// The oddities of profiles in the wild, each with the smallest text that has it; their shapes come from public provisioning templates.
@Suite struct TrapTests {
    private func values(_ text: String) throws -> [String: String] {
        Dictionary(try read(text).entries.map { ($0.name.text, $0.value) }) { $1 }
    }

    @Test func sectionLinesBetweenElements() throws {
        let document = try read("<flat-profile>\n[System]\n<A group=\"System/General\">1</A>\n[SIP]\n</flat-profile>")
        #expect(document.entries.map(\.value) == ["1"])
        #expect(document.warnings.map(\.line) == [2, 4])
    }

    @Test func aCommentThatIsOpenedTwice() {
        let text = "<flat-profile>\n<!--\n<A>1</A>\n\n<B>2</B><!--Default: x-->\n<C>3</C>\n</flat-profile>"
        #expect(
            refusal(of: text)
                == ProfileFormatError(.notWellFormed(.doubleHyphen(commentOnLine: 2, nested: true)), line: 5, column: 9)
        )
    }

    @Test func aSpoiltDeclarationInsideAComment() throws {
        #expect(try values("<!--<?xmlversion=\"1.0\"?>-->\n<flat-profile><A>1</A></flat-profile>") == ["A": "1"])
        #expect(
            refusal(of: "<?xmlversion=\"1.0\"?>\n<flat-profile><A>1</A></flat-profile>")
                == ProfileFormatError(.notWellFormed(.spoiltInstruction), line: 1, column: 1))
    }

    @Test func aPasswordThatWasNotEscaped() {
        #expect(
            refusal(of: "<flat-profile>\n\t<Web_Password>adm&n<1></Web_Password>\n</flat-profile>")
                == ProfileFormatError(.notWellFormed(.bareAmpersand), line: 2, column: 19))
    }

    @Test func theSameNameMoreThanOnce() throws {
        let text = profile("<Primary_DNS/><VLAN>No</VLAN><Primary_DNS>10.0.0.253</Primary_DNS><VLAN>Yes</VLAN>")
        #expect(try values(text) == ["Primary_DNS": "10.0.0.253", "VLAN": "Yes"])
    }

    @Test func aStatusPageInsideAConfiguration() throws {
        #expect(try values(profile("<Serial_Number>1</Serial_Number><MOS-LQ>4.5</MOS-LQ>")).count == 2)
    }

    @Test func aSecondTreeInsideTheProfile() throws {
        let text = profile(
            "<Time_Zone>GMT</Time_Zone><router-configuration><a><b><Time_Zone>X</Time_Zone></b></a></router-configuration>"
        )
        #expect(try values(text) == ["Time_Zone": "GMT", "router-configuration": ""])
    }

    @Test func bothFamiliesOfAttributes() throws {
        let document = try read(
            profile("<A ua=\"na\">1</A><B group=\"x/y\">2</B><C group=\"x/y\" ua=\"rw\" um=\"y\">3</C><D>4</D>"))
        #expect(document.entries.map(\.access) == [.hidden, nil, .readWrite, nil])
        #expect(document.warnings == [])
    }

    @Test func threeWaysToWriteNothing() throws {
        #expect(
            try read(profile("<A ua=\"rw\"/><B group=\"x\" /><C></C>")).entries.map(\.form)
                == [.selfClosed, .selfClosed, .element])
    }

    @Test func namesWithHyphensDotsAndDoubleUnderscores() throws {
        let names = ["Enable_802.1X_Authentication", "Phone-UI-readonly", "Resync_At__HHmm_", "Default_Ring__1__"]
        #expect(try read(profile(names.map { "<\($0)/>" }.joined())).entries.map(\.name.text) == names)
    }

    @Test func lineEndsOfWindowsInsideAValue() throws {
        #expect(try values(profile("\r\n<A>18\r\n0</A>\r\n")) == ["A": "18 0"])
    }

    @Test func lineEndsAroundAValue() throws {
        #expect(
            try values(profile("<Dial_Plan_1_>\r\n(1xxx|[*#x]x.)\r\n</Dial_Plan_1_>")) == [
                "Dial_Plan_1_": "(1xxx|[*#x]x.)"
            ])
    }

    @Test func aDefaultNameSpace() throws {
        let text = """
            <flat-profile xmlns="http://www.sipura.net/xsd/SPA2102" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
              xsi:schemaLocation="http://www.sipura.net/xsd/SPA2102 x.xsd"><A>1</A></flat-profile>
            """
        #expect(try read(text) == ProfileDocument(entries: [ProfileEntry(name: "A", value: "1", line: 2)]))
    }

    @Test func textWithoutADeclaredEncoding() throws {
        #expect(
            try values("<?xml version=\"1.0\" standalone=\"yes\"?>" + profile("<A>Zoë&#39;s</A>")) == ["A": "Zoë's"])
    }

    @Test func commentsWithCurlyQuotesAndCommentedElements() throws {
        #expect(try values(profile("<!-- “x” --><!--<B>No</B>--><A>1</A><!-- Default: 0 -->")) == ["A": "1"])
    }

    @Test func valuesOutsideTheDocumentedOptions() throws {
        #expect(try values(profile("<SIP_Transport_1_>DNS SRV</SIP_Transport_1_>")) == ["SIP_Transport_1_": "DNS SRV"])
    }
}
