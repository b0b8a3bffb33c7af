internal import Archive
internal import FlatProfile
internal import Host
internal import Provisioning
internal import Store

/// The files of a problem report: what somebody who looks for a fault asks for first, and no secret.
///
/// What cannot be read is a sentence in its place: a phone with a broken disk is one that problem reports are made of.
struct ProblemReportContents {
    let service: PhoneService
    let time: Timestamp

    /// How many records of each kind it holds at most.
    private static let recordLimit = 50
    /// How many headings of the history.
    private static let revisionLimit = 200

    /// Which journals it holds, and in which files. Records are masked before they are written.
    private static let journals: KeyValuePairs = [
        "attempt": "resyncs.json", "upgrade": "upgrades.json", "custom-ca": "authorities.json",
        "onboarding": "onboarding.json", "report": "reports.json", "problem-report": "problem-reports.json",
    ]

    func files(_ trigger: ProblemReportTrigger, _ description: String) async -> [TarArchive.File] {
        var files: [TarArchive.File] = [
            .init("about.txt", about(trigger, description)),
            .init("status.xml", service.statusDocument()),
            .init("configuration.xml", service.exportedConfiguration()),
        ]
        for (kind, name) in Self.journals { files.append(await journal(kind, name)) }
        return files + [
            await history(),
            .init("log.txt", service.messages),
            .init("network.txt", NetworkFacts.text(NetworkInterfaces.current())),
        ]
    }

    /// The logs alone.
    func logs() async -> [TarArchive.File] {
        var files: [TarArchive.File] = [.init("messages", service.messages)]
        for (kind, name) in Self.journals { files.append(await journal(kind, name)) }
        return files
    }

    private func about(_ trigger: ProblemReportTrigger, _ description: String) -> String {
        let identity = service.identity
        let starter =
            switch trigger {
            case .timer: "PRT_Max_Timer"
            case .crash: "a crash"
            case .request(by: let person): person
            }
        return """
            Problem report of \(identity.model.productName), \(identity.mac.colonSeparated), serial number \(identity.serialNumber)
            Software: \(identity.softwareVersion), hardware \(identity.hardwareVersion)
            Made: \(time.iso8601), local time \(LocalTime(time).iso8601)
            Started by: \(LogText.line(starter))
            Up for: \(ElapsedTime(SystemClock().uptime()))
            Configuration: revision \(service.snapshot.revision)
            Problem: \(description.isEmpty ? "not described" : LogText.line(description))

            """
    }

    /// The newest records of a journal, newest first, as they were written: also those of a version that wrote them differently.
    private func journal(_ kind: String, _ name: String) async -> TarArchive.File {
        do throws(StoreError) {
            let records = try await service.store.journal(kind: kind, limit: Self.recordLimit).map(\.payload)
            return .init(
                name, Array("[".utf8) + Array(records.joined(separator: Array(",\n".utf8))) + Array("]\n".utf8))
        } catch {
            return fault(error, name)
        }
    }

    private func history() async -> TarArchive.File {
        do throws(ServiceFailure) {
            let revisions = try await service.revisions(limit: Self.revisionLimit)
            return .init("history.json", RecordCoding.encode(revisions, pretty: true))
        } catch {
            return fault(error, "history.json")
        }
    }

    private func fault(_ error: some Error, _ name: String) -> TarArchive.File {
        .init(name, RecordCoding.encode(["error": "\(error)"], pretty: true))
    }
}

/// What the kernel knows of the network, as text.
enum NetworkFacts {
    static func text(_ interfaces: NetworkInterfaces) -> String {
        var lines = interfaces.all.flatMap { interface in Self.lines(of: interface) }
        lines.append("default route, IPv4: \(route(interfaces.ipv4Default))")
        lines.append("default route, IPv6: \(route(interfaces.ipv6Default))")
        lines.append("name servers: \(interfaces.resolver.servers.map(\.description).joined(separator: ", "))")
        lines.append("domain: \(interfaces.resolver.domain ?? "none")")
        return lines.map { LogText.line($0) + "\n" }.joined()
    }

    private static func lines(of interface: NetworkInterface) -> [String] {
        let speed = LinkSpeed.current(of: interface.name).description
        let state = [
            interface.isUp ? "up" : "down", interface.isRunning ? "link" : "no link", speed.isEmpty ? nil : speed,
            interface.mac?.colonSeparated,
        ].compactMap { $0 }
        let addresses = interface.addresses.map { "  \($0.address)/\($0.prefixLength)" }
        let counters = InterfaceCounters.current(of: interface.name)
        let counts = InterfaceCounters.Counter.allCases.compactMap { counter in
            counters?[counter].map { "\(counter.rawValue)=\($0)" }
        }
        return ["\(interface.name): \(state.joined(separator: ", "))"] + addresses + [
            "  \(counts.joined(separator: " "))"
        ]
    }

    private static func route(_ route: Route?) -> String {
        guard let route else { return "none" }
        return "\(route.gateway.map { "via \($0)" } ?? "direct") on \(route.interface), metric \(route.metric)"
    }
}
