// BenchProbe DIR   adds devices, events and results to the job `probe` of a bench for ever, and prints what it has done once it is done
import Bench
import FlatProfile
import Glibc

func say(_ text: String) {
    let bytes = Array("\(text)\n".utf8)
    _ = write(STDOUT_FILENO, bytes, bytes.count)
}

guard CommandLine.arguments.count == 2, let job = JobName("probe") else { exit(2) }
do {
    let store = try await SQLiteBenchStore.open(directory: CommandLine.arguments[1])
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
} catch {
    say("failed: \(error)")
    exit(1)
}
