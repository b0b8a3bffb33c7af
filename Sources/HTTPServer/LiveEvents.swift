import CMicroHTTPD
import Synchronization

/// An event stream on its way to one client.
///
/// The library asks for bytes (`read`); with none at hand the connection is suspended, and the next event resumes it. Both
/// happen under `lock`, so that no event falls between asking and suspending.
final class LiveEvents: Timed, @unchecked Sendable {
    // Sendable: the mutable state is touched with `lock` held; `connection` is used only while the library has it
    // suspended on our behalf, which is when it cannot go away.
    private let connection: OpaquePointer
    private let stream: EventStream
    private let engine: Engine
    private let lock = Lock()
    private let dueNanoseconds: Atomic<UInt64>

    private var sending: [UInt8] = []
    private var sent = 0
    private var waiting: [[UInt8]] = []
    private var waitingSize = 0
    private var isSuspended = false
    private var hasEnded = false
    private var producer: Task<Void, Never>?

    init(_ stream: EventStream, connection: OpaquePointer, engine: Engine) {
        self.stream = stream
        self.connection = connection
        self.engine = engine
        dueNanoseconds = Atomic((Moment.now + stream.heartbeat).nanoseconds)
    }

    /// Starts the producer. To be called once, after the server has taken the stream into its list.
    func start() {
        let task = Task {
            await stream.produce(EventStream.Sink { [weak self] in self?.push($0) ?? false })
            finish()
        }
        let isTooLate = lock.withLock { () -> Bool in
            producer = task
            return hasEnded
        }
        if isTooLate { task.cancel() }
    }

    /// Nothing more is taken; what waits is still written.
    func finish() {
        lock.withLock {
            hasEnded = true
            producer?.cancel()
            resume()
        }
    }

    /// The connection has gone.
    func closed() {
        lock.withLock {
            hasEnded = true
            isSuspended = false
            waiting = []
            producer?.cancel()
        }
    }

    private func push(_ event: ServerSentEvent) -> Bool {
        let bytes = Array(event.text.utf8)
        return lock.withLock {
            guard !hasEnded else { return false }
            if waitingSize + bytes.count > stream.bufferSize, !waiting.isEmpty {
                waiting = []
                waitingSize = 0
                if stream.overflow == .close {
                    hasEnded = true
                    producer?.cancel()
                    resume()
                    return false
                }
            }
            append(bytes)
            return true
        }
    }

    private func append(_ bytes: [UInt8]) {
        waiting.append(bytes)
        waitingSize += bytes.count
        resume()
    }

    private func resume() {
        guard isSuspended else { return }
        isSuspended = false
        MHD_resume_connection(connection)
    }

    // MARK: heartbeat

    var due: Moment { Moment(nanoseconds: dueNanoseconds.load(ordering: .sequentiallyConsistent)) }

    func dueReached(at now: Moment) {
        postponeHeartbeat(from: now)
        lock.withLock {
            guard !hasEnded, waiting.isEmpty, sent == sending.count else { return }
            append(Array(":\n\n".utf8))
        }
    }

    private func postponeHeartbeat(from now: Moment) {
        dueNanoseconds.store((now + stream.heartbeat).nanoseconds, ordering: .sequentiallyConsistent)
    }

    // MARK: called by the library

    /// Fills the buffer; 0 after suspending the connection, `endOfStream` when all is said.
    private func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        lock.withLock {
            if sent == sending.count {
                sending = Array(waiting.joined())
                sent = 0
                waiting = []
                waitingSize = 0
            }
            let rest = sending[sent...]
            guard rest.isEmpty else {
                let count = min(rest.count, buffer.count)
                buffer.copyBytes(from: rest.prefix(count))
                sent += count
                postponeHeartbeat(from: .now)
                return count
            }
            guard !hasEnded else { return Self.endOfStream }
            isSuspended = true
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
