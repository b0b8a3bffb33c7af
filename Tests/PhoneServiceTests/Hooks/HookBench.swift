import FlatProfile
import Foundation
import Host
import Store
import TestSupport
import Testing
import Threading

@testable import PhoneService

/// Real hooks in a fresh directory, over a store in memory and a clock that stands still.
final class HookBench: Sendable {
    static let identity = DeviceIdentity(
        model: .standard, mac: MACAddress(bits: 0x000e_08aa_bbcc), serialNumber: "FCH0000TEST",
        softwareVersion: "sip88xx.12-0-7MPP0201-66", hardwareVersion: "2.0.1")

    let directory: TemporaryDirectory
    let store: any ConfigurationStore
    let clock = ManualClock()
    let log = Locked<[String]>([])
    /// Which phone it is; it changes when other firmware runs.
    let present = Locked(HookBench.identity)
    let runner: HookRunner<ManualClock>

    init(store: (any ConfigurationStore)? = nil, directory: TemporaryDirectory? = nil) throws {
        let directory = try directory ?? TemporaryDirectory()
        self.directory = directory
        let store = store ?? InMemoryStore(catalogue: Catalogue.of(Self.identity.model))
        self.store = store
        try FileManager.default.createDirectory(
            atPath: directory.path(of: "hooks.d"), withIntermediateDirectories: true)
        runner = HookRunner(
            shelf: HookShelf(path: directory.path(of: "hooks.d")), store: store,
            identity: { [present] in present.withLock { $0 } }, environment: ["ONHOOK_CONTROL": "/run/onhook.sock"],
            clock: clock,
            now: { Timestamp(unixSeconds: 1_700_000_000) }, report: { [log] line in log.withLock { $0.append(line) } })
    }

    /// A hook that appends each letter to a file of its name, and then does `also`.
    func hook(_ name: String, manifest: String? = nil, also script: String = "") throws {
        try program(name, "#!/bin/sh\ncat >> \(directory.path(of: "\(name).letters"))\n\(script)\n")
        if let manifest { try directory.write(manifest, to: "hooks.d/\(name).json") }
    }

    func program(_ name: String, _ text: String) throws {
        let path = try directory.write(text, to: "hooks.d/\(name)")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }

    /// What a hook has been told so far.
    func letters(of name: String) throws -> [HookLetter] {
        guard FileManager.default.fileExists(atPath: directory.path(of: "\(name).letters")) else { return [] }
        return try directory.read("\(name).letters").split(separator: UInt8(ascii: "\n"))
            .map { try RecordCoding.decode(HookLetter.self, from: Array($0)) }
    }

    @discardableResult
    func set(_ values: [ParameterName: String], by origin: Origin = .web(account: "admin")) async throws -> Int {
        let changes = values.sorted { $0.key.text < $1.key.text }.map { ParameterChange($0.key, .set($0.value)) }
        _ = try await store.commit(ChangeSet(changes, origin: origin), at: Timestamp(unixSeconds: 1_600_000_000))
        runner.configurationChanged()
        return store.snapshot.revision
    }

    /// Waits until the record of a hook is as wanted.
    func record(of name: String, where isWanted: (HookRecord) -> Bool) async throws -> HookRecord {
        while true {
            if let record = runner.record.hooks.first(where: { $0.name == name }), isWanted(record) { return record }
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    /// Waits until a hook has been told of that revision and rests.
    func told(_ name: String, _ revision: Int) async throws -> HookRecord {
        try await record(of: name) { $0.revision == revision && $0.state == "idle" }
    }

    func run(_ body: () async throws -> Void) async throws {
        let running = Task { [runner] in await runner.run() }
        defer { running.cancel() }
        try await body()
        running.cancel()
        await running.value
    }
}
