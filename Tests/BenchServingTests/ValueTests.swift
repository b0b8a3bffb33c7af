import Bench
import FlatProfile
import Host
import ProfileFormat
import Testing

@testable import BenchServing

@Suite struct ReportComparisonTests {
    private func document(_ lines: String) throws -> ProfileDocument {
        try ProfileReader.read(Array("<flat-profile>\n\(lines)\n</flat-profile>".utf8))
    }

    @Test func tellsEqualDifferentMissingAndHidden() throws {
        let served = try document(
            """
            <Station_Name>Anna</Station_Name><Station_Name>Bob</Station_Name><Resync_Periodic>86400</Resync_Periodic>
            <DND_Serv>no</DND_Serv><Password_1_>geheim</Password_1_><Display_Name_1_>pin-1</Display_Name_1_>
            <No_Such_Parameter>1</No_Such_Parameter><User_ID_1_>1001</User_ID_1_>
            """)
        let catalogue = Catalogue.of(.standard)
        // A whole report: every parameter of the model with its default, but one.
        let others = catalogue.parameters.filter {
            !["Station_Name", "DND_Serv", "Password_1_", "Display_Name_1_", "User_ID_1_"].contains($0.name.text)
        }.map { ProfileEntry(name: $0.name, value: $0.name == "Resync_Periodic" ? "3600" : $0.defaultValue, line: 1) }
        let reported = ProfileDocument(
            entries: others
                + (try document(
                    """
                    <Station_Name>Bob</Station_Name><DND_Serv>No</DND_Serv><Password_1_>*************</Password_1_>
                    <Display_Name_1_>pin-2</Display_Name_1_>
                    """)).entries)
        let comparison = ReportComparison(
            served: served, reported: reported, model: .standard, secrets: ["Display_Name_1_"])
        #expect(comparison.equal == 2)
        #expect(
            comparison.different == [
                .init(name: "Resync_Periodic", served: "86400", reported: "3600"),
                .init(name: "Display_Name_1_", served: nil, reported: nil),
            ])
        #expect(comparison.missing == ["User_ID_1_"] && comparison.hidden == ["Password_1_"])
        #expect(!comparison.isPartial && !comparison.isGood)
        #expect(
            comparison.sentence
                == "2 parameters as served, 2 differ: Resync_Periodic is “3600” where “86400” was served; Display_Name_1_ (secret), 1 missing: User_ID_1_, 1 hidden"
        )
        #expect(!comparison.sentence.contains("pin-"))
    }

    @Test func aReportOfChangesMissesNothing() throws {
        let served = try document("<Station_Name>Bob</Station_Name><Resync_Periodic>86400</Resync_Periodic>")
        let comparison = ReportComparison(
            served: served, reported: try document("<Station_Name>Bob</Station_Name>"), model: .standard)
        #expect(comparison.isPartial && comparison.isGood && comparison.missing.isEmpty && comparison.equal == 1)
    }
}

@Suite struct SyslogTextTests {
    @Test(arguments: [
        (
            "<133>Aug 13 06:12:38 000e08aabb01 CP-8841-3PCC 00:0e:08:aa:bb:01 -- Successful resync tftp://10.77.0.1:69/x.xml\n",
            5, "000e08aabb01 CP-8841-3PCC 00:0e:08:aa:bb:01 -- Successful resync tftp://10.77.0.1:69/x.xml",
            SyslogText.Outcome.success
        ),
        (
            "<13>1 2026-11-20T17:49:58.957Z host app 12 - [x y=\"z\"] CP-8865-3PCC 00:0e:08:aa:bb:01 -- Resync failed: Download failed",
            5, "host CP-8865-3PCC 00:0e:08:aa:bb:01 -- Resync failed: Download failed", .failure
        ),
        ("<13>1 2026-11-20T17:49:58Z - - - - - \u{feff}hello", 5, "hello", nil),
        (
            "CP-8841-3PCC 00:0e:08:aa:bb:01 -- Requesting resync x", nil,
            "CP-8841-3PCC 00:0e:08:aa:bb:01 -- Requesting resync x", nil
        ),
        ("<999>x", nil, "<999>x", nil), ("<>", nil, "<>", nil), ("<13>", 5, "", nil), ("", nil, "", nil),
        ("<13>1 ", 5, "1 ", nil), ("<13>Aug", 5, "Aug", nil),
        ("<13>a\u{1b}[31m\rb\u{202e}c\0", 5, "a?[31m?b?c", nil),
    ])
    func readsWhatClientsSend(
        message: String, severity: Int?, text: String, outcome: SyslogText.Outcome?
    ) {
        let read = SyslogText(Array(message.utf8))
        #expect(read.severity == severity && read.text == text && read.outcome == outcome)
    }

    @Test func readsAnyBytes() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0...300)).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let text = SyslogText(Array("<13>".utf8) + bytes).text
            #expect(text.utf8.count <= 1003 && !text.contains("\n"))
        }
        #expect(SyslogText([UInt8](repeating: 0x41, count: 60_000)).text.utf8.count <= 1003)
    }
}

@Suite struct FloodGateTests {
    @Test func oneSourceDoesNotTakeTheRoomOfOthers() {
        var gate = FloodGate(each: .init(burst: 10, perSecond: 1), together: .init(burst: 100, perSecond: 10))
        let taken = (0..<1000).count { _ in gate.takes("a", at: 0) }
        #expect(taken == 10)
        let other = gate.takes("b", at: 0)
        let report = gate.report(at: 0)
        #expect(other && report?.count == 990 && report?.worst == "a")
        let later = (0..<3).map { _ in gate.takes("a", at: 1) }
        #expect(later == [true, false, false])
        let early = gate.report(at: 5)
        let late = gate.report(at: 11)
        #expect(early == nil && late?.count == 2)
    }

    @Test func aHundredThousandSourcesTakeNoMoreThanAllMay() {
        var gate = FloodGate(each: .init(burst: 10, perSecond: 1), together: .init(burst: 100, perSecond: 10))
        var taken = 0
        for number in 0..<100_000 where gate.takes("\(number)", at: 0) { taken += 1 }
        #expect(taken == 100)
    }
}

@Suite struct DnsmasqValueTests {
    @Test(arguments: [
        ("dnsmasq[1]: started, version 2.90 DNS disabled", DnsmasqLine.started),
        (
            "dnsmasq-dhcp[1]: DHCPACK(lan0) 10.77.0.72 00:0e:08:aa:bb:01 phone",
            .acknowledged(address: "10.77.0.72", MACAddress(bits: 0x000e_08aa_bb01))
        ),
        ("dnsmasq-dhcp[1]: DHCPRELEASE(lan0) 10.77.0.72 00:0e:08:aa:bb:01 ", .released(address: "10.77.0.72")),
        (
            "dnsmasq-dhcp[1]: DHCPDISCOVER(lan0) 00:0e:08:aa:bb:01 no address available",
            .noAddress(MACAddress(bits: 0x000e_08aa_bb01))
        ),
        ("dnsmasq-tftp[1]: sent /run/x/a to b to 10.77.0.72", .sent(path: "/run/x/a to b", address: "10.77.0.72")),
        (
            "dnsmasq-tftp[1]: file /run/x/a.xml not found for 10.77.0.72",
            .notFound(path: "/run/x/a.xml", address: "10.77.0.72")
        ),
        (
            "dnsmasq-tftp[1]: failed sending /run/x/a.xml to 10.77.0.72",
            .failed(path: "/run/x/a.xml", address: "10.77.0.72")
        ),
        (
            "dnsmasq-tftp[1]: cannot access /run/x/../../etc/passwd: Permission denied",
            .forbidden(path: "/run/x/../../etc/passwd")
        ),
        (
            "dnsmasq: failed to bind DHCP server socket: Address already in use",
            .fatal("failed to bind DHCP server socket: Address already in use")
        ),
        ("dnsmasq-dhcp[1]: DHCPACK(lan0) 10.77.0.72", .other("dnsmasq-dhcp[1]: DHCPACK(lan0) 10.77.0.72")),
        ("", .other("")),
    ])
    func readsItsLog(line: String, meaning: DnsmasqLine) { #expect(DnsmasqLine(line) == meaning) }

    @Test func waitsLongerAndLongerForADnsmasqThatEnds() {
        var patience = DnsmasqPatience()
        let waits = (0..<8).map { _ in patience.ended(after: .seconds(1)) }
        #expect(waits == [0, 1, 2, 4, 8, 16, 30, 30].map { Duration.seconds($0) })
        let afterAMinute = patience.ended(after: .seconds(61))
        #expect(afterAMinute == .zero)
    }

    private func plan(_ range: String, address: String = "10.77.0.1") throws -> DnsmasqPlan {
        DnsmasqPlan(
            interface: "lan0", address: try #require(IPAddress(address)), prefixLength: 24, servesTFTP: true,
            range: try DnsmasqPlan.Range(range), hasUniqueRoots: true, options: [])
    }

    @Test(arguments: ["", "10.77.0.50", "10.77.0.99-10.77.0.50", "a-b", "10.77.0.1-10.77.0.2-10.77.0.3", "::1-::2"])
    func refusesWhatIsNoRange(text: String) {
        #expect(throws: DnsmasqFault.range(text)) { try DnsmasqPlan.Range(text) }
    }

    @Test func refusesARangeOfAnotherNetworkOrWithItself() throws {
        #expect(throws: DnsmasqFault.rangeElsewhere("10.78.0.5-10.78.0.9", network: "10.77.0.1/24", "lan0")) {
            try plan("10.78.0.5-10.78.0.9").check()
        }
        #expect(throws: DnsmasqFault.rangeHoldsBench("10.77.0.1-10.77.0.9", "10.77.0.1")) {
            try plan("10.77.0.1-10.77.0.9").check()
        }
        try plan("10.77.0.2-10.77.0.9").check()
    }

    @Test func tellsDevicesTheWayByTheOptionsThatPhonesLookAt() throws {
        let address = try #require(IPAddress("10.77.0.1"))
        let factory = DnsmasqPlan.options(
            address: address, fileName: "$PSN.xml", isFactoryName: true, servesTFTP: true, web: "http://10.77.0.1:80",
            wanted: nil)
        #expect(
            factory.map { "\($0.number)=\($0.value)" } == [
                "66=10.77.0.1", "150=10.77.0.1", "159=http://10.77.0.1:80/$PSN.xml", "160=http://10.77.0.1:80/$PSN.xml",
            ])
        let own = DnsmasqPlan.options(
            address: address, fileName: "Cisco/$MA.cfg", isFactoryName: false, servesTFTP: true, web: nil, wanted: [66])
        #expect(own.map { "\($0.number)=\($0.value)" } == ["66=tftp://10.77.0.1/Cisco/$MA.cfg"])
    }

    @Test func readsTheKernelsNeighbours() {
        let table = Neighbours.table(
            """
            IP address       HW type     Flags       HW address            Mask     Device
            10.77.0.72       0x1         0x2         00:0e:08:aa:bb:01     *        lan0
            10.77.0.73       0x1         0x0         00:00:00:00:00:00     *        lan0
            """)
        #expect(table == ["10.77.0.72": mac(1)])
    }
}
