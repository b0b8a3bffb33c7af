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

    /// A section of those parts.
    package init(title: String, note: String, rows: [(label: String, value: String?)]) {
        self.title = title
        self.note = note
        self.rows = rows
    }
}

extension SectionRecord {
    init(_ section: MachineSection) {
        self.init(
            title: section.title, note: section.note,
            rows: section.rows.map { RowRecord(label: $0.label, value: $0.value) })
    }
}

extension PhoneService {
    /// The sections of Info > Status, in the phone's order, but for Provisioning Status.
    ///
    /// Source: web pages, "Info > Status". Each value is read from its real source now; what this machine cannot know is nil.
    public func machineSections(customization: String, times: TimeStyle = .phone) -> [MachineSection] {
        let facts = MachineFacts()
        return [
            system(facts), ipv4(facts), ipv6(facts), dhcpSection(times), rebootSection(times), product(customization),
            localeSection, phoneStatus(facts, times), dot1xSection,
        ] + lineSections + [pagingSection, tr069Section, problemReportSection(times), customCASection(times)]
            + vpnSection(facts)
    }

    /// The customization state, `Open`.
    public var customizationState: String { customization.rawValue }

    /// The sections of Info > Status as the API has them.
    var sectionRecords: [SectionRecord] {
        (machineSections(customization: customization.rawValue) + [provisioningSection]).map(SectionRecord.init)
    }

    private func system(_ facts: MachineFacts) -> MachineSection {
        let snapshot = snapshot
        let wanted = ["Primary_NTP_Server", "Secondary_NTP_Server"].map { snapshot.shown($0) }
        // The phone's parameters come first; without them the machine is asked, whose time service sets the clock.
        let names = wanted.contains { $0 != nil } ? wanted : TimeServers.current().names.map(Optional.some)
        return MachineSection(
            title: "System Information", note: "",
            rows: [
                ("Host Name", snapshot.shown("Host_Name") ?? HostIdentity.hostName()),
                ("Domain", snapshot.shown("Domain") ?? facts.interfaces.resolver.domain ?? ""),
                ("Primary NTP Server", names.first.flatMap(\.self) ?? ""),
                ("Secondary NTP Server", names.dropFirst().first.flatMap(\.self) ?? ""),
            ])
    }

    private func ipv4(_ facts: MachineFacts) -> MachineSection {
        let own = facts.primary?.ipv4
        return address(
            "IPv4 Information", own, of: .v4, ("Current Netmask", own?.netmask.description ?? ""),
            gateway: facts.interfaces.ipv4Default?.gateway, facts)
    }

    private func ipv6(_ facts: MachineFacts) -> MachineSection {
        let own = facts.primary?.ipv6
        return address(
            "IPv6 Information", own, of: .v6, ("Prefix Length", own.map { String($0.prefixLength) } ?? ""),
            gateway: facts.interfaces.ipv6Default?.gateway, facts)
    }

    /// The section of one family of addresses; the two differ in how they tell the size of the network.
    private func address(
        _ title: String, _ own: NetworkInterface.Assignment?, of family: IPAddress.Family,
        _ networkSize: (label: String, value: String), gateway: IPAddress?, _ facts: MachineFacts
    ) -> MachineSection {
        let servers = facts.interfaces.resolver.servers.filter { $0.family == family }
        let isLeased = leases.leases.all.contains {
            $0.interface == facts.primary?.name && ($0.family == .v4) == (family == .v4)
        }
        let type = own.flatMap { facts.connectionType(of: $0.address, isLeased: isLeased) }
        return MachineSection(
            title: title, note: "",
            rows: [
                ("IP Status", facts.state(of: own?.address)),
                ("Connection Type", own == nil ? "" : type?.rawValue),
                ("Current IP", own?.address.description ?? ""),
                networkSize,
                ("Current Gateway", gateway?.description ?? ""),
                ("Primary DNS", servers.first?.description ?? ""),
                ("Secondary DNS", servers.dropFirst().first?.description ?? ""),
            ])
    }

    /// What DHCP says about provisioning: the server, then each option with what became of it.
    private func dhcpSection(_ times: TimeStyle) -> MachineSection {
        let dhcp = dhcp
        let isUntold = dhcp.leases.isEmpty
        var rows: [(label: String, value: String?)] = dhcp.leases.map { lease in
            (
                "\(lease.family == "ipv4" ? "DHCP" : "DHCPv6") Lease of \(lease.interface)",
                (times == .exact ? "" : "since ") + times.alone(lease.time)
                    + (lease.client.isEmpty ? "" : ", told by \(lease.client)")
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
                ("VID", nil),
                ("MAC Address", identity.mac.colonSeparated),
                ("Customization", customization),
                ("Client Certificate", host.hasClientCertificate ? "Installed" : "Not Installed"),
                ("Configuration Version", "revision \(snapshot.revision)"),
                ("Transition Authorization Type", nil),
            ])
    }

    /// The name of a login of this machine, or its number.
    public static func login(ofUser number: UInt32) -> String { MachineLogin.name(ofUser: number) ?? "user \(number)" }
}

extension Snapshot {
    /// The value of a field that the page shows; nil if it is empty.
    func shown(_ name: ParameterName) -> String? {
        let value = self[name]
        return value.isEmpty ? nil : value
    }
}
