internal import FlatProfile
internal import Notation
internal import Provisioning
internal import Store

/// What DHCP says, as the machine's own DHCP client tells it.
extension PhoneService {
    private static let leasesKey = "dhcp"

    /// The most bytes of options that are taken: a DHCPv6 message has no more.
    private static let longestOptions = 65_536

    /// What DHCP has told, and what of it names a provisioning server, as the configuration reads it now. Never waits.
    public var dhcp: DHCPRecord { DHCPRecord(leases.leases, reading(of: leases.leases)) }

    /// Takes word of a lease, keeps it for the next start, and lets a phone look again that waits for a server.
    public func hear(_ wish: LeaseWish) async throws(LeaseRefusal) -> DHCPRecord {
        let before = reading(of: leases.leases).offer
        let hasChanged = try change(wish)
        guard hasChanged else { return dhcp }
        let offer = reading(of: leases.leases).offer
        if offer?.places != before?.places {
            report(
                "DHCP: "
                    + (offer.map { "\($0.label) names \($0.places.map(\.description).joined(separator: ", "))" }
                        ?? "no provisioning server is named any more"))
            if offer != nil { engine.serverNamed() }
        }
        try await keepLeases()
        return dhcp
    }

    /// Reads what an earlier run left.
    func loadLeases() async throws(StoreError) {
        guard let kept = try await store.state(Self.leasesKey),
            // Of a version that wrote them differently: the next renewal tells them again.
            let records = try? RecordCoding.decode([KeptLease].self, from: kept)
        else { return }
        leases.change { leases in
            for record in records { record.lease.map { _ = leases.obtained($0) } }
        }
    }

    /// Writes until what was written is what is true: another word may come while the store writes.
    func keepLeases() async throws(LeaseRefusal) {
        do throws(StoreError) {
            var written: DHCPLeases
            repeat {
                written = leases.leases
                try await store.setState(Self.leasesKey, RecordCoding.encode(written.all.map(KeptLease.init)))
            } while leases.leases != written
        } catch {
            throw .notKept("\(error)")
        }
    }

    private func reading(of leases: DHCPLeases) -> DHCPReading {
        DHCPReading(leases, order: DHCPOptionOrder(snapshot))
    }

    private func change(_ wish: LeaseWish) throws(LeaseRefusal) -> Bool {
        let interface = try Self.interface(wish.interface)
        let family = try Self.family(wish.family)
        switch wish.event {
        case "released":
            return leases.change { $0.released(interface, family) }
        case "obtained":
            let lease = DHCPLease(
                interface: interface, family: family ?? .v4,
                client: String(
                    (wish.client ?? "").filter { $0.isASCII && ($0.isLetter || "-0123456789".contains($0)) }.prefix(40)),
                obtainedAt: now, options: try Self.options(wish.options ?? [:], of: family ?? .v4))
            return leases.change { $0.obtained(lease) }
        default:
            throw .senseless("event is obtained or released, not \"\(wish.event.prefix(40))\"")
        }
    }

    /// As the kernel takes it: 1 to 15 characters that can be seen, no slash.
    private static func interface(_ name: String) throws(LeaseRefusal) -> String {
        guard (1...15).contains(name.utf8.count), name.utf8.allSatisfy({ 0x21...0x7e ~= $0 && $0 != 0x2f }) else {
            throw .senseless("\"\(name.prefix(40))\" is no interface: a name such as eth0 is expected")
        }
        return name
    }

    private static func family(_ word: String?) throws(LeaseRefusal) -> DHCPOption.Family? {
        guard let word else { return nil }
        guard let family = DHCPOption.Family(rawValue: word) else {
            throw .senseless("family is ipv4 or ipv6, not \"\(word.prefix(40))\"")
        }
        return family
    }

    private static func options(
        _ texts: [String: String], of family: DHCPOption.Family
    ) throws(LeaseRefusal) -> [UInt16: [UInt8]] {
        var options: [UInt16: [UInt8]] = [:]
        var count = 0
        for (name, text) in texts {
            guard let code = UInt16(name), code > 0, family == .v6 || code < 255 else {
                throw .senseless("\"\(name.prefix(40))\" is no number of a \(family == .v4 ? "DHCP" : "DHCPv6") option")
            }
            guard let bytes = [UInt8](hexadecimal: text.lowercased()) else {
                throw .senseless("option \(code) is not written in hexadecimal, two digits a byte")
            }
            count += bytes.count
            guard count <= longestOptions else {
                throw .senseless("the options are longer than \(longestOptions) bytes together")
            }
            options[code] = bytes
        }
        return options
    }
}

/// A lease as the store keeps it.
private struct KeptLease: Codable {
    var interface: String
    var family: String
    var client: String
    var time: String
    var options: [String: String]

    init(_ lease: DHCPLease) {
        interface = lease.interface
        family = lease.family.rawValue
        client = lease.client
        time = lease.obtainedAt.iso8601
        options = Dictionary(
            lease.options.map { (String($0.key), $0.value.hexadecimal) }, uniquingKeysWith: { first, _ in first })
    }

    /// The lease; nil if the record makes no sense.
    var lease: DHCPLease? {
        guard let family = DHCPOption.Family(rawValue: family), let time = Timestamp(iso8601: time) else { return nil }
        var bytes: [UInt16: [UInt8]] = [:]
        for (name, text) in options {
            guard let code = UInt16(name), let value = [UInt8](hexadecimal: text) else { return nil }
            bytes[code] = value
        }
        return DHCPLease(
            interface: interface, family: family, client: client, obtainedAt: time, options: bytes)
    }
}
