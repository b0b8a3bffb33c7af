public import Bench
internal import FlatProfile
internal import ProfileFormat
internal import ProfileRules
internal import Provisioning

/// How the phones of a job are rehearsed.
public struct RehearsalPlan: Sendable {
    /// Where a phone finds the bench's server.
    public enum BenchServer: Hashable, Sendable {
        /// Nothing serves: the rehearsal hands out the profiles itself, out of memory.
        case own
        /// A server at that address, `http://10.0.0.2:8080`; a path leads to the file, with macros.
        case address(String)
        /// What DHCP says.
        case dhcp(DHCPAnswer)
    }

    /// How far a phone goes.
    public enum Reach: String, Codable, Hashable, Sendable {
        /// It gets its profile at the bench, is packed, gets power at the customer's, and asks the server that the profile names.
        case customer
        /// It gets its profile at the bench, and that is all.
        case bench
    }

    /// The job.
    public let job: Job
    /// Where a phone finds the bench's server.
    public var server = BenchServer.own
    /// How far a phone goes.
    public var reach = Reach.customer
    /// What DHCP says at the customer's; the bench's is not there any more.
    public var customer = DHCPAnswer()
    /// What must hold in the end.
    public var expectations = Expectations()
    /// How long one phone may take, by the clock on the wall.
    public var timeout = Duration.seconds(120)
    /// What decides random delays.
    public var seed: UInt64 = 1
    /// Certificates of authorities that the phones trust besides the system's, PEM.
    public var authorities: [UInt8] = []
    let files: ProfileFiles

    /// A plan for a job. Throws when its template cannot be used.
    public init(_ job: Job) throws(ProfileFileError) {
        self.job = job
        files = try ProfileFiles(job)
    }

    /// The rules that say where profiles lie.
    static let profileRules = ["Profile_Rule", "Profile_Rule_B", "Profile_Rule_C", "Profile_Rule_D"]
        .map { ParameterName($0) }

    /// What DHCP says at the bench; `port` is that of the own server.
    func benchAnswer(port: UInt16?) -> DHCPAnswer {
        switch server {
        case .dhcp(let answer): return answer
        case .own: return DHCPAnswer([160: "http://127.0.0.1:\(port ?? 0)\(hasRuleOfItsOwn ? "" : filePath)"])
        case .address(let address):
            let rest = address.firstRange(of: "://").map { address[$0.upperBound...] } ?? address[...]
            let path = rest.firstIndex(of: "/").map { rest[$0...].dropFirst() } ?? ""
            guard path.isEmpty else { return DHCPAnswer([160: address]) }
            let root = address.hasSuffix("/") ? String(address.dropLast()) : address
            return DHCPAnswer([160: root + (hasRuleOfItsOwn ? "" : filePath)])
        }
    }

    /// As what a phone finds its file: the job's first rule.
    private var filePath: String {
        let name = job.fileNames.first ?? Job.factoryFileName
        return name.hasPrefix("/") ? name : "/" + name
    }

    /// Whether somebody has to give the phone a rule before: one with the key of a sealed profile, which no DHCP server can tell.
    private var hasRuleOfItsOwn: Bool {
        if case .sealed(let sealing) = job.delivery, sealing.scheme == .aes256cbc { return true }
        return false
    }

    /// What somebody sets in a phone before it gets power: how it opens sealed profiles. In a secret parameter, from which a rule can take it.
    var settings: ChangeSet? {
        guard case .sealed(let sealing) = job.delivery else { return nil }
        let changes =
            sealing.scheme == .aes256cbc
            ? [
                ParameterChange("GPP_SA", .set(sealing.key.reveal())),
                ParameterChange("Profile_Rule", .set("[--key $SA] \(filePath)")),
            ] : [ParameterChange("IKM_HTTP_Encrypt_Content", .set(sealing.key.reveal()))]
        return ChangeSet(changes, origin: .commandLine(user: "bench"))
    }

    var key: Secret? {
        if case .sealed(let sealing) = job.delivery { sealing.key } else { nil }
    }
}
