public import FlatProfile

/// Which parameter or command holds a rule: this decides what may stand in it.
///
/// Source: Provisioning Formats and Provisioning Parameters; the parts for which no source speaks are refused.
public enum RuleKind: Hashable, Sendable, CaseIterable {
    /// Profile_Rule, Profile_Rule_B to _D, and the command `resync?`.
    case profile
    /// Upgrade_Rule: the server must be named.
    case upgrade
    /// The command `upgrade?`, where a missing server is the host that asks.
    case upgradeCommand
    /// Report_Rule: up to two rules, see `ReportRules`.
    case report
    /// Custom_CA_Rule and the command `updateca?`.
    case customCA
    /// Cisco_Headset_Upgrade_Rule.
    case headsetUpgrade
    /// PRT_Upload_Rule: http or https.
    case prtUpload
    /// Trans_Auth_Rule.
    case transitionAuthorization
    /// MIC_Cert_Refresh_Rule: an address without macros.
    case certificateRefresh
    /// Resync_Trigger_1, Resync_Trigger_2: a condition alone, without parentheses.
    case trigger

    /// The parameters that hold rules.
    public static let parameters: [ParameterName] = [
        "Profile_Rule", "Profile_Rule_B", "Profile_Rule_C", "Profile_Rule_D", "Upgrade_Rule", "Report_Rule",
        "Custom_CA_Rule", "Cisco_Headset_Upgrade_Rule", "PRT_Upload_Rule", "Trans_Auth_Rule", "MIC_Cert_Refresh_Rule",
        "Resync_Trigger_1", "Resync_Trigger_2",
    ]

    /// The kind of rule that a parameter holds; nil if it holds none.
    public init?(heldBy parameter: ParameterName) {
        switch parameter.text {
        case "Profile_Rule", "Profile_Rule_B", "Profile_Rule_C", "Profile_Rule_D": self = .profile
        case "Upgrade_Rule": self = .upgrade
        case "Report_Rule": self = .report
        case "Custom_CA_Rule": self = .customCA
        case "Cisco_Headset_Upgrade_Rule": self = .headsetUpgrade
        case "PRT_Upload_Rule": self = .prtUpload
        case "Trans_Auth_Rule": self = .transitionAuthorization
        case "MIC_Cert_Refresh_Rule": self = .certificateRefresh
        case "Resync_Trigger_1", "Resync_Trigger_2": self = .trigger
        default: return nil
        }
    }

    /// A part of a rule that not every kind may have.
    public enum Part: Hashable, Sendable {
        case alternatives, condition, assignments, options, address
    }

    /// Whether macros are expanded.
    var expandsMacros: Bool { self != .certificateRefresh }

    func allows(_ part: Part) -> Bool {
        switch (self, part) {
        case (.trigger, _): part == .condition
        case (_, .address), (.profile, _), (.upgrade, _), (.upgradeCommand, _): true
        case (.report, _): part != .assignments
        case (.prtUpload, .options): true
        case (.transitionAuthorization, _): part == .alternatives || part == .condition
        default: false
        }
    }

    func allows(_ option: RuleOptionName) -> Bool {
        switch self {
        case .profile: [.key, .uid, .pwd, .post, .alias, .srv].contains(option)
        case .report: [.key, .uid, .pwd, .delta, .status].contains(option)
        // For PRT_Upload_Rule a release note has their absence among the defects.
        case .upgrade, .upgradeCommand, .prtUpload: option == .uid || option == .pwd
        default: false
        }
    }

    func allows(_ scheme: RuleURL.Scheme) -> Bool { self != .prtUpload || scheme != .tftp }

    /// Whether the server may be left out.
    var allowsMissingServer: Bool {
        switch self {
        case .profile, .upgradeCommand: true
        default: false
        }
    }
}

/// The options that may stand in brackets before an address.
public enum RuleOptionName: String, Hashable, Sendable, CaseIterable {
    case key, uid, pwd, post, alias, srv, delta, status

    /// Whether what follows it must never be shown.
    var hasSecretValue: Bool { self == .key || self == .uid || self == .pwd }
}
