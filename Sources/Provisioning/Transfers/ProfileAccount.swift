internal import FlatProfile
internal import Transfer

/// The profile account: what the phone's screen "Profile account setup" asks for. It answers challenges of profile servers where a rule
/// brings no credentials of its own. No description shows it.
///
/// Source: Phone Features and Setup, "Profile Authentication".
public struct ProfileAccount: Codable, Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// Under which name a store keeps it.
    public static let concern = "profile-account"

    /// The user name.
    public var user: String
    /// The password.
    public var password: String

    /// An account of those parts.
    public init(user: String, password: String) {
        self.user = user
        self.password = password
    }

    /// Says that there is one.
    public var description: String { "profile account (not shown)" }
    /// As `description`.
    public var debugDescription: String { description }
    /// Shows no children, so that `dump` prints nothing either.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// `Profile_Authentication_Type`: with what a profile server's challenge is answered where the rule has no `--uid`.
///
/// Source: Phone Features and Setup, "Specify the Profile Authentication Type"; the phone's credentials for XSI are those of Voice > Phone
/// > XSI Phone Service.
enum ProfileAuthentication: Hashable {
    /// With nothing.
    case disabled
    /// With the profile account.
    case account
    /// With the login of XSI, or with the SIP credentials that XSI uses.
    case xsi(user: String, password: String)

    init(_ snapshot: Snapshot) {
        switch snapshot["Profile_Authentication_Type"] {
        case "Disabled": self = .disabled
        case "XSI Authentication":
            let isSIP = snapshot["XSI_Authentication_Type"] == "SIP Credentials"
            self = .xsi(
                user: snapshot[isSIP ? "SIP_Auth_ID" : "Login_User_ID"],
                password: snapshot[isSIP ? "SIP_Password" : "Login_Password"])
        default: self = .account
        }
    }

    /// What is sent when a server asks; nil if there is nothing.
    func credentials(account: ProfileAccount?) -> TransferRequest.Credentials? {
        switch self {
        case .disabled: nil
        case .account: account.map { .init(user: $0.user, password: $0.password) }
        case .xsi(user: "", _): nil
        case .xsi(let user, let password): .init(user: user, password: password)
        }
    }
}
