internal import Bench
internal import FlatProfile
internal import Host

extension Option {
    static let devicesOfJob = Option.taking("MAC", "device", "only this device; may be repeated")
}

/// Which devices of a job a command is about.
enum BenchSelection {
    /// The addresses that `--device` names; empty for all devices.
    static func addresses(_ invocation: Invocation) throws(CommandFailure) -> [MACAddress] {
        var addresses: [MACAddress] = []
        for text in invocation.arguments.all("device") {
            switch MACText.read(text) {
            case .success(let mac): if !addresses.contains(mac) { addresses.append(mac) }
            case .failure(let fault): throw .usage("\"\(text.prefix(40))\" is no MAC address: \(fault)")
            }
        }
        return addresses
    }

    /// The devices of a job that were named, in the order of the job; all of them if none was.
    static func devices(
        _ addresses: [MACAddress], of job: JobName, in store: any BenchStore
    ) async throws(BenchStoreError) -> [Device] {
        guard !addresses.isEmpty else { return try await store.allDevices(of: job) }
        var devices: [Device] = []
        for mac in addresses {
            guard let device = try await store.device(mac, of: job) else { throw .unknownDevice(mac, job) }
            devices.append(device)
        }
        return devices.sorted { $0.number < $1.number }
    }

    /// All events of a job, in their order.
    static func events(of job: JobName, in store: any BenchStore) async throws(BenchStoreError) -> [BenchEvent] {
        var events: [BenchEvent] = []
        while true {
            let page = try await store.events(of: job, after: events.last?.id ?? 0, limit: 5000)
            events += page
            if page.count < 5000 { return events }
        }
    }
}

/// Files that a bench hands out.
enum BenchOutput {
    /// Writes a file as a whole or not at all; everybody may read it.
    static func save(_ text: String, to path: String) throws(CommandFailure) {
        do throws(FileError) {
            try FileWriting.atomically(path, Array(text.utf8), mode: 0o644)
        } catch {
            throw .failed("\(error)")
        }
    }
}
