import FlatProfile
import FuzzSupport
import Provisioning

/// The options of a lease as they stand in a packet: number, length, bytes. The lowest bit of the first byte chooses the protocol.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneLease(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
    let input = UnsafeBufferPointer(start: data, count: size)
    guard let first = input.first else { return 0 }
    let family: DHCPOption.Family = first & 1 == 0 ? .v4 : .v6
    let lease = DHCPLease(
        interface: "eth0", family: family, client: "fuzz", obtainedAt: Timestamp(unixSeconds: 1),
        options: options(input.dropFirst()))
    inspect(lease)
    var leases = DHCPLeases()
    leases.obtained(lease)
    inspect(DHCPReading(leases, order: DHCPOptionOrder(FuzzPhone.snapshot)))
    // Administrators may ask for any option.
    let codes = lease.options.keys.sorted()
    inspect(DHCPReading(leases, order: DHCPOptionOrder(v4: codes, v6: codes)))
    return 0
}

/// An option that comes twice counts as it came last; one that is cut off has what there is of it.
private func options(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> [UInt16: [UInt8]] {
    var options: [UInt16: [UInt8]] = [:]
    var rest = bytes
    while let code = rest.popFirst(), let length = rest.popFirst() {
        options[UInt16(code)] = Array(rest.prefix(Int(length)))
        rest = rest.dropFirst(Int(length))
    }
    return options
}

private func inspect(_ lease: DHCPLease) {
    for domain in lease.domains {
        require(
            domain.utf8.count < 255 && domain.utf8.allSatisfy { 0x21...0x7e ~= $0 }, "a domain is a name: \(domain)")
    }
    if let url = lease.proxyConfigurationURL { require(url.lowercased().hasPrefix("http"), "a script comes by http") }
    _ = (lease.timeServers, lease.nameServers)
}

private func inspect(_ reading: DHCPReading) {
    for option in reading.options {
        require(option.text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }, "what is shown has no control characters")
        require(!"\(option.fate)".isEmpty, "a fate has a sentence")
    }
    guard let offer = reading.offer else { return }
    require((1...8).contains(offer.places.count), "one to eight servers are tried")
    require(Set(offer.places.map { $0.path == nil }).count == 1, "all places have a path, or none")
    for place in offer.places {
        require(place.host.utf8.allSatisfy { 0x21...0x7e ~= $0 } && !place.host.isEmpty, "a server has a name")
        require(!place.host.contains("@") && place.port != 0, "a server has no user name, and a port that can be asked")
        if let rule = place.rule { require(!rule.contains(" ") && !rule.hasSuffix("//"), "a rule is one address") }
    }
}

/// Writes the first inputs.
@_cdecl("LLVMFuzzerInitialize")
public func initializeLeases(_: UnsafeMutableRawPointer, _: UnsafeMutableRawPointer) -> Int32 {
    let texts = [
        "10.0.0.1", "http://10.0.0.1;10.0.0.2", "https://ps.example.com:8443/dms/$PSN.xml//", "[2001:db8::1]:6969",
        "HTTP://u:p@h/x", "dslforum.org", "eng.example.com",
    ].map { Array($0.utf8) }
    let packed: [[UInt8]] = [
        [10, 0, 0, 1, 10, 0, 0, 2], [66, 8] + Array("10.0.0.1".utf8) + [0x0b, 1, 1, 255],
        [0, 0, 0, 9, 12, 160, 10] + Array("http://h/x".utf8), [0, 0, 0, 9, 0, 160, 0, 10] + Array("http://h/x".utf8),
        [3] + Array("eng".utf8) + [5] + Array("apple".utf8) + [0, 1, 0x61, 0xc0, 4], [],
    ]
    let codes: [UInt8] = [66, 150, 159, 160, 43, 60, 125, 17, 15, 119, 24, 252, 42, 6]
    FuzzSeeds.write(
        (texts + packed).flatMap { value in
            codes.flatMap { code in [UInt8(0), 1].map { [$0, code, UInt8(value.count)] + value } }
        })
    return 0
}
