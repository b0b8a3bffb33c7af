internal import FlatProfile
internal import Host
internal import Provisioning

/// A section of the Status page: what this machine knows of itself.
public struct MachineSection: Sendable {
    /// The heading, as the phone has it.
    public var title: String
    /// A sentence below it, or empty.
    public var note: String
    /// The rows: a label with a value, nil for what this machine cannot know.
    public var rows: [(label: String, value: String?)]
}

extension PhoneService {
    /// The sections of Info > Status that stay the same while the page is open, in the phone's order.
    ///
    /// Source: web pages, "Info > Status". Each value is read from its real source now.
    public func machineSections(customization: String) -> [MachineSection] {
        let interfaces = NetworkInterfaces.current()
        return [
            system(interfaces), ipv4(interfaces), ipv6(interfaces), dhcpSection(), rebootSection,
            product(customization),
            phoneStatus(interfaces), problemReportSection, customCASection,
        ]
    }

    private func system(_ interfaces: NetworkInterfaces) -> MachineSection {
        let snapshot = snapshot
        return MachineSection(
            title: "System Information", note: "",
            rows: [
                ("Host Name", snapshot.shown("Host_Name") ?? HostIdentity.hostName()),
                ("Domain", snapshot.shown("Domain") ?? interfaces.resolver.domain),
                ("Primary NTP Server", snapshot["Primary_NTP_Server"]),
                ("Secondary NTP Server", snapshot["Secondary_NTP_Server"]),
            ])
    }

    private func ipv4(_ interfaces: NetworkInterfaces) -> MachineSection {
        let own = interfaces.primary?.ipv4
        return address(
            "IPv4 Information", own, of: .v4, ("Current Netmask", own?.netmask.description),
            gateway: interfaces.ipv4Default?.gateway, interfaces)
    }

    private func ipv6(_ interfaces: NetworkInterfaces) -> MachineSection {
        let own = interfaces.primary?.ipv6
        return address(
            "IPv6 Information", own, of: .v6, ("Prefix Length", own.map { String($0.prefixLength) }),
            gateway: interfaces.ipv6Default?.gateway, interfaces)
    }

    /// The section of one family of addresses; the two differ in how they tell the size of the network.
    private func address(
        _ title: String, _ own: NetworkInterface.Assignment?, of family: IPAddress.Family,
        _ networkSize: (label: String, value: String?), gateway: IPAddress?, _ interfaces: NetworkInterfaces
    ) -> MachineSection {
        let servers = interfaces.resolver.servers.filter { $0.family == family }
        let isLeased = leases.leases.all.contains {
            $0.interface == interfaces.primary?.name && ($0.family == .v4) == (family == .v4)
        }
        return MachineSection(
            title: title, note: "",
            rows: [
                ("IP Status", own == nil ? "No address" : "OK"),
                // That an address is fixed can be known of no machine: perhaps only nobody has told of its lease.
                ("Connection Type", isLeased ? "DHCP" : nil),
                ("Current IP", own?.address.description),
                networkSize,
                ("Current Gateway", gateway?.description),
                ("Primary DNS", servers.first?.description),
                ("Secondary DNS", servers.dropFirst().first?.description),
            ])
    }

    /// What DHCP says about provisioning: the server, then each option with what became of it.
    private func dhcpSection() -> MachineSection {
        let dhcp = dhcp
        let isUntold = dhcp.leases.isEmpty
        var rows: [(label: String, value: String?)] = dhcp.leases.map { lease in
            (
                "\(lease.family == "ipv4" ? "DHCP" : "DHCPv6") Lease of \(lease.interface)",
                "since \(LocalTime.slashed(lease.time))\(lease.client.isEmpty ? "" : ", told by \(lease.client)")"
            )
        }
        let places = dhcp.server?.places.joined(separator: ", ")
        rows.append(("Provisioning Server", isUntold ? nil : places ?? "None is named"))
        for option in dhcp.options {
            let number = (option.family == "ipv4" ? "Option " : "DHCPv6 Option ") + String(option.option)
            rows.append((option.name.map { "\(number) (\($0))" } ?? number, "\(option.text) (\(option.result))"))
        }
        return MachineSection(
            title: "DHCP Information",
            note: isUntold
                ? "No DHCP client of this machine has told of a lease; onhook dhcp-event is how." : "",
            rows: rows)
    }

    private func product(_ customization: String) -> MachineSection {
        MachineSection(
            title: "Product Information", note: "",
            rows: [
                ("Product Name", identity.model.productName),
                ("Serial Number", identity.serialNumber),
                ("Software Version", identity.softwareVersion),
                ("Hardware Version", identity.hardwareVersion),
                ("MAC Address", identity.mac.colonSeparated),
                ("Customization", customization),
                ("Client Certificate", host.hasClientCertificate ? "Installed" : "Not Installed"),
            ])
    }

    private func phoneStatus(_ interfaces: NetworkInterfaces) -> MachineSection {
        let clock = SystemClock()
        let name = interfaces.primary?.name
        let counters = name.flatMap(InterfaceCounters.current)
        return MachineSection(
            title: "Phone Status", note: "",
            rows: [
                ("Current Time", LocalTime(now).spoken),
                ("Elapsed Time", ElapsedTime(clock.uptime()).description),
                ("Network Packets Sent", counters?[.sentPackets].map(String.init)),
                ("Network Packets Recv", counters?[.receivedPackets].map(String.init)),
                ("Upgrade Status", upgradeStatus),
                ("SW Port", name.map { LinkSpeed.current(of: $0).description }.flatMap { $0.isEmpty ? nil : $0 }),
            ])
    }

    /// How the newest upgrade went: status, time and reason, as the phone's page has them.
    private var upgradeStatus: String {
        if let running = recorder.runningUpgrade { return "In progress: \(running.phase)" }
        return upgrades.recent(1).first.map { upgrade in
            "\(upgrade.outcome == "A" ? "Succeeded" : "Failed") on \(LocalTime.slashed(upgrade.time)): "
                + upgrade.summary
        } ?? ""
    }

    /// The name of a login of this machine, or its number.
    public static func login(ofUser number: UInt32) -> String { MachineLogin.name(ofUser: number) ?? "user \(number)" }
}

extension LocalTime {
    /// The time of a record as the phone's pages have it: `11/20/2026 07:18:39`.
    static func slashed(_ recorded: String) -> String {
        Timestamp(iso8601: recorded).map { LocalTime($0).slashed } ?? recorded
    }
}

extension Snapshot {
    /// The value of a field that the page shows; nil if it is empty.
    fileprivate func shown(_ name: ParameterName) -> String? {
        let value = self[name]
        return value.isEmpty ? nil : value
    }
}
