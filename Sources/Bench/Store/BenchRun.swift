public import FlatProfile

/// Work on all devices of a job, a rehearsal for instance, that several workers may share: each device ends with exactly one result.
public struct BenchRun: Hashable, Sendable, Identifiable {
    /// Its number, growing with time.
    public var id: Int
    /// The job.
    public var job: JobName
    /// What is done: `rehearsal`.
    public var kind: String
    /// When it was begun.
    public var begun: Timestamp
    /// Who began it.
    public var author: String
    /// What was asked for, as JSON of the kind; holds no secret.
    public var detail: String
    /// How many devices it has.
    public var devices: Int
    /// How many of them have a result.
    public var finished: Int

    /// A run of those parts.
    public init(
        id: Int, job: JobName, kind: String, begun: Timestamp, author: String, detail: String, devices: Int,
        finished: Int
    ) {
        self.id = id
        self.job = job
        self.kind = kind
        self.begun = begun
        self.author = author
        self.detail = detail
        self.devices = devices
        self.finished = finished
    }
}

/// The right to work on one device of a run until a deadline. Afterwards another worker may take the device, and the claim is worth nothing.
public struct BenchClaim: Hashable, Sendable {
    /// The run.
    public var run: Int
    /// The device.
    public var device: MACAddress
    /// Who has it.
    public var worker: String
    /// Tells this claim from an earlier one on the same device, even by the same worker.
    public var token: Int
    /// Until when.
    public var deadline: Timestamp

    /// A claim of those parts.
    public init(run: Int, device: MACAddress, worker: String, token: Int, deadline: Timestamp) {
        self.run = run
        self.device = device
        self.worker = worker
        self.token = token
        self.deadline = deadline
    }
}

/// How the work on a device of a run ended.
public struct BenchResult: Hashable, Sendable {
    /// The device.
    public var device: MACAddress
    /// Who did it.
    public var worker: String
    /// When it ended.
    public var finished: Timestamp
    /// Whether it came out as it should.
    public var isGood: Bool
    /// One sentence.
    public var text: String
    /// More, as JSON of the run's kind; holds no secret.
    public var detail: String

    /// A result of those parts.
    public init(
        device: MACAddress, worker: String, finished: Timestamp, isGood: Bool, text: String, detail: String = ""
    ) {
        self.device = device
        self.worker = worker
        self.finished = finished
        self.isGood = isGood
        self.text = text
        self.detail = detail
    }
}
