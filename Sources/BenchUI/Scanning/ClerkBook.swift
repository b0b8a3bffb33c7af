internal import Bench
internal import FlatProfile

/// The clerks of the jobs at which somebody scans, and what they said last.
actor ClerkBook {
    /// What a clerk said to a scan.
    struct Said: Sendable, Hashable {
        var outcome: ScanAnswer.Outcome
        var text: String
        /// What is spoken of it: shorter than what is shown.
        var spoken: String
        var mac: MACAddress?
        var time: Timestamp
        var scanned: Int
        var devices: Int
    }

    /// What a job's page shows.
    struct Slip: Sendable {
        var said: [Said]
        var scanned: Int
        var devices: Int
    }

    /// As many as a person looks back at.
    private static let remembered = 20
    /// More jobs than anybody scans for in an hour.
    private static let limit = 16

    private let store: any BenchStore
    private let person: String
    private var clerks: [JobName: ScanClerk] = [:]
    private var said: [JobName: [Said]] = [:]

    init(_ store: any BenchStore, person: String) {
        self.store = store
        self.person = person
    }

    /// What was said last, the newest first, and how far the job is.
    func slip(of job: JobName) async throws(BenchStoreError) -> Slip {
        let counts = await (try clerk(of: job)).counts
        return Slip(said: said[job] ?? [], scanned: counts.scanned, devices: counts.devices)
    }

    /// Takes a scan; what it said is durable when this returns.
    func scan(_ line: String, for job: JobName, at time: Timestamp) async throws(BenchStoreError) -> Said {
        let clerk = try await clerk(of: job)
        return try await keep(clerk.scan(line, at: time), clerk, job, time)
    }

    /// Takes the last accepted scan back.
    func undo(for job: JobName, at time: Timestamp) async throws(BenchStoreError) -> Said {
        let clerk = try await clerk(of: job)
        return try await keep(clerk.undo(at: time), clerk, job, time)
    }

    /// Forgets a job that was deleted.
    func forget(_ job: JobName) {
        clerks[job] = nil
        said[job] = nil
    }

    private func clerk(of job: JobName) async throws(BenchStoreError) -> ScanClerk {
        if let clerk = clerks[job] { return clerk }
        let clerk = try await ScanClerk(store, job: job, by: person)
        if let present = clerks[job] { return present }
        if clerks.count >= Self.limit, let other = clerks.keys.first { forget(other) }
        clerks[job] = clerk
        return clerk
    }

    private func keep(_ answer: ScanAnswer, _ clerk: ScanClerk, _ job: JobName, _ time: Timestamp) async -> Said {
        let counts = await clerk.counts
        let fact = Said(
            outcome: answer.outcome, text: answer.text, spoken: Self.spoken(answer, counts), mac: answer.device?.mac,
            time: time, scanned: counts.scanned, devices: counts.devices)
        said[job] = Array(([fact] + (said[job] ?? [])).prefix(Self.remembered))
        return fact
    }

    /// Nobody wants to hear twelve hexadecimal digits two hundred times.
    private static func spoken(_ answer: ScanAnswer, _ counts: (scanned: Int, devices: Int)) -> String {
        answer.outcome == .accepted ? "\(counts.scanned) of \(counts.devices)" : answer.text
    }
}
