import Bench
import BenchFixtures
import FlatProfile
import ProfileFormat
import ProfileRules
import Testing

@Suite struct TemplateTests {
    private func template(_ text: String) throws -> Template {
        try Template(TemplateFile(name: "t.xml", bytes: Array(text.utf8)))
    }

    private func faults(_ text: String) -> [String] {
        do {
            _ = try template(text)
            return []
        } catch {
            return (error as? TemplateFaults)?.faults.map(\.description) ?? ["\(error)"]
        }
    }

    private func profile(_ text: String, _ device: Device, _ columns: [Column] = []) throws -> String {
        String(decoding: try template(text).profile(of: device, columns: columns), as: UTF8.self)
    }

    private func check(
        _ text: String, _ devices: [Device], _ columns: [Column] = [], allowsOtherModels: Bool = false
    ) throws -> [String] {
        var check = TemplateCheck(try template(text), columns: columns, allowsOtherModels: allowsOtherModels)
        for device in devices { check.check(device) }
        return check.faults?.faults.map(\.description) ?? []
    }

    @Test func fillsPlacesWithValuesThatCannotBecomeMarkup() throws {
        let hostile = "</Station_Name><Admin_Password>&\"'>]]>\r\n\tü"
        let text =
            "\u{FEFF}<flat-profile>\n<Station_Name ua=\"{{name}}\" x='{{Name}}'>a{{ name }}b</Station_Name></flat-profile>"
        let filled = try profile(text, device(1, hostile), [Column("Name")])
        #expect(
            filled
                == "<flat-profile>\n<Station_Name ua=\"&lt;/Station_Name&gt;&lt;Admin_Password&gt;&amp;&quot;&#39;&gt;]]&gt;&#13;&#10;&#9;ü\" "
                + "x='&lt;/Station_Name&gt;&lt;Admin_Password&gt;&amp;&quot;&#39;&gt;]]&gt;&#13;&#10;&#9;ü'>"
                + "a&lt;/Station_Name&gt;&lt;Admin_Password&gt;&amp;\"'&gt;]]&gt;&#13;&#10;\tüb</Station_Name></flat-profile>"
        )
        let document = try ProfileReader.read(Array(filled.utf8))
        #expect(document.entries.map(\.name) == ["Station_Name"])
    }

    @Test func knowsTheColumnsThatEveryDeviceHas() throws {
        let text =
            "<flat-profile><GPP_A>{{mac}} {{MAC_UPPER}} {{mac colon}} {{SN}} {{model}} {{PN}} {{psn}}</GPP_A></flat-profile>"
        #expect(
            try profile(text, device(1, serial: "FCH2305DMH0"))
                == "<flat-profile><GPP_A>000e08000001 000E08000001 00:0e:08:00:00:01 FCH2305DMH0 8841 CP-8841-3PCC 8841-3PCC</GPP_A></flat-profile>"
        )
        #expect(try template(text).neededColumns.isEmpty)
        #expect(throws: TemplateFault(.noValue(ColumnName("sn")), line: 1, column: 58, device: .init(device(1)))) {
            try profile(text, device(1))
        }
    }

    @Test func leavesTheRestAsItIs() throws {
        let text =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<!-- a } b -->\n<flat-profile xmlns:x='y'>\n<GPP_A>{ {a}} } &amp; <![CDATA[{]]></GPP_A>\n<GPP_B/></flat-profile>\n"
        #expect(try profile(text, device(1)) == text)
    }

    @Test(arguments: [
        (
            "<flat-profile><GPP_A>{{name</GPP_A></flat-profile>",
            "line 1, column 22: {{ begins a place that does not end on this line; write {{name of a column}}, or &#123;&#123; if two braces are meant"
        ),
        (
            "<flat-profile>\n <GPP_A>{{a+b}}</GPP_A></flat-profile>",
            "line 2, column 9: “a+b” is no name of a column; it has letters, digits, blanks, - and _, such as {{display name}}"
        ),
        (
            "<flat-profile><GPP_A>{{}}</GPP_A></flat-profile>",
            "line 1, column 22: “” is no name of a column; it has letters, digits, blanks, - and _, such as {{display name}}"
        ),
        (
            "<flat-profile>\n<GPP_{{x}}>1</GPP_{{x}}></flat-profile>",
            "line 2, column 6: {{x}} stands in the name of an element or an attribute, which must be the same for all devices; write the name out\nline 2, column 19: {{x}} stands in the name of an element or an attribute, which must be the same for all devices; write the name out"
        ),
        (
            "<flat-profile><!-- {{x}} --></flat-profile>",
            "line 1, column 20: {{x}} stands in a comment, which no phone reads; remove the braces, or take the line out of the template"
        ),
        (
            "<flat-profile><GPP_A><![CDATA[{{x}}]]></GPP_A></flat-profile>",
            "line 1, column 31: {{x}} stands in a CDATA section, where nothing can be escaped; write the value without one, what XML needs is escaped by itself"
        ),
        (
            "<flat-profile><?php {{x}} ?></flat-profile>",
            "line 1, column 21: {{x}} stands in a processing instruction, which no phone reads; remove the braces"
        ),
        (
            "<flat-profile>{{x}}<GPP_A/></flat-profile>",
            "line 1, column 15: {{x}} stands outside of the value of a parameter; put it between the tags of one, such as <Station_Name>{{x}}</Station_Name>"
        ),
        (
            "<flat-profile a=\"{{x}}\"></flat-profile>",
            "line 1, column 18: {{x}} stands outside of the value of a parameter; put it between the tags of one, such as <Station_Name>{{x}}</Station_Name>"
        ),
        (
            "<flat-profile><GPP_A><b>{{x}}</b></GPP_A></flat-profile>",
            "line 1, column 25: {{x}} stands outside of the value of a parameter; put it between the tags of one, such as <Station_Name>{{x}}</Station_Name>"
        ),
        (
            "<html><body>{{x}}</body></html>",
            "this looks like an HTML page, perhaps an error or login page of the server; expected a profile with flat-profile"
        ),
        ("hello {{x}}", "this is text without any XML element; expected a profile with flat-profile"),
        ("", "the file is empty"),
        (
            "<flat-profile><GPP_A>a & b {{x}}</GPP_A></flat-profile>",
            "line 1, column 24: a bare & stands in the text; write &amp;"
        ),
        (
            "<flat-profile><GPP_A>1</GPP_B></flat-profile>",
            "line 1, column 23: </GPP_B> does not close <GPP_A> of line 1; the end tag </GPP_A> is missing or misspelt"
        ),
        (
            "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><flat-profile/>",
            "line 1: the template says that it is in ISO-8859-1; save it as UTF-8 and remove the encoding from its first line"
        ),
        (
            "\u{1f}\u{8b}x",
            "this is binary data; expected an XML profile, plain or compressed with gzip (encrypted files need a key)"
        ),
    ])
    func saysWhatIsWrongWithATemplate(text: String, sentences: String) {
        #expect(faults(text) == sentences.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    }

    @Test func refusesATemplateThatIsCompressed() throws {
        let packed = ProfileWriter.gzip(Array("<flat-profile/>".utf8))
        #expect(throws: TemplateFaults([TemplateFault(.compressed)])) {
            try Template(TemplateFile(name: "t.xml.gz", bytes: packed))
        }
    }

    @Test func saysWhichColumnIsMissing() throws {
        let text = "<flat-profile>\n<GPP_A>{{naem}}</GPP_A>\n<GPP_B>{{colour}}</GPP_B></flat-profile>"
        #expect(
            try check(text, [device(1, "Anna", line: 2)], [Column("Name")]) == [
                "line 2, column 8: the devices have no column naem; did you mean {{name}}?",
                "line 3, column 8: the devices have no column colour; they have name, mac, mac_upper, mac_colon, serial, model, product_name, product_series_name",
            ])
    }

    @Test func checksWhatEachPhoneWouldMakeOfIt() throws {
        let text = """
            <flat-profile>
              <Resync_Perodic>3600</Resync_Perodic>
              <Resync_Periodic ua="{{access}}">{{period}}</Resync_Periodic>
              <Enable_Web_Server>Maybe</Enable_Web_Server>
            </flat-profile>
            """
        let columns = [Column("access"), Column("period")]
        let found = try check(
            text,
            [
                device(1, "rw", "3600", line: 2), device(2, "rw", "soon", line: 3), device(3, "xx", "60", line: 5),
                device(4, "", "", line: 6),
            ], columns)
        #expect(
            found == [
                "line 2, column 3: no model has a parameter Resync_Perodic; did you mean Resync_Periodic?",
                "line 4, column 3: Enable_Web_Server must be Yes or No, not \"Maybe\"",
                "line 3, column 36, device 00:0e:08:00:00:02 of line 3: Resync_Periodic must be seconds, or a list of them such as 600,1200+60: \"soon\" is not a number of seconds, alone or with + and a random part",
                "line 3, column 24, device 00:0e:08:00:00:03 of line 5: Resync_Periodic: the attribute ua=\"xx\" is ignored; write na, ro or rw",
                "line 3, column 24, device 00:0e:08:00:00:04 of line 6: Resync_Periodic: the attribute ua=\"\" is ignored; write na, ro or rw",
            ])
    }

    @Test func tellsAnUnknownParameterOnceForAllModels() throws {
        let text = "<flat-profile><Resync_Perodic>1</Resync_Perodic></flat-profile>"
        let models = ["8841", "8851", "7811"].compactMap { Model(named: $0) }
        let devices = models.enumerated().map { device(UInt64($0), model: $1) }
        #expect(
            try check(text, devices) == [
                "line 1, column 15: no model has a parameter Resync_Perodic; did you mean Resync_Periodic?"
            ])
    }

    @Test func quotesNoSecret() throws {
        let text =
            "<flat-profile><Resync_Periodic>{{pin}}</Resync_Periodic><Admin_Password>{{pw}}</Admin_Password></flat-profile>"
        let found = try check(
            text, [device(1, "s3cret", String(repeating: "p4ss", count: 100), line: 2)],
            [Column("pin", isSecret: true), Column("pw")])
        #expect(!found.isEmpty && !found.joined().contains("s3cret") && !found.joined().contains("p4ss"))
        #expect(try template(text).secretColumns(for: [.standard]) == [ColumnName("pw")])
    }

    @Test func knowsWhichParametersAModelHas() throws {
        let text = "<flat-profile><Extension_12_>1</Extension_12_></flat-profile>"
        let small = try #require(Model(named: "7811"))
        let found = try check(text, [device(1, model: small)])
        #expect(found.count == 1 && found[0].contains("the 7811 has no parameter Extension_12_, models of the series"))
        #expect(try check(text, [device(1, model: small)], allowsOtherModels: true).isEmpty)
    }

    @Test func readsWhatPhonesReadWithAWarning() throws {
        let text = "<flat-profile>stray<GPP_A>1</GPP_A><GPP_A>{{name}}</GPP_A></flat-profile>"
        #expect(try template(text).warnings.count >= 1)
        #expect(try check(text, [device(1, "a"), device(2, "b")], [Column("name")]).isEmpty)
    }

    @Test func everyDeviceIsCheckedNotOnlyTheFirst() throws {
        let text =
            "<flat-profile>\n<GPP_A>x</GPP_A>\n<Resync_Periodic>{{period}}\n</Resync_Periodic><GPP_B>{{b}}</GPP_B></flat-profile>"
        let devices = (1...2000).map { device(UInt64($0), $0 == 1777 ? "never" : "3600", "a\nb", line: $0 + 1) }
        #expect(
            try check(text, devices, [Column("period"), Column("b")]) == [
                "line 3, column 18, device 00:0e:08:00:06:f1 of line 1778: Resync_Periodic must be seconds, or a list of them such as 600,1200+60: \"never\" is not a number of seconds, alone or with + and a random part"
            ])
    }

    @Test func rendersTenThousandDevices() throws {
        let body = (0..<60).map { "<GPP_A>\($0) {{name}}</GPP_A>\n" }.joined()
        let template = try template("<flat-profile>\n\(body)</flat-profile>")
        var size = 0
        for number in 1...10_000 {
            size += try template.profile(of: device(UInt64(number), "Anna & Bob"), columns: [Column("name")]).count
        }
        #expect(size >= 20_000_000)
    }

    @Test func survivesTruncatedAndRandomTemplates() {
        let text = Array(
            "<?xml?><flat-profile><!-- {{a}} --><GPP_A ua='{{b}}'>{{c}}<![CDATA[{{d}}]]></GPP_A></flat-profile>".utf8)
        for count in 0...text.count { _ = try? Template(TemplateFile(name: "t", bytes: Array(text.prefix(count)))) }
        var state: UInt64 = 7
        for _ in 0..<500 {
            var bytes = text
            for _ in 0..<4 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes[Int(state >> 33) % bytes.count] = Array("<>{}'\"/!- \r\n&".utf8)[Int(state >> 20) % 13]
            }
            _ = try? Template(TemplateFile(name: "t", bytes: bytes))
        }
    }
}
