/// The documented JSON of the API, the command line and the journal. Keys are stable; every secret is masked before it gets here.
/// Times are texts in UTC, `2026-11-20T07:05:19.123Z`; durations are seconds.

/// One rule of one resync, from its text to what it changed.
public struct AttemptRecord: Codable, Hashable, Sendable {
    /// Its number, counted from 1 since the last factory reset.
    public var number: Int
    /// When it began.
    public var time: String
    /// What started the resync: `power-up`, `periodic`, `daily`, `upgrade-attempt`, `error-retry`, `request`.
    public var trigger: String
    /// Who asked for it, if somebody did.
    @Nullable public var requested_by: String?
    /// What Resync_Trigger_1 and _2 said before it; empty if they are empty, or were not asked.
    public var gate: [TriggerRecord]
    /// The parameter that holds the rule, or `one-time rule`.
    public var rule_source: String
    /// The rule as it was written.
    public var rule: String
    /// The rule with its macros expanded.
    public var expanded: String
    /// Its alternatives, with the truth of their conditions.
    public var alternatives: [AlternativeRecord]
    /// The URL that was asked for first, or null.
    @Nullable public var url: String?
    /// What was posted to it, for a rule with `--post`.
    @Nullable public var posted: PostedRecord?
    /// The address that answered, or was tried last.
    @Nullable public var address: String?
    /// The HTTP status of the last answer, or null.
    @Nullable public var http_status: Int?
    /// How many bytes came.
    public var bytes: Int
    /// How long it took, in seconds.
    public var duration: Double
    /// `A` success, `B` file not found or corrupt profile, `C` any other failure.
    public var outcome: String
    /// What became of it, in words: `applied`, `assigned`, `skipped`, `held`, `awaits-code`,
    /// `not-found-tolerated`, `failed`.
    public var result: String
    /// Why there was nothing to fetch, for `skipped` and `held`.
    @Nullable public var skipped: String?
    /// What went wrong, or null.
    @Nullable public var error: String?
    /// The DHCP option that named the server, in words; null if the rule names it, or nobody does.
    @Nullable public var dhcp: String?
    /// What DNS SRV named, in the order of use; empty if it was not asked.
    public var service_records: [String]
    /// Every request that was made.
    public var steps: [StepRecord]
    /// What was done to read the answer, in order: `gunzipped`, `45 elements read`.
    public var decoded: [String]
    /// What it changed.
    public var changed: [ChangeRecord]
    /// The last revision that it made, or null.
    @Nullable public var revision: Int?
    /// What was odd in the rule or the profile.
    public var warnings: [WarningRecord]
    /// What comes next by itself, and why then; null if another rule of the same resync followed at once, or nothing is due.
    @Nullable public var next: NextResyncRecord?
    /// Whether another rule of the same resync followed at once.
    public var followed_by_next_rule: Bool
}

/// What Resync_Trigger_1 or Resync_Trigger_2 said.
public struct TriggerRecord: Codable, Hashable, Sendable {
    /// The parameter.
    public var name: String
    /// Its expression as it was written.
    public var text: String
    /// Each comparison with its truth, expanded.
    public var comparisons: [ComparisonRecord]
    /// Whether it lets a resync pass; null if it is empty.
    @Nullable public var result: Bool?
    /// Why it cannot be read, which counts as true, or null.
    @Nullable public var error: String?
}

/// The body of a request, without its text.
public struct PostedRecord: Codable, Hashable, Sendable {
    /// The parameter that holds it, `GPP_F`.
    public var parameter: String
    /// How many bytes it has with its macros expanded.
    public var bytes: Int
}

/// One alternative of a rule.
public struct AlternativeRecord: Codable, Hashable, Sendable {
    /// Its text, as it was written.
    public var text: String
    /// Its condition, expanded; null if it has none.
    @Nullable public var condition: String?
    /// Each comparison of the condition with its truth.
    public var comparisons: [ComparisonRecord]
    /// Whether the condition held; null if it has none or was not looked at.
    @Nullable public var result: Bool?
    /// Whether it is the one that was followed.
    public var chosen: Bool
    /// Its assignments.
    public var assignments: [AssignmentRecord]
    /// Its options, one text each, values masked: `--key ********`.
    public var options: [String]
    /// Its URL, or null.
    @Nullable public var url: String?
}

/// One comparison of a condition.
public struct ComparisonRecord: Codable, Hashable, Sendable {
    /// The comparison, expanded.
    public var text: String
    /// Its truth; null if it was not looked at.
    @Nullable public var result: Bool?
}

/// One assignment of a rule.
public struct AssignmentRecord: Codable, Hashable, Sendable {
    /// The parameter.
    public var name: String
    /// The value; masked if the parameter is a secret.
    public var value: String
}

/// What happened to one parameter.
public struct ChangeRecord: Codable, Hashable, Sendable {
    /// The parameter.
    public var name: String
    /// Its value before; null is the factory default, masked if it is a secret.
    @Nullable public var old: String?
    /// Its value after; null is the factory default, masked if it is a secret.
    @Nullable public var new: String?
    /// The access before and after, if that changed: `na`, `ro`, `rw`.
    @Nullable public var old_ua: String?
    /// The access after, if that changed.
    @Nullable public var new_ua: String?
}

/// Something odd that was read all the same.
public struct WarningRecord: Codable, Hashable, Sendable {
    /// The line of the profile; null if it is about a rule.
    @Nullable public var line: Int?
    /// The parameter or element, if it is about one.
    @Nullable public var name: String?
    /// The sentence.
    public var message: String
}

/// The next resync that will come by itself.
public struct NextResyncRecord: Codable, Hashable, Sendable {
    /// When.
    public var at: String
    /// Why then.
    public var reason: String
}

/// Which phone this is.
public struct IdentityRecord: Codable, Hashable, Sendable {
    /// `CP-8841-3PCC`.
    public var product_name: String
    /// `00:0e:08:aa:bb:cc`.
    public var mac: String
    /// The serial number.
    public var serial_number: String
    /// The firmware.
    public var software_version: String
    /// The hardware version.
    public var hardware_version: String
}

/// What the phone is doing.
public struct StatusRecord: Codable, Hashable, Sendable {
    /// Which phone this is.
    public var identity: IdentityRecord
    /// The revision of its configuration.
    public var revision: Int
    /// The customization state, `Open`.
    public var customization: String
    /// How far the phone has come to its service provider, and how.
    public var onboarding: OnboardingStatusRecord
    /// The change that waits for its confirmation, or null.
    @Nullable public var pending_change: PendingChangeRecord?
    /// The resync under way, or null.
    @Nullable public var running: RunningRecord?
    /// The next resync that will come by itself, or null.
    @Nullable public var next_resync: NextResyncRecord?
    /// What is due and waits for the end of calls.
    public var postponed: [PostponedRecord]
    /// Whether a line is in use: `idle`, `busy`.
    public var call_state: String
    /// Why the phone restarted, the last five times; newest first.
    public var reboots: [RebootRecord]
    /// The hooks of the machine.
    public var hooks: HooksRecord
    /// What DHCP has told.
    public var dhcp: DHCPRecord
    /// How reports go.
    public var report: ReportStateRecord
    /// How upgrades go.
    public var upgrade: UpgradeStateRecord
    /// The custom CA, and how its last fetch went.
    public var custom_ca: CustomCARecord
    /// The newest problem report, or null.
    @Nullable public var problem_report: ProblemReportRecord?
    /// What Info > Status shows of the machine and the phone, in its order.
    public var sections: [SectionRecord]
    /// What Info > Network Statistics shows.
    public var network_statistics: [SectionRecord]
    /// The attempts, newest first.
    public var attempts: [AttemptRecord]
}

/// A section of Info > Status.
public struct SectionRecord: Codable, Hashable, Sendable {
    /// Its heading, `IPv4 Information`.
    public var title: String
    /// A sentence about it, or empty.
    public var note: String
    /// Its rows.
    public var rows: [RowRecord]
}

/// A row of a section.
public struct RowRecord: Codable, Hashable, Sendable {
    /// What it is about, `Current IP`.
    public var label: String
    /// What is known; empty for none, null if this machine cannot know it.
    @Nullable public var value: String?
}

/// A resync under way.
public struct RunningRecord: Codable, Hashable, Sendable {
    /// When it began.
    public var since: String
    /// What started it.
    public var trigger: String
    /// The rule that is being followed, `Profile_Rule`.
    @Nullable public var rule_source: String?
    /// The URL that is being fetched.
    @Nullable public var url: String?
}

/// One entry of the history.
public struct RevisionRecord: Codable, Hashable, Sendable {
    /// Its number.
    public var number: Int
    /// When it was made.
    public var time: String
    /// Who or what made it, in words: `admin (web)`, `https://ps.example.com/8841-3PCC.xml`.
    public var origin: String
    /// What kind of origin that is: `web`, `profile`, `assignment`, `import`, `command-line`, `api`, `tr-069`, `restore`, `revert`,
    /// `factory-reset`.
    public var kind: String
    /// The login that asked for it; empty if the phone did it by itself.
    public var author: String
    /// Its remark, or empty.
    public var note: String
    /// How many parameters it changed.
    public var change_count: Int
    /// What it changed; only where one revision is asked for.
    @Nullable public var changes: [ChangeRecord]?
}

/// One parameter.
public struct ParameterRecord: Codable, Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Its value; null if it is a secret.
    @Nullable public var value: String?
    /// For a secret: whether it is set.
    @Nullable public var is_set: Bool?
    /// Its factory default; null if it is a secret.
    @Nullable public var `default`: String?
    /// Whether it differs from the factory default.
    public var changed: Bool
    /// What the account `user` may do: `na`, `ro`, `rw`.
    public var ua: String
    /// The tab on which it stands.
    public var tab: String
    /// The section of the tab.
    public var section: String
    /// Its label.
    public var label: String
    /// Who set it, in words; null if nobody did.
    @Nullable public var origin: String?
    /// The revision that set it; null if nobody did.
    @Nullable public var revision: Int?
}

/// What a rule means.
public struct ExplanationRecord: Codable, Hashable, Sendable {
    /// Its kind: `profile`, `upgrade`, `report`, ….
    public var kind: String
    /// The rule as it was written.
    public var rule: String
    /// The rule with its macros expanded.
    public var expanded: String
    /// Its alternatives.
    public var alternatives: [AlternativeRecord]
    /// The URL that would be fetched, or null.
    @Nullable public var url: String?
    /// The DHCP option that names the server, in words; null if the rule names it, or nobody does.
    @Nullable public var dhcp: String?
    /// What would happen, in words: `fetch`, `send`, `onboard`, `assign`, `skip`, `triggered`, `error`.
    public var decision: String
    /// What is wrong with it, or null.
    @Nullable public var error: RuleErrorRecord?
    /// What is odd about it.
    public var warnings: [String]
    /// The second rule of a Report_Rule that holds two; else empty.
    public var more_rules: [ExplanationRecord]
}

/// Where a rule is wrong, and how.
public struct RuleErrorRecord: Codable, Hashable, Sendable {
    /// The character of the rule as it was written, counted from 1.
    public var column: Int
    /// What is wrong, and what was expected.
    public var message: String
}
