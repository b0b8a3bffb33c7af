public import FlatProfile
public import Host
internal import ProfileRules
public import Provisioning
public import Transfer

/// This Linux machine as the engine sees it.
public struct MachineHost: ProvisioningHost {
    private let clock = SystemClock()
    private let syslog: SyslogSender
    private let identity: DeviceIdentity
    private let log: ProcessLog

    private let authorities: PhoneAuthorities?
    private let ownCertificate: OwnCertificate
    private let leases: LeaseBoard

    /// The machine, playing that phone, which trusts those authorities besides the system's and shows that certificate; `leases`
    /// holds what DHCP has told it, and `proxyScripts` runs proxy scripts. What goes to Syslog_Server goes to the log of the process as
    /// well.
    public init(
        identity: DeviceIdentity, log: ProcessLog, leases: LeaseBoard = LeaseBoard(),
        authorities: PhoneAuthorities? = nil, ownCertificate: OwnCertificate = .none,
        proxyScripts: ProxyFinder.Evaluator? = nil
    ) {
        self.proxyScripts = proxyScripts
        self.leases = leases
        self.authorities = authorities
        self.ownCertificate = ownCertificate
        self.identity = identity
        self.log = log
        syslog = SyslogSender { failure in log.log(.warning, "\(failure)") }
    }

    /// The wall-clock time.
    public var now: Timestamp { clock.now() }

    /// The server that a lease of this machine names.
    public func offer(for snapshot: Snapshot) -> ProvisioningOffer? {
        DHCPReading(leases.leases, order: DHCPOptionOrder(snapshot)).offer
    }

    /// The domain that DHCP named, else that of the resolver.
    public var domain: String? {
        leases.leases.all.lazy.flatMap(\.domains).first ?? ResolverConfiguration.current().domain
    }

    /// Where a lease of this machine says that a proxy script lies.
    public var proxyConfigurationURL: String? { leases.leases.all.lazy.compactMap(\.proxyConfigurationURL).first }

    /// What runs proxy scripts.
    public let proxyScripts: ProxyFinder.Evaluator?

    /// The certificates of further authorities, PEM, as they are now.
    public var customAuthorities: [UInt8] { authorities?.pem ?? [] }

    /// Where the custom CA is kept.
    public var authorityKeeper: any CustomAuthorityKeeper { authorities ?? NoAuthorityKeeper() }

    /// Whether the phone has a certificate of its own.
    public var hasClientCertificate: Bool { ownCertificate.isInstalled }

    /// The certificate that it shows.
    public var clientCertificate: ClientCertificate? { ownCertificate.certificate }

    /// The source address that the system would choose; that of the primary interface where no server is named by its address.
    public func localAddress(towards host: String?) -> String {
        if let host, let server = IPAddress(host), let own = NetworkInterfaces.localAddress(towards: server) {
            return own.description
        }
        let primary = NetworkInterfaces.current().primary
        return (primary?.ipv4 ?? primary?.ipv6)?.address.description ?? ""
    }

    /// The latest lines of the log: time, severity, text.
    public var recentLog: [String] {
        log.recent.map { "\($0.time.iso8601) \($0.severity.name) \($0.text)" }
    }

    /// Sends to Syslog_Server, with the identifier that Syslog_Identifier names.
    public func syslog(_ message: String, configuration: Snapshot) {
        log.log(.notice, LogText.withoutUserInfo(message))
        send(message, .notice, configuration)
    }

    /// Writes a line into the log of the process; to Syslog_Server it goes as well if it is as grave as Debug_Level says, or graver.
    ///
    /// Source: Provisioning Parameters, "Debug_Level". That it does not hold back the messages of Log_Request_Msg and its kin, which an
    /// empty template switches off, is chosen.
    public func note(_ severity: Severity, _ text: String, configuration: Snapshot) {
        let text = LogText.withoutUserInfo(text)
        log.log(severity, text)
        guard severity <= Severity(named: configuration["Debug_Level"]) ?? .notice else { return }
        send(text, severity, configuration)
    }

    private func send(_ message: String, _ severity: Severity, _ configuration: Snapshot) {
        let server = configuration["Syslog_Server"]
        guard !server.isEmpty else { return }
        do {
            let destination = try SyslogDestination(parsing: server)
            let template = configuration["Syslog_Identifier"]
            let context = MacroContext(snapshot: configuration, identity: identity)
            syslog.send(
                SyslogMessage(
                    severity: severity, time: LocalTime(now),
                    identifier: template == "None" ? nil : MacroExpander.expand(template, in: context), text: message),
                to: destination)
        } catch {
            log.log(.warning, "Syslog_Server: \(error)")
        }
    }
}
