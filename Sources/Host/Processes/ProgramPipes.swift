private import CSpawn
private import Glibc
internal import Threading

/// Our ends of the pipes to a program, none of which makes a thread wait, and one by which other threads wake the one that polls.
final class ProgramPipes: Sendable {
    let output: FileDescriptor
    let complaints: FileDescriptor
    let awake: FileDescriptor
    private let waker: FileDescriptor
    /// -1 once the program has had all of its input.
    private let input: Locked<FileDescriptor.Number>

    /// The program's ends.
    struct Ends: ~Copyable {
        let input: FileDescriptor
        let output: FileDescriptor
        let complaints: FileDescriptor
    }

    private init(
        input: FileDescriptor.Number, output: consuming FileDescriptor, complaints: consuming FileDescriptor,
        awake: consuming FileDescriptor, waker: consuming FileDescriptor
    ) {
        self.input = Locked(input)
        self.output = output
        self.complaints = complaints
        self.awake = awake
        self.waker = waker
    }

    /// Our ends, while `body` has those of the program.
    static func make(_ body: (borrowing Ends) throws(SystemError) -> Void) throws(SystemError) -> ProgramPipes {
        let input = try Pipe()
        let output = try Pipe()
        let complaints = try Pipe()
        let wake = try Pipe()
        for number in [input.writing.number, output.reading.number, complaints.reading.number] {
            try setNonblocking(number)
        }
        try setNonblocking(wake.reading.number)
        try setNonblocking(wake.writing.number)
        try body(Ends(input: input.reading, output: output.writing, complaints: complaints.writing))
        return ProgramPipes(
            input: input.writing.release(), output: output.reading, complaints: complaints.reading,
            awake: wake.reading, waker: wake.writing)
    }

    deinit { closeInput() }

    /// The end into which the program's input goes; -1 when it is closed.
    var inputNumber: FileDescriptor.Number { input.withLock { $0 } }

    /// The program sees the end of its input.
    func closeInput() {
        input.withLock { number in
            if number >= 0 { close(number) }
            number = -1
        }
    }

    /// Takes back what woke the poll.
    func drainWakes() {
        var buffer = [UInt8](repeating: 0, count: 64)
        while read(awake.number, &buffer, buffer.count) > 0 {}
    }

    /// Ends the poll of the supervising thread.
    func wake() {
        var byte: UInt8 = 0
        // A full pipe wakes as well.
        _ = write(waker.number, &byte, 1)
    }

    private static func setNonblocking(_ number: Int32) throws(SystemError) {
        guard fcntl(number, F_SETFL, O_NONBLOCK) == 0 else { throw .last }
    }

    private struct Pipe: ~Copyable {
        let reading: FileDescriptor
        let writing: FileDescriptor

        /// Both ends away from the descriptors that a program gets, so that one does not overwrite the other there.
        init() throws(SystemError) {
            var ends: [Int32] = [-1, -1]
            guard spawn_pipe(&ends) == 0,
                let low = FileDescriptor(adopting: ends[0]), let lowWriting = FileDescriptor(adopting: ends[1])
            else { throw .last }
            guard let reading = FileDescriptor(adopting: fcntl(low.number, F_DUPFD_CLOEXEC, 10)) else { throw .last }
            guard let writing = FileDescriptor(adopting: fcntl(lowWriting.number, F_DUPFD_CLOEXEC, 10)) else {
                throw .last
            }
            self.reading = reading
            self.writing = writing
        }
    }
}
