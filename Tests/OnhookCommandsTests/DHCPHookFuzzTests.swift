import TestSupport
import Testing

@testable import OnhookCommands

/// What a hook finds in its environment came from the network: whatever it is, it is read or left out.
@Suite struct DHCPHookFuzzTests {
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    private static let names = [
        "dns", "domain", "search", "tftp", "opt43", "opt99999", "opt-1", "ipv6", "new_domain_search", "new_vivso",
        "new_tftp_server_name", "new_unknown_160", "new_unknown_", "new_dhcp6_vendor_opts", "new_provisioning_150",
        "DHCP4_DOMAIN_SEARCH", "DHCP4_PRIVATE_224", "DHCP6_DHCP6_NAME_SERVERS", "json",
    ]
    private static let pieces = [
        "10.0.0.1", " ", ",", ".", "..", ":", "a:4d:0:1", "\\", "\\777", "\\$", "\"", "0a", "zz", "é", "\u{1F600}",
        "::1", "\n", "",
        "{\"DHCPv4Client\":{\"PrivateOptions\":[{\"Option\":7,\"PrivateOptionData\":\"0\"}]}}",
        String(repeating: "x", count: 70),
    ]

    @Test(arguments: 0..<4) func readsOrLeavesOutWhateverTheEnvironmentHolds(seed: UInt64) throws {
        var random = Seeded(state: seed)
        let events = ["bound", "BOUND", "BOUND6", "up", ""]
        for _ in 0..<2_000 {
            var environment = ["interface": "eth0"]
            for name in Self.names where Bool.random(using: &random) {
                environment[name] = (0..<Int.random(in: 0...6, using: &random))
                    .map { _ in Self.pieces.randomElement(using: &random) ?? "" }.joined()
            }
            for client in DHCPClient.allCases {
                for word in try client.words(
                    events.randomElement(using: &random), on: "eth0", environment, leaseFile: nil)
                {
                    #expect(word.interface == "eth0" && !word.options.keys.contains(0))
                    _ = word.wish(client: client.rawValue)
                }
            }
        }
    }
}
