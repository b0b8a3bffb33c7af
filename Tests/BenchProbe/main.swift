// BenchProbe PLACE                     adds devices, events and results to the job `probe` of a bench for ever
// BenchProbe PLACE prepare COUNT       makes the job `probe` afresh with so many devices and begins a run, whose number it prints
// BenchProbe PLACE work RUN NAME MS    works on the devices of a run with leases of so many milliseconds until all have a result
//
// PLACE is a directory or the address of a database. What was done is printed once it is done.
import Bench
import BenchDatabase
import FlatProfile
import Glibc
import Host

func say(_ text: String) {
    let bytes = Array("\(text)\n".utf8)
    _ = write(STDOUT_FILENO, bytes, bytes.count)
}

func open(_ place: String) async throws -> any BenchStore {
    if DatabaseAddress.isMeant(by: place) {
        try await PostgreSQLBenchStore.open(DatabaseAddress(place))
    } else {
        try await SQLiteBenchStore.open(directory: place)
    }
}

func addForEver(_ store: any BenchStore, _ job: JobName) async throws {
    let now = Timestamp(unixSeconds: 0)
    if try await store.jobs().isEmpty {
        try await store.create(
            Job(name: job, created: now, template: TemplateFile(name: "t.xml", bytes: Array("<flat-profile/>".utf8))),
            devices: [])
    }
    var last = try await store.allDevices(of: job).last.map { Int($0.mac.bits) } ?? 0
    while true {
        last += 1
        let mac = MACAddress(bits: UInt64(last))
        let device = Device(mac: mac, serialNumber: "S\(last)", model: .standard, origin: .scan)
        _ = try await store.add(device, to: job, event: BenchEvent(.scanned, at: now, device: mac))
        say("device \(last)")
        let id = try await store.append([BenchEvent(.fetched, at: now, device: mac)], to: job)
        say("event \(id)")
        let run = try await store.begin("probe", on: job, at: now, by: "", detail: "")
        guard let claim = try await store.claim(run.id, for: "w", at: now, until: now + .seconds(60), limit: 1).first
        else { exit(3) }
        let result = BenchResult(device: claim.device, worker: "w", finished: now, isGood: true, text: "done")
        try await store.finish(claim, with: result, event: BenchEvent(.rehearsed, at: now, device: claim.device))
        say("run \(run.id)")
    }
}

func prepare(_ store: any BenchStore, _ job: JobName, devices: Int) async throws {
    let now = Timestamp(unixSeconds: 0)
    if try await store.jobs().contains(where: { $0.name == job }) { try await store.delete(job) }
    try await store.create(
        Job(name: job, created: now, template: TemplateFile(name: "t.xml", bytes: Array("<flat-profile/>".utf8))),
        devices: (1...devices).map { number in
            Device(mac: MACAddress(bits: UInt64(number)), serialNumber: "S\(number)", model: .standard, origin: .page)
        })
    say("run \(try await store.begin("probe", on: job, at: now, by: "", detail: "").id)")
    await store.close()
}

/// False if the claim was lost meanwhile.
func finish(
    _ store: any BenchStore, _ claim: BenchClaim, _ result: BenchResult, _ event: BenchEvent
) async throws(BenchStoreError) -> Bool {
    do throws(BenchStoreError) {
        try await store.finish(claim, with: result, event: event)
        return true
    } catch {
        if case .claimLost = error { return false }
        throw error
    }
}

func work(_ store: any BenchStore, _ job: JobName, on run: Int, as worker: String, lease: Int) async throws {
    let clock = SystemClock()
    while try await store.runs(of: job).contains(where: { $0.id == run && $0.finished < $0.devices }) {
        let now = clock.now()
        let claims = try await store.claim(
            run, for: worker, at: now, until: now + .milliseconds(lease), limit: 20)
        if claims.isEmpty { try await Task.sleep(for: .milliseconds(50)) }
        for claim in claims {
            let result = BenchResult(
                device: claim.device, worker: worker, finished: clock.now(), isGood: true, text: "")
            let event = BenchEvent(.rehearsed, at: result.finished, device: claim.device, actor: worker)
            let isOurs = try await finish(store, claim, result, event)
            say("\(isOurs ? "finished" : "lost") \(claim.device)")
        }
    }
    await store.close()
    say("done")
}

let words = Array(CommandLine.arguments.dropFirst())
guard let job = JobName("probe"), let place = words.first else { exit(2) }
do {
    let store = try await open(place)
    if words.count == 1 {
        try await addForEver(store, job)
    } else if words.count == 3, words[1] == "prepare", let count = Int(words[2]), count > 0 {
        try await prepare(store, job, devices: count)
    } else if words.count == 5, words[1] == "work", let run = Int(words[2]), let lease = Int(words[4]) {
        try await work(store, job, on: run, as: words[3], lease: lease)
    } else {
        exit(2)
    }
} catch {
    say("failed: \(error)")
    exit(1)
}
