/// How far the phone has come from the box to its service provider; "Customization" on the Status page.
///
/// Source: Provisioning, "Remote Customization (RC) Distribution" and "Device Onboards with CDA Retry"; how the texts were put together is in
/// `docs/compatibility.md`, "Onboarding".
public enum CustomizationState: String, Codable, Hashable, Sendable, CaseIterable {
    /// Nothing has provisioned the phone since it left the factory.
    case open = "Open"
    /// Something nearer than the cloud provisioned it first: DHCP, DNS SRV, a page, the command line. Nothing is asked any more.
    case aborted = "Aborted"
    /// EDOS is being asked, or did not answer and will be asked again; see `afterFailedQuery`.
    case pending = "Pending"
    /// The provider's server is known, and its profile is not loaded yet.
    case customPending = "Custom-Pending"
    /// The provider that EDOS named has provisioned the phone.
    case acquired = "Acquired"
    /// EDOS knows no provider for this phone.
    case unavailable = "Unavailable"
    /// The phone waits for an activation code.
    case gdsPending = "GDS-Pending"
    /// The provider that an activation code named has provisioned the phone.
    case gdsAcquired = "GDS-Acquired"

    /// Whether nothing is asked any more until the next factory reset.
    public var isFinal: Bool {
        switch self {
        case .aborted, .acquired, .gdsAcquired: true
        case .open, .pending, .customPending, .unavailable, .gdsPending: false
        }
    }

    /// The macro `$ISCUST`: a service provider has customized the phone by way of the cloud.
    public var isCustomized: Bool { self == .acquired || self == .gdsAcquired }

    /// What a query of EDOS leaves that did not get an answer. The policy on "Pending", all of it: the guides call it the state while the
    /// query runs, after the profile came, and after it could not be got. Here it is the state while the query runs, and stays when there
    /// is no answer; with an activation service the phone shows the screen for a code instead, as the guide's CDA retry has it.
    static func afterFailedQuery(hasActivation: Bool) -> Self { hasActivation ? .gdsPending : .pending }

    /// What it means, in a sentence.
    public var meaning: String {
        switch self {
        case .open: "nothing has provisioned this phone since it left the factory"
        case .aborted:
            "the phone was provisioned by DHCP, DNS SRV, a page or the command line: no cloud is asked until a factory reset"
        case .pending: "EDOS is asked, and has not answered yet"
        case .customPending: "the provider's server is known, and its profile is not loaded yet"
        case .acquired: "the service provider that EDOS named has provisioned this phone"
        case .unavailable: "EDOS knows no service provider for this phone"
        case .gdsPending: "the phone waits for an activation code"
        case .gdsAcquired: "the service provider that an activation code named has provisioned this phone"
        }
    }
}

/// What the phone has to know of its customization after a restart.
public struct CustomizationMemory: Codable, Hashable, Sendable {
    /// Under which name a store keeps it.
    public static let concern = "customization"

    /// Who named the provider, or asked for a code.
    public enum Path: String, Codable, Hashable, Sendable {
        /// EDOS.
        case edos
        /// An activation code.
        case code
        /// A `gds://` rule: only a code is waited for, EDOS is not asked.
        case rule
    }

    /// The state.
    public var state: CustomizationState
    /// How it came to that, where that matters.
    public var path: Path?
    /// How many activation codes in a row were wrong.
    public var wrongCodes = 0
    /// Until when no code is taken, in milliseconds of the wall clock.
    public var codesBarredUntil: Int64?
    /// Whether the service wants it so, not the phone.
    public var isBarredByService = false
    /// What the activation service last said of the Webex cloud.
    public var webex: WebexAnswer?

    /// A phone in that state.
    public init(_ state: CustomizationState = .open) {
        self.state = state
    }
}
