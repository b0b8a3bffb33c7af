internal import Archive
internal import FlatProfile
internal import Host
internal import Provisioning

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

    func files(_ trigger: ProblemReportTrigger, _ description: String) async -> [TarArchive.File] {
        [
            .init("about.txt", about(trigger, description)),
            .init("status.xml", service.statusDocument()),
            .init("configuration.xml", service.exportedConfiguration()),
            await records("resyncs.json") { () async throws(ServiceFailure) in
                try await service.status(attempts: Self.recordLimit).attempts
            },
            await records("reports.json") { () async throws(ServiceFailure) in
                try await service.reports(Self.recordLimit)
            },
            await records("problem-reports.json") { () async throws(ServiceFailure) in
                try await service.problemReports(Self.recordLimit)
            },
            await records("history.json") { () async throws(ServiceFailure) in
                try await service.revisions(limit: Self.revisionLimit)
            },
            .init("log.txt", service.messages),
            .init("network.txt", NetworkFacts.text(NetworkInterfaces.current())),
        ]
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
            Up since: \(ElapsedTime(SystemClock().uptime()))
            Configuration: revision \(service.snapshot.revision)
            Problem: \(description.isEmpty ? "not described" : LogText.line(description))

            """
    }

    private func records(
        _ name: String, _ read: () async throws(ServiceFailure) -> some Encodable
    ) async -> TarArchive.File {
        do {
            return .init(name, RecordCoding.encode(try await read(), pretty: true))
        } catch {
            return .init(name, RecordCoding.encode(["error": "\(error)"], pretty: true))
        }
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
