import CMicroHTTPD
import Glibc
import Synchronization
import Threading

/// One client's connection and the request that it is at.
///
/// The library calls for a connection on one thread at a time. A request goes through `begin`, `receive` for each piece of
/// its body, `complete`, and `finished` once the answer is written or the client is gone.
final class Connection: Timed, @unchecked Sendable {
    // Sendable: `descriptor` has a lock, `due` is atomic, and everything else belongs to the library's thread for this
    // connection.
    private enum Phase {
        case idle
        case receiving(Request, limit: Int)
        case discarding(Response, size: Int)
        case deferred(Deferral, isHead: Bool)
        case answering(LiveEvents?)
    }

    private let handle: OpaquePointer
    private let site: Site
    private let peer: Peer
    private let descriptor: Locked<Int32?>
    private let dueNanoseconds: Atomic<UInt64>

    private var phase = Phase.idle
    private var isCounted = false
    private var target = ""
    private var targetAddress: UInt = 0

    private var engine: Engine { site.engine }
    private var limits: ServerLimits { site.engine.limits }

    init(_ handle: OpaquePointer, site: Site) {
        self.handle = handle
        self.site = site
        let descriptor = onhook_httpd_socket(handle)
        self.descriptor = Locked(descriptor)
        peer = Peer(descriptor: descriptor)
        dueNanoseconds = Atomic((MonotonicTime.now + site.engine.limits.headerTime).nanoseconds)
        engine.watchdog.watch(self)
    }

    // MARK: deadlines

    var due: MonotonicTime { MonotonicTime(nanoseconds: dueNanoseconds.load(ordering: .sequentiallyConsistent)) }

    /// Too slow: the library sees the end of the stream and closes the connection.
    func dueReached(at now: MonotonicTime) {
        set(due: .never)
        descriptor.withLock { descriptor in
            if let descriptor { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    private func allow(_ duration: Duration) {
        let due = MonotonicTime.now + duration
        set(due: due)
        engine.watchdog.moved(to: due)
    }

    private func set(due: MonotonicTime) { dueNanoseconds.store(due.nanoseconds, ordering: .sequentiallyConsistent) }

    // MARK: what the library calls

    /// The request line has come.
    func lineReceived(target: UnsafePointer<CChar>) {
        self.target = String(cString: target)
        targetAddress = UInt(bitPattern: target)
        Self.hideQuery(of: UnsafeMutablePointer(mutating: target))
        allow(limits.headerTime)
    }

    /// Keeps the library from splitting the query, which nobody asks it for.
    ///
    /// It takes a record from the connection's memory for each `&`, and when that is used up the connection hangs
    /// without an answer. The text stands in its read buffer, where it writes a NUL over the `?` right after this call
    /// itself; with another one behind it the query is empty.
    private static func hideQuery(of target: UnsafeMutablePointer<CChar>) {
        guard let mark = strchr(target, Int32(UInt8(ascii: "?"))), mark[1] != 0 else { return }
        mark[1] = 0
    }

    /// The library has closed the socket, or is about to.
    func closed() {
        finished()
        descriptor.withLock { $0 = nil }
        engine.watchdog.forget(self)
    }

    /// The answer is written, or the request is over without one.
    func finished() {
        if case .answering(let events?) = phase {
            events.closed()
            engine.remove(events)
        }
        phase = .idle
        if isCounted {
            isCounted = false
            engine.exchangeEnded()
        }
        allow(limits.idleTime + limits.headerTime)
    }

    /// The library's one way to hand over the head, each piece of the body, and the end of it.
    func advance(
        method: UnsafePointer<CChar>, version: UnsafePointer<CChar>, piece: UnsafePointer<CChar>?, size: inout Int
    ) -> Bool {
        switch phase {
        case .idle:
            return begin(RequestLine(method: method, version: version, target: target, targetAddress: targetAddress))
        case .receiving where size > 0, .discarding where size > 0:
            defer { size = 0 }
            return receive(UnsafeRawBufferPointer(start: piece, count: size))
        case .receiving(let request, _):
            return complete(request)
        case .discarding(let response, _):
            return queue(response, isHead: false)
        case .deferred(let deferral, let isHead):
            guard let response = deferral.take() else { return false }
            return queue(response, isHead: isHead)
        case .answering:
            return false
        }
    }

    private func begin(_ line: RequestLine) -> Bool {
        guard engine.exchangeBegins() else { return queue(Refusal.stopping.response, isHead: false) }
        isCounted = true
        do throws(Refusal) {
            let head = try HeadReader.read(handle, line: line, limits: limits)
            return admit(head)
        } catch {
            return queue(error.response, isHead: false)
        }
    }

    private func admit(_ head: RequestHead) -> Bool {
        var request = Request(
            method: head.method, target: head.target, headers: head.headers, body: [], peer: peer, isTLS: site.isTLS,
            localPort: site.port, minorVersion: head.minorVersion)
        let limit = max(0, engine.handler.bodyLimit(for: request) ?? limits.bodySize)
        guard head.contentLength != 0 else {
            set(due: .never)
            phase = .receiving(request, limit: limit)
            return true
        }
        if let length = head.contentLength, length > UInt64(limit) {
            let response = refusal(ofBodyLargerThan: limit, request)
            // Who asks first, or has more than we would throw away, is told before the body.
            guard !head.expectsContinue, length <= UInt64(max(0, limits.discardedSize)) else {
                return queue(response, isHead: false)
            }
            phase = .discarding(response, size: 0)
        } else {
            request.body.reserveCapacity(Int(head.contentLength ?? 0))
            phase = .receiving(request, limit: limit)
        }
        allow(limits.bodyTime)
        return true
    }

    private func refusal(ofBodyLargerThan limit: Int, _ request: Request) -> Response {
        let refusal = Refusal.bodyTooLarge(limit: limit).response
        guard var response = engine.handler.response(toBodyLargerThan: limit, of: request) else { return refusal }
        response.closesConnection = true
        return response
    }

    private func receive(_ piece: UnsafeRawBufferPointer) -> Bool {
        switch phase {
        case .receiving(var request, let limit):
            guard request.body.count + piece.count <= limit else {
                let size = request.body.count + piece.count
                request.body = []
                phase = .discarding(refusal(ofBodyLargerThan: limit, request), size: size)
                return true
            }
            // Frees the copy in `phase`, so that the bytes are appended in place.
            phase = .idle
            request.body.append(contentsOf: piece)
            phase = .receiving(request, limit: limit)
            return true
        case .discarding(let response, let size):
            phase = .discarding(response, size: size + piece.count)
            return size + piece.count <= limits.discardedSize
        default:
            return false
        }
    }

    private func complete(_ request: Request) -> Bool {
        set(due: .never)
        let isHead = request.method == .head
        switch engine.handler.respond(to: request) {
        case .now(let response):
            return queue(response, isHead: isHead)
        case .later(let executor, let work):
            MHD_suspend_connection(handle)
            let deferral = Deferral(suspended: handle)
            phase = .deferred(deferral, isHead: isHead)
            engine.run(deferral, on: executor, work)
            return true
        }
    }

    // MARK: the answer

    private func queue(_ response: Response, isHead: Bool) -> Bool {
        phase = .answering(nil)
        var response = response
        if isHead, case .events = response.body { response.body = .empty }
        if case .events(let stream) = response.body {
            let events = LiveEvents(
                stream, connection: handle, descriptor: onhook_httpd_socket(handle), engine: engine)
            guard engine.add(events) else {
                return queue(Refusal.tooManyEventStreams(limit: limits.eventStreams).response, isHead: isHead)
            }
            phase = .answering(events)
            set(due: .never)
            guard let made = events.makeResponse() else { return false }
            let isQueued = submit(made, response)
            events.start()
            return isQueued
        }
        allow(limits.answerTime)
        guard let made = response.body.makeResponse() else { return false }
        return submit(made, response)
    }

    private func submit(_ made: OpaquePointer, _ response: Response) -> Bool {
        defer { MHD_destroy_response(made) }
        for (name, value) in response.headers.fields where !Self.isOurs(name) && !value.text.isEmpty {
            MHD_add_response_header(made, name.text, value.text)
        }
        if response.closesConnection || engine.closesConnections {
            MHD_add_response_header(made, "Connection", "close")
        }
        return MHD_queue_response(handle, UInt32(response.status.code), made) == .YES
    }

    /// The library writes these; a second one would be a second opinion on where the answer ends.
    private static func isOurs(_ name: HeaderName) -> Bool {
        let text = name.text
        switch text.utf8.count {
        case 4: return Text.equalIgnoringCase(text, "Date")
        case 10: return Text.equalIgnoringCase(text, "Connection")
        case 14: return Text.equalIgnoringCase(text, "Content-Length")
        case 17: return Text.equalIgnoringCase(text, "Transfer-Encoding")
        default: return false
        }
    }
}

extension Response.Body {
    /// A response of the library with these bytes; nil without memory. Not for event streams.
    fileprivate func makeResponse() -> OpaquePointer? {
        switch self {
        case .empty, .events:
            return Self.copying(UnsafeRawBufferPointer(start: nil, count: 0))
        case .bytes(let bytes):
            return bytes.withUnsafeBytes(Self.copying)
        case .string(var text):
            return text.withUTF8 { Self.copying(UnsafeRawBufferPointer($0)) }
        case .static(let bytes):
            let retained = Unmanaged.passRetained(bytes)
            let response = MHD_create_response_from_buffer_with_free_callback_cls(
                bytes.count, UnsafeMutableRawPointer(mutating: bytes.memory.baseAddress),
                { context in
                    guard let context else { return }
                    Unmanaged<StaticBytes>.fromOpaque(context).release()
                }, retained.toOpaque())
            if response == nil { retained.release() }
            return response
        }
    }

    private static func copying(_ bytes: UnsafeRawBufferPointer) -> OpaquePointer? {
        MHD_create_response_from_buffer(
            bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress), .RESPMEM_MUST_COPY)
    }
}
