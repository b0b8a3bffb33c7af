import FlatProfile
import TestSupport
import Transfer

@testable import Provisioning

/// What tests with real servers share.
enum LivePlace {
    static let identity = DeviceIdentity(
        model: .standard, mac: MACAddress(bits: 0x000e_08aa_bbcc), serialNumber: "FCH2305DMH0",
        softwareVersion: "sip88xx.12-0-7MPP0201-66", hardwareVersion: "2.0.1")

    static func profile(_ values: KeyValuePairs<String, String>) -> String {
        "<flat-profile>" + values.map { "<\($0)>\($1)</\($0)>" }.joined() + "</flat-profile>"
    }
}

/// The network as a real dnsmasq names it.
struct NamedFetcher: ProfileFetcher {
    let client: TransferClient
    let dns: DNSServer

    private var resolver: NameServers { .servers([Endpoint(address: "127.0.0.1", port: dns.port)]) }

    func fetch(_ request: TransferRequest) async -> TransferReport {
        var request = request
        request.resolver = resolver
        return await client.fetch(request)
    }

    func services(_ name: String) async throws(TransferFailure) -> [ServiceRecord] {
        try await client.lookupSRV(name, resolver: resolver)
    }
}

/// A machine that trusts an authority.
struct LiveHost: ProvisioningHost {
    var authorities: [UInt8] = []
    var domain: String?

    var now: Timestamp { Timestamp(unixSeconds: 1_763_000_000) }
    func offer(for snapshot: Snapshot) -> ProvisioningOffer? { nil }
    var customAuthorities: [UInt8] { authorities }
    func localAddress(towards host: String?) -> String { "127.0.0.1" }
    func syslog(_ message: String, configuration: Snapshot) {}
}
