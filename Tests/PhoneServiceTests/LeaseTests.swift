import FlatProfile
import Provisioning
import Testing
import Threading

@testable import PhoneService

@Suite struct LeaseTests {
    private static let obtained = LeaseWish(
        event: "obtained", interface: "eth0", client: "udhcpc", options: ["66": "6874", "150": "0a000001"])

    @Test func keepsTheLeaseForTheNextStart() async throws {
        let bench = try await PhoneBench()
        let told = try await bench.service.hear(Self.obtained)
        #expect(told.server?.places == ["tftp://ht"])
        #expect(told.leases.map(\.client) == ["udhcpc"])
        #expect(bench.log.withLock { $0 } == ["DHCP: option 66 (TFTP server name) of eth0 names tftp://ht"])
        // As a daemon that starts does: what is on the board is read from the store.
        bench.service.leases.change { $0 = DHCPLeases() }
        try await bench.service.load()
        #expect(bench.service.dhcp == told)
    }

    @Test func aRenewalIsNoNews() async throws {
        let bench = try await PhoneBench()
        _ = try await bench.service.hear(Self.obtained)
        _ = try await bench.service.hear(Self.obtained)
        #expect(bench.log.withLock { $0.count } == 1)
    }

    @Test func aReleaseClearsTheLeasesOfItsInterfaceOnly() async throws {
        let bench = try await PhoneBench()
        _ = try await bench.service.hear(Self.obtained)
        _ = try await bench.service.hear(
            LeaseWish(event: "obtained", interface: "eth0", family: "ipv6", options: ["160": "68"]))
        _ = try await bench.service.hear(LeaseWish(event: "obtained", interface: "eth1"))
        let left = try await bench.service.hear(LeaseWish(event: "released", interface: "eth0", family: "ipv4"))
        #expect(left.leases.map { "\($0.interface) \($0.family)" } == ["eth1 ipv4", "eth0 ipv6"])
        #expect(left.server?.places == ["tftp://h"])
        let none = try await bench.service.hear(LeaseWish(event: "released", interface: "eth0"))
        #expect(none.server == nil)
        #expect(none.leases.map(\.interface) == ["eth1"])
        #expect(bench.log.withLock { $0.last } == "DHCP: no provisioning server is named any more")
    }

    @Test func theOrderOfTheConfigurationCountsAtOnce() async throws {
        let bench = try await PhoneBench(["DHCP_Option_To_Use": "150"])
        #expect(try await bench.service.hear(Self.obtained).server?.option == 150)
        _ = try await bench.service.submit([("DHCP_Option_To_Use", .text("66"))], by: PhoneBench.admin)
        #expect(bench.service.dhcp.server?.option == 66)
        #expect(bench.service.status(recentAttempts: 0).dhcp.server?.option == 66)
    }

    @Test func tooManyBytesAreRefused() async throws {
        let bench = try await PhoneBench()
        let long = String(repeating: "00", count: 40_000)
        await #expect(throws: LeaseRefusal.senseless("the options are longer than 65536 bytes together")) {
            try await bench.service.hear(
                LeaseWish(event: "obtained", interface: "eth0", options: ["66": long, "67": long]))
        }
        #expect(bench.service.dhcp.leases.isEmpty)
    }
}
