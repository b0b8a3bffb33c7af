import FlatProfile
import TestSupport
import Transfer

@testable import Provisioning

/// The real engine with the real client, over a store in memory.
struct LivePhone {
    static let identity = DeviceIdentity(
        model: .standard, mac: MACAddress(bits: 0x000e_08aa_bbcc), serialNumber: "FCH2305DMH0",
        softwareVersion: "sip88xx.12-0-7MPP0201-66", hardwareVersion: "2.0.1")

    let store: PlainStore
    let recorder = Recorder()
    let host: QuietHost
    let clock = ManualClock()

    init(_ values: [ParameterName: String] = [:]) {
        store = PlainStore(["Resync_On_Reset": "No", "Resync_Random_Delay": "0"].merging(values) { $1 })
        host = QuietHost()
    }

    /// Resyncs once by that rule; the attempt that was recorded.
    func resync(_ rule: String) async throws -> ResyncAttempt {
        let client = try TransferClient()
        let engine = ProvisioningEngine(
            identity: Self.identity, store: store, fetcher: client, host: host, observer: recorder, clock: clock)
        let running = Task { await engine.run() }
        let report = try await engine.resync(rule: rule, by: "admin")
        running.cancel()
        await running.value
        await client.shutdown()
        guard let attempt = report.attempts.first else { throw TestSupportError("there was no attempt") }
        return attempt
    }
}
