import FlatProfile
import ProfileFormat
import Testing

@Suite struct ProfileReaderTests {
    @Test func readsAnExportWithItsAttributesAndLines() throws {
        let document = try read(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <device>
            <flat-profile>
            <!-- System Configuration -->
            <Restricted_Access_Domains ua="na"></Restricted_Access_Domains>
            <Enable_Web_Server ua="ro">Yes</Enable_Web_Server>
            <Enable_Protocol user-pref="y">Http</Enable_Protocol>
            <!-- available options: Http|Https -->
            <!-- <Admin_Password ua="na"/> -->
            <Static_IP ua="rw"/>
            <Syslog_Server group="System/Optional" um="y" />
            <Time_Zone preserve-value="y" user-pref="n">GMT</Time_Zone>
            </flat-profile>
            </device>
            """)
        #expect(
            document
                == ProfileDocument(
                    root: "device",
                    entries: [
                        ProfileEntry(name: "Restricted_Access_Domains", value: "", access: .hidden, line: 5),
                        ProfileEntry(name: "Enable_Web_Server", value: "Yes", access: .readOnly, line: 6),
                        ProfileEntry(name: "Enable_Protocol", value: "Http", isUserPreference: true, line: 7),
                        ProfileEntry(name: "Static_IP", value: "", form: .selfClosed, access: .readWrite, line: 10),
                        ProfileEntry(name: "Syslog_Server", value: "", form: .selfClosed, line: 11),
                        ProfileEntry(
                            name: "Time_Zone", value: "GMT", preservesValue: true, isUserPreference: false, line: 12),
                    ]))
    }

    @Test(arguments: [
        ("a &amp; b &lt;c&gt; &quot;d&quot; &apos;e&apos;", "a & b <c> \"d\" 'e'"),
        ("&#40;1&#x2e;&#41;", "(1.)"),
        ("  outer  ", "outer"),
        ("\t\r\n (1xxx)\r\n\t", "(1xxx)"),
        ("18\n0", "18 0"),
        ("18\r\n0", "18 0"),
        ("18\r0", "18 0"),
        ("one&#10;two", "one two"),
        ("<![CDATA[a & <b>]]>", "a & <b>"),
        ("a<!-- not this -->b", "ab"),
        ("a<?nor this?>b", "ab"),
        ("Gräfin 🙂", "Gräfin 🙂"),
        ("\"\"", "\"\""),
        ("$PN -- $MAC", "$PN -- $MAC"),
    ])
    func readsValues(written: String, value: String) throws {
        #expect(
            try read(profile("<X>\(written)</X>"))
                == ProfileDocument(entries: [ProfileEntry(name: "X", value: value, line: 1)]))
    }

    @Test(arguments: [
        "Enable_802.1X_Authentication", "Phone-UI-readonly", "Enable_LLDP-MED", "Resync_At__HHmm_", "Default_Ring__1__",
        "_x", "Größe",
    ])
    func readsNamesAsTheyStand(name: String) throws {
        #expect(
            try read(profile("<\(name)>1</\(name)>")).entries
                == [ProfileEntry(name: ParameterName(name), value: "1", line: 1)])
    }

    @Test(arguments: [
        ("<flat-profile xmlns=\"http://www.sipura.net/xsd/SPA942\"><X>1</X></flat-profile>", "flat-profile"),
        ("<p:flat-profile xmlns:p=\"urn:p\"><p:X p:ua=\"rw\">1</p:X></p:flat-profile>", "flat-profile"),
        ("<p:flat-profile><p:X>1</p:X></p:flat-profile>", "flat-profile"),
        ("<env><a/>text<b><flat-profile><X>1</X></flat-profile></b>text</env>", "env"),
    ])
    func findsTheProfileAnywhereAndIgnoresNameSpaces(text: String, root: String) throws {
        #expect(
            try read(text) == ProfileDocument(root: root, entries: [ProfileEntry(name: "X", value: "1", line: 1)]))
    }

    @Test(arguments: [
        "<?xml version=\"1.0\" standalone=\"yes\"?>", "<?xml version='1.0' encoding='utf-8'?>\n",
        "<!--<?xmlversion=\"1.0\" encoding=\"UTF-8\"?>-->\n", "<?xml version=\"1.0\"?><?php x?><!-- y -->", "\n\n ",
        "<?xml version=\"1.0\" encoding=\"uTf-8\" standalone=\"no\"?>",
    ])
    func readsWithAnyProlog(prolog: String) throws {
        #expect(try read(prolog + profile("<X>1</X>")).entries.map(\.value) == ["1"])
    }

    @Test func readsAnEmptyProfile() throws {
        #expect(try read("<flat-profile/>") == ProfileDocument(entries: []))
        #expect(try read("<flat-profile>\n</flat-profile>\n") == ProfileDocument(entries: []))
    }

    @Test func keepsRepeatedNamesAndNamesBothLines() throws {
        let document = try read("<flat-profile>\n<X>1</X>\n<Y>2</Y>\n<X>3</X>\n<X/>\n</flat-profile>")
        #expect(document.entries.map(\.name) == ["X", "Y", "X", "X"])
        #expect(
            document.warnings == [
                ProfileWarning(.repeated(firstLine: 2), name: "X", line: 4),
                ProfileWarning(.repeated(firstLine: 4), name: "X", line: 5),
            ])
    }

    @Test func readsOnlyChildrenOfTheProfile() throws {
        let document = try read(
            """
            <flat-profile>
            <router-configuration>
              <Time><Time_Zone>GMT+1</Time_Zone><Status/></Time>
              <Status>1</Status>
            </router-configuration>
            <Time_Zone>GMT</Time_Zone>
            <Outer> its <b>not its</b> own </Outer>
            </flat-profile>
            """)
        #expect(
            document
                == ProfileDocument(
                    entries: [
                        ProfileEntry(name: "router-configuration", value: "", nestedElements: 4, line: 2),
                        ProfileEntry(name: "Time_Zone", value: "GMT", line: 6),
                        ProfileEntry(name: "Outer", value: "its  own", nestedElements: 1, line: 7),
                    ],
                    warnings: [
                        ProfileWarning(.nestedElements(count: 4), name: "router-configuration", line: 2),
                        ProfileWarning(.nestedElements(count: 1), name: "Outer", line: 7),
                    ]))
    }

    @Test func warnsOfTextBetweenElementsWithItsLine() throws {
        let text = """
            <flat-profile>
            [System]
            <X>1</X>

              [Net
            work] &amp; more
            <Y/>
            last </flat-profile>
            """
        let expected = [
            ProfileWarning(.strayText("[System]"), line: 2), ProfileWarning(.strayText("[Net work] & more"), line: 5),
            ProfileWarning(.strayText("last"), line: 8),
        ]
        let warnings = try read(text).warnings
        #expect(warnings == expected)
        let windows = text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
        let windowsWarnings = try read(windows).warnings
        #expect(windowsWarnings == expected)
        #expect(
            try read(profile(String(repeating: "x", count: 5000))).warnings
                == [ProfileWarning(.strayText(String(repeating: "x", count: 60)), line: 1)])
    }

    @Test(arguments: [
        ("ua=\"admin\"", "ua", "admin"), ("ua=\"NA\"", "ua", "NA"), ("ua=\"\"", "ua", ""),
        ("preserve-value=\"yes\"", "preserve-value", "yes"), ("user-pref=\"1\"", "user-pref", "1"),
        ("colour=\"red\"", "colour", "red"),
    ])
    func warnsOfBadAttributesAndKeepsTheEntry(written: String, name: String, value: String) throws {
        #expect(
            try read(profile("\n<X \(written)>1</X>"))
                == ProfileDocument(
                    entries: [ProfileEntry(name: "X", value: "1", line: 2)],
                    warnings: [ProfileWarning(.badAttribute(name: name, value: value), name: "X", line: 2)]))
    }

    @Test(arguments: ["group=\"System/General\"", "um=\"y\"", "xsi:type=\"s\"", "xml:lang=\"en\"", "xmlns:a=\"urn:a\""])
    func ignoresAttributesOfOtherTools(written: String) throws {
        #expect(
            try read(profile("<X \(written)>1</X>"))
                == ProfileDocument(entries: [ProfileEntry(name: "X", value: "1", line: 1)]))
    }

    @Test func warnsOfASecondProfileAndIgnoresIt() throws {
        #expect(
            try read("<device><flat-profile><X>1</X></flat-profile>\n<flat-profile><X>2</X></flat-profile></device>")
                == ProfileDocument(
                    root: "device", entries: [ProfileEntry(name: "X", value: "1", line: 1)],
                    warnings: [ProfileWarning(.secondFlatProfile, line: 2)]))
        #expect(
            try read(profile("<X>1</X>\n<flat-profile><X>2</X></flat-profile><Y>3</Y>"))
                == ProfileDocument(
                    entries: [
                        ProfileEntry(name: "X", value: "1", line: 1), ProfileEntry(name: "Y", value: "3", line: 2),
                    ],
                    warnings: [ProfileWarning(.secondFlatProfile, line: 2)]))
    }

    @Test func givesTheLineOnWhichTheElementBegins() throws {
        let text = """
            <flat-profile>
            <A>1
            2
            3</A><B
              ua="rw"
              group="x > y"
            >
            4</B>
            <C
            />
            <D>5</D>
            </flat-profile>
            """
        let lines = [2, 4, 9, 11]
        #expect(try read(text).entries.map(\.line) == lines)
        for end in ["\r\n", "\r"] {
            let other = text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: end)
            #expect(try read(other).entries.map(\.line) == lines)
        }
    }

    @Test func countsLinesBeyond65535() throws {
        let blank = String(repeating: "\n", count: 99_999)
        let document = try read(profile("\(blank)<X>1</X>\(blank)<X>2</X>stray"))
        #expect(document.entries.map(\.line) == [100_000, 199_999])
        #expect(
            document.warnings == [
                ProfileWarning(.repeated(firstLine: 100_000), name: "X", line: 199_999),
                ProfileWarning(.strayText("stray"), line: 199_999),
            ])
        #expect(
            refusal(of: profile("\(blank)<X>a & b</X>"))
                == ProfileFormatError(.notWellFormed(.bareAmpersand), line: 100_000, column: 6))
    }

    @Test func tellsEmptyElementsApart() throws {
        let document = try read(profile("<A></A><B/><C ua=\"rw\" /><D> \n </D><E><!-- x --></E>"))
        #expect(document.entries.map(\.form) == [.element, .selfClosed, .selfClosed, .element, .element])
        #expect(document.entries.allSatisfy { $0.value.isEmpty })
    }

    @Test func readsFromASpanAndFromMemory() throws {
        let bytes = Array(profile("<X>1</X>").utf8)
        let expected = [ProfileEntry(name: "X", value: "1", line: 1)]
        #expect(try ProfileReader.read(bytes.span).entries == expected)
        #expect(try bytes.withUnsafeBytes { try ProfileReader.read($0) }.entries == expected)
    }

    @Test func readsManyAtOnce() async throws {
        let texts = (0..<64).map { number in
            profile((0..<200).map { "<P\($0)>\(number)</P\($0)>" }.joined()) + (number % 2 == 0 ? "" : "<")
        }
        await withTaskGroup(of: (Int, [String]?).self) { group in
            for (number, text) in texts.enumerated() {
                group.addTask { (number, try? read(text).entries.map(\.value)) }
            }
            for await (number, values) in group {
                #expect(values == (number % 2 == 0 ? [String](repeating: String(number), count: 200) : nil))
            }
        }
    }
}
