import FlatProfile
import Fleet
import Glibc
import Provisioning
import Synchronization
import Transfer

func memory() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var text = [CChar](repeating: 0, count: 200)
    fgets(&text, 200, file)
    let parts = String(cString: text).split(separator: " ")
    return (Int(parts[1]) ?? 0) * 4096
}
func cpu() -> Double {
    var u = rusage()
    getrusage(RUSAGE_SELF.rawValue == 0 ? __rusage_who_t(0) : 0, &u)
    return Double(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + Double(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6
}
let arguments = CommandLine.arguments
let count = Int(arguments[1])!
let rules = arguments[2].split(separator: ",").map(String.init)
let rounds = Int(arguments[3])!
let simultaneous = Int(arguments[4])!
let client = try TransferClient(simultaneousTransfers: simultaneous, connections: .kept(simultaneous))
let premises = Premises(fetcher: client)
_ = Catalogue.of(.standard)
let settings = ChangeSet([
    ParameterChange("Profile_Rule", .set(rules[0])), ParameterChange("Resync_Random_Delay", .set("0")),
    ParameterChange("Resync_Periodic", .set("3600")),
], origin: .commandLine(user: "bench"))
let done = Atomic<Int>(0)
let failed = Atomic<Int>(0)
let before = memory()
let phones = (0..<count).map { i in
    VirtualPhone(
        DeviceIdentity(model: .standard, mac: MACAddress(bits: 0x000e_0800_0000 + UInt64(i)), serialNumber: "FCH\(i)", softwareVersion: "sip88xx.12-0-7MPP0201-66", hardwareVersion: "2.0.1"),
        in: premises, seed: UInt64(i), settings: settings,
        hear: { note in
            done.add(1, ordering: .relaxed)
            if !note.isSuccess { failed.add(1, ordering: .relaxed) }
        })
}
print("made: \((memory() - before) / count) bytes a phone")
let clock = ContinuousClock()
@MainActor func report(_ what: String, _ body: () async -> Void) async {
    let n = done.load(ordering: .relaxed)
    let t = clock.now
    let c = cpu()
    await body()
    let d = t.duration(to: clock.now)
    let seconds = Double(d.components.seconds) + Double(d.components.attoseconds) / 1e18
    let many = done.load(ordering: .relaxed) - n
    print("\(what): \(many) in \(seconds) s, \(Int(Double(many) / seconds))/s, \(Int((cpu() - c) / Double(max(1, many)) * 1e6)) µs CPU each, failed \(failed.load(ordering: .relaxed)), \((memory() - before) / count) bytes a phone")
}
await report("first") {
    for phone in phones { await phone.start() }
    for phone in phones { await phone.untilRest() }
}
for round in 0..<rounds {
    let target = done.load(ordering: .relaxed) + count
    let rule = rules[(round + 1) % rules.count]
    await report("round \(round)") {
        for phone in phones { phone.resyncNow(rule: rules.count > 1 ? rule : nil) }
        while done.load(ordering: .relaxed) < target { try? await Task.sleep(for: .milliseconds(1)) }
    }
}
if arguments.count > 5 { try? await Task.sleep(for: .seconds(30)) }
for phone in phones { await phone.stop() }
print("stopped: \((memory() - before) / count) bytes a phone")
