private import Glibc
internal import Threading

/// Feeds a program, listens to it, and ends it when it takes more than it may. Blocks its thread.
struct ProgramSupervision {
    private let process: ProgramProcess
    private let limits: ProgramLimits
    private var input: ArraySlice<UInt8>
    private var output: [UInt8] = []
    private var complaints: [UInt8] = []
    /// What is still open.
    private var isFeeding = true
    private var isListening = [true, true]
    /// Why we are ending it, if we are, and when the next stronger means is due.
    private var verdict: ProgramResult.Ending?
    private var isKilled = false
    private var due: MonotonicTime

    init(_ process: ProgramProcess, input: [UInt8], limits: ProgramLimits) {
        self.process = process
        self.limits = limits
        self.input = input[...]
        due = process.begin + limits.time
    }

    /// Until the program has ended, or, if even SIGKILL does not end it (a disk that does not answer), until the grace is over once more.
    mutating func run() -> ProgramResult {
        var hasGivenUp = false
        while process.ending == nil, !hasGivenUp {
            if process.cancelled { end(because: .cancelled) }
            if MonotonicTime.now >= due {
                if isKilled { hasGivenUp = true } else { end(because: .timedOut(after: limits.time)) }
            }
            exchange(waiting: true)
        }
        // What it wrote last is still in the pipes.
        while verdict == nil, isListening != [false, false], exchange(waiting: false) {}
        let ending = verdict ?? process.ending ?? .cancelled
        return ProgramResult(
            ending: ending, output: output, complaints: complaints,
            duration: .nanoseconds(MonotonicTime.now.nanoseconds - process.begin.nanoseconds))
    }

    /// First a polite signal, then, when the grace is over, the one that nobody can ignore.
    private mutating func end(because reason: ProgramResult.Ending) {
        if verdict == nil {
            verdict = reason
            process.signal(SIGTERM)
        } else {
            guard MonotonicTime.now >= due else { return }
            isKilled = true
            process.signal(SIGKILL)
        }
        due = MonotonicTime.now + limits.grace
    }

    /// Moves what can be moved now; false if nothing could.
    @discardableResult
    private mutating func exchange(waiting: Bool) -> Bool {
        let pipes = process.pipes
        if isFeeding, input.isEmpty { stopFeeding() }
        var polled = [
            pollfd(fd: isFeeding ? pipes.inputNumber : -1, events: Int16(POLLOUT), revents: 0),
            pollfd(fd: isListening[0] ? pipes.output.number : -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: isListening[1] ? pipes.complaints.number : -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: pipes.awake.number, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&polled, nfds_t(polled.count), waiting ? millisecondsLeft : 0) > 0 else { return false }
        if polled[0].revents != 0 { feed() }
        if polled[1].revents != 0 { listen(to: 0, pipes.output.number) }
        if polled[2].revents != 0 { listen(to: 1, pipes.complaints.number) }
        if polled[3].revents != 0 { pipes.drainWakes() }
        return polled[0...2].contains { $0.revents != 0 }
    }

    private var millisecondsLeft: Int32 {
        let now = MonotonicTime.now
        guard due > now else { return 0 }
        return Int32(clamping: (due.nanoseconds - now.nanoseconds) / 1_000_000 + 1)
    }

    private mutating func feed() {
        let count = input.withUnsafeBytes { write(process.pipes.inputNumber, $0.baseAddress, $0.count) }
        if count > 0 {
            input = input.dropFirst(count)
        } else if errno != EAGAIN, errno != EINTR {
            // It does not read: its right.
            input = []
        }
        if input.isEmpty { stopFeeding() }
    }

    /// The program sees the end of its input.
    private mutating func stopFeeding() {
        isFeeding = false
        process.pipes.closeInput()
    }

    private mutating func listen(to index: Int, _ number: Int32) {
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        let count = read(number, &buffer, buffer.count)
        guard count > 0 else {
            if count == 0 || errno != EAGAIN && errno != EINTR { isListening[index] = false }
            return
        }
        let room = limits.output - output.count - complaints.count
        let kept = buffer[..<min(count, room)]
        if index == 0 { output += kept } else { complaints += kept }
        guard count > room, verdict == nil else { return }
        // Who writes on waits or gets SIGPIPE; nothing is read any more.
        isListening = [false, false]
        end(because: .outputTooLong(limit: limits.output))
    }
}
