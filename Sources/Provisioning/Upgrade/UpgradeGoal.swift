internal import ProfileRules

/// What Upgrade_Rule asks for: by this the phone tells whether it has tried that already.
///
/// Source: Provisioning Formats, "Upgrade rule": no new attempt until the rule's text or the scheme, server, port or path that it
/// expands to changes.
public struct UpgradeGoal: Hashable, Codable, Sendable {
    /// A fingerprint of the rule's text. It is compared only, and the text may hold a password.
    var rule: String
    /// Scheme, server, port and path; nil for a rule that cannot be read or only sets parameters.
    var url: String?

    /// What an explanation of `rule` came to; nil if there is nothing to do.
    init?(_ rule: String, _ explanation: RuleExplanation) {
        switch explanation.outcome {
        case .success(.skip), .success(.triggered): return nil
        case .success(.fetch(let request)):
            let url = request.url
            self.url = "\(url.scheme.rawValue)://\(url.host ?? ""):\(url.port)\(url.path)"
        case .success(.assignmentsOnly), .success(.onboard), .failure: url = nil
        }
        self.rule = Self.fingerprint(of: rule)
    }

    /// FNV-1a.
    private static func fingerprint(of text: String) -> String {
        String(text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }, radix: 16)
    }
}

/// What the phone remembers of its upgrades over a restart.
struct UpgradeMemory: Hashable, Codable, Sendable {
    /// What was tried last.
    var goal: UpgradeGoal
    /// How many attempts at it failed in a row; 0 if the last one did not.
    var failures: Int
    /// Why the last one failed, the macro `$UPGERR`; empty if it did not.
    var error: String
}
