package import ProfileRules

/// Kinds of rule as people and records name them.
extension RuleKind {
    /// `profile`, `custom-ca`, ….
    package var word: String {
        switch self {
        case .profile: "profile"
        case .upgrade: "upgrade"
        case .upgradeCommand: "upgrade-command"
        case .report: "report"
        case .customCA: "custom-ca"
        case .headsetUpgrade: "headset-upgrade"
        case .prtUpload: "prt-upload"
        case .transitionAuthorization: "transition-authorization"
        case .certificateRefresh: "certificate-refresh"
        case .trigger: "trigger"
        }
    }

    /// All of them.
    package static var words: [String] { allCases.map(\.word) }

    /// The kind of that word.
    init?(word: String) {
        guard let kind = Self.allCases.first(where: { $0.word == word }) else { return nil }
        self = kind
    }
}
