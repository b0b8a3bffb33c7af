import FlatProfile
import Foundation
import Glibc
import Host
import Identity
import Threading
import Provisioning
import Store
import TestSupport
import Testing
import Transfer

@testable import PhoneService

/// A whole phone of this process: a store on the disk, real transfers, syslog over UDP. Only time limits are shorter than in life.
final class TrialPhone: Sendable {
    static let identity = DeviceIdentity(
        model: .standard, mac: MACAddress(bits: 0x000e_08aa_bbcc), serialNumber: "FCH0000TEST",
        softwareVersion: "sip88xx.12-0-7MPP0201-66", hardwareVersion: "2.0.1")
    static let admin = Principal(.admin, through: .web)

    let directory: TemporaryDirectory
    let service: PhoneService
    let store: SQLiteStore
    let syslog: SyslogReceiver
    /// What the log of the process got.
    let log: Locked<[String]> = Locked([])
    private let transfer: TransferClient
    private let running: Task<Void, Never>

    /// A phone over a fresh state directory, or over that of another one.
    ///
    /// - Parameter authorities: The certificates of authorities that it was started with, PEM.
    /// - Parameter ownCertificate: What the phone shows to servers.
    /// - Parameter firmware: Where loads go; by default nowhere, as for a phone in memory.
    /// - Parameter resolver: Whom it asks for names.
    /// - Parameter limits: Changes the limits of transfers.
    init(
        in directory: TemporaryDirectory? = nil, authorities: String = "", ownCertificate: OwnCertificate = .none,
        firmware: FirmwareSettings = FirmwareSettings(), resolver: NameServers = .system,
        limits: @escaping @Sendable (inout TransferLimits) -> Void = { _ in }
    ) async throws {
        let directory = try directory ?? TemporaryDirectory()
        self.directory = directory
        store = try await SQLiteStore.open(
            directory: directory.path(of: "state"), catalogue: Catalogue.of(Self.identity.model))
        transfer = try TransferClient()
        syslog = try SyslogReceiver()
        service = PhoneService(
            identity: Self.identity, store: store,
            fetcher: LimitedFetcher(client: transfer, resolver: resolver, change: limits),
            passwords: LoginPasswords(
                hasher: PasswordHasher(), key: try FingerprintKey.load(directory: directory.path(of: "state/identity"))),
            host: TrustingHost(
                machine: MachineHost(
                    identity: Self.identity, log: ProcessLog(threshold: .emergency),
                    authorities: try PhoneAuthorities(
                        file: AuthorityFile(directory: directory.path(of: "state/identity"))
                    ) { Timestamp(unixSeconds: 1_800_000_000) },
                    ownCertificate: ownCertificate),
                given: Array(authorities.utf8)),
            firmware: firmware,
            report: { [log] line in log.withLock { $0.append(line) } })
        try await service.load()
        if store.snapshot.revision == 0 {
            // Nothing comes by itself before the trial asks for it.
            let values = [
                "Resync_On_Reset": "No", "Resync_Random_Delay": "0", "Syslog_Server": "127.0.0.1:\(syslog.port)",
            ]
            _ = try await service.submit(values.map { ($0.key, .text($0.value)) }, by: Self.admin)
        }
        running = Task { [service] in await service.run() }
    }

    /// Sets parameters as the administrator's form does.
    @discardableResult
    func set(_ values: [String: String]) async throws -> RevisionRecord? {
        try await service.submit(
            values.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) }, by: Self.admin)
    }

    /// Resyncs by a rule that is stored in Profile_Rule before.
    func resync(by rule: String) async throws -> AttemptRecord {
        try await set(["Profile_Rule": rule])
        return try #require(await service.resync(by: Self.admin).attempts.first)
    }

    /// Whether the administrator may log in by that password.
    func isAdminPassword(_ password: String) async throws -> Bool {
        try await service.passwords.verify(password, against: store.snapshot["Admin_Password"])
    }

    /// Puts the phone down; its directory stays.
    func stop() async {
        running.cancel()
        await running.value
        await transfer.shutdown()
        await store.close()
    }

    /// Puts the phone down and starts another over the same directory.
    func restarted() async throws -> TrialPhone {
        await stop()
        return try await TrialPhone(in: directory)
    }
}

/// The machine, with authorities that the trial installs.
private struct TrustingHost: ProvisioningHost {
    let machine: MachineHost
    let given: [UInt8]

    var customAuthorities: [UInt8] { given + machine.customAuthorities }
    var authorityKeeper: any CustomAuthorityKeeper { machine.authorityKeeper }
    var now: Timestamp { machine.now }
    var hasClientCertificate: Bool { machine.hasClientCertificate }
    var clientCertificate: ClientCertificate? { machine.clientCertificate }
    func offer(for snapshot: Snapshot) -> ProvisioningOffer? { machine.offer(for: snapshot) }
    var recentLog: [String] { machine.recentLog }
    func localAddress(towards host: String?) -> String { machine.localAddress(towards: host) }
    func syslog(_ message: String, configuration: Snapshot) { machine.syslog(message, configuration: configuration) }
}

/// The real client, less patient: nobody waits half a minute for a test.
private struct LimitedFetcher: ProfileFetcher {
    let client: TransferClient
    let resolver: NameServers
    let change: @Sendable (inout TransferLimits) -> Void

    func fetch(_ request: TransferRequest) async -> TransferReport {
        var request = request
        change(&request.limits)
        request.resolver = resolver
        return await client.fetch(request)
    }

    func services(_ name: String) async throws(TransferFailure) -> [ServiceRecord] {
        var limits = TransferLimits()
        change(&limits)
        return try await client.lookupSRV(name, resolver: resolver, limits: limits)
    }
}

/// A syslog server: a UDP socket that keeps what comes.
final class SyslogReceiver: Sendable {
    let port: UInt16
    private let socket: ListeningSocket

    init(address: String = "127.0.0.1") throws {
        socket = try ListeningSocket(.udp, address: address)
        port = socket.port
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(socket.descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    /// The next so many packets, as they came; fewer if they do not come within 20 s.
    func next(_ count: Int) async throws -> [String] {
        try await BlockingThread.value { [socket] in
            var packets: [String] = []
            var buffer = [UInt8](repeating: 0, count: 4096)
            while packets.count < count {
                let size = recv(socket.descriptor, &buffer, buffer.count, 0)
                guard size > 0 else { break }
                packets.append(String(decoding: buffer[..<size], as: UTF8.self))
            }
            return packets
        }
    }

    /// The texts of the next so many messages: what follows `<133>Nov 20 08:17:11 `.
    func texts(_ count: Int) async throws -> [String] {
        try await next(count).map { packet in
            let words = packet.split(separator: ">", maxSplits: 1)
            return words.count == 2 ? String(words[1].dropFirst("Nov 20 08:17:11 ".count)) : packet
        }
    }

    /// What has come and was not asked for.
    func rest() -> [String] {
        var packets: [String] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let size = recv(socket.descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT)), size > 0 {
            packets.append(String(decoding: buffer[..<size], as: UTF8.self))
        }
        return packets
    }
}
