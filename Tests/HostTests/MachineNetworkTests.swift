import Glibc
import TestSupport
import Testing

@testable import Host

struct AddressOriginTests {
    /// A message as the kernel writes it.
    private func message(_ type: UInt16, _ body: [UInt8]) -> [UInt8] {
        let length = UInt32(16 + body.count)
        let head =
            (0..<4).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) } + [UInt8(type & 0xff), UInt8(type >> 8)]
        return head + [UInt8](repeating: 0, count: 10) + body + [UInt8](repeating: 0, count: -body.count & 3)
    }

    private func attribute(_ type: UInt8, _ value: [UInt8]) -> [UInt8] {
        [UInt8(4 + value.count), 0, type, 0] + value + [UInt8](repeating: 0, count: -value.count & 3)
    }

    @Test func readsWhereAnAddressCameFrom() {
        let local: [UInt8] = [192, 0, 2, 7]
        let flags: [UInt8] = [0x40, 0, 0, 0]
        let answer =
            message(20, [2, 24, 0x80, 0, 3, 0, 0, 0] + attribute(1, [192, 0, 2, 1]) + attribute(2, local))
            + message(
                20,
                [10, 64, 0, 0, 4, 0, 0, 0] + attribute(1, Array(repeating: 0x20, count: 16))
                    + attribute(8, flags) + attribute(11, [2]))
            + message(3, [])
        #expect(
            AddressOrigin.table(answer) == [
                AddressOrigin(
                    interfaceIndex: 3, address: IPAddress("192.0.2.7")!, isTemporary: false, isTentative: false,
                    author: .program),
                AddressOrigin(
                    interfaceIndex: 4, address: IPAddress(bytes: Array(repeating: 0x20, count: 16))!, isTemporary: true,
                    isTentative: true, author: .routerAnnouncement),
            ])
    }

    @Test(
        arguments: [
            [], [1], [UInt8](repeating: 0xff, count: 64), [16, 0, 0, 0] + [UInt8](repeating: 0, count: 11),
            // Lengths of zero, which would go on for ever, and attributes that end beyond the message.
            [0, 0, 0, 0] + [UInt8](repeating: 0, count: 60),
            [28, 0, 0, 0, 20, 0] + [UInt8](repeating: 0, count: 10) + [2, 24, 0, 0, 1, 0, 0, 0, 200, 0, 2, 0],
            [28, 0, 0, 0, 20, 0] + [UInt8](repeating: 0, count: 10) + [2, 24, 0, 0, 1, 0, 0, 0, 0, 0, 2, 0],
        ] as [[UInt8]])
    func passesOverWhatNoKernelWrites(answer: [UInt8]) {
        #expect(AddressOrigin.table(answer).isEmpty)
        #expect(RouteAuthor.table(answer, .v4, 1) == nil)
    }

    @Test func findsTheAuthorOfTheBestDefaultRoute() {
        func route(_ author: UInt8, metric: UInt8, table: UInt8 = 254, length: UInt8 = 0) -> [UInt8] {
            message(
                24,
                [2, length, 0, 0, table, author, 0, 1, 0, 0, 0, 0] + attribute(4, [7, 0, 0, 0])
                    + attribute(6, [metric, 0, 0, 0]))
        }
        let answer =
            route(3, metric: 200) + route(16, metric: 100) + route(4, metric: 1, table: 255)
            + route(4, metric: 1, length: 24)
        #expect(RouteAuthor.table(answer, .v4, 7) == 16)
        #expect(RouteAuthor.table(answer, .v4, 8) == nil)
        #expect(RouteAuthor.table(answer, .v6, 7) == nil)
    }

    @Test(
        arguments: [
            // A lease that was told of decides; then the kernel.
            ("192.0.2.7", false, AddressOrigin.Author.program, nil, true, ConnectionType.dhcp),
            ("192.0.2.7", true, .program, nil, false, .dhcp),
            ("192.0.2.7", false, .program, 16, false, .dhcp),
            ("192.0.2.7", false, .program, 4, false, .fixed),
            // `ip addr add` and udhcpc leave the same trace.
            ("192.0.2.7", false, .program, 3, false, nil),
            ("192.0.2.7", false, .program, nil, false, nil),
            ("2001:db8::7", true, .routerAnnouncement, nil, false, .autoconfigured),
            ("2001:db8::7", true, .program, nil, false, nil),
            ("fe80::7", false, .linkLocal, nil, false, .linkLocal),
        ] as [(String, Bool, AddressOrigin.Author, UInt8?, Bool, ConnectionType?)])
    func tellsHowAnAddressCameAbout(
        text: String, isTemporary: Bool, author: AddressOrigin.Author, route: UInt8?, isLeased: Bool,
        expected: ConnectionType?
    ) throws {
        let address = try #require(IPAddress(text))
        let origin = AddressOrigin(
            interfaceIndex: 1, address: address, isTemporary: isTemporary, isTentative: false, author: author)
        #expect(
            ConnectionType.of(address, origin: origin, routeProtocol: route, isLeased: isLeased) == expected)
    }

    @Test func theKernelOfThisMachineAnswers() {
        let origins = AddressOrigin.current()
        let known = Set(NetworkInterfaces.current().all.flatMap(\.addresses).map(\.address))
        #expect(Set(origins.map(\.address)) == known)
        #expect(!known.isEmpty)
    }
}

struct EthernetPortTests {
    @Test func pairsNamesAndNumbersOfADriver() {
        let names =
            Array("rx_packets".utf8) + [UInt8](repeating: 0, count: 22) + Array(repeating: UInt8(ascii: "x"), count: 32)
        let values: [UInt8] = [5, 1, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0]
        #expect(
            EthernetPort.counters(names: names[...], values: values[...], count: 2)
                == ["rx_packets": 261, String(repeating: "x", count: 32): 9])
        #expect(EthernetPort.counters(names: names[...], values: values[...], count: 50).count == 2)
    }

    @Test func anInterfaceThatIsNoneHasNothing() {
        for name in ["", "none0", "../../etc", String(repeating: "x", count: 40), "lo"] {
            #expect(EthernetPort.current(of: name) == EthernetPort())
        }
    }
}

struct InterfaceKindTests {
    @Test func readsTheVLANsOfTheKernel() {
        let text = """
            VLAN Dev name    | VLAN ID
            Name-Type: VLAN_NAME_TYPE_RAW_PLUS_VID_NO_PAD
            eth0.7         | 7  | eth0
            voice          | 4095  | eth0
            bad            | 9999  | eth0
            """
        #expect(InterfaceKind.vlans(text) == ["eth0.7": 7, "voice": 4095])
        #expect(InterfaceKind.word("DEVTYPE=vlan\nINTERFACE=voice\n") == "vlan")
        #expect(InterfaceKind.word("INTERFACE=eth0\n") == nil)
    }
}

struct TimeServersTests {
    private func servers(_ files: [String: String]) throws -> [String] {
        let root = try TemporaryDirectory()
        for (name, text) in files { try root.write(text, to: name) }
        return TimeServers.current(root: root.path).names
    }

    @Test func readsTheSettingsOfTheServiceThatRuns() throws {
        #expect(try servers([:]).isEmpty)
        #expect(
            try servers([
                "etc/chrony/chrony.conf":
                    "# x\npool 2.debian.pool.ntp.org iburst\nserver ntp.example.com\nserver ntp.example.com\n"
            ]) == ["2.debian.pool.ntp.org", "ntp.example.com"])
        #expect(try servers(["etc/ntpsec/ntp.conf": "server 192.0.2.1\nserver\nrestrict default\n"]) == ["192.0.2.1"])
        let timesyncd = [
            "run/systemd/timesync/synchronized": "", "etc/systemd/timesyncd.conf": "[Time]\nNTP=a b\nFallbackNTP=c\n",
        ]
        #expect(try servers(timesyncd) == ["a", "b"])
        #expect(
            try servers(timesyncd.merging(["run/systemd/netif/state": "NTP=192.0.2.9\n"]) { $1 }) == [
                "192.0.2.9", "a", "b",
            ])
        #expect(
            try servers([
                "run/systemd/timesync/synchronized": "", "etc/systemd/timesyncd.conf": "FallbackNTP=c d\n",
                "etc/chrony/chrony.conf": "server left.behind\n",
            ]) == ["c", "d"])
    }
}

struct SocketActivationTests {
    @Test(
        arguments: [
            (["LISTEN_PID": "7", "LISTEN_FDS": "2", "LISTEN_FDNAMES": "web:control"], [3: "web", 4: "control"]),
            (["LISTEN_PID": "7", "LISTEN_FDS": "2", "LISTEN_FDNAMES": ":x:y"], [3: "unknown", 4: "x"]),
            (["LISTEN_PID": "7", "LISTEN_FDS": "1"], [3: "unknown"]),
            (["LISTEN_PID": "8", "LISTEN_FDS": "1"], [:]), (["LISTEN_FDS": "1"], [:]),
            (["LISTEN_PID": "7", "LISTEN_FDS": "0"], [:]), (["LISTEN_PID": "7", "LISTEN_FDS": "-1"], [:]),
            (["LISTEN_PID": "7", "LISTEN_FDS": "99999999999"], [:]), (["LISTEN_PID": "7", "LISTEN_FDS": "65"], [:]),
        ] as [([String: String], [Int32: String])])
    func readsWhatTheManagerHandsOver(environment: [String: String], expected: [Int32: String]) {
        let found = SocketActivation.descriptors(environment, process: 7)
        #expect(Dictionary(uniqueKeysWithValues: found.map { ($0.number, $0.name) }) == expected)
    }
}

struct ProcessFactsTests {
    @Test func readsAProcessWhoseNameIsHostile() throws {
        let stat = "42 (a) S 1 (b) S 1 42 42 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 4 0 1000 8192 3 184467"
        let facts = try #require(
            ProcessFacts(stat: stat, machine: "cpu 1\nbtime 1700000000\n", ticks: 100, pageSize: 4096))
        #expect(facts.processorSeconds == 3 && facts.threads == 4 && facts.startSeconds == 1_700_000_010)
        #expect(facts.virtualBytes == 8192 && facts.residentBytes == 12288)
        #expect(ProcessFacts(stat: "42 (x S", machine: "btime 1\n", ticks: 100, pageSize: 1) == nil)
        #expect(ProcessFacts(stat: stat, machine: "", ticks: 100, pageSize: 1) == nil)
    }

    @Test func readsThisProcess() throws {
        let facts = try #require(ProcessFacts.current())
        #expect(facts.residentBytes > 1 << 20 && facts.threads > 0 && facts.openFiles ?? 0 > 2)
    }
}
