/// One attempt at an upgrade, from its rule to what was installed.
public struct UpgradeRecord: Codable, Hashable, Sendable {
    /// Its number, counted from 1 since the last factory reset.
    public var number: Int
    /// When it began.
    public var time: String
    /// What started it: `start`, `resync`, `rule-change`, `error-retry`, `request`.
    public var trigger: String
    /// Who asked for it, if somebody did.
    @Nullable public var requested_by: String?
    /// The parameter that holds the rule, or `one-time rule`.
    public var rule_source: String
    /// The rule as it was written.
    public var rule: String
    /// The rule with its macros expanded.
    public var expanded: String
    /// Its alternatives, with the truth of their conditions.
    public var alternatives: [AlternativeRecord]
    /// The name of the load, or null.
    @Nullable public var load: String?
    /// What ran before.
    public var software_version_before: String
    /// What runs now.
    public var software_version_after: String
    /// The URL that was asked for first, or null.
    @Nullable public var url: String?
    /// The address that answered, or was tried last.
    @Nullable public var address: String?
    /// The HTTP status of the last answer, or null.
    @Nullable public var http_status: Int?
    /// The size of the load in bytes; null if it did not come whole.
    @Nullable public var size: Int?
    /// Its SHA-256; null if it did not come whole.
    @Nullable public var sha256: String?
    /// What was checked: `length`, `checksum` (of the same server: it proves nothing about the origin), `signature`.
    public var checked: [String]
    /// The file in which it is staged, or null.
    @Nullable public var staged: String?
    /// The last lines of the install program.
    public var install_output: [String]
    /// How long it took, in seconds.
    public var duration: Double
    /// `A` success, `B` file not found or not what it should be, `C` any other failure.
    public var outcome: String
    /// What became of it: `installed`, `pretended`, `staged`, `already-running`, `checked`, `assigned`, `skipped`, `failed`.
    public var result: String
    /// What came of it, in a sentence.
    public var summary: String
    /// What went wrong, or null.
    @Nullable public var error: String?
    /// Every request that was made.
    public var steps: [StepRecord]
    /// What the rule's assignments changed.
    public var changed: [ChangeRecord]
    /// The revision that they made, or null.
    @Nullable public var revision: Int?
    /// What was odd in the rule, or beside the load.
    public var warnings: [String]
    /// The next attempt that comes by itself, or null.
    @Nullable public var next: NextUpgradeRecord?
}

/// The next upgrade that will be tried by itself.
public struct NextUpgradeRecord: Codable, Hashable, Sendable {
    /// When.
    public var at: String
    /// Why then.
    public var reason: String
}

/// An upgrade under way.
public struct RunningUpgradeRecord: Codable, Hashable, Sendable {
    /// When it began.
    public var since: String
    /// What started it.
    public var trigger: String
    /// `begun`, `downloading`, `installing`.
    public var phase: String
    /// The URL that is being fetched, or null.
    @Nullable public var url: String?
    /// How many bytes have come.
    public var bytes: Int
    /// How many there will be; null if the server does not tell.
    @Nullable public var total: Int?
}

/// How upgrades go.
public struct UpgradeStateRecord: Codable, Hashable, Sendable {
    /// Whether Upgrade_Enable is Yes.
    public var enabled: Bool
    /// What runs now.
    public var software_version: String
    /// The upgrade under way, or null.
    @Nullable public var running: RunningUpgradeRecord?
    /// The next attempt that comes by itself, or null.
    @Nullable public var next: NextUpgradeRecord?
    /// The newest three attempts, newest first.
    public var attempts: [UpgradeRecord]
}

/// What an upgrade that somebody asked for came to.
public struct UpgradeOutcomeRecord: Codable, Hashable, Sendable {
    /// Whether the load was taken, or there was nothing to do.
    public var succeeded: Bool
    /// The attempt.
    public var attempt: UpgradeRecord
}

/// What may be asked of an upgrade.
public struct UpgradeWish: Codable, Hashable, Sendable {
    /// The address of a load for this once, which is not stored; nil: what Upgrade_Rule says.
    public var url: String?
    /// True: fetch and check, but keep and install nothing.
    public var dry_run: Bool?
    /// False: answer at once, without waiting for the end.
    public var wait: Bool?

    /// A wish of those parts.
    public init(url: String? = nil, dry_run: Bool? = nil, wait: Bool? = nil) {
        self.url = url
        self.dry_run = dry_run
        self.wait = wait
    }
}
