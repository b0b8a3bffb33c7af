internal import FlatProfile
internal import HTTPServer
internal import PhoneService
internal import Threading

/// Counts answers by their status.
final class RequestCounter: Sendable {
    private let counts = Locked([Int: Int]())

    /// One more.
    func count(_ status: Status) { counts.withLock { $0[status.code, default: 0] += 1 } }

    /// The answers so far by status, and 200 and 500 in any case.
    var answers: [(code: Int, count: Int)] {
        let counts = counts.withLock { $0 }.merging([200: 0, 500: 0]) { $0 + $1 }
        return counts.sorted { $0.key < $1.key }.map { (code: $0.key, count: $0.value) }
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
        text.add("onhook_up", .gauge, "Whether the phone runs.", 1)
        text.add(
            "onhook_build_info", .gauge, "Which onhook this is.",
            [([("version", configuration.programVersion)], "1")])
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
        let status = service.status(recentAttempts: 50)
        addConfiguration(to: &text)
        await addResyncs(status, to: &text)
        addUpgrades(status, to: &text)
        addServer(to: &text)
        addProcess(to: &text)
        return Response(type: "text/plain; version=0.0.4; charset=utf-8", body: .string(text.text))
    }

    private func addConfiguration(to text: inout MetricsText) {
        text.add(
            "onhook_configuration_revision", .gauge, "The revision of the configuration.", service.snapshot.revision)
        text.add(
            "onhook_store_size_bytes", .gauge, "Size of the database with its log; absent for a phone in memory.",
            configuration.storeSize().map { [([], "\($0)")] } ?? [])
        text.add(
            "onhook_call_busy", .gauge, "Whether a line is in use.", service.callState.state == "idle" ? 0 : 1)
    }

    private func addResyncs(_ status: StatusRecord, to text: inout MetricsText) async {
        let outcomes = await service.attemptsByOutcome.sorted { $0.key < $1.key }
        text.add(
            "onhook_resync_attempts_total", .counter,
            "Rules followed since the start: A success, B file not found or corrupt, C any other failure.",
            outcomes.map { ([("outcome", $0.key)], "\($0.value)") })
        text.add("onhook_resync_running", .gauge, "Whether a resync is under way.", status.running == nil ? 0 : 1)
        text.add(
            "onhook_resync_postponed", .gauge, "How many concerns are due and wait for the end of calls.",
            status.postponed.count)
        text.add(
            "onhook_next_resync_timestamp_seconds", .gauge, "When the next resync is due; absent if none is.",
            at: status.next_resync?.at)
        text.add(
            "onhook_last_attempt_timestamp_seconds", .gauge, "When the last rule was followed; absent if none was.",
            at: status.attempts.first?.time)
        text.add(
            "onhook_last_success_timestamp_seconds", .gauge,
            "When a rule was last followed with success; absent if none of the last 50 was.",
            at: status.attempts.first { $0.outcome == "A" }?.time)
        text.add(
            "onhook_last_attempt_success", .gauge, "Whether that went well; absent if there was none.",
            status.attempts.prefix(1).map { ([], $0.error == nil ? "1" : "0") })
        text.add(
            "onhook_last_attempt_duration_seconds", .gauge, "How long that took; absent if there was none.",
            status.attempts.prefix(1).map { ([], "\($0.duration)") })
    }

    private func addUpgrades(_ status: StatusRecord, to text: inout MetricsText) {
        let upgrade = status.upgrade
        text.add("onhook_upgrade_running", .gauge, "Whether an upgrade is under way.", upgrade.running == nil ? 0 : 1)
        text.add(
            "onhook_last_upgrade_success", .gauge, "Whether the last upgrade went well; absent if there was none.",
            upgrade.attempts.prefix(1).map { ([], $0.outcome == "A" ? "1" : "0") })
        text.add(
            "onhook_next_upgrade_timestamp_seconds", .gauge, "When the next upgrade is due; absent if none is.",
            at: upgrade.next?.at)
    }

    private func addServer(to text: inout MetricsText) {
        text.add(
            "onhook_http_responses_total", .counter, "Answers since the start, by their status.",
            requests.answers.map { ([("code", "\($0.code)")], "\($0.count)") })
        text.add("onhook_sessions", .gauge, "Browsers that are logged in.", sessions.withLock(\.count))
        text.add("onhook_event_streams", .gauge, "Pages and scripts that follow events.", streams.withLock { $0 })
    }

    /// The names that Prometheus' own clients use ("Writing client libraries", process metrics).
    private func addProcess(to text: inout MetricsText) {
        for number in ProcessNumber.current {
            text.add(number.name, number.isCounter ? .counter : .gauge, number.meaning, [([], number.value)])
        }
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

    /// Adds a metric with one number.
    mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: Int) {
        add(name, kind, help, [([], "\(value)")])
    }

    /// Adds the time of a record; nothing if there is none.
    mutating func add(_ name: String, _ kind: Kind, _ help: String, at time: String?) {
        add(name, kind, help, time.flatMap(Self.seconds).map { [([], $0)] } ?? [])
    }

    /// Seconds since 1970, of the time of a record.
    static func seconds(_ time: String) -> String? {
        Timestamp(iso8601: time).map { String(Double($0.unixMilliseconds) / 1000) }
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
