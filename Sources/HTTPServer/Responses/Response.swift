import Notation

/// An answer.
public struct Response: Sendable {
    /// What follows the header.
    public enum Body: Sendable {
        /// Nothing.
        case empty
        /// Bytes, copied once into the connection.
        case bytes([UInt8])
        /// Text, sent as UTF-8, copied once.
        case string(String)
        /// Bytes that all requests share; never copied.
        case `static`(StaticBytes)
        /// Server-sent events, until the stream or the client ends.
        case events(EventStream)

        /// What it holds; of events nothing, since they come by and by.
        public var bytes: [UInt8] {
            switch self {
            case .empty, .events: []
            case .bytes(let bytes): bytes
            case .string(let text): Array(text.utf8)
            case .static(let shared): shared.bytes
            }
        }
    }

    /// The status.
    public var status: Status
    /// The header fields, without those that the server writes itself.
    public var headers: ResponseHeaders
    /// The body. It is left out when the request was HEAD.
    public var body: Body
    /// Whether the connection ends after this answer. Default false.
    public var closesConnection = false

    /// An answer of that status, type and body.
    public init(_ status: Status = .ok, type: HeaderValue? = nil, body: Body = .empty) {
        self.status = status
        self.body = body
        headers = ResponseHeaders()
        headers["Content-Type"] = type
    }

    /// Plain text.
    public static func text(_ text: String, status: Status = .ok) -> Self {
        Self(status, type: "text/plain; charset=utf-8", body: .string(text))
    }

    /// A page.
    public static func html(_ text: String, status: Status = .ok) -> Self {
        Self(status, type: "text/html; charset=utf-8", body: .string(text))
    }

    /// A page that is bytes already.
    public static func html(bytes: [UInt8], status: Status = .ok) -> Self { html(.bytes(bytes), status: status) }

    /// A page that is bytes already, which may be shared.
    public static func html(_ body: Body, status: Status = .ok) -> Self {
        Self(status, type: "text/html; charset=utf-8", body: body)
    }

    /// A JSON document.
    public static func json(_ bytes: [UInt8], status: Status = .ok) -> Self {
        Self(status, type: "application/json", body: .bytes(bytes))
    }

    /// A JSON document.
    public static func json(_ text: String, status: Status = .ok) -> Self {
        Self(status, type: "application/json", body: .string(text))
    }

    /// Sends the client to another address; bytes that an address may not hold are percent-encoded.
    ///
    /// 303 by default: the browser asks for it with GET (RFC 9110, 15.4.4).
    public static func redirect(to location: String, status: Status = .seeOther) -> Self {
        var response = Self(status)
        response.headers["Location"] = HeaderValue(
            escaping: location.percentEncoded { $0.isVisible && !"\"<>\\^`{|}".utf8.contains($0) })
        return response
    }

    /// Server-sent events.
    public static func events(_ stream: EventStream) -> Self {
        var response = Self(type: "text/event-stream", body: .events(stream))
        response.headers["Cache-Control"] = "no-store"
        // nginx holds events back otherwise.
        response.headers["X-Accel-Buffering"] = "no"
        return response
    }

    /// The same answer with one more cookie.
    public func setting(_ cookie: Cookie) -> Self {
        var response = self
        response.headers.add("Set-Cookie", cookie.headerValue)
        return response
    }
}

/// Bytes that many answers share without copying them: files that travel inside the program, pages that are sent again.
public final class StaticBytes: Sendable {
    // Written once, in the initializer, before anybody else can see it.
    nonisolated(unsafe) let memory: UnsafeRawBufferPointer
    private let isOwned: Bool

    /// A copy of the bytes, which lives as long as this object.
    public init(_ bytes: [UInt8]) {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
        copy.copyBytes(from: bytes)
        memory = UnsafeRawBufferPointer(copy)
        isOwned = true
    }

    /// A view of bytes that never move and never go away, such as an embedded file.
    public init(unowned bytes: UnsafeRawBufferPointer) {
        memory = bytes
        isOwned = false
    }

    deinit {
        if isOwned { memory.deallocate() }
    }

    /// How many.
    public var count: Int { memory.count }

    /// A copy.
    public var bytes: [UInt8] { Array(memory) }
}
