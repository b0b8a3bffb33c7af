internal import HTTPServer
internal import Notation
internal import Pages
internal import Threading

/// What answers at a listener: the utility, until it has moved; then whoever still comes is sent after it.
final class MovableHandler: RequestHandler {
    /// Where the utility is.
    struct Destination: Hashable, Sendable {
        var port: UInt16
        var isTLS: Bool
    }

    /// What becomes of a request.
    enum Course: Sendable {
        /// The utility answers it.
        case utility
        /// The utility was here until a moment ago: people are told, and taken along.
        case moved(Destination)
        /// Nothing else was ever here.
        case redirection(Destination)
    }

    private let utility: any RequestHandler
    private let names: Set<String>
    private let phone: Frame.Phone
    private let course: Locked<Course>

    init(_ utility: any RequestHandler, names: Set<String>, phone: Frame.Phone, _ course: Course = .utility) {
        self.utility = utility
        self.names = names
        self.phone = phone
        self.course = Locked(course)
    }

    func take(_ course: Course) { self.course.withLock { $0 = course } }

    var isRedirection: Bool {
        if case .redirection = course.withLock({ $0 }) { true } else { false }
    }

    func respond(to request: Request) -> Answer {
        switch course.withLock({ $0 }) {
        case .utility: return utility.respond(to: request)
        case .redirection(let destination):
            return .now(SecurityHeaders.add(to: redirection(of: request, to: destination)))
        case .moved(let destination):
            // The page that says so looks like the others.
            guard !request.path.hasPrefix("/assets/") else { return utility.respond(to: request) }
            return .now(SecurityHeaders.add(to: farewell(to: request, destination)))
        }
    }

    func bodyLimit(for request: Request) -> Int? {
        if case .utility = course.withLock({ $0 }) { utility.bodyLimit(for: request) } else { 0 }
    }

    func response(toBodyLargerThan limit: Int, of request: Request) -> Response? {
        switch course.withLock({ $0 }) {
        case .utility: utility.response(toBodyLargerThan: limit, of: request)
        case .moved(let destination), .redirection(let destination):
            SecurityHeaders.add(to: redirection(of: request, to: destination))
        }
    }

    private func base(_ request: Request, _ destination: Destination) -> String? {
        RequestOrigin.ownName(of: request, names: names).map {
            ListenerPlan.Endpoint.url(host: $0, port: destination.port, isTLS: destination.isTLS)
        }
    }

    /// Only what changes nothing is sent on: a form has been readable on its way here, and is not to be sent once more without a thought.
    /// The redirection is a temporary one, because the administrator may go back to Http, and browsers never forget the other kind.
    private func redirection(of request: Request, to destination: Destination) -> Response {
        guard let base = base(request, destination) else {
            return .text("This phone is not called that.\n", status: 421)
        }
        var response =
            request.isReading
            ? Response.redirect(to: base + request.target.raw, status: 307)
            : .text("The web utility is at \(base)/. Nothing was done.\n", status: .forbidden)
        response.closesConnection = true
        return response
    }

    /// A browser that has just sent a form does not follow a redirection to another origin (CSP, form-action): it gets a page that takes
    /// it along.
    private func farewell(to request: Request, _ destination: Destination) -> Response {
        guard request.isReading, request.acceptsPages, let base = base(request, destination) else {
            return redirection(of: request, to: destination)
        }
        let address = base + request.target.raw
        let page = MessagePage(
            title: "Moved", sentence: "The phone's web utility is at \(base) now.",
            advice: destination.isTLS && !request.isTLS
                ? "The browser may warn of the certificate: compare its fingerprint with what `onhook certificate show` says."
                : "", back: .init(label: "Go there", href: address))
        var frame = Frame(phone: phone)
        frame.language = Language(of: request)
        var response = Response.page(Renderer.of(frame.language).render(page, in: frame), in: frame.language)
        response.headers["Refresh"] = HeaderValue(
            escaping: "1; url=" + address.percentEncoded { $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\"") })
        response.closesConnection = true
        return response
    }
}

extension Request {
    fileprivate var isReading: Bool { method == .get || method == .head }
}
