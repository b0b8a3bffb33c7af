internal import Bench
internal import FlatProfile
internal import Glibc
internal import Host

extension Option {
    static let benchStore = Option(
        name: "store", value: "PLACE",
        help: "where the bench keeps its jobs: a directory (default ~/.local/state/onhook-bench) or postgresql://…",
        variable: "ONHOOK_BENCH_STORE")
}

/// What the commands of a bench have in common.
enum BenchCommand {
    /// Does something with the bench's store, which is let go afterwards.
    static func with<Result>(
        _ invocation: Invocation, _ body: (any BenchStore) async throws(BenchStoreError) -> Result
    ) async throws(CommandFailure) -> Result {
        let place = try BenchPlace(invocation)
        do throws(BenchStoreError) {
            let store = try await place.open(invocation.console)
            do throws(BenchStoreError) {
                let result = try await body(store)
                await store.close()
                return result
            } catch {
                await store.close()
                throw error
            }
        } catch {
            throw .failed("\(error)")
        }
    }

    /// The bench, for a command that works with it until it ends.
    static func open(_ invocation: Invocation) async throws(CommandFailure) -> any BenchStore {
        let place = try BenchPlace(invocation)
        do throws(BenchStoreError) {
            return try await place.open(invocation.console)
        } catch {
            throw .failed("\(error)")
        }
    }

    /// The directory of the bench on this machine.
    static func directory(_ invocation: Invocation) throws(CommandFailure) -> String {
        try BenchPlace(invocation).ownDirectory(invocation)
    }

    /// The name of a job as an operand.
    static func jobName(_ text: String) throws(CommandFailure) -> JobName {
        guard let name = JobName(text) else {
            throw .usage(
                "\"\(text.prefix(40))\" is no name of a job; it has up to 64 letters, digits, - and _, such as floor-2")
        }
        return name
    }

    /// The one operand that is the name of a job.
    static func jobName(_ invocation: Invocation) throws(CommandFailure) -> JobName {
        try jobName(try invocation.operands(1...1, "JOB")[0])
    }

    /// Who works at the bench, for its events.
    static func person(_ invocation: Invocation) -> String {
        MachineLogin.name(ofUser: getuid()) ?? invocation.environment["USER"] ?? "user \(getuid())"
    }

    static func now() -> Timestamp { SystemClock().now() }

    /// A model as an option.
    static func model(_ invocation: Invocation) throws(CommandFailure) -> Model? {
        guard let text = invocation.arguments["model"] else { return nil }
        guard let model = ModelText.read(text) else {
            let nearest = ModelText.nearest(to: text).map { "; did you mean \($0.number)?" } ?? ""
            throw .usage(
                "\"\(text.prefix(40))\" is no model\(nearest.isEmpty ? "; there are \(Model.all.map(\.number).joined(separator: ", "))" : nearest)"
            )
        }
        return model
    }

    /// What the events of each device come to.
    static func progress(
        of job: JobName, in store: any BenchStore
    ) async throws(BenchStoreError) -> [MACAddress: DeviceProgress] {
        var progress: [MACAddress: DeviceProgress] = [:]
        var last = 0
        while true {
            let page = try await store.events(of: job, after: last, limit: 5000)
            for event in page {
                if let mac = event.device { progress[mac, default: DeviceProgress()].happened(event) }
            }
            guard let end = page.last else { return progress }
            last = end.id
        }
    }

    /// Rows as columns with blanks between them; the first row is the head.
    static func table(_ rows: [[String]]) -> String {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { column, text in
                column == row.count - 1 ? text : text + String(repeating: " ", count: widths[column] - text.count)
            }
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
        }.joined()
    }

    /// `[#####               ] 1,250 of 5,000 written`, while somebody looks.
    static func showProgress(_ done: Int, of total: Int, _ what: String, _ console: Console) {
        guard let show = console.showProgress, total > 0 else { return }
        let step = max(1, total / 200)
        guard done % step == 0 || done == total else { return }
        let filled = done * 20 / total
        let bar = String(repeating: "#", count: filled) + String(repeating: " ", count: 20 - filled)
        show("[\(bar)] \(done) of \(total) \(what)")
    }
}
