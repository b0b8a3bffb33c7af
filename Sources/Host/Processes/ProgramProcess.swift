private import Glibc
internal import Threading

/// The process of a run: started by posix_spawn(3), watched by two threads, one for its end and one for its pipes.
final class ProgramProcess: Sendable {
    /// Also its process group and its session.
    let id: Int32
    let begin = MonotonicTime.now
    let pipes: ProgramPipes
    /// What the end of the process has to say once it is known.
    private let exit = Locked<ProgramResult.Ending?>(nil)
    private let isCancelled = Locked(false)

    /// Starts the program.
    init(starting run: ProgramRun) throws(SystemError) {
        var id: Int32 = 0
        pipes = try ProgramPipes.make { (ends) throws(SystemError) in id = try ProgramSpawn(run).start(ends) }
        self.id = id
    }

    /// Has threads watch it; `done` is called once, on one of them.
    func superviseOnThreads(
        input: [UInt8], limits: ProgramLimits, done: @escaping @Sendable (ProgramResult) -> Void
    ) throws(ThreadError) {
        try BlockingThread.start(named: "onhook-wait") { self.waitForExit() }
        try BlockingThread.start(named: "onhook-run") {
            var supervision = ProgramSupervision(self, input: input, limits: limits)
            done(supervision.run())
        }
    }

    /// Without threads to watch it, the program must not go on.
    func abandon() {
        signal(SIGKILL)
        // The waiting thread reaps it if it exists; otherwise the process stays a zombie until this one ends.
    }

    /// Asks the supervision to end the program.
    func cancel() {
        isCancelled.withLock { $0 = true }
        pipes.wake()
    }

    /// Whether somebody wants it to end.
    var cancelled: Bool { isCancelled.withLock { $0 } }
    /// How it ended; nil while it runs.
    var ending: ProgramResult.Ending? { exit.withLock { $0 } }

    /// Sends a signal to its process group, unless it has ended.
    func signal(_ number: Int32) {
        exit.withLock { ending in
            // Within the lock and before it is reaped the number is its own.
            if ending == nil { _ = kill(-id, number) }
        }
    }

    private func waitForExit() {
        var info = siginfo_t()
        while waitid(P_PID, id_t(id), &info, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        exit.withLock { ending in
            // While the leader waits to be reaped, nobody else can get its number.
            _ = kill(-id, SIGKILL)
            var status: Int32 = 0
            while waitpid(id, &status, 0) < 0, errno == EINTR {}
            let signal = status & 0x7f
            ending = signal == 0 ? .exited(status >> 8 & 0xff) : .killed(signal: signal)
        }
        pipes.wake()
    }
}
