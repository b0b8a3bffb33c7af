internal import FlatProfile
internal import Host

/// Phone Status, and the sections about what Onhook leaves to others: each row stands there as on the phone, and says so.
extension PhoneService {
    func phoneStatus(_ facts: MachineFacts, _ times: TimeStyle) -> MachineSection {
        let packets = { (counter: InterfaceCounters.Counter) in facts.counters?[counter].map(String.init) }
        return MachineSection(
            title: "Phone Status",
            note: "Network packets are those of \(facts.primary?.name ?? "no interface") since it appeared.",
            rows: [
                ("Current Time", currentTime),
                ("Elapsed Time", ElapsedTime(SystemClock().uptime()).description),
                ("SIP Messages Sent", nil), ("SIP Bytes Sent", nil), ("SIP Messages Recv", nil),
                ("SIP Bytes Recv", nil),
                ("Network Packets Sent", packets(.sentPackets)),
                ("Network Packets Recv", packets(.receivedPackets)),
                ("External IP", externalAddress),
                ("Operational VLAN ID", facts.primary == nil ? nil : facts.kind.vlan.map(String.init) ?? ""),
                ("SW Port", switchPort(facts)),
                ("PC Port", nil),
                ("Upgrade Status", upgradeStatus(times)),
                ("SW Port Config", portSetting(facts)),
                ("PC Port Config", nil),
                ("Last Successful Login", logins.current.success?.sentence(times) ?? ""),
                ("Last Failed Login", logins.current.failure?.sentence(times) ?? ""),
            ])
    }

    /// In the phone's zone and in the format that the tab User sets. A phone whose zone was not changed goes by the machine's.
    package var currentTime: String {
        let snapshot = snapshot
        let time: LocalTime =
            PhoneTimeZone.isSet(in: snapshot)
            ? LocalTime(now, offset: PhoneTimeZone(snapshot).offset(at: now)) : LocalTime(now)
        return time.shown(
            dayFirst: snapshot["Date_Format"] == "day/month", hours24: snapshot["Time_Format"] == "24hr")
    }

    /// The address that NAT shows to others is known if somebody has set it.
    private var externalAddress: String? { snapshot.shown("EXT_IP").flatMap { $0 == "0.0.0.0" ? nil : $0 } }

    private func switchPort(_ facts: MachineFacts) -> String? {
        guard let primary = facts.primary else { return nil }
        guard primary.isRunning else { return "Link down" }
        let speed = facts.speed.description
        return speed.isEmpty ? "Link up, speed not available" : "Link up, \(speed)"
    }

    /// `AUTO`, or what is fixed: `1000 FULL`; nil if the driver does not tell, as that of a virtual interface.
    private func portSetting(_ facts: MachineFacts) -> String? {
        guard let isAutonegotiated = facts.port.isAutonegotiated else { return nil }
        if isAutonegotiated { return "AUTO" }
        guard let megabits = facts.speed.megabits, let duplex = facts.speed.duplex else { return nil }
        return "\(megabits) \(duplex.rawValue.uppercased())"
    }

    /// How the newest upgrade went: status, time and reason, as the phone's page has them.
    private func upgradeStatus(_ times: TimeStyle) -> String {
        if let running = recorder.runningUpgrade { return "In progress: \(running.phase)" }
        return upgrades.recent(1).first.map { upgrade in
            "\(upgrade.outcome == "A" ? "Succeeded" : "Failed") \(times.after(upgrade.time)): "
                + upgrade.summary
        } ?? ""
    }

    /// Onhook fetches no dictionaries and fonts: it has no screen to show them on.
    var localeSection: MachineSection {
        unknown(
            "Downloaded Locale Package", "Onhook downloads no locales.",
            ["Locale Download Status", "Locale Download URL", "Font Download Status", "Font Download URL"])
    }

    /// Whether this machine authenticates itself to a switch is a matter of its supplicant.
    var dot1xSection: MachineSection {
        unknown(
            "Dot1x Authentication", "802.1X is done by the supplicant of this machine, whom Onhook does not ask.",
            ["Transaction Status", "Protocol"])
    }

    var lineSections: [MachineSection] {
        let isBusy = calls.current == .busy
        let lines = (1...identity.model.lines).map { line in
            MachineSection(
                title: "Ext \(line) Status", note: "",
                rows: [("Registration State", "Not Registered: Onhook has no SIP stack")]
                    + [
                        "Last Registration At", "Next Registration In Seconds", "Message Waiting", "Mapped SIP Port",
                        "Hoteling State", "Extended Function Status",
                    ].map { ($0, nil) })
        }
        return lines + [
            MachineSection(
                title: "Call Status", note: "Whoever makes the calls tells the state; more is not told.",
                rows: [("Call State", isBusy ? "In use" : "Idle")]
                    + ["Encoder", "Decoder", "Peer Name", "Peer Phone", "Duration", "Packets Lost", "MOS-LQ"]
                    .map { ($0, nil) })
        ]
    }

    var pagingSection: MachineSection {
        unknown(
            "Paging Status", "Onhook takes no part in paging.", ["Multicast Rx Pkts", "Multicast Tx Pkts"])
    }

    var tr069Section: MachineSection {
        var section = unknown(
            "TR-069 Status", "",
            ["Periodic Inform Time", "Last Inform Time", "Last Transaction Status", "Last Session", "ParameterKey"])
        section.rows.insert(("TR-069 Feature", "Not enabled: Onhook has no TR-069 client"), at: 0)
        return section
    }

    /// Shown when this machine has a tunnel; which of them the phone would use, nobody can know.
    func vpnSection(_ facts: MachineFacts) -> [MachineSection] {
        let tunnels = facts.interfaces.all.filter { InterfaceKind.current(of: $0.name).isTunnel }
        guard !tunnels.isEmpty else { return [] }
        return [
            MachineSection(
                title: "VPN Status", note: "",
                rows: tunnels.map { tunnel in
                    let addresses = tunnel.addresses.filter { !$0.address.isLinkLocal }.map(\.address.description)
                    let state = tunnel.isUp ? "Up" : "Down"
                    return ("Tunnel \(tunnel.name)", ([state] + addresses).joined(separator: ", "))
                })
        ]
    }

    func unknown(_ title: String, _ note: String, _ labels: [String]) -> MachineSection {
        MachineSection(title: title, note: note, rows: labels.map { ($0, nil) })
    }
}

extension PhoneTimeZone {
    /// Whether a configuration says anything about the phone's zone.
    fileprivate static func isSet(in snapshot: Snapshot) -> Bool {
        ["Time_Zone", "Time_Offset__HH_mm_", "Daylight_Saving_Time_Enable"].contains {
            snapshot.settings[ParameterName($0)]?.value != nil
        }
    }
}
