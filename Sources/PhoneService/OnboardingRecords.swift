/// The JSON of onboarding; see `Records.swift` for what holds for all records.

/// One step from the box to the service provider.
public struct OnboardingRecord: Codable, Hashable, Sendable {
    /// Its number, counted from 1 since the last factory reset.
    public var number: Int
    /// When it began.
    public var time: String
    /// `dns-srv`, `edos`, `activation`, `resync` or `person`.
    public var step: String
    /// The customization state before it.
    public var before: String
    /// The customization state after it.
    public var after: String
    /// What came of it, in a sentence.
    public var message: String
    /// The URL that was asked for last, or null.
    @Nullable public var url: String?
    /// The address that answered, or was tried last.
    @Nullable public var address: String?
    /// The HTTP status of the last answer, or null.
    @Nullable public var http_status: Int?
    /// What DNS SRV named, in the order of use: `pr1.example.com:443, priority 10, weight 20`.
    public var service_records: [String]
    /// Every request that was made.
    public var steps: [StepRecord]
    /// How long it took, in seconds.
    public var duration: Double
    /// What it changed.
    public var changed: [ChangeRecord]
    /// The last revision that it made, or null.
    @Nullable public var revision: Int?
    /// What was odd in the profile that came.
    public var warnings: [WarningRecord]
    /// When the next round comes by itself; null if none does, or another step followed at once.
    @Nullable public var next: String?
}

/// How far the phone has come to its service provider.
public struct OnboardingStatusRecord: Codable, Hashable, Sendable {
    /// What the customization state means, in a sentence.
    public var meaning: String
    /// What will happen next, in sentences.
    public var what_next: String
    /// The step under way: `dns-srv`, `edos`, `activation`; null if none is.
    @Nullable public var running: String?
    /// When the next round comes by itself (DNS SRV, EDOS), or null.
    @Nullable public var next: String?
    /// The cloud symbol: `not-enabled`, `not-onboarded`, `onboarding`, `onboarded`, `failed`.
    public var webex: String
    /// Who is asked for the provider of this phone; null until configured: then nobody is.
    @Nullable public var edos_host: String?
    /// Who takes activation codes; null until configured: then nobody does.
    @Nullable public var activation_host: String?
    /// Whether a code can be typed now: somebody takes codes, and the phone is not provisioned.
    public var takes_code: Bool
    /// The newest steps, newest first: at most ten.
    public var steps: [OnboardingRecord]
}

/// A code that somebody types.
public struct ActivationWish: Codable, Sendable {
    /// The code: 16 digits, or `#` and 3 to 16 digits.
    public var code: String

    /// A wish with that code.
    public init(code: String) {
        self.code = code
    }
}

/// What came of an activation code.
public struct ActivationRecord: Codable, Hashable, Sendable {
    /// Whether the code was accepted and its profile loaded.
    public var succeeded: Bool
    /// Why the code was not accepted, or null.
    @Nullable public var error: String?
    /// Why, in a word: `unknown`, `used`, `expired`, `throttled`, `no-service`, `already-provisioned`, `failed`; or null.
    @Nullable public var reason: String?
    /// After how many seconds another code is taken, for `throttled`; or null.
    @Nullable public var retry_after: Int?
    /// The customization state now.
    public var customization: String
    /// The resync by the rule of the provider.
    public var attempts: [AttemptRecord]
}

/// The profile account, without its values.
public struct ProfileAccountRecord: Codable, Hashable, Sendable {
    /// Whether one is set.
    public var is_set: Bool
    /// What answers a profile server's challenge: Profile_Authentication_Type.
    public var profile_authentication_type: String
}

/// A profile account to be set.
public struct ProfileAccountWish: Codable, Sendable {
    /// The user name.
    public var user: String
    /// The password.
    public var password: String

    /// A wish of those parts.
    public init(user: String, password: String) {
        self.user = user
        self.password = password
    }
}
