/// One problem report, from its making to what the server said.
public struct ProblemReportRecord: Codable, Hashable, Sendable {
    /// Its number, counted from 1 since the last factory reset.
    public var number: Int
    /// When it began.
    public var time: String
    /// What started it: `timer`, `crash`, `request`.
    public var trigger: String
    /// Who asked for it, if somebody did.
    @Nullable public var requested_by: String?
    /// What somebody wrote about the problem, or empty.
    public var description: String
    /// The name of the file; null if none could be made.
    @Nullable public var file: String?
    /// The size of the file in bytes.
    public var size: Int
    /// What became of it: `uploaded`, `kept` (PRT_Upload_Rule is empty), `not-uploaded` (kept as well), `failed` (there is no file).
    public var result: String
    /// What went wrong, or null.
    @Nullable public var error: String?
    /// The URL that it was sent to, or null.
    @Nullable public var url: String?
    /// The address that answered, or was tried last.
    @Nullable public var address: String?
    /// The HTTP status of the last answer, or null.
    @Nullable public var http_status: Int?
    /// How long it took, in seconds.
    public var duration: Double
    /// Every request that was made.
    public var steps: [StepRecord]
    /// What was odd.
    public var warnings: [String]

    /// Whether there is a file and it is where it should be.
    public var succeeded: Bool { error == nil }
}
