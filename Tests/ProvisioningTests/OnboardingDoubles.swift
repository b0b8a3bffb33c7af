import FlatProfile
import TestSupport
import Transfer

@testable import Provisioning

/// A network that answers by a table: URLs, and names of services. The last answer of each stands for all that follow; what the table
/// does not know cannot be reached.
actor TableNetwork: ProfileFetcher {
    enum Answer: Sendable {
        case text(String)
        case failure(TransferFailure)
        case services([String])
    }

    private var table: [String: [Answer]]
    private(set) var asked: [String] = []
    private(set) var requests: [TransferRequest] = []

    init(_ table: [String: [Answer]]) {
        self.table = table
    }

    private func answer(_ question: String) -> Answer? {
        asked.append(question)
        guard let answers = table[question], let first = answers.first else { return nil }
        if answers.count > 1 { table[question] = Array(answers.dropFirst()) }
        return first
    }

    func fetch(_ request: TransferRequest) async -> TransferReport {
        requests.append(request)
        let endpoint = Endpoint(address: "192.0.2.1", port: request.url.port)
        switch answer("\(request.url)") {
        case .text(let text)?:
            return TransferReport(
                steps: [TransferStep(url: request.url, endpoint: endpoint, status: 200, bytes: text.utf8.count)],
                result: .success(
                    TransferResponse(status: 200, body: Array(text.utf8), url: request.url, endpoint: endpoint)))
        case .failure(let failure)?:
            return TransferReport(
                steps: [TransferStep(url: request.url, endpoint: endpoint, failure: failure)], result: .failure(failure)
            )
        default:
            let failure = TransferFailure.refused(endpoint)
            return TransferReport(
                steps: [TransferStep(url: request.url, endpoint: endpoint, failure: failure)], result: .failure(failure)
            )
        }
    }

    func services(_ name: String) async throws(TransferFailure) -> [ServiceRecord] {
        guard case .services(let hosts)? = answer(name) else { throw .nameNotFound(name) }
        return hosts.map { ServiceRecord(priority: 10, weight: 20, target: ServiceTarget(host: $0, port: 443)) }
    }
}

/// A machine somewhere.
struct PlacedHost: ProvisioningHost {
    var provisioningServer: String?
    var domain: String?

    func offer(for snapshot: Snapshot) -> ProvisioningOffer? {
        var leases = DHCPLeases()
        if let provisioningServer { leases.obtained(lease([66: bytes(provisioningServer)])) }
        return DHCPReading(leases, order: DHCPOptionOrder(snapshot)).offer
    }

    static let time = Timestamp(unixSeconds: 1_763_000_000)
    var now: Timestamp { Self.time }
    var customAuthorities: [UInt8] { [] }
    func localAddress(towards host: String?) -> String { "192.0.2.7" }
    func syslog(_ message: String, configuration: Snapshot) {}
}

extension ActivationFormat {
    /// `rule=…;webex=…`: what the real format says, without JSON.
    static let plain = ActivationFormat(
        write: { request in
            let parts = [request.code, request.mac, request.serial, request.model, request.software_version]
            return Array((parts + [String(request.webex_onboarding)]).joined(separator: " ").utf8)
        },
        read: { bytes in
            let parts = String(decoding: bytes, as: UTF8.self).split(separator: ";", maxSplits: 1)
            guard let rule = parts.first, rule.hasPrefix("rule=") else { return nil }
            let webex = parts.count > 1 ? WebexAnswer(rawValue: String(parts[1].dropFirst("webex=".count))) : nil
            return ActivationGrant(profile_rule: String(rule.dropFirst("rule=".count)), webex_onboarding: webex)
        })
}

extension Recorder {
    var stories: [OnboardingStory] {
        events.compactMap { if case .onboarded(let story) = $0 { story } else { nil } }
    }

    /// Waits until that many steps of onboarding were told.
    func states(_ count: Int) async {
        while stories.count < count { await nextEvent() }
    }

    /// Waits until the customization has come to that state.
    func reaches(_ state: CustomizationState) async {
        while stories.last?.after != state { await nextEvent() }
    }

    /// Moves the clock on to what the engine waits for, and waits until that has ended: a resync or a step of onboarding.
    func next(_ clock: ManualClock) async {
        let count = endings
        clock.advance(to: await clock.nextSleep())
        while endings == count { await nextEvent() }
    }

    private var endings: Int { stories.count + ended }
}

extension ProvisioningEngine {
    /// Waits until somebody has typed a code.
    func waitForCallers(_ count: Int) async {
        while activationCallers.waiting.count < count { await Task.yield() }
    }
}
