internal import Fleet
internal import Glibc
internal import Host
internal import TOML

extension Command {
    static let benchFleet = Command(
        path: ["bench", "fleet"],
        summary: "put thousands of phones in front of a provisioning server, and report how it went",
        details: """
            The scenario, a TOML file (docs/fleet.md), says which phones there are, when they get power, what happens to their server, and
            what must come of it. A first Ctrl-C ends the run in order, with the report of what happened until then; a second one at once.
            Only this machine and private networks are asked: any other server has to be named by --allow-remote.
            Exit status: 0 it ran to its end and all that was expected came true; 1 it did not.
            """,
        options: [
            .taking("FILE", "scenario", "the scenario; - is standard input"),
            .taking("N", "phones", "how many phones, instead of the scenario's number"),
            .taking("HOST:PORT", "server", "what {server} stands for, instead of the scenario's address"),
            .taking("N", "seed", "what decides all that is random, instead of the scenario's seed"),
            .taking("DIR", "report", "write report.html, report.json and report.csv into DIR, which is made"),
            .taking(
                "HOST", "allow-remote",
                "a server outside of this machine and private networks whose owner agrees; may be repeated"),
            .json,
        ]
    ) { (invocation) throws(CommandFailure) in
        _ = try invocation.operands(0...0, "no operand")
        let scenario = try invocation.scenario()
        OpenFiles.raiseLimit()
        let directory = try invocation.arguments["report"].map { (path) throws(CommandFailure) in
            try ReportDirectory(path)
        }
        let run = FleetRun(scenario, allowing: invocation.arguments.all("allow-remote"))
        let result: FleetResult
        do throws(FleetRun.StartError) {
            result = try await FleetWatch(run: run, console: invocation.console).result()
        } catch {
            throw .failed(error.description)
        }
        let record = FleetRecord(result)
        try directory?.write(record)
        if invocation.arguments.has("json") {
            invocation.console.line(String(decoding: record.json(), as: UTF8.self))
        } else {
            invocation.console.write(record.summary)
            if let directory { invocation.console.line("  report         \(directory.path)/report.html") }
        }
        return result.succeeded ? .done : .failed
    }
}

extension Invocation {
    /// The scenario of the command line.
    fileprivate func scenario() throws(CommandFailure) -> Scenario {
        guard let file = arguments["scenario"] else {
            throw .usage("--scenario is missing: a TOML file that says what the fleet does (docs/fleet.md has some)")
        }
        let limit = 1 << 20
        let bytes = try InputFile.bytes(of: file, console, limit: limit)
        guard bytes.count <= limit else { throw .failed("\(file) has more than 1 MiB, which is no scenario") }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .failed("\(file) is not UTF-8") }
        var scenario: Scenario
        do throws(ScenarioFaults) {
            scenario = try Scenario(toml: text)
        } catch {
            throw .failed(error.faults.map { "\(file): \($0)" }.joined(separator: "\nonhook: "))
        }
        if let phones = try number("phones", in: 1...UInt64(Scenario.mostPhones)) { scenario.phones = Int(phones) }
        if let seed = try number("seed", in: 0...UInt64(Int64.max)) { scenario.seed = seed }
        if let server = arguments["server"] { scenario.server = server }
        return scenario
    }

    private func number(_ option: String, in range: ClosedRange<UInt64>) throws(CommandFailure) -> UInt64? {
        guard let text = arguments[option] else { return nil }
        guard let number = UInt64(text), range.contains(number) else {
            throw .usage(
                "--\(option) is \"\(text.prefix(40))\"; a number of \(range.lowerBound) to \(range.upperBound) was expected"
            )
        }
        return number
    }
}

/// Runs a fleet while somebody looks on, and may break it off.
private struct FleetWatch: Sendable {
    let run: FleetRun
    let console: Console

    func result() async throws(FleetRun.StartError) -> FleetResult {
        let signals = await TerminationSignals()
        let run = run
        let work = Task { () -> Result<FleetResult, FleetRun.StartError> in
            do throws(FleetRun.StartError) { return .success(try await run.run()) } catch { return .failure(error) }
        }
        let interruption = Task {
            await signals.first()
            guard !Task.isCancelled else { return }
            console.showProgress?("")
            console.complain("onhook: the fleet ends; once more ends it at once\n")
            work.cancel()
            await signals.first()
            if !Task.isCancelled { _exit(130) }
        }
        let display = console.showProgress.map { show in
            Task {
                var last = (attempts: 0, elapsed: Duration.zero)
                while !Task.isCancelled {
                    let progress = run.progress
                    show(progress.line(since: last))
                    last = (progress.tally.total.attempts, progress.elapsed)
                    try? await Task.sleep(for: .milliseconds(500))
                }
                show("")
            }
        }
        let result = await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            work.cancel()
        }
        interruption.cancel()
        display?.cancel()
        await display?.value
        return try result.get()
    }
}

extension FleetRun.Progress {
    /// `[#########           ] 45 %  4,512 up  1,204/s  12 failed  0:23`
    fileprivate func line(since last: (attempts: Int, elapsed: Duration)) -> String {
        let total = tally.total
        let time = Self.seconds(elapsed - last.elapsed)
        let rate = time > 0 ? Int(Double(total.attempts - last.attempts) / time) : 0
        let isCounted = tally.phones > 0 ? Double(tally.up) / Double(tally.phones) : 0
        let share = duration.map { Self.seconds(elapsed) / max(0.001, Self.seconds($0)) } ?? isCounted
        let percent = Int(min(1, max(0, share)) * 100)
        let bar = String(repeating: "#", count: percent / 5) + String(repeating: " ", count: 20 - percent / 5)
        let seconds = Int(Self.seconds(elapsed))
        let clock = "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
        return "[\(bar)] \(percent) %  \(tally.up)/\(tally.phones) up  \(rate)/s  \(total.failures) failed  \(clock)"
    }

    private static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }
}

/// Where a report is written. It is made before the fleet runs: an hour of phones must not end in a sentence about a directory.
private struct ReportDirectory {
    let path: String

    init(_ path: String) throws(CommandFailure) {
        self.path = path
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
            throw .failed("\(path) cannot be made: \(String(cString: strerror(errno)))")
        }
        guard access(path, W_OK | X_OK) == 0 else {
            throw .failed("\(path) cannot be written: \(String(cString: strerror(errno)))")
        }
    }

    func write(_ record: FleetRecord) throws(CommandFailure) {
        do throws(FileError) {
            try FileWriting.atomically(path + "/report.html", Array(record.html.utf8), mode: 0o644)
            try FileWriting.atomically(path + "/report.json", record.json(), mode: 0o644)
            try FileWriting.atomically(path + "/report.csv", Array(record.csv.utf8), mode: 0o644)
        } catch {
            throw .failed("the report cannot be written: \(error)")
        }
    }
}
