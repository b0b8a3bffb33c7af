internal import HTTPServer
internal import Threading

/// What answers at a listener: the utility, until it has moved; then whoever still comes is sent after it.
final class MovableHandler: RequestHandler {
    /// Where the utility has moved.
    struct Destination: Sendable {
        var port: UInt16
        var isTLS: Bool
        /// The address that it listens at, for clients that do not say how they call us.
        var address: String?
    }

    private let utility: any RequestHandler
    private let names: Set<String>
    private let destination: Locked<Destination?>

    init(_ utility: any RequestHandler, names: Set<String>, movedTo destination: Destination? = nil) {
        self.utility = utility
        self.names = names
        self.destination = Locked(destination)
    }

    var hasMoved: Bool { destination.withLock { $0 != nil } }

    func move(to destination: Destination?) { self.destination.withLock { $0 = destination } }

    func respond(to request: Request) -> Answer {
        guard let destination = destination.withLock({ $0 }) else { return utility.respond(to: request) }
        return .now(SecurityHeaders.add(to: redirection(of: request, to: destination)))
    }

    func bodyLimit(for request: Request) -> Int? {
        destination.withLock { $0 == nil } ? utility.bodyLimit(for: request) : 0
    }

    func response(toBodyLargerThan limit: Int, of request: Request) -> Response? {
        guard let destination = destination.withLock({ $0 }) else {
            return utility.response(toBodyLargerThan: limit, of: request)
        }
        return SecurityHeaders.add(to: redirection(of: request, to: destination))
    }

    /// Only what changes nothing is sent on: a form has been readable on its way here, and is not to be sent once more without a thought.
    /// The redirection is a temporary one, because the administrator may go back to Http, and browsers never forget the other kind.
    private func redirection(of request: Request, to destination: Destination) -> Response {
        guard let host = RequestOrigin.ownName(of: request, names: names) else {
            return .text("This phone is not called that.\n", status: 421)
        }
        let base = ListenerPlan.Endpoint.url(host: host, port: destination.port, isTLS: destination.isTLS)
        guard request.method == .get || request.method == .head else {
            var response = Response.text("The web utility is at \(base)/. Nothing was done.\n", status: .forbidden)
            response.closesConnection = true
            return response
        }
        var response = Response.redirect(to: base + request.target.raw, status: 307)
        response.closesConnection = true
        return response
    }
}
