/// One rule of one report, from its text to what the server said.
public struct ReportRecord: Codable, Hashable, Sendable {
    /// Its number, counted from 1 since the last factory reset.
    public var number: Int
    /// When it began.
    public var time: String
    /// What started the report: `start`, `local-change`, `periodic`, `request`.
    public var trigger: String
    /// Who asked for it, if somebody did.
    @Nullable public var requested_by: String?
    /// Which rule of Report_Rule it follows: 1 or 2.
    public var rule_number: Int
    /// The rule as it was written.
    public var rule: String
    /// The rule with its macros expanded.
    public var expanded: String
    /// Its alternatives, with the truth of their conditions.
    public var alternatives: [AlternativeRecord]
    /// What was sent: `configuration`, `delta`, `status`; null if it did not come to that.
    @Nullable public var contents: String?
    /// For a delta: the revision up to which the server knew the configuration before.
    @Nullable public var since_revision: Int?
    /// For a delta: how many parameters it holds.
    @Nullable public var parameters: Int?
    /// How it was sealed: `aes256cbc`, `aes128gcm`; null: not at all.
    @Nullable public var seal: String?
    /// How many bytes were sent.
    public var sent_bytes: Int
    /// The URL that it was sent to, or null.
    @Nullable public var url: String?
    /// The address that answered, or was tried last.
    @Nullable public var address: String?
    /// The HTTP status of the last answer, or null.
    @Nullable public var http_status: Int?
    /// How long it took, in seconds.
    public var duration: Double
    /// `A` success, `B` address not found, `C` any other failure.
    public var outcome: String
    /// What became of it: `sent`, `skipped`, `failed`.
    public var result: String
    /// Why there was nothing to send, for `skipped`.
    @Nullable public var skipped: String?
    /// What went wrong, or null.
    @Nullable public var error: String?
    /// Every request that was made.
    public var steps: [StepRecord]
    /// What was odd.
    public var warnings: [String]
}

/// What a report that somebody asked for came to.
public struct ReportOutcomeRecord: Codable, Hashable, Sendable {
    /// Whether all of it was taken, or there was nothing to send.
    public var succeeded: Bool
    /// One for each rule, in their order.
    public var reports: [ReportRecord]
    /// The next report that comes by itself, or null.
    @Nullable public var next_report: NextReportRecord?
}

/// The next report that will come by itself.
public struct NextReportRecord: Codable, Hashable, Sendable {
    /// When.
    public var at: String
    /// Why then.
    public var reason: String
}

/// How reports go.
public struct ReportStateRecord: Codable, Hashable, Sendable {
    /// The next one that comes by itself, or null.
    @Nullable public var next: NextReportRecord?
    /// The newest one, or null.
    @Nullable public var last: ReportRecord?
}
