/// The custom CA of the phone, and how its last fetch went.
public struct CustomCARecord: Codable, Hashable, Sendable {
    /// Whether one is installed.
    public var installed: Bool
    /// The common name in the subject of its first certificate, or null.
    @Nullable public var common_name: String?
    /// How many certificates it has.
    public var certificates: Int
    /// Who brought it: `rule` (Custom_CA_Rule) or `command`; null if none is installed.
    @Nullable public var source: String?
    /// What it was fetched from, without user info.
    @Nullable public var url: String?
    /// When it was fetched.
    @Nullable public var since: String?
    /// What is odd about its certificates now: one has expired, for instance.
    public var warnings: [String]
    /// Custom CA Provisioning Status, in the phone's words; empty before the first fetch.
    public var provisioning_status: String
    /// Custom CA Info, in the phone's words.
    public var info: String
    /// Why the last fetch failed; null if it did not.
    @Nullable public var error: String?
}

/// One fetch of a custom CA, or its removal.
public struct CustomCAAttemptRecord: Codable, Hashable, Sendable {
    /// Its number, counted from 1 since the last factory reset.
    public var number: Int
    /// When it began.
    public var time: String
    /// What started it: `start`, `rule-changed`, `rule-emptied`, `error-retry`, `request`.
    public var trigger: String
    /// Who asked for it, if somebody did.
    @Nullable public var requested_by: String?
    /// Whose rule was followed: `rule` (Custom_CA_Rule) or `command`.
    public var source: String
    /// The rule as it was written; null for a removal.
    @Nullable public var rule: String?
    /// The rule with its macros expanded.
    @Nullable public var expanded: String?
    /// The URL that was asked for first, without user info, or null.
    @Nullable public var url: String?
    /// Every request that was made.
    public var steps: [StepRecord]
    /// How long it took, in seconds.
    public var duration: Double
    /// What became of it: `installed`, `removed`, `nothing` (the rule was empty), `failed`.
    public var result: String
    /// The common name in the subject of the first certificate that was installed, or null.
    @Nullable public var common_name: String?
    /// What went wrong, or null.
    @Nullable public var error: String?
    /// What is odd about it.
    public var warnings: [String]
}

/// What may be asked of a custom CA.
public struct CustomCAWish: Codable, Hashable, Sendable {
    /// Where it is fetched from; not stored.
    public var url: String
    /// False: answer at once, without waiting for the end.
    public var wait: Bool?

    /// A wish of those parts.
    public init(url: String, wait: Bool? = nil) {
        self.url = url
        self.wait = wait
    }
}

/// What a fetch that somebody asked for came to.
public struct CustomCAUpdateRecord: Codable, Hashable, Sendable {
    /// Whether what was fetched is installed.
    public var succeeded: Bool
    /// How it went.
    public var attempt: CustomCAAttemptRecord
    /// What is installed now.
    public var custom_ca: CustomCARecord
}

/// The custom CA and its newest fetches.
public struct CustomCAHistoryRecord: Codable, Hashable, Sendable {
    /// What is installed now.
    public var custom_ca: CustomCARecord
    /// The fetches and removals, newest first.
    public var attempts: [CustomCAAttemptRecord]
}
