import FlatProfile
import Glibc
import TestSupport
import Testing

@testable import Host

struct IPAddressTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("::", "::"), ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.1"),
    ])
    func readsAndWritesAddresses(text: String, expected: String) {
        #expect(IPAddress(text)?.description == expected)
    }

    @Test(arguments: [
        "", "192.0.2", "192.0.2.256", "1.2.3.4.5", "fe80::1%eth0", "::1\0", "::1::", "example.com", " 192.0.2.1",
    ])
    func refusesWhatIsNoAddress(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test func aNetmaskHasTheLengthThatItWasMadeFrom() {
        for length in 0...32 { #expect(IPAddress.netmask(.v4, prefixLength: length).prefixLength == length) }
        for length in 0...128 { #expect(IPAddress.netmask(.v6, prefixLength: length).prefixLength == length) }
        #expect(IPAddress.netmask(.v4, prefixLength: 20).description == "255.255.240.0")
        #expect(IPAddress("255.0.255.0")?.prefixLength == nil)
        #expect(IPAddress(bytes: [1, 2, 3]) == nil)
    }
}

struct RouteTests {
    /// As `/proc/net/route` is written on a machine with two default routes, one of them through a tunnel.
    static let ipv4 = """
        Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
        tun0\t00000000\t00000000\t0001\t0\t0\t50\t00000000\t0\t0\t0
        eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0
        eth0\t000200C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0
        *\t0000000A\t00000000\t0201\t0\t0\t0\t000000FF\t0\t0\t0
        """

    static let ipv6 = """
        fd000000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0
        00000000000000000000000000000000 00 00000000000000000000000000000000 00 fd000000000000000000000000000001 00000400 00000002 00000000 00000003     eth0
        00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo
        """

    @Test func readsTheTableOfIPv4() throws {
        let routes = Route.ipv4Table(Self.ipv4)
        #expect(routes.map(\.interface) == ["tun0", "eth0", "eth0", "*"])
        #expect(routes.map(\.isUsable) == [true, true, true, false])
        #expect(routes[2].destination == IPAddress("192.0.2.0") && routes[2].prefixLength == 24)
        #expect(routes[1].gateway == IPAddress("192.0.2.1"))
        let preferred = try #require(Route.preferredDefault(of: routes))
        #expect(preferred.interface == "tun0" && preferred.gateway == nil)
    }

    @Test func readsTheTableOfIPv6() throws {
        let routes = Route.ipv6Table(Self.ipv6)
        #expect(routes.map(\.prefixLength) == [64, 0, 0])
        let preferred = try #require(Route.preferredDefault(of: routes))
        #expect(preferred.interface == "eth0" && preferred.gateway == IPAddress("fd00::1") && preferred.metric == 1024)
    }

    @Test(arguments: [
        "", "\n\n", "eth0", "eth0\t0000000\t010200C0\t0003\t0\t0\t0\t00000000",
        "eth0 -0000001 010200C0 0003 0 0 0 00000000",
        "eth0 00000000 010200C0 0003 0 0 99999999999 00000000", "eth0 00000000 010200C0 0003 0 0 0 00FF00FF",
        "eth0 +0000000 010200C0 0003 0 0 0 00000000", "\u{fffd}\u{fffd} \u{fffd}",
    ])
    func passesOverGarbledLines(text: String) {
        #expect(Route.ipv4Table(text).isEmpty)
        #expect(Route.ipv6Table(text).isEmpty)
    }

    @Test(arguments: ["gg", "81"])
    func passesOverAnIPv6RouteWithAnImpossibleLength(length: String) {
        #expect(Route.ipv6Table(Self.ipv6.replacing(" 40 ", with: " \(length) ")).count == 2)
    }

    @Test func noTextOfRandomBytesOrTruncationCrashesAParser() {
        var random = SplitMix(seed: 7)
        for _ in 0..<500 {
            let bytes = (0..<200).map { _ in "0123456789abcdef:\t \n\u{0}eth".utf8.randomElement(using: &random) ?? 0 }
            parseEverything(String(decoding: bytes, as: UTF8.self))
            parseEverything(String(decoding: bytes.map { $0 ^ 0x80 }, as: UTF8.self))
        }
        for text in [Self.ipv4, Self.ipv6, CounterTests.dev] {
            for length in 0..<text.utf8.count {
                parseEverything(String(decoding: text.utf8.prefix(length), as: UTF8.self))
            }
        }
    }

    private func parseEverything(_ text: String) {
        _ = Route.ipv4Table(text)
        _ = Route.ipv6Table(text)
        _ = InterfaceCounters.table(text)
        _ = ResolverConfiguration(parsing: text)
        _ = RebootHistory(parsing: text)
        _ = try? SyslogDestination(parsing: text)
        _ = LogText.withoutUserInfo(LogText.line(text))
    }
}

/// Random numbers that are the same in each run.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }
}

struct ResolverConfigurationTests {
    @Test func readsServersAndDomain() {
        let text = """
            # made by hand
            search example.com example.net
            nameserver 192.0.2.53
              nameserver\tfe80::1%eth0
            nameserver nonsense
            nameserver
            options ndots:2
            """
        let expected = ResolverConfiguration(
            servers: ["192.0.2.53", "fe80::1"].compactMap { IPAddress($0) }, domain: "example.com")
        #expect(ResolverConfiguration(parsing: text) == expected)
    }

    @Test(arguments: [
        ("domain a.example\nsearch b.example", "b.example"), ("search .", nil), ("domain", nil), ("", nil),
    ])
    func theLastDomainCounts(text: String, domain: String?) {
        #expect(ResolverConfiguration(parsing: text).domain == domain)
    }
}

struct CounterTests {
    static let dev = """
        Inter-|   Receive                                                |  Transmit
         face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
            lo:    3245      30    0    0    0     0          0         0     3245      30    0    0    0     0       0          0
          eth0:18446744073709551615 4626 1 2 3 4 5 6 193635 2537 7 8 9 10 11 12
        eth0:1: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16
          bad0: 1 2 3
          bad1: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 -16
         ../x: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16
        """

    @Test func readsTheCountersOfEachInterface() throws {
        let table = InterfaceCounters.table(Self.dev)
        #expect(table.keys.sorted() == ["eth0", "lo"])
        let counters = try #require(table["eth0"])
        #expect(counters[.receivedBytes] == .max && counters[.sentPackets] == 2537 && counters[.collisions] == 10)
        #expect(counters[.receivedMulticasts] == 6 && counters[.receiveChecksumErrors] == nil)
    }

    @Test func countsWhatTheLoopbackInterfaceCarries() throws {
        let counters = try #require(InterfaceCounters.current(of: "lo"))
        #expect(counters[.receivedBytes] != nil && counters[.receiveChecksumErrors] != nil)
        #expect(LinkSpeed.current(of: "lo").description == "")
    }

    @Test(arguments: ["", ".", "..", "../../etc", "a/b", "no such", "onhook-absent", "averyverylongname"])
    func anInterfaceThatCannotBeHasNoCounters(name: String) {
        #expect(InterfaceCounters.current(of: name) == nil)
        #expect(LinkSpeed.current(of: name).megabits == nil)
    }

    @Test(arguments: [
        ("1000", "full", "1000 Mbps full duplex"), ("10", "half", "10 Mbps half duplex"), ("-1", "unknown", ""),
        ("2500", nil, "2500 Mbps"), ("99999999999", "full", "full duplex"), (nil, nil, ""),
    ])
    func describesALink(speed: String?, duplex: String?, expected: String) {
        #expect(LinkSpeed(speed: speed, duplex: duplex).description == expected)
    }
}

struct NetworkInterfacesTests {
    @Test func findsTheLoopbackInterface() throws {
        let loopback = try #require(NetworkInterfaces.current()["lo"])
        #expect(loopback.isUp && loopback.isLoopback && loopback.mac == nil)
        #expect(loopback.ipv4?.address.description == "127.0.0.1" && loopback.ipv4?.netmask.description == "255.0.0.0")
    }

    @Test func hardwareAddressesAreThoseThatTheKernelTells() throws {
        for interface in NetworkInterfaces.current().all {
            let told = ProcFile.line(of: "/sys/class/net/\(interface.name)/address").flatMap { MACAddress($0) }
            #expect(interface.mac == told.flatMap { $0.bits == 0 ? nil : $0 })
        }
    }

    @Test func theInterfaceOfTheDefaultRouteIsThePrimaryOne() throws {
        let routes = Route.ipv4Table(RouteTests.ipv4).filter { $0.interface == "eth0" }
        let address = NetworkInterface.Assignment(try #require(IPAddress("192.0.2.7")), prefixLength: 24)
        let all = [
            NetworkInterface(name: "lo", isLoopback: true, addresses: [address]),
            NetworkInterface(name: "wlan0", addresses: [address]), NetworkInterface(name: "eth0"),
        ]
        let routed = NetworkInterfaces(all: all, ipv4Default: Route.preferredDefault(of: routes))
        #expect(routed.primary?.name == "eth0")
        #expect(NetworkInterfaces(all: all).primary?.name == "wlan0")
        #expect(NetworkInterfaces(all: [all[0]]).primary == nil)
    }

    @Test func anAddressBeyondTheLinkIsPreferred() throws {
        let addresses = try ["fe80::1", "2001:db8::1"].map {
            NetworkInterface.Assignment(try #require(IPAddress($0)), prefixLength: 64)
        }
        #expect(NetworkInterface(name: "eth0", addresses: addresses).ipv6?.address.description == "2001:db8::1")
        #expect(NetworkInterface(name: "eth0", addresses: [addresses[0]]).ipv6?.address.description == "fe80::1")
    }

    @Test func asksTheKernelWhichAddressItWouldUse() throws {
        let there = try #require(IPAddress("127.0.0.1"))
        #expect(NetworkInterfaces.localAddress(towards: there) == there)
    }
}

struct ProcFileTests {
    @Test func readsNoMoreThanItMay() {
        #expect(ProcFile.bytes(of: "/proc/self/maps", limit: 10)?.count == 10)
        #expect(ProcFile.bytes(of: "/dev/zero", limit: 40_000)?.count == 40_000)
    }

    @Test func whatCannotBeReadIsNil() throws {
        let directory = try TemporaryDirectory()
        #expect(mkfifo(directory.path + "/pipe", 0o600) == 0)
        #expect(ProcFile.bytes(of: directory.path + "/none") == nil)
        #expect(ProcFile.bytes(of: directory.path) == nil)
        #expect(ProcFile.text(of: directory.path + "/pipe") == "")
    }
}
