/// What macros tell of the running phone, beside its identity and its configuration. Every part has the value of a phone that
/// has just been switched on.
///
/// Source: Provisioning Parameters, "Macro Expansion Variables".
public struct RuntimeValues: Hashable, Sendable {
    /// `$PRVST`: what the resync in progress was started by.
    public enum ProvisioningState: Int, Sendable {
        /// Someone asked for it: page, command, NOTIFY.
        case explicitRequest = -1
        /// The phone has started.
        case powerUp = 0
        /// The period is over.
        case periodic = 1
        /// The attempt before failed.
        case retry = 2
    }

    /// `$UPGST`: which attempt of the upgrade in progress this is.
    public enum UpgradeState: Int, Sendable {
        /// The first one.
        case firstAttempt = 1
        /// One after a failure.
        case retry = 2
    }

    /// `$IP`: the phone's own address; empty if it has none.
    public var localAddress = ""
    /// `$EXTIP`: its address outside a NAT; if not known, `$EXTIP` is the parameter EXT_IP.
    public var externalAddress = ""
    /// `$CCERT`: `Installed` or `Not Installed`.
    public var hasClientCertificate = false
    /// `$PRVST`.
    public var provisioningState = ProvisioningState.powerUp
    /// `$UPGST`.
    public var upgradeState = UpgradeState.firstAttempt
    /// `$UPGERR`: the `$ERR` of the previous upgrade attempt; empty if there was none or it succeeded.
    public var upgradeError = ""
    /// `$PRVTMR`: seconds since the last resync attempt, before the first one since the start of the phone.
    public var secondsSinceResync = 0
    /// `$UPGTMR`: seconds since the last upgrade attempt, before the first one since the start of the phone.
    public var secondsSinceUpgrade = 0
    /// `$REGTMR1`, `$REGTMR2`: seconds since that line lost its registration; a line that is registered, or that is not
    /// named here, gives 0.
    public var registrationLoss: [Int: Int] = [:]
    /// `$ISCUST`: whether the phone was customized.
    public var isCustomized = false
    /// `$ORIGTYPE`: `orig_ent`, `orig_mpp` or `none`.
    public var originType = "none"
    /// `$AUTHSTATUS`: `classic`, `wxc` or `none`.
    public var authorizationStatus = "none"
    /// `$EMS`, `$MUID`, `$MPWD`.
    public var extensionMobility = ExtensionMobility()
    /// `$MCASTADDR`: the multicast paging address; empty if none.
    public var multicastAddress = ""
    /// `$SCHEME`, `$SERV`, `$SERVIP`, `$PORT`, `$PATH`: the URL in progress; without one these macros are empty.
    public var handledURL: HandledURL?
    /// `$ERR`: the result of the resync or upgrade that ended last.
    public var error = ""

    /// A phone that has just been switched on.
    public init() {}
}

/// Who uses the phone by extension mobility.
public struct ExtensionMobility: Hashable, Sendable {
    /// `$EMS`: `mobile` while a guest is logged in.
    public var status: String
    /// `$MUID`: the guest's user name.
    public var user: String
    /// `$MPWD`: the guest's password.
    public var password: Secret

    /// By default nobody.
    public init(status: String = "", user: String = "", password: Secret = Secret("")) {
        self.status = status
        self.user = user
        self.password = password
    }
}

/// The URL of a transfer, as the macros of the Log_* messages give it.
public struct HandledURL: Hashable, Sendable {
    /// `$SCHEME` and its old name `$METH`, in lower case as logs of real phones show it.
    public var scheme: RuleURL.Scheme
    /// `$SERV`: the server as the rule names it.
    public var server: String
    /// `$SERVIP`: the address in use; empty until it is known.
    public var serverAddress: String
    /// `$PORT`.
    public var port: UInt16
    /// `$PATH`, with its query, beginning with `/`.
    public var path: String

    /// A URL of those parts.
    public init(scheme: RuleURL.Scheme, server: String, serverAddress: String = "", port: UInt16, path: String) {
        self.scheme = scheme
        self.server = server
        self.serverAddress = serverAddress
        self.port = port
        self.path = path
    }
}
