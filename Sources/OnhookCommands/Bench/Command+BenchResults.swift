internal import Bench
internal import FlatProfile
internal import Host
internal import PhoneService
internal import Rehearsal

extension Command {
    static let benchResults = Command(
        path: ["bench", "results"], operands: "JOB", summary: "how the devices of a job came up in the rehearsal",
        details: """
            Of the newest rehearsal of the whole job, or of --run N. With --device the whole story of one device, which may also have been
            rehearsed alone since. Exit status: 0 every device that is shown came up as expected; 1 one did not, or there is no result.
            """,
        options: [
            .taking("MAC", "device", "the whole story of this device"),
            .taking("N", "run", "this run instead of the newest"), .flag("failed", "only devices that did not come up"),
            .benchStore, .json,
        ]
    ) { (invocation) throws(CommandFailure) in
        let name = try BenchCommand.jobName(invocation)
        let addresses = try BenchSelection.addresses(invocation)
        guard addresses.count < 2 else { throw .usage("--device takes one device here") }
        let wanted = try ResultWish(invocation)
        let found = try await BenchCommand.with(invocation) { (store) throws(BenchStoreError) in
            try await wanted.results(of: name, device: addresses.first, in: store)
        }
        return try wanted.tell(try found.get(), isStory: !addresses.isEmpty)
    }
}

/// What `bench results` is asked for.
private struct ResultWish: Sendable {
    /// One device, and what came of it; the record is nil if it never was with a phone.
    struct Found: Sendable {
        var device: Device?
        var mac: MACAddress
        var isGood: Bool
        var text: String
        var record: RehearsalRecord?
        var name: String?
    }

    private let run: Int?
    private let failedOnly: Bool
    private let isJSON: Bool
    private let console: Console

    init(_ invocation: Invocation) throws(CommandFailure) {
        console = invocation.console
        isJSON = invocation.arguments.has("json")
        failedOnly = invocation.arguments.has("failed")
        guard let text = invocation.arguments["run"] else {
            run = nil
            return
        }
        guard let number = Int(text), number > 0 else {
            throw .usage(
                "--run is \"\(text.prefix(40))\"; the number of a run was expected, as `onhook bench show` lists them")
        }
        run = number
    }

    func results(
        of job: JobName, device: MACAddress?, in store: any BenchStore
    ) async throws(BenchStoreError) -> Result<[Found], CommandFailure> {
        let columns = try await store.job(job).columns
        if let device {
            guard let known = try await store.device(device, of: job) else { throw .unknownDevice(device, job) }
            if run == nil, let alone = try await lastAlone(known, job, columns, store) { return .success([alone]) }
        }
        let runs = try await store.runs(of: job).filter { $0.kind == RehearsalRun.kind }
        guard let chosen = run.map({ number in runs.first { $0.id == number } }) ?? runs.first else {
            let which = run.map { "no rehearsal of the number \($0)" } ?? "no rehearsal yet"
            return .failure(.failed("job \(job) has \(which); `onhook bench rehearse \(job)` makes one"))
        }
        let devices = Dictionary(
            try await store.allDevices(of: job).map { ($0.mac, $0) }, uniquingKeysWith: { first, _ in first })
        var found: [Found] = []
        for result in try await RehearsalFiles.results(of: chosen.id, in: store) {
            guard device == nil || device == result.device, !failedOnly || !result.isGood else { continue }
            found.append(
                Found(
                    device: devices[result.device], mac: result.device, isGood: result.isGood, text: result.text,
                    record: RehearsalRecord(json: result.detail), name: devices[result.device]?.name(in: columns)))
        }
        if let device, found.isEmpty {
            return .failure(.failed("device \(device) has no result in run \(chosen.id) yet"))
        }
        return .success(found)
    }

    /// What a rehearsal of the device alone left, if it was its last one.
    private func lastAlone(
        _ device: Device, _ job: JobName, _ columns: [Column], _ store: any BenchStore
    ) async throws(BenchStoreError) -> Found? {
        let events = try await store.events(of: job, device: device.mac)
        guard let last = events.last(where: { $0.kind == .rehearsed }), !last.detail.isEmpty,
            let record = RehearsalRecord(json: last.detail)
        else { return nil }
        return Found(
            device: device, mac: device.mac, isGood: last.isGood, text: last.text, record: record,
            name: device.name(in: columns))
    }

    // MARK: Telling

    func tell(_ found: [Found], isStory: Bool) throws(CommandFailure) -> ExitStatus {
        let isGood = found.allSatisfy(\.isGood)
        if isJSON {
            let records = found.map { found in
                found.record
                    ?? RehearsalRecord(mac: found.mac.colonSeparated, good: found.isGood, text: found.text)
            }
            console.line(String(decoding: RecordCoding.encode(records), as: UTF8.self))
        } else if isStory {
            for one in found { console.write(RehearsalText.story(of: one.record, found: one.text, heading(one))) }
        } else {
            let rows = found.map { [$0.mac.colonSeparated, mark($0.isGood), LogText.line($0.text)] }
            if !rows.isEmpty { console.write(BenchCommand.table(rows)) }
            let good = found.count { $0.isGood }
            if !failedOnly { console.line("\(good) of \(found.count) with a result came up as expected") }
        }
        return isGood && (failedOnly || !found.isEmpty) ? .done : .failed
    }

    private func mark(_ good: Bool) -> String { good ? "good" : "FAILED" }

    private func heading(_ found: Found) -> String {
        let parts = [found.name, found.device?.model.number].compactMap(\.self)
        let who = parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
        return "\(found.mac)\(LogText.line(who)): \(mark(found.isGood))"
    }
}

/// A rehearsal in words. What comes from servers is one line each, without a sign that could steer a terminal.
enum RehearsalText {
    static func story(of record: RehearsalRecord?, found text: String, _ heading: String) -> String {
        var lines = [heading, "  \(LogText.line(text))"]
        guard let record else { return lines.joined(separator: "\n") + "\n" }
        for stage in record.stages {
            lines.append("  at the \(stage.place == "bench" ? "bench" : "customer's")")
            for line in stage.story { lines += attempt(line) }
        }
        if !record.missed.isEmpty {
            lines.append("  not as expected")
            lines += record.missed.map { "    \(LogText.line($0.sentence))" }
        }
        lines.append("  in the end: firmware \(LogText.line(record.software_version)), and these values")
        let width = record.values.keys.map(\.count).max() ?? 0
        for (name, value) in record.values.sorted(by: { $0.key < $1.key }) {
            let blanks = String(repeating: " ", count: width - name.count)
            lines.append("    \(name)\(blanks)  \(LogText.line(value))")
        }
        if record.values_left_out > 0 { lines.append("    … and \(record.values_left_out) more") }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func attempt(_ line: RehearsalRecord.LineRecord) -> [String] {
        var parts = ["\(line.deed): \(line.outcome)"]
        if let status = line.status { parts.append("status \(status)") }
        if let latency = line.latency_ms { parts.append("\(latency) ms") }
        var lines = ["    after \((line.at * 10).rounded() / 10) s, " + parts.joined(separator: ", ")]
        if let rule = line.rule { lines.append("      \(LogText.line(rule))") }
        if line.requests.isEmpty, let url = line.url { lines.append("      \(LogText.line(url))") }
        for request in line.requests {
            let led = request.redirect.map { ", led to \($0)" } ?? ""
            lines.append(LogText.line("      \(request.url): \(request.result)\(led)"))
        }
        if let error = line.error, !line.requests.contains(where: { error.hasSuffix($0.result) }) {
            lines.append("      \(LogText.line(error))")
        }
        return lines
    }
}
