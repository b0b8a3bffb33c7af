internal import Bench
internal import Fleet
internal import Rehearsal

/// What the commands of a rehearsal read.
enum RehearsalFiles {
    /// The scenario of a command line.
    static func scenario(_ file: String?, _ console: Console) throws(CommandFailure) -> RehearsalScenario? {
        guard let file else { return nil }
        let limit = 1 << 20
        let bytes = try InputFile.bytes(of: file, console, limit: limit)
        guard bytes.count <= limit else { throw .failed("\(file) has more than 1 MiB, which is no scenario") }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .failed("\(file) is not UTF-8") }
        do throws(ScenarioFaults) {
            return try RehearsalScenario(toml: text, file: SealingKey.name(of: file))
        } catch {
            throw .failed(error.faults.map { "\(file): \($0)" }.joined(separator: "\nonhook: "))
        }
    }

    /// The profiles whose values must hold, and what sentences call them: of the command line, and of the scenario, beside which its file lies.
    static func profiles(
        _ arguments: Arguments, _ scenario: RehearsalScenario?
    ) -> [(path: String, name: String)] {
        var files = arguments["expect"].map { [($0, SealingKey.name(of: $0))] } ?? []
        guard let profile = scenario?.profile, let place = arguments["scenario"] else { return files }
        let directory = place.lastIndex(of: "/").map { String(place[...$0]) } ?? ""
        files.append((profile.hasPrefix("/") ? profile : directory + profile, profile))
        return files
    }

    /// All results of a run, in the order of the job.
    static func results(of run: Int, in store: any BenchStore) async throws(BenchStoreError) -> [BenchResult] {
        var results: [BenchResult] = []
        while true {
            let page = try await store.results(of: run, after: results.count, limit: 2000)
            results += page
            if page.count < 2000 { return results }
        }
    }
}

/// The JSON of `bench rehearse`.
struct RehearsalSummaryRecord: Encodable {
    struct Failure: Encodable {
        var mac: String
        var text: String
    }

    var job: String
    var run: Int?
    var devices: Int
    var finished: Int
    var good: Int
    var interrupted: Bool
    var failed: [Failure]
}
