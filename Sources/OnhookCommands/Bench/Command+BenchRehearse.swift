internal import Bench
internal import FlatProfile
internal import Glibc
internal import Host
internal import PhoneService
internal import Rehearsal

extension Command {
    static let benchRehearse = Command(
        path: ["bench", "rehearse"], operands: "JOB",
        summary: "let a virtual phone do what each device of a job will do",
        details: """
            Each phone is new from the box: it gets its profile at the bench, then power again at the customer's, where it asks the server
            that the profile names, and takes the firmware that the rules ask for. Without --from and --dhcp the profiles are handed out by
            the command itself. What must hold in the end, --expect or the scenario says (docs/bench.md).
            Results are kept by device. A run that was broken off goes on where it was when the command is given again; several processes may
            share one. Only this machine and private networks are asked: any other server has to be named by --allow-remote.
            Exit status: 0 every device came up as expected; 1 one did not, or the run was broken off.
            """,
        options: [
            .devicesOfJob, .taking("URL", "from", "the bench's server, such as http://10.0.0.2:8080"),
            .taking("N=VALUE", "dhcp", "an option that DHCP gives at the bench, such as 66=10.0.0.1; may be repeated"),
            .taking("FILE", "expect", "a profile, with places perhaps, whose values must hold in the end"),
            .taking("FILE", "scenario", "what DHCP says and what must hold in the end, in TOML"),
            .flag("bench-only", "only what happens at the bench, not at the customer's"),
            .taking("N", "workers", "how many phones at once (default 16)"),
            .taking("TIME", "timeout", "how long one phone may take, such as 90s (default 2m)"),
            .taking("TIME", "lease", "after which time others take over what a killed worker had (default 1m)"),
            .taking("FILE", "ca", "certificates of authorities that the phones trust besides the system's"),
            .taking(
                "HOST", "allow-remote",
                "a server outside of this machine and private networks whose owner agrees; may be repeated"),
            .flag("continue", "only go on with a run that was broken off"),
            .flag("new", "begin a new run even if one was broken off"), .benchStore, .json,
        ]
    ) { (invocation) throws(CommandFailure) in
        let wish = try RehearsalWish(invocation)
        OpenFiles.raiseLimit()
        let outcome = try await BenchCommand.with(invocation) { (store) throws(BenchStoreError) in
            try await wish.run(in: store)
        }
        return try wish.tell(try outcome.get())
    }
}

/// What came of the command.
private struct RehearsalOutcome {
    /// The run; nil if single devices were rehearsed.
    var run: BenchRun?
    var devices: Int
    var finished: Int
    var good: Int
    var failed: [(mac: String, text: String)]
    var wasInterrupted: Bool
}

/// What `bench rehearse` is asked for.
private struct RehearsalWish: Sendable {
    private let job: JobName
    private let addresses: [MACAddress]
    private let width: Int
    private let hosts: [String]
    private let arguments: Arguments
    private let console: Console
    private let person: String
    private let server: RehearsalPlan.BenchServer
    private let timeout: Duration?
    private let lease: Duration?
    private let authorities: [UInt8]
    private var expectations = Expectations()
    private var customer = DHCPAnswer()
    private var seed: UInt64?

    init(_ invocation: Invocation) throws(CommandFailure) {
        arguments = invocation.arguments
        console = invocation.console
        job = try BenchCommand.jobName(invocation)
        addresses = try BenchSelection.addresses(invocation)
        person = BenchCommand.person(invocation)
        hosts = arguments.all("allow-remote")
        width = try Self.number(arguments, "workers", in: 1...512) ?? 16
        guard !(arguments.has("continue") && arguments.has("new")) else {
            throw .usage("--continue and --new exclude each other")
        }
        guard addresses.isEmpty || !arguments.has("continue") else {
            throw .usage("--continue goes on with a run of all devices; --device rehearses single ones beside runs")
        }
        authorities =
            try arguments["ca"].map { (file) throws(CommandFailure) in
                try InputFile.bytes(of: file, invocation.console, limit: 1 << 20)
            } ?? []
        let scenario = try RehearsalFiles.scenario(arguments["scenario"], invocation.console)
        timeout = try Self.time("timeout", arguments) ?? scenario?.timeout
        lease = try Self.time("lease", arguments)
        server = try Self.server(arguments) ?? scenario?.bench.map { .dhcp($0) } ?? .own
        customer = scenario?.customer ?? customer
        seed = scenario?.seed
        expectations = scenario?.expectations ?? expectations
        for (file, name) in RehearsalFiles.profiles(arguments, scenario) {
            let bytes = try InputFile.bytes(of: file, invocation.console, limit: 16 << 20)
            do throws(TemplateFaults) {
                try expectations.expect(TemplateFile(name: name, bytes: bytes))
            } catch {
                throw .failed(
                    error.faults.map { "\(name): \($0)" }.joined(separator: "\nonhook: "))
            }
        }
    }

    private static func number(
        _ arguments: Arguments, _ name: String, in range: ClosedRange<Int>
    ) throws(CommandFailure) -> Int? {
        guard let text = arguments[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw .usage(
                "--\(name) is \"\(text.prefix(40))\"; a number of \(range.lowerBound) to \(range.upperBound) was expected"
            )
        }
        return number
    }

    private static func time(_ name: String, _ arguments: Arguments) throws(CommandFailure) -> Duration? {
        guard let text = arguments[name] else { return nil }
        guard let time = RehearsalScenario.duration(text), .seconds(1) <= time, time <= .seconds(3600) else {
            throw .usage("--\(name) is \"\(text.prefix(40))\"; a time of 1s to 1h was expected, such as 90s or 2m")
        }
        return time
    }

    private static func server(_ arguments: Arguments) throws(CommandFailure) -> RehearsalPlan.BenchServer? {
        let options = arguments.all("dhcp")
        if let address = arguments["from"] {
            guard options.isEmpty else {
                throw .usage("--from and --dhcp exclude each other: both say where the bench is")
            }
            let isKnown = ["http://", "https://", "tftp://"].contains { address.lowercased().hasPrefix($0) }
            guard isKnown, !address.contains(where: { $0.isWhitespace || "@;,".contains($0) }) else {
                throw .usage("--from takes an address without a login, such as http://10.0.0.2:8080")
            }
            return .address(address)
        }
        guard !options.isEmpty else { return nil }
        var answer = DHCPAnswer()
        for text in options {
            do throws(DHCPAnswerFault) {
                answer.options.merge(try DHCPAnswer(text).options) { _, last in last }
            } catch {
                throw .usage("--dhcp: \(error)")
            }
        }
        return .dhcp(answer)
    }

    // MARK: Running

    private func plan(_ job: Job) throws(CommandFailure) -> RehearsalPlan {
        var plan: RehearsalPlan
        do throws(ProfileFileError) {
            plan = try RehearsalPlan(job)
        } catch {
            throw .failed("\(error)")
        }
        plan.server = server
        plan.customer = customer
        plan.reach = arguments.has("bench-only") ? .bench : .customer
        plan.expectations = expectations
        plan.authorities = authorities
        plan.timeout = timeout ?? plan.timeout
        plan.seed = seed ?? plan.seed
        let unknown = expectations.unknownColumns(of: job)
        if let name = unknown.first {
            let known = job.columns.map(\.name.text) + IdentityColumn.allCases.map(\.rawValue)
            throw .failed(
                "what is expected has a place {{\(name)}}, and job \(job.name) has no such column; it has \(known.joined(separator: ", "))"
            )
        }
        return plan
    }

    func run(in store: any BenchStore) async throws(BenchStoreError) -> Result<RehearsalOutcome, CommandFailure> {
        let job = try await store.job(job)
        let devices = try await BenchSelection.devices(addresses, of: job.name, in: store)
        guard !devices.isEmpty else {
            return .failure(.failed("job \(job.name) has no devices yet, so there is nothing to rehearse"))
        }
        let plan: RehearsalPlan
        let stage: RehearsalStage
        do throws(CommandFailure) {
            plan = try self.plan(job)
            do throws(RehearsalStage.StartError) {
                stage = try RehearsalStage(plan, devices: devices, allowing: hosts, width: width)
            } catch {
                throw .failed("\(error)")
            }
        } catch {
            return .failure(error)
        }
        let outcome: Result<RehearsalOutcome, CommandFailure>
        do throws(BenchStoreError) {
            outcome =
                addresses.isEmpty
                ? try await wholeJob(plan, stage, devices, store) : try await single(plan, stage, devices, store)
        } catch {
            await stage.close()
            throw error
        }
        await stage.close()
        return outcome
    }

    private func wholeJob(
        _ plan: RehearsalPlan, _ stage: RehearsalStage, _ devices: [Device], _ store: any BenchStore
    ) async throws(BenchStoreError) -> Result<RehearsalOutcome, CommandFailure> {
        let unfinished = arguments.has("new") ? nil : try await RehearsalRun.unfinished(plan, in: store)
        if unfinished == nil, arguments.has("continue") {
            return .failure(
                .failed("job \(job) has no unfinished rehearsal of this kind; without --continue a new one begins"))
        }
        let run: BenchRun
        if let unfinished {
            run = unfinished
            if !arguments.has("json") {
                console.line("run \(run.id) goes on: \(run.finished) of \(run.devices) devices have a result")
            }
        } else {
            run = try await RehearsalRun.begin(plan, in: store, by: person, at: BenchCommand.now())
        }
        var settings = RehearsalRun.Settings()
        settings.width = width
        settings.lease = lease ?? settings.lease
        let work = RehearsalRun(
            stage, devices: devices, store: store, worker: Self.worker, settings: settings, now: { BenchCommand.now() })
        let progress = RehearsalProgress(run, console)
        let summary = try await RehearsalWatch.watched(console) { () async throws(BenchStoreError) in
            try await work.work(on: run) { record in progress.heard(record) }
        }
        progress.end()
        let results = try await RehearsalFiles.results(of: run.id, in: store)
        return .success(
            RehearsalOutcome(
                run: summary.run, devices: summary.run.devices, finished: results.count,
                good: results.count { $0.isGood },
                failed: results.filter { !$0.isGood }.map { ($0.device.colonSeparated, $0.text) },
                wasInterrupted: !summary.isComplete))
    }

    /// Single devices: beside any run, with an event for each.
    private func single(
        _ plan: RehearsalPlan, _ stage: RehearsalStage, _ devices: [Device], _ store: any BenchStore
    ) async throws(BenchStoreError) -> Result<RehearsalOutcome, CommandFailure> {
        let records = await RehearsalWatch.watched(console) { () async in await stage.rehearse(devices, width: width) }
        let events = records.map { mac, record in
            BenchEvent(
                .rehearsed, at: BenchCommand.now(), device: mac, actor: person, subject: "alone", isGood: record.good,
                text: record.text, detail: record.json)
        }
        try await store.append(events, to: job)
        return .success(
            RehearsalOutcome(
                run: nil, devices: devices.count, finished: records.count, good: records.count { $0.1.good },
                failed: records.filter { !$0.1.good }.map { ($0.1.mac, $0.1.text) },
                wasInterrupted: records.count < devices.count))
    }

    /// Nobody else has this name: the machine, the process, and when it began.
    private static var worker: String {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        let host = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return "\(host):\(getpid())"
    }

    // MARK: Telling

    func tell(_ outcome: RehearsalOutcome) throws(CommandFailure) -> ExitStatus {
        let isGood = outcome.good == outcome.devices && !outcome.wasInterrupted
        if arguments.has("json") {
            let record = RehearsalSummaryRecord(
                job: job.text, run: outcome.run?.id, devices: outcome.devices, finished: outcome.finished,
                good: outcome.good, interrupted: outcome.wasInterrupted,
                failed: outcome.failed.map { .init(mac: $0.mac, text: $0.text) })
            console.line(String(decoding: RecordCoding.encode(record), as: UTF8.self))
            return isGood ? .done : .failed
        }
        for (mac, text) in outcome.failed.prefix(Self.mostTold) { console.line("\(mac)  \(LogText.line(text))") }
        if outcome.failed.count > Self.mostTold {
            console.line("… and \(outcome.failed.count - Self.mostTold) more that did not come up")
        }
        let what = outcome.devices == 1 ? "1 device" : "\(outcome.devices) devices"
        console.line(
            "\(outcome.good) of \(what) came up as expected"
                + (outcome.run.map { "; `onhook bench results \(job)` tells more about run \($0.id)" } ?? ""))
        guard outcome.wasInterrupted else { return isGood ? .done : .failed }
        throw .failed(
            "broken off with \(outcome.finished) of \(what) done; the same command goes on where it was")
    }

    private static let mostTold = 50
}

/// The bar, while somebody looks.
private struct RehearsalProgress: Sendable {
    private let total: Int
    private let console: Console
    private let counts: Counter

    private actor Counter {
        var finished: Int
        var failed = 0
        init(_ finished: Int) { self.finished = finished }
        func add(_ good: Bool) -> (Int, Int) {
            finished += 1
            if !good { failed += 1 }
            return (finished, failed)
        }
    }

    init(_ run: BenchRun, _ console: Console) {
        total = run.devices
        self.console = console
        counts = Counter(run.finished)
    }

    func heard(_ record: RehearsalRecord) {
        guard console.showProgress != nil else { return }
        let good = record.good
        Task { [counts, console, total] in
            let (finished, failed) = await counts.add(good)
            BenchCommand.showProgress(
                finished, of: total, failed == 0 ? "rehearsed" : "rehearsed, \(failed) not as expected", console)
        }
    }

    func end() { console.showProgress?("") }
}
