internal import FlatProfile
internal import Host

/// Info > Network Statistics.
///
/// Source: web pages, "Info > other sub-pages". Frames are what the kernel counts as packets of the primary interface; what only a driver can
/// count is there if the driver does, under any of the names that drivers use for it.
extension PhoneService {
    /// The sections of Network Statistics, each value from the kernel now; nil for what neither it nor the driver counts.
    public var networkStatistics: [MachineSection] {
        let facts = MachineFacts()
        let name = facts.primary?.name
        return [
            ethernet(facts),
            port(
                facts, "Network Port Information",
                note: name.map { "The interface \($0), by which the phone is reached." } ?? ""),
            PhoneService.accessPort,
        ] + facts.interfaces.all.filter { !$0.isLoopback }.map(interface)
    }

    private func ethernet(_ facts: MachineFacts) -> MachineSection {
        let sent = facts.counters?[.sentPackets]
        let received = facts.counters?[.receivedPackets]
        let driver = DriverCounters(facts)
        return MachineSection(
            title: "Ethernet Information",
            note: "Broadcasts and unicasts are counted by drivers alone; a virtual interface has none that does.",
            rows: rows([
                ("TxFrames", sent), ("TxBroadcasts", driver.sentBroadcasts), ("TxMulticasts", driver.sentMulticasts),
                ("TxUnicasts", driver.sentUnicasts), ("RxFrames", received),
                ("RxBroadcasts", driver.receivedBroadcasts), ("RxMulticasts", driver.receivedMulticasts),
                ("RxUnicasts", driver.receivedUnicasts),
            ]))
    }

    private func port(_ facts: MachineFacts, _ title: String, note: String) -> MachineSection {
        let driver = DriverCounters(facts)
        let counters = facts.counters
        let speed = facts.speed.description
        return MachineSection(
            title: title, note: note,
            rows: rows(
                [
                    ("RxtotalPkt", counters?[.receivedPackets]), ("Rxunicast", driver.receivedUnicasts),
                    ("Rxbroadcast", driver.receivedBroadcasts), ("Rxmulticast", driver.receivedMulticasts),
                    ("RxDropPkts", counters?[.receiveDrops]),
                    ("RxUndersizePkts", facts.port["rx_undersize_packets", "rx_undersize", "rx_short_length_errors"]),
                    ("RxOversizePkts", facts.port["rx_oversize_packets", "rx_oversize", "rx_long_length_errors"]),
                    ("RxJabbers", facts.port["rx_jabbers", "rx_jabber", "rx_jabber_error"]),
                    ("RxAlignErr", counters?[.receiveFrameErrors]),
                ] + DriverCounters.sizes.map { ($0.label, facts.port.first(of: $0.names)) } + [
                    ("TxtotalGoodPkt", counters?[.sentPackets])
                ]) + PhoneService.neighbourRows + [("PortSpeed", speed.isEmpty ? nil : speed)])
    }

    /// A machine that stands for a phone has no second socket for a computer.
    private static var accessPort: MachineSection {
        MachineSection(
            title: "Access Port Information", note: "This machine has no port for a computer behind the phone.",
            rows: [("RxtotalPkt", nil), ("RxDropPkts", nil), ("TxtotalGoodPkt", nil), ("PortSpeed", nil)])
    }

    /// Neighbours are heard by a daemon for LLDP or CDP, which Onhook is not.
    private static var neighbourRows: [(label: String, value: String?)] {
        [
            "lldpFramesOutTotal", "lldpAgeoutsTotal", "lldpFramesDiscardedTotal", "lldpFramesInErrorsTotal",
            "lldpFramesInTotal", "lldpTLVDiscardedTotal", "lldpTLVUnrecognizedTotal", "CDPNeighborDeviceId",
            "CDPNeighborIP", "CDPNeighborPort", "LLDPNeighborDeviceId", "LLDPNeighborIP", "LLDPNeighborPort",
        ].map { ($0, nil) }
    }

    /// An interface of the machine with what the kernel counts of it.
    private func interface(_ interface: NetworkInterface) -> MachineSection {
        let counters = InterfaceCounters.current(of: interface.name)
        let kind = InterfaceKind.current(of: interface.name)
        let speed = LinkSpeed.current(of: interface.name).description
        let link = interface.isUp ? interface.isRunning ? "up" : "no link" : "switched off"
        let count = { (counter: InterfaceCounters.Counter) in counters?[counter].map(String.init) }
        return MachineSection(
            title: "Interface \(interface.name)", note: "",
            rows: [
                ("Link", speed.isEmpty ? link : "\(link), \(speed)"),
                ("Kind", kind.vlan.map { "VLAN \($0)" } ?? kind.word ?? ""),
                ("MAC Address", interface.mac?.colonSeparated ?? ""),
                ("Addresses", interface.addresses.map { "\($0.address)/\($0.prefixLength)" }.joined(separator: ", ")),
                ("Received Packets", count(.receivedPackets)), ("Received Bytes", count(.receivedBytes)),
                ("Receive Errors", count(.receiveErrors)), ("Receive Drops", count(.receiveDrops)),
                ("Sent Packets", count(.sentPackets)), ("Sent Bytes", count(.sentBytes)),
                ("Send Errors", count(.sendErrors)), ("Send Drops", count(.sendDrops)),
                ("Collisions", count(.collisions)),
            ])
    }

    private func rows(_ counts: [(String, UInt64?)]) -> [(label: String, value: String?)] {
        counts.map { ($0.0, $0.1.map(String.init)) }
    }
}

/// What drivers count beyond the kernel, under the names that the common ones use (`ethtool -S`).
private struct DriverCounters {
    let sentBroadcasts: UInt64?
    let sentMulticasts: UInt64?
    let sentUnicasts: UInt64?
    let receivedBroadcasts: UInt64?
    let receivedMulticasts: UInt64?
    let receivedUnicasts: UInt64?

    init(_ facts: MachineFacts) {
        let port = facts.port
        sentBroadcasts = port["tx_broadcast", "tx_broadcast_packets", "tx_broadcasts", "tx_bcast_packets"]
        sentMulticasts = port["tx_multicast", "tx_multicast_packets", "tx_multicasts", "tx_mcast_packets"]
        receivedBroadcasts = port["rx_broadcast", "rx_broadcast_packets", "rx_broadcasts", "rx_bcast_packets"]
        receivedMulticasts = facts.counters?[.receivedMulticasts]
        sentUnicasts =
            port["tx_unicast", "tx_unicast_packets", "tx_ucast_packets"]
            ?? Self.rest(of: facts.counters?[.sentPackets], without: sentBroadcasts, sentMulticasts)
        receivedUnicasts =
            port["rx_unicast", "rx_unicast_packets", "rx_ucast_packets"]
            ?? Self.rest(of: facts.counters?[.receivedPackets], without: receivedBroadcasts, receivedMulticasts)
    }

    /// What remains of all packets, if both other kinds are known.
    private static func rest(of all: UInt64?, without one: UInt64?, _ other: UInt64?) -> UInt64? {
        guard let all, let one, let other, one <= all, other <= all - one else { return nil }
        return all - one - other
    }

    /// The phone's rows about sizes, and what drivers call them.
    static let sizes: [(label: String, names: [String])] = [
        ("Rxsize64", "64"), ("Rxsize65to127", "65_127"), ("Rxsize128to255", "128_255"), ("Rxsize256to511", "256_511"),
        ("Rxsize512to1023", "512_1023"), ("Rxsize1024to1518", "1024_1518"),
    ].map { label, range in
        let dashed = range.replacing("_", with: "_to_")
        return (
            label, ["rx_size_\(range)", "rx_\(dashed)_byte_packets", "rx_\(range)_byte_packets", "rx_octets_\(range)"]
        )
    }
}

extension EthernetPort {
    fileprivate func first(of names: [String]) -> UInt64? { names.lazy.compactMap { statistics[$0] }.first }
}
