public import FlatProfile

/// What the activation service said of the Webex cloud.
public enum WebexAnswer: String, Codable, Hashable, Sendable {
    /// The phone is known there.
    case onboarded
    /// It could not be made known there.
    case failed
}

/// The cloud symbol: how far the Webex cloud knows this phone.
///
/// This phone never talks to a vendor's cloud. What it shows is what the activation service said that its administrator named
/// (`docs/activation.md`); Webex_Onboard_Enable decides whether the service is asked about it at all.
///
/// Source: Provisioning, "Phone Onboarding to Webex Cloud".
public enum WebexOnboarding: String, Hashable, Sendable, CaseIterable {
    /// Webex_Onboard_Enable is No.
    case notEnabled = "not-enabled"
    /// Nobody has said that the cloud knows this phone.
    case notOnboarded = "not-onboarded"
    /// A code is being exchanged.
    case onboarding = "onboarding"
    /// The service said that it does.
    case onboarded = "onboarded"
    /// The service said that it could not be done.
    case failed = "failed"

    /// The state of a phone with that configuration and memory.
    public init(_ snapshot: Snapshot, answer: WebexAnswer?, isExchanging: Bool) {
        guard snapshot.isYes("Webex_Onboard_Enable") else {
            self = .notEnabled
            return
        }
        guard !isExchanging else {
            self = .onboarding
            return
        }
        self =
            switch answer {
            case nil: .notOnboarded
            case .onboarded: .onboarded
            case .failed: .failed
            }
    }
}
