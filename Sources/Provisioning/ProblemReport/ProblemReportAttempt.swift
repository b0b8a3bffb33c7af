public import FlatProfile

/// A problem report as a file.
public struct ProblemReportFile: Hashable, Sendable {
    /// `probrep-20261120-103000.tar.gz`.
    public var name: String
    /// What it holds.
    public var bytes: [UInt8]

    /// A file of that name.
    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

/// One problem report, from its making to what the server said. No secret is in it.
public struct ProblemReportAttempt: Sendable {
    /// What became of the upload.
    public enum Upload: Hashable, Sendable {
        /// PRT_Upload_Rule is empty: the file is kept on the phone.
        case keptHere
        /// The server took it.
        case uploaded
        /// It did not; the file is kept on the phone.
        case failed(String)
    }

    /// Which one of its reporter it is, counted from 1.
    public var report: Int
    /// What started it.
    public var trigger: ProblemReportTrigger
    /// What somebody wrote about the problem, or empty.
    public var description: String
    /// When it began, by the wall clock.
    public var startedAt: Timestamp
    /// How long it took.
    public var duration: Duration = .zero
    /// The name and the size of the file, or why there is none.
    public var generation: Result<(name: String, size: Int), CommitFailure>
    /// What became of the upload; nil if there was nothing to upload.
    public var upload: Upload?
    /// What it asked of the network.
    public var transfer = TransferStory()
    /// What was odd.
    public var warnings: [String] = []
}

/// What the engine needs of the phone for problem reports.
public protocol ProblemReportSource: Sendable {
    /// Makes the file of a problem report.
    func problemReport(
        _ trigger: ProblemReportTrigger, description: String
    ) async throws(CommitFailure) -> ProblemReportFile

    /// Keeps the file, in the place of the one before, for whoever fetches it from the phone.
    func keep(_ file: ProblemReportFile) async throws(CommitFailure)

    /// A problem report has ended.
    func record(_ attempt: ProblemReportAttempt) async
}
