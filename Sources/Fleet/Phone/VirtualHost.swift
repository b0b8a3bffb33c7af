internal import FlatProfile
internal import Identity
internal import Provisioning
internal import Threading
internal import Transfer

/// The machine around a virtual phone: a cable, a DHCP answer, a place for one custom CA, and nobody to tell.
final class VirtualHost: ProvisioningHost, CustomAuthorityKeeper {
    private let premises: Premises
    private let place: Locked<(leases: DHCPLeases, bundle: AuthorityBundle?)>

    init(_ premises: Premises, leases: DHCPLeases) {
        self.premises = premises
        place = Locked((leases, nil))
    }

    /// What DHCP says; another place has another server.
    var leases: DHCPLeases {
        get { place.withLock { $0.leases } }
        set { place.withLock { $0.leases = newValue } }
    }

    private var bundle: AuthorityBundle? {
        get { place.withLock { $0.bundle } }
        set { place.withLock { $0.bundle = newValue } }
    }

    var now: Timestamp { premises.now }

    func offer(for snapshot: Snapshot) -> ProvisioningOffer? {
        let leases = leases
        return leases.all.isEmpty ? nil : DHCPReading(leases, order: DHCPOptionOrder(snapshot)).offer
    }

    var domain: String? { leases.all.lazy.flatMap(\.domains).first }
    var proxyConfigurationURL: String? { leases.all.lazy.compactMap(\.proxyConfigurationURL).first }
    var proxyScripts: ProxyFinder.Evaluator? { premises.settings.proxyScripts }
    func localAddress(towards host: String?) -> String { premises.settings.localAddress }
    var clientCertificate: ClientCertificate? { premises.settings.clientCertificate }
    func syslog(_ message: String, configuration: Snapshot) {}

    // MARK: The custom CA

    var customAuthorities: [UInt8] {
        guard let own = bundle else { return premises.settings.authorities }
        return premises.settings.authorities + own.pem
    }

    var authorityKeeper: any CustomAuthorityKeeper { self }
    var installed: CustomAuthorities? { bundle.map(summary) }

    func install(_ file: [UInt8]) async throws(CustomAuthorityRefusal) -> CustomAuthorities {
        do throws(AuthorityBundleError) {
            let new = try AuthorityBundle(file)
            bundle = new
            return summary(of: new)
        } catch {
            throw CustomAuthorityRefusal(sentence: "\(error)")
        }
    }

    func remove() async throws(CustomAuthorityRefusal) { bundle = nil }

    private func summary(of bundle: AuthorityBundle) -> CustomAuthorities {
        CustomAuthorities(
            commonName: bundle.commonName, count: bundle.certificates.count,
            warnings: bundle.warnings(at: now.unixMilliseconds / 1000))
    }
}
