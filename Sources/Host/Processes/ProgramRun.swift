internal import Threading

/// One run of a program of the host: directly, never through a shell, with nothing of this process but what is given here.
///
/// The program gets a session of its own without a terminal, an empty signal mask, default signal handlers, the given environment and
/// directory, and the descriptors 0 to 2; descriptor 3 is the program's own file, by which it is run. When it ends, what it left in its
/// process group is killed: a run leaves nothing behind that did not take a session of its own.
public struct ProgramRun: Sendable {
    /// The program.
    public var program: TrustedFile
    /// What it gets after its name.
    public var arguments: [String]
    /// All of its environment.
    public var environment: [String: String]
    /// Where it runs.
    public var directory: String
    /// What it reads from standard input, before the end of it. A program that does not read it is no fault.
    public var input: [UInt8]
    /// What it may take.
    public var limits: ProgramLimits

    /// The search path of the programs of the host: no directory that a login brings along.
    public static let standardPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// A run of that program. Its environment is the search path and the language `C.UTF-8` unless told otherwise.
    public init(
        _ program: TrustedFile, arguments: [String] = [],
        environment: [String: String] = ["PATH": standardPath, "LANG": "C.UTF-8"], directory: String = "/",
        input: [UInt8] = [], limits: ProgramLimits = ProgramLimits()
    ) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.directory = directory
        self.input = input
        self.limits = limits
    }

    /// Runs it and waits for its end, on threads of its own. Cancelling the task ends the program: SIGTERM, and SIGKILL after the grace.
    ///
    /// `started` gets the number of the process, which is that of its session as well.
    public func run(started: (Int32) -> Void = { _ in }) async -> ProgramResult {
        let process: ProgramProcess
        do throws(SystemError) {
            process = try await start()
        } catch {
            return ProgramResult(ending: .couldNotStart(error))
        }
        started(process.id)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                do throws(ThreadError) {
                    try process.superviseOnThreads(input: input, limits: limits) { continuation.resume(returning: $0) }
                } catch {
                    process.abandon()
                    continuation.resume(
                        returning: ProgramResult(ending: .couldNotStart(SystemError(number: error.number))))
                }
            }
        } onCancel: {
            process.cancel()
        }
    }

    /// A file that was written a moment ago may still be open for writing in a child of this process that has not become its program
    /// yet, and cannot be run until it has (ETXTBSY, execve(2)).
    private func start() async throws(SystemError) -> ProgramProcess {
        for _ in 0..<50 {
            do throws(SystemError) {
                return try ProgramProcess(starting: self)
            } catch  where error.isFileInUse {
                guard (try? await Task.sleep(for: .milliseconds(20))) != nil else { break }
            }
        }
        return try ProgramProcess(starting: self)
    }
}
