import FlatProfile
import Testing

@testable import Provisioning

@Suite struct DHCPLeaseTests {
    @Test func keepsOneLeaseOfEachInterfaceAndProtocol() {
        var leases = DHCPLeases()
        var news: [Bool] = []
        for lease in [
            lease([66: bytes("a")], at: 1), lease([66: bytes("a")], at: 2), lease([66: bytes("b")], at: 3),
            lease([159: bytes("c")], .v6, at: 4),
        ] { news.append(leases.obtained(lease)) }
        #expect(news == [true, false, true, true])
        #expect(leases.all.map(\.family) == [.v4, .v6])
        #expect(leases.all.map(\.obtainedAt.unixSeconds) == [3, 4])
        let released = [leases.released("eth1"), leases.released("eth0", .v4)]
        #expect(released == [false, true])
        #expect(leases.all.map(\.family) == [.v6])
        leases.released("eth0")
        #expect(leases.all.isEmpty)
    }

    @Test func aRenewalDoesNotMakeALeaseNewer() {
        var leases = DHCPLeases()
        leases.obtained(lease([66: bytes("a")], interface: "eth0", at: 1))
        leases.obtained(lease([66: bytes("b")], interface: "eth1", at: 2))
        leases.obtained(lease([66: bytes("a")], interface: "eth0", at: 3))
        #expect(leases.all.map(\.interface) == ["eth1", "eth0"])
        #expect(leases.all.map(\.obtainedAt.unixSeconds) == [2, 1])
    }

    @Test func forgetsTheOldestOfTooMany() {
        var leases = DHCPLeases()
        for number in 1...20 { leases.obtained(lease([:], interface: "eth\(number)", at: Int64(number))) }
        #expect(leases.all.count == DHCPLeases.limit)
        #expect(leases.all.first?.interface == "eth20")
        #expect(leases.all.last?.interface == "eth5")
    }

    @Test func readsDomainsTheirCompressionAndTheServers() {
        // RFC 3397: apple.com, then eng and marketing below it by pointers.
        let search: [UInt8] =
            [3] + bytes("eng") + [5] + bytes("apple") + [3] + bytes("com") + [0]
            + [9] + bytes("marketing") + [0xc0, 4]
        let read = lease([
            15: bytes("example.com\0"), 119: search, 42: [10, 0, 0, 1, 10, 0, 0, 2], 6: [10, 0, 0, 3],
            252: bytes("http://wpad/wpad.dat\n"),
        ])
        #expect(read.domains == ["example.com", "eng.apple.com", "marketing.apple.com"])
        #expect(read.timeServers == ["10.0.0.1", "10.0.0.2"])
        #expect(read.nameServers == ["10.0.0.3"])
        #expect(read.proxyConfigurationURL == "http://wpad/wpad.dat")
        let six = lease([24: [1, 0x61, 1, 0x62, 0, 3] + bytes("com") + [0]], .v6)
        #expect(six.domains == ["a.b", "com"])
    }

    @Test(
        arguments: [
            [0xc0, 0], [0xc0, 1], [1, 0x61, 0xc0, 0], [1, 0x61, 0xc0, 2], [1, 0x61, 0xc0, 9], [0xc0], [63, 1],
            [64, 1, 2],
            [1, 0x61], [1, 0x61, 0xff, 0xff, 0],
        ] as [[UInt8]]) func readsNoDomainOfALoopOrACutList(value: [UInt8])
    {
        #expect(lease([119: value]).domains == [])
        #expect(lease([24: value], .v6).domains == [])
    }

    @Test func passesOverWhatIsNoDomain() {
        #expect(lease([15: bytes("not a domain")]).domains == [])
        #expect(lease([15: bytes("10.0.0.1")]).domains == [])
        #expect(lease([15: [0xff, 0xfe]]).domains == [])
        #expect(lease([6: [1, 2, 3], 252: bytes("file:///x")]).nameServers == [])
        #expect(lease([252: bytes("file:///x")]).proxyConfigurationURL == nil)
    }
}
