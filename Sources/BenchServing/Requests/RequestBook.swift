public import Bench
public import FlatProfile

/// Knows the devices of a job, the leases, and who asked for what: it says of every request whose it is and what it comes to.
public struct RequestBook: Sendable {
    /// The devices.
    public var register: DeviceRegister
    private var leases: [String: MACAddress] = [:]
    /// Who said from an address who it is; nil if several did, behind a router for instance. A lease is newer than that.
    private var known: [String: MACAddress?] = [:]
    private var fetches: [MACAddress: Int] = [:]
    /// Whose file a device asked for last, if it was not its own.
    private var strays: [MACAddress: MACAddress] = [:]

    /// More addresses than this are no bench: what said who it is longest ago is forgotten.
    static let mostAddresses = 65_536

    /// A book with those devices, to which nothing happened yet.
    public init(_ register: DeviceRegister) {
        self.register = register
    }

    // MARK: What happened before, and what others tell

    /// Takes in an event of before.
    public mutating func happened(_ event: BenchEvent) {
        guard let mac = event.device else { return }
        switch event.kind {
        case .fetched:
            fetches[mac, default: 0] += 1
            strays[mac] = nil
        case .wrongFile: strays[mac] = EventDetail(json: event.detail)?.owner.flatMap { MACAddress($0) }
        default: break
        }
    }

    /// An address was given to a device.
    public mutating func leased(_ address: String, to mac: MACAddress) {
        if leases.count >= Self.mostAddresses { leases = [:] }
        leases[address] = mac
        known[address] = nil
    }

    /// An address was given back.
    public mutating func released(_ address: String) { leases[address] = nil }

    /// Who has the lease of an address.
    public func lease(of address: String) -> MACAddress? { leases[address] }

    // MARK: Who is it

    /// Which device speaks: by what it says of itself, by its address, by the path. It need not be one of the job's, unless only the
    /// path says so.
    public func identify(
        address: String, path: String, userAgent: String?, wire: MACAddress? = nil
    ) -> (mac: MACAddress, evidence: Evidence)? {
        if let named = named(by: userAgent) { return named }
        if let mac = leases[address] { return (mac, .lease) }
        if let mac = known[address] ?? nil { return (mac, .address) }
        if let wire, register[wire] != nil { return (wire, .wire) }
        if let mac = MACScan.addresses(in: path).first(where: { register[$0] != nil }) { return (mac, .path) }
        return nil
    }

    private func named(by userAgent: String?) -> (mac: MACAddress, evidence: Evidence)? {
        guard let userAgent else { return nil }
        let text = userAgent.prefix(512)
        let macs = MACScan.addresses(in: text)
        if let mac = macs.first(where: { register[$0] != nil }) ?? macs.first { return (mac, .userAgent) }
        for word in MACScan.serialNumbers(in: text) {
            if let mac = register.device(serialNumber: word) { return (mac, .serialNumber) }
        }
        return nil
    }

    /// Somebody said from that address who it is.
    public mutating func heard(_ mac: MACAddress, from address: String, by evidence: Evidence) {
        guard evidence == .userAgent || evidence == .serialNumber || evidence == .text, leases[address] == nil,
            register[mac] != nil
        else { return }
        if let earlier = known[address] {
            if earlier != mac { known[address] = .some(nil) }
        } else {
            if known.count >= Self.mostAddresses { known = [:] }
            known[address] = mac
        }
    }

    // MARK: Requests

    /// What a request comes to; nothing is changed.
    ///
    /// - Parameter wire: The hardware address that the address has on the wire, if somebody has looked.
    public func judge(_ request: FileRequest, wire: MACAddress? = nil) -> Judgement {
        let owners = register.owners(of: request.name)
        var asker = identify(
            address: request.address, path: "", userAgent: request.userAgent, wire: request.directory ?? wire)
        if let directory = request.directory, asker == nil { asker = (directory, .wire) }
        guard let asker else { return judgeByPath(request, owners) }
        var judgement = Judgement(
            verdict: .refused(.unknownDevice(asker.mac)), device: nil, evidence: asker.evidence)
        guard register[asker.mac] != nil else { return judgement }
        judgement.device = asker.mac
        if let lease = leases[request.address], lease != asker.mac { judgement.otherLease = lease }
        guard let owners else {
            judgement.verdict = .refused(.unknownFile(own: register.names(of: asker.mac)))
            return judgement
        }
        if owners.devices.contains(asker.mac) {
            judgement.verdict = .served(asker.mac, file: asker.mac, before: fetches[asker.mac] ?? 0)
        } else {
            let owner = owners.devices[0]
            judgement.verdict = .wrongFile(
                asker: asker.mac, owner: owner, isSwapped: strays[owner] == asker.mac)
        }
        return judgement
    }

    /// Nobody says who asks: the path has to.
    private func judgeByPath(_ request: FileRequest, _ owners: DeviceRegister.Owners?) -> Judgement {
        guard let owners else {
            let macs = MACScan.addresses(in: request.path)
            if let mac = macs.first(where: { register[$0] != nil }) {
                return Judgement(
                    verdict: .refused(.unknownFile(own: register.names(of: mac))), device: mac, evidence: .path)
            }
            let unknown = macs.first.map { Judgement.Refusal.unknownDevice($0) }
            return Judgement(verdict: .refused(unknown ?? .unknownFile(own: [])), evidence: unknown.map { _ in .path })
        }
        let file = owners.devices[0]
        if owners.isCertain {
            return Judgement(
                verdict: .served(file, file: file, before: fetches[file] ?? 0), device: file, evidence: .path)
        }
        guard register.files.job.layout == .shared else {
            return Judgement(verdict: .refused(.nobody(devices: owners.devices.count)))
        }
        return Judgement(verdict: .served(nil, file: file, before: 0))
    }

    /// Keeps what a request came to.
    public mutating func record(_ judgement: Judgement, of request: FileRequest) {
        switch judgement.verdict {
        case .served(let mac?, _, _):
            fetches[mac, default: 0] += 1
            strays[mac] = nil
        case .wrongFile(let asker, let owner, _): strays[asker] = owner
        case .served(nil, _, _), .refused: break
        }
        if let mac = judgement.device, let evidence = judgement.evidence {
            heard(mac, from: request.address, by: evidence)
        }
    }
}
