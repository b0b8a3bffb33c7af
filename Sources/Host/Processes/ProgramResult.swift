/// What a program that was run may take.
public struct ProgramLimits: Hashable, Sendable {
    /// How long it may run before its process group gets SIGTERM.
    public var time: Duration
    /// How long it may take to end after SIGTERM before its process group gets SIGKILL.
    public var grace: Duration
    /// How many bytes it may write, standard output and standard error together.
    public var output: Int
    /// Seconds of processor time (RLIMIT_CPU of setrlimit(2)); nil: no limit of its own.
    public var processorSeconds: UInt64?
    /// Bytes of address space (RLIMIT_AS); nil: no limit of its own.
    public var memory: UInt64?
    /// Bytes of a file that it writes (RLIMIT_FSIZE); nil: no limit of its own.
    public var fileSize: UInt64?

    /// Limits; half a minute, two seconds of grace and 64 KiB of output unless told otherwise.
    public init(
        time: Duration = .seconds(30), grace: Duration = .seconds(2), output: Int = 64 * 1024,
        processorSeconds: UInt64? = nil, memory: UInt64? = nil, fileSize: UInt64? = nil
    ) {
        self.time = time
        self.grace = grace
        self.output = output
        self.processorSeconds = processorSeconds
        self.memory = memory
        self.fileSize = fileSize
    }
}

/// What became of a program that was run.
public struct ProgramResult: Hashable, Sendable {
    /// How it ended.
    public enum Ending: Hashable, Sendable {
        /// By itself, with that status, 0 to 255.
        case exited(Int32)
        /// By a signal that we did not send: its own fault, a limit of processor time, or somebody's kill.
        case killed(signal: Int32)
        /// Ended by us, because its time was over.
        case timedOut(after: Duration)
        /// Ended by us, because it wrote more than it may.
        case outputTooLong(limit: Int)
        /// Ended by us, because the task that ran it was cancelled.
        case cancelled
        /// It never began.
        case couldNotStart(SystemError)
    }

    /// How it ended.
    public var ending: Ending
    /// What it wrote to standard output, up to the limit.
    public var output: [UInt8]
    /// What it wrote to standard error, up to the limit.
    public var complaints: [UInt8]
    /// How long it ran.
    public var duration: Duration

    /// A result of those parts.
    public init(ending: Ending, output: [UInt8] = [], complaints: [UInt8] = [], duration: Duration = .zero) {
        self.ending = ending
        self.output = output
        self.complaints = complaints
        self.duration = duration
    }

    /// Whether it ended by itself with status 0.
    public var succeeded: Bool { ending == .exited(0) }

    /// The last line that it wrote to standard error, or else to standard output, fit for a log: at most 200 bytes; nil if it wrote none.
    public var lastWords: String? {
        for bytes in [complaints, output] {
            let text = String(decoding: bytes, as: UTF8.self)
            if let line = text.nonemptyLines.last(where: { !$0.trimmed.isEmpty }) {
                return String(LogText.prefix(of: LogText.line(String(line.trimmed)), bytes: 200))
            }
        }
        return nil
    }
}

extension ProgramResult.Ending: CustomStringConvertible {
    /// The claim about a program, as a sentence goes on: `exited with status 1`.
    public var description: String {
        switch self {
        case .exited(let status): "exited with status \(status)"
        case .killed(let signal): "was ended by signal \(signal)"
        case .timedOut(let time):
            "did not end within \(time.components.seconds == 1 ? "a second" : "\(time.components.seconds) seconds") and was stopped"
        case .outputTooLong(let limit): "wrote more than \(limit) bytes and was stopped"
        case .cancelled: "was stopped, because the phone is being stopped"
        case .couldNotStart(let error): "could not be started: \(error)"
        }
    }
}
