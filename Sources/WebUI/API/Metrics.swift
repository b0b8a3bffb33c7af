internal import FlatProfile
internal import HTTPServer
internal import PhoneService
internal import Threading

/// Counts answers by the first digit of their status.
final class RequestCounter: Sendable {
    private let counts = Locked([Int](repeating: 0, count: 6))

    /// One more.
    func count(_ status: Status) {
        let digit = min(max(status.code / 100, 0), 5)
        counts.withLock { $0[digit] += 1 }
    }

    /// The answers so far: `2xx` and their number.
    var answers: [(kind: String, count: Int)] {
        let counts = counts.withLock { $0 }
        return (2...5).map { ("\($0)xx", counts[$0]) }
    }
}

/// `GET /metrics`: numbers for Prometheus, without secrets. Whoever asks from this machine needs no login.
extension Desk {
    func addMetrics(to router: inout Router) {
        router.on(Routes.metrics) { request, captures in
            guard !request.peer.isLoopback else { return .later { await metrics() } }
            return admitted(request, captures, for: [.admin, .user]) { _ in .later { await metrics() } }
        }
    }

    private func metrics() async -> Response {
        var text = MetricsText()
        let identity = service.identity
        text.add("onhook_up", .gauge, "Whether the phone runs.", [([], "1")])
        text.add(
            "onhook_phone_info", .gauge, "Which phone this is.",
            [
                (
                    [
                        ("product_name", identity.model.productName), ("mac", identity.mac.colonSeparated),
                        ("software_version", identity.softwareVersion),
                    ], "1"
                )
            ])
        text.add(
            "onhook_configuration_revision", .gauge, "The revision of the configuration.",
            [([], "\(service.snapshot.revision)")])
        await addResyncs(to: &text)
        text.add(
            "onhook_http_responses_total", .counter, "Answers since the start, by the kind of their status.",
            requests.answers.map { ([("status", $0.kind)], "\($0.count)") })
        return Response(type: "text/plain; version=0.0.4; charset=utf-8", body: .string(text.text))
    }

    private func addResyncs(to text: inout MetricsText) async {
        let outcomes = await service.attemptsByOutcome.sorted { $0.key < $1.key }
        text.add(
            "onhook_resync_attempts_total", .counter,
            "Rules followed since the start: A success, B file not found or corrupt, C any other failure.",
            outcomes.map { ([("outcome", $0.key)], "\($0.value)") })
        let status = service.status(recentAttempts: 1)
        text.add(
            "onhook_resync_running", .gauge, "Whether a resync is under way.",
            [([], status.running == nil ? "0" : "1")])
        text.add(
            "onhook_next_resync_timestamp_seconds", .gauge, "When the next resync is due; absent if none is.",
            [status.next_resync.flatMap { MetricsText.seconds($0.at) }].compactMap { $0.map { ([], $0) } })
        text.add(
            "onhook_last_attempt_timestamp_seconds", .gauge, "When the last rule was followed; absent if none was.",
            [status.attempts.first.flatMap { MetricsText.seconds($0.time) }].compactMap { $0.map { ([], $0) } })
        text.add(
            "onhook_last_attempt_success", .gauge, "Whether that went well; absent if there was none.",
            status.attempts.prefix(1).map { ([], $0.error == nil ? "1" : "0") })
    }
}

/// The text format of Prometheus, version 0.0.4.
struct MetricsText {
    enum Kind: String { case counter, gauge }

    private(set) var text = ""

    /// Adds a metric with its samples; one without samples is left out.
    mutating func add(
        _ name: String, _ kind: Kind, _ help: String,
        _ samples: [(labels: [(name: String, value: String)], value: String)]
    ) {
        guard !samples.isEmpty else { return }
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
        for sample in samples {
            let labels = sample.labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
            text += "\(name)\(labels.isEmpty ? "" : "{\(labels)}") \(sample.value)\n"
        }
    }

    /// Seconds since 1970, of the time of a record.
    static func seconds(_ time: String) -> String? {
        Timestamp(iso8601: time).map { String(Double($0.unixMilliseconds) / 1000) }
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
