import FlatProfile
import Testing

@testable import Provisioning

/// A generator that gives the same numbers in each run (splitmix64).
private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}

/// Options out of order, of any bytes and of well-formed ones that were damaged: no crash, and what is offered can be asked for.
@Suite struct DHCPFuzzTests {
    private static let seeds: [[UInt8]] = [
        bytes("10.0.0.1"), bytes("http://10.0.0.1;10.0.0.2"), bytes("https://ps.example.com:8443/dms/$PSN.xml//"),
        bytes("[2001:db8::1]:6969"), [10, 0, 0, 1, 10, 0, 0, 2],
        [66, 8] + bytes("10.0.0.1") + [0x0b, 1, 1, 255],
        [0, 0, 0, 9, 12, 160, 10] + bytes("http://h/x") + [0, 0, 13, 233, 1, 0],
        [0, 0, 0, 9, 0, 160, 0, 10] + bytes("http://h/x"),
        [3] + bytes("eng") + [5] + bytes("apple") + [0] + [1, 0x61, 0xc0, 4], bytes("a b\0c"), [],
    ]

    @Test(arguments: 0..<8) func survivesDamagedOptions(seed: UInt64) {
        var random = Seeded(state: seed)
        for _ in 0..<4_000 {
            var options: [UInt16: [UInt8]] = [:]
            for code: UInt16 in [66, 150, 159, 160, 43, 60, 125, 17, 15, 119, 24, 252, 42, 6]
            where Bool.random(using: &random) {
                options[code] = Self.damaged(&random)
            }
            for family in DHCPOption.Family.allCases {
                let lease = lease(options, family)
                check(reading(lease))
                #expect(lease.domains.allSatisfy { $0.utf8.count < 255 && !$0.contains("\0") })
                _ = (lease.timeServers, lease.nameServers, lease.proxyConfigurationURL)
            }
        }
    }

    private func check(_ read: DHCPReading) {
        for option in read.options { #expect(option.text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }) }
        guard let offer = read.offer else { return }
        #expect((1...OfferedPlace.limit).contains(offer.places.count))
        #expect(Set(offer.places.map { $0.path == nil }).count == 1)
        for place in offer.places {
            #expect(
                !place.host.isEmpty && place.host.utf8.allSatisfy { 0x21...0x7e ~= $0 } && !place.host.contains("@"))
            #expect(place.port != 0)
            if let rule = place.rule { #expect(!rule.contains(" ") && !rule.hasSuffix("//")) }
        }
    }

    private static func damaged(_ random: inout Seeded) -> [UInt8] {
        if Int.random(in: 0..<8, using: &random) == 0 {
            return (0..<Int.random(in: 0...255, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        }
        var bytes = seeds.randomElement(using: &random) ?? []
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
            case 1 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
            case 2: bytes.removeSubrange(place...)
            default: bytes += seeds.randomElement(using: &random) ?? []
            }
        }
        return bytes
    }
}
