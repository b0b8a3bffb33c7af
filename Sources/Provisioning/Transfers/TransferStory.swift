public import Transfer

/// What an attempt asked of the network, and what came of it. No secret is in it.
public struct TransferStory: Sendable {
    /// The URL that was asked for first, without user info; nil if there was none.
    public var url: String?
    /// Whether the rule leaves the server out, so that DHCP has to name it.
    public var leavesServerOut = false
    /// Who named the server, if the rule did not.
    public var offer: ProvisioningOffer?
    /// What DNS SRV named, in the order of use; empty if it was not asked.
    public var services: [ServiceRecord] = []
    /// Every request that was made.
    public var steps: [TransferStep] = []
    /// The HTTP status of the last answer, if there was one.
    public var status: Int?
    /// The address that answered, or was tried last.
    public var address: String?
    /// How many bytes came.
    public var bytes = 0

    /// Nothing was asked.
    public init() {}
}
