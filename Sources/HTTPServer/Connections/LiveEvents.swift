import CMicroHTTPD
import Glibc
import Synchronization
import Threading

/// An event stream on its way to one client.
///
/// The library asks for bytes (`read`); with none at hand the connection is suspended, and the next event resumes it. Both
/// happen under the lock of `state`, so that no event falls between asking and suspending.
final class LiveEvents: Timed, @unchecked Sendable {
    // Sendable: `connection` is used only while the library has it suspended on our behalf, which is when it cannot go away.
    private struct State {
        var sending: [UInt8] = []
        var sent = 0
        var waiting: [[UInt8]] = []
        var waitingSize = 0
        var isSuspended = false
        var hasEnded = false
        var producer: Task<Void, Never>?
    }

    private let connection: OpaquePointer
    private let descriptor: Int32
    private let stream: EventStream
    private let engine: Engine
    private let state = Locked(State())
    private let dueNanoseconds: Atomic<UInt64>

    init(_ stream: EventStream, connection: OpaquePointer, descriptor: Int32, engine: Engine) {
        self.stream = stream
        self.connection = connection
        self.descriptor = descriptor
        self.engine = engine
        dueNanoseconds = Atomic((MonotonicTime.now + stream.heartbeat).nanoseconds)
    }

    /// Starts the producer. To be called once, after the server has taken the stream into its list.
    func start() {
        let task = Task {
            await stream.produce(EventStream.Sink { [weak self] in self?.push($0) ?? false })
            finish()
        }
        let isTooLate = state.withLock { state in
            state.producer = task
            return state.hasEnded
        }
        if isTooLate { task.cancel() }
    }

    /// Nothing more is taken; what waits is still written.
    func finish() {
        state.withLock { state in end(&state) }
    }

    /// The connection has gone.
    func closed() {
        state.withLock { state in
            state.hasEnded = true
            state.isSuspended = false
            state.waiting = []
            state.producer?.cancel()
        }
    }

    /// Ends the stream if its client has closed its side, and tells whether it is over.
    ///
    /// The library does not look at a suspended connection, so that it would hear of it at the next heartbeat only.
    func endIfLeft() -> Bool {
        state.withLock { state in
            // The socket is closed after `closed()`, which waits for this lock: until then the number is ours.
            if !state.hasEnded, Self.hasLeft(descriptor) { end(&state) }
            return state.hasEnded
        }
    }

    private static func hasLeft(_ descriptor: Int32) -> Bool {
        let news = Int16(POLLHUP) | Int16(POLLERR) | Int16(0x2000)  // POLLRDHUP: Swift does not import it.
        var entry = pollfd(fd: descriptor, events: news, revents: 0)
        return poll(&entry, 1, 0) == 1 && entry.revents & (news | Int16(POLLNVAL)) != 0
    }

    private func push(_ event: ServerSentEvent) -> Bool {
        let bytes = Array(event.text.utf8)
        return state.withLock { state in
            guard !state.hasEnded else { return false }
            if state.waitingSize + bytes.count > stream.bufferSize, !state.waiting.isEmpty {
                state.waiting = []
                state.waitingSize = 0
                if stream.overflow == .close {
                    end(&state)
                    return false
                }
            }
            append(bytes, to: &state)
            return true
        }
    }

    private func end(_ state: inout State) {
        state.hasEnded = true
        state.producer?.cancel()
        resume(&state)
    }

    private func append(_ bytes: [UInt8], to state: inout State) {
        state.waiting.append(bytes)
        state.waitingSize += bytes.count
        resume(&state)
    }

    private func resume(_ state: inout State) {
        guard state.isSuspended else { return }
        state.isSuspended = false
        MHD_resume_connection(connection)
    }

    // MARK: heartbeat

    var due: MonotonicTime { MonotonicTime(nanoseconds: dueNanoseconds.load(ordering: .sequentiallyConsistent)) }

    func dueReached(at now: MonotonicTime) {
        postponeHeartbeat(from: now)
        state.withLock { state in
            guard !state.hasEnded, state.waiting.isEmpty, state.sent == state.sending.count else { return }
            append(Array(":\n\n".utf8), to: &state)
        }
    }

    private func postponeHeartbeat(from now: MonotonicTime) {
        dueNanoseconds.store((now + stream.heartbeat).nanoseconds, ordering: .sequentiallyConsistent)
    }

    // MARK: called by the library

    /// Fills the buffer; 0 after suspending the connection, `endOfStream` when all is said.
    private func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        state.withLock { state in
            if state.sent == state.sending.count {
                state.sending = Array(state.waiting.joined())
                state.sent = 0
                state.waiting = []
                state.waitingSize = 0
            }
            let rest = state.sending[state.sent...]
            guard rest.isEmpty else {
                let count = min(rest.count, buffer.count)
                buffer.copyBytes(from: rest.prefix(count))
                state.sent += count
                postponeHeartbeat(from: .now)
                return count
            }
            guard !state.hasEnded else { return Self.endOfStream }
            state.isSuspended = true
            MHD_suspend_connection(connection)
            return 0
        }
    }

    /// `MHD_CONTENT_READER_END_OF_STREAM`, a macro with a cast.
    private static let endOfStream = -1

    /// A response that reads from this stream and holds it until it is destroyed.
    func makeResponse() -> OpaquePointer? {
        let retained = Unmanaged.passRetained(self)
        let response = MHD_create_response_from_callback(
            .max, 16 << 10,
            { context, _, buffer, size in
                guard let context, let buffer else { return LiveEvents.endOfStream }
                return Unmanaged<LiveEvents>.fromOpaque(context).takeUnretainedValue()
                    .read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size))
            }, retained.toOpaque(),
            { context in
                guard let context else { return }
                Unmanaged<LiveEvents>.fromOpaque(context).release()
            })
        if response == nil { retained.release() }
        return response
    }
}
