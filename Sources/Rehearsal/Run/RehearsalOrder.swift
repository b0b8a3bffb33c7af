internal import FlatProfile
internal import Identity
internal import PhoneService

/// What a run was begun for, so that a worker that comes later does the same, or begins another one. It holds no secret.
public struct RehearsalOrder: Codable, Hashable, Sendable {
    /// How far phones go.
    public var reach: String
    /// Where they find the bench's server: `own`, `dhcp`, or the address.
    public var server: String
    /// A checksum of all else that a worker has to agree on: DHCP answers, expectations, seed.
    public var rest: String

    /// What a plan orders.
    public init(_ plan: RehearsalPlan) {
        reach = plan.reach.rawValue
        switch plan.server {
        case .own: server = "own"
        case .address(let address): server = address
        case .dhcp: server = "dhcp"
        }
        let expectations = plan.expectations
        var text = "\(plan.seed) \(plan.customer.text) \(expectations.firmware ?? "") \(expectations.server ?? "")"
        if case .dhcp(let answer) = plan.server { text += answer.text }
        rest = (try? FileChecksum(of: Array(text.utf8) + expectations.summary).hexadecimal) ?? ""
    }

    /// As a run keeps it.
    var json: String { String(decoding: RecordCoding.encode(self), as: UTF8.self) }
}

extension DHCPAnswer {
    fileprivate var text: String {
        options.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    }
}
