/// What a handler says to a request.
public enum Answer: Sendable {
    /// The answer is here; it is written at once.
    case now(Response)
    /// The answer takes its time: the closure runs as a task, no thread waits for it, the connection stays silent.
    ///
    /// The task is cancelled when the server stops and the grace period is over.
    ///
    /// A task that mostly calls one actor with an executor of its own may run there.
    case later(on: (any TaskExecutor)? = nil, @Sendable () async -> Response)
}

/// Answers requests.
public protocol RequestHandler: Sendable {
    /// Called on one of the server's threads; several calls run at the same time. Must not block: what waits is `.later`.
    func respond(to request: Request) -> Answer

    /// The largest body to accept for this request, in bytes, asked before any of it is read (`request.body` is empty).
    ///
    /// nil, the default, is `ServerLimits.bodySize`.
    func bodyLimit(for request: Request) -> Int?

    /// The answer to a request whose body is larger than that (`request.body` is empty); the connection ends with it.
    ///
    /// nil, the default, is one sentence as text.
    func response(toBodyLargerThan limit: Int, of request: Request) -> Response?
}

extension RequestHandler {
    /// The server's own limit.
    public func bodyLimit(for request: Request) -> Int? { nil }

    /// One sentence as text.
    public func response(toBodyLargerThan limit: Int, of request: Request) -> Response? { nil }
}

extension Answer {
    /// The response, whenever it comes.
    public func response() async -> Response {
        switch self {
        case .now(let response): response
        case .later(let executor, let work): await withTaskExecutorPreference(executor) { await work() }
        }
    }
}
