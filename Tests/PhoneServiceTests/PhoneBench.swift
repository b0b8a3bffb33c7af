import FlatProfile
import Identity
import Threading
import Provisioning
import Store
import Transfer

@testable import PhoneService

/// A phone with doubles around it.
struct PhoneBench: Sendable {
    let store = FlakyStore()
    let service: PhoneService
    let log = Locked<[String]>([])

    static let admin = Principal(.admin, through: .web)
    static let user = Principal(.user, through: .web)

    init(
        _ values: [String: String] = [:], profile: String = "<flat-profile/>", hooks: HookPlace = HookPlace(),
        fetcher: (any ProfileFetcher)? = nil, confirmation: ConfirmationSettings = ConfirmationSettings()
    ) async throws {
        service = PhoneService(
            identity: DeviceIdentity(
                model: .standard, mac: MACAddress(bits: 0x000e_08aa_bbcc), serialNumber: "FCH2305DMH0",
                softwareVersion: "sip88xx.12-0-7MPP0201-66", hardwareVersion: "2.0.1"),
            store: store, fetcher: fetcher ?? FixedFetcher(profile: profile),
            passwords: LoginPasswords(hasher: PasswordHasher(), key: try .ephemeral()), host: StillHost(),
            hooks: hooks, confirmation: confirmation,
            report: { [log] sentence in log.withLock { $0.append(sentence) } })
        guard !values.isEmpty else { return }
        _ = try await service.submit(values.map { ($0.key, .text($0.value)) }, by: Self.admin)
    }

    /// Runs the phone, which does nothing by itself at first, while the body does something with it.
    func run<Result>(_ body: () async throws -> Result) async throws -> Result {
        let run = Task { await service.run() }
        defer { run.cancel() }
        return try await body()
    }
}

/// Answers every request with the same profile.
struct FixedFetcher: ProfileFetcher {
    let profile: String

    func fetch(_ request: TransferRequest) async -> TransferReport {
        let endpoint = Endpoint(address: "192.0.2.1", port: request.url.port)
        let response = TransferResponse(status: 200, body: Array(profile.utf8), url: request.url, endpoint: endpoint)
        return TransferReport(steps: [], result: .success(response))
    }
}

/// A machine whose clock stands still and that tells nobody.
struct StillHost: ProvisioningHost {
    var now: Timestamp { Timestamp(unixSeconds: 1_700_000_000) }
    func offer(for snapshot: Snapshot) -> ProvisioningOffer? { nil }
    var customAuthorities: [UInt8] { [] }
    func localAddress(towards host: String?) -> String { "192.0.2.7" }
    func syslog(_ message: String, configuration: Snapshot) {}
}
