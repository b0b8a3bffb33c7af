internal import Bench
internal import FlatProfile
internal import Glibc
internal import Host
internal import PhoneService
internal import Spreadsheet

extension Command {
    static let benchList = Command(
        path: ["bench", "list"], summary: "the jobs of the bench", options: [.benchStore, .json]
    ) { (invocation) throws(CommandFailure) in
        _ = try invocation.operands(0...0, "no operand")
        let jobs = try await BenchCommand.with(invocation) { (store) throws(BenchStoreError) in try await store.jobs() }
        if invocation.arguments.has("json") {
            invocation.console.line(
                String(decoding: RecordCoding.encode(jobs.map(JobSummaryRecord.init)), as: UTF8.self))
        } else if jobs.isEmpty {
            invocation.console.line("there are no jobs; `onhook bench new` makes one")
        } else {
            let rows = jobs.map { [$0.name.text, "\($0.devices)", $0.created.iso8601, $0.author] }
            invocation.console.write(BenchCommand.table([["job", "devices", "made", "by"]] + rows))
        }
        return .done
    }

    static let benchShow = Command(
        path: ["bench", "show"], operands: "JOB", summary: "one job, and how far it is", options: [.benchStore, .json]
    ) { (invocation) throws(CommandFailure) in
        let name = try BenchCommand.jobName(invocation)
        let record = try await BenchCommand.with(invocation) { (store) throws(BenchStoreError) in
            let job = try await store.job(name)
            let progress = try await BenchCommand.progress(of: name, in: store)
            var states: [DeviceState: Int] = [:]
            for device in try await store.allDevices(of: name) {
                states[progress[device.mac]?.state ?? .waiting, default: 0] += 1
            }
            return JobRecord(job, states: states, runs: try await store.runs(of: name))
        }
        if invocation.arguments.has("json") {
            invocation.console.line(String(decoding: RecordCoding.encode(record), as: UTF8.self))
        } else {
            invocation.console.write(text(of: record))
        }
        return .done
    }

    private static func text(of job: JobRecord) -> String {
        let columns = job.columns.map { $0.secret ? "\($0.name) (secret)" : $0.name }
        let states = DeviceState.allCases.compactMap { state -> String? in
            let count = job.states[state.rawValue] ?? 0
            return count == 0 ? nil : "\(count) \(state.rawValue)"
        }
        let scans = [job.scan_adds ? "add devices" : nil, job.scan_pairs ? "pair serial numbers" : nil]
        let rows: [(String, String)] = [
            ("job", job.name),
            ("made", "\(job.created)\(job.author.isEmpty ? "" : " by \(job.author)")"),
            ("template", "\(job.template), \(job.template_size) bytes"),
            ("columns", columns.isEmpty ? "none of its own" : columns.joined(separator: ", ")),
            ("file names", "\(job.file_names.joined(separator: ", ")) (\(job.layout))"),
            ("delivery", job.delivery + (job.compressed && job.delivery != "gzip" ? ", compressed" : "")),
            (
                "scans",
                scans.compactMap(\.self).isEmpty
                    ? "of these devices only" : scans.compactMap(\.self).joined(separator: ", ")
            ),
            ("model", job.model ?? "as the list says"),
            ("devices", states.isEmpty ? "none yet" : "\(job.devices): \(states.joined(separator: ", "))"),
        ]
        let runs = job.runs.map {
            ("run \($0.number)", "\($0.kind), \($0.begun), \($0.finished) of \($0.devices) done")
        }
        return (rows + runs).map { label, value in
            label + String(repeating: " ", count: 12 - label.count) + LogText.line(value) + "\n"
        }.joined()
    }

    static let benchDevices = Command(
        path: ["bench", "devices"], operands: "JOB", summary: "the devices of a job, and what became of each",
        options: [.benchStore, .json]
    ) { (invocation) throws(CommandFailure) in
        let name = try BenchCommand.jobName(invocation)
        let (job, devices, progress) = try await BenchCommand.with(invocation) { (store) throws(BenchStoreError) in
            (
                try await store.job(name), try await store.allDevices(of: name),
                try await BenchCommand.progress(of: name, in: store)
            )
        }
        if invocation.arguments.has("json") {
            let records = devices.map { DeviceRecord($0, job, progress[$0.mac] ?? DeviceProgress()) }
            invocation.console.line(String(decoding: RecordCoding.encode(records), as: UTF8.self))
            return .done
        }
        guard !devices.isEmpty else {
            invocation.console.line("job \(name) has no devices yet; `onhook bench scan \(name)` adds some")
            return .done
        }
        let rows = devices.map { device in
            let progress = progress[device.mac] ?? DeviceProgress()
            return [
                "\(device.number)", device.mac.colonSeparated,
                device.serialNumber.isEmpty ? "-" : device.serialNumber, device.model.number, progress.words,
                progress.isScanned ? "yes" : "-", device.name(in: job.columns).map { LogText.line($0) } ?? "",
            ]
        }
        invocation.console.write(
            BenchCommand.table([["", "mac", "serial number", "model", "state", "scanned", "name"]] + rows))
        return .done
    }

    static let benchExport = Command(
        path: ["bench", "export"], operands: "JOB", summary: "the device list of a job as CSV, on standard output",
        details: """
            Serial numbers that were scanned are in it. Secret columns are left out.
            """,
        options: [.benchStore]
    ) { (invocation) throws(CommandFailure) in
        let name = try BenchCommand.jobName(invocation)
        let (job, devices) = try await BenchCommand.with(invocation) { (store) throws(BenchStoreError) in
            (try await store.job(name), try await store.allDevices(of: name))
        }
        let columns = job.columns.filter { !$0.isSecret }
        var text = TableWriter.row(["mac", "serial", "model"] + columns.map(\.title))
        for device in devices {
            text += TableWriter.row(
                [device.mac.colonSeparated, device.serialNumber, device.model.productName]
                    + columns.map { device.shownValue(of: $0.name, in: job.columns) ?? "" })
        }
        try invocation.console.writeBytes(Array(text.utf8))
        return .done
    }

    static let benchDelete = Command(
        path: ["bench", "delete"], operands: "JOB", summary: "forget a job with its devices, keys and events",
        options: [.flag("yes", "do not ask"), .benchStore]
    ) { (invocation) throws(CommandFailure) in
        let name = try BenchCommand.jobName(invocation)
        if !invocation.arguments.has("yes") {
            guard invocation.console.inputIsTerminal else {
                throw .usage("nobody can be asked, because standard input is no terminal; --yes deletes without asking")
            }
            let count = try await BenchCommand.with(invocation) { (store) throws(BenchStoreError) in
                _ = try await store.job(name)
                return try await store.allDevices(of: name).count
            }
            invocation.console.write(
                "delete job \(name) with \(count == 1 ? "its device" : "its \(count) devices") and all that happened to them? [y/N] "
            )
            let answer = try await invocation.console.nextLine(100).map { String(decoding: $0, as: UTF8.self) } ?? ""
            guard ["y", "yes"].contains(answer.lowercased()) else {
                invocation.console.line("job \(name) stays")
                return .done
            }
        }
        try await BenchCommand.with(invocation) { (store) throws(BenchStoreError) in try await store.delete(name) }
        invocation.console.line("job \(name) deleted")
        return .done
    }
}
