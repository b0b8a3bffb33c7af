/// Finds the handler of a request by its method and path.
///
/// A fixed segment wins over a capture, whatever the method is. A known path with another method is answered with 405 and `Allow`; a known path
/// with a slash too many at its end leads, for GET and HEAD, to the one without; everything else is 404.
public struct Router: RequestHandler {
    /// What the segments of a path said for the captures of its route.
    public struct Captures: Sendable {
        fileprivate var values: [(name: String, value: String)]

        /// No captures.
        public init() { self.init(values: []) }

        fileprivate init(values: [(name: String, value: String)]) { self.values = values }

        /// The decoded segment; nil when the route has no such capture. Never empty.
        public subscript(_ name: String) -> String? { values.first { $0.name == name }?.value }
    }

    /// Answers a request that its route has chosen.
    public typealias Handler = @Sendable (Request, Captures) -> Answer

    /// What a method and a path lead to.
    public enum Match: Sendable {
        /// A handler, and what its captures hold.
        case found(Handler, Captures)
        /// The path is known, but not with this method.
        case otherMethods([Method])
        /// The path is known without the slash at its end.
        case withoutSlash(path: String)
        /// Nothing has this path.
        case none
    }

    private struct Entry: Sendable {
        var captures: [String]
        var handler: Handler
    }

    private struct Node: Sendable {
        var fixed: [String: Int] = [:]
        var capture: Int?
        var entries: [Method: Entry] = [:]
    }

    private var nodes = [Node()]
    /// All routes, in the order in which they were added.
    public private(set) var routes: [Route] = []
    private var limits: [(route: Route, size: Int)] = []

    /// Makes the answer to what no route takes; the status is 404 or 405, `Allow` is added by the router.
    public var missing: @Sendable (Request, Status) -> Response = { _, status in
        .text(
            status == .notFound ? "There is no such page.\n" : "This address does not take that method.\n",
            status: status)
    }

    /// No routes.
    public init() {}

    /// Adds a route. A second handler for the same method and path is a mistake in the program.
    ///
    /// `bodyLimit`, in bytes, is for this route alone.
    public mutating func on(_ route: Route, bodyLimit: Int? = nil, _ handler: @escaping Handler) {
        var place = 0
        var captures: [String] = []
        for segment in route.segments {
            place = child(of: place, segment)
            if case .capture(let name) = segment { captures.append(name) }
        }
        let replaced = nodes[place].entries.updateValue(
            Entry(captures: captures, handler: handler), forKey: route.method)
        precondition(replaced == nil, "two handlers for \(route)")
        routes.append(route)
        if let bodyLimit { limits.append((route, bodyLimit)) }
    }

    /// Adds a route whose answer never waits.
    public mutating func now(_ route: Route, _ handler: @escaping @Sendable (Request, Captures) -> Response) {
        on(route) { .now(handler($0, $1)) }
    }

    /// What the method and path of the request lead to.
    public func match(_ request: Request) -> Match {
        let segments = request.target.segments
        if let place = places(of: segments).first(where: { !nodes[$0.node].entries.isEmpty }) {
            guard let entry = entry(at: place.node, request.method) else {
                return .otherMethods(Method.served.filter(allowed(at: place.node).contains))
            }
            return .found(entry.handler, Captures(values: Array(zip(entry.captures, place.values)).map { ($0, $1) }))
        }
        guard segments.count > 1, segments.last == "",
            self.places(of: segments.dropLast()).contains(where: { !nodes[$0.node].entries.isEmpty })
        else { return .none }
        let path = "/" + segments.dropLast().map(Route.encoded).joined(separator: "/")
        return .withoutSlash(path: path)
    }

    /// Hands the request to the handler of its route, or answers 404, 405 or 308.
    public func respond(to request: Request) -> Answer {
        switch match(request) {
        case .found(let handler, let captures):
            return handler(request, captures)
        case .otherMethods(let methods):
            var response = missing(request, .methodNotAllowed)
            // What no route takes at all is no browser's and no script's: nothing that follows on the connection is answered.
            response.closesConnection = !Method.served.contains(request.method)
            response.headers["Allow"] = HeaderValue(escaping: methods.map(\.rawValue).joined(separator: ", "))
            return .now(response)
        case .withoutSlash(let path) where request.method == .get || request.method == .head:
            let query = request.rawQuery.map { "?\($0)" } ?? ""
            return .now(.redirect(to: path + query, status: .permanentRedirect))
        case .withoutSlash, .none:
            return .now(missing(request, .notFound))
        }
    }

    /// The limit of the request's route.
    public func bodyLimit(for request: Request) -> Int? {
        guard !limits.isEmpty else { return nil }
        return limits.first { $0.route.method == request.method && Self.fits($0.route, request.target.segments) }?.size
    }

    private static func fits(_ route: Route, _ segments: [String]) -> Bool {
        route.segments.count == segments.count
            && zip(route.segments, segments).allSatisfy { pattern, segment in
                switch pattern {
                case .fixed(let text): text == segment
                case .capture: !segment.isEmpty
                }
            }
    }

    private mutating func child(of place: Int, _ segment: Route.Segment) -> Int {
        let known =
            switch segment {
            case .fixed(let text): nodes[place].fixed[text]
            case .capture: nodes[place].capture
            }
        if let known { return known }
        nodes.append(Node())
        switch segment {
        case .fixed(let text): nodes[place].fixed[text] = nodes.count - 1
        case .capture: nodes[place].capture = nodes.count - 1
        }
        return nodes.count - 1
    }

    /// Every node that the segments lead to, the one with the most fixed segments first.
    private func places(of segments: some Collection<String>) -> [(node: Int, values: [String])] {
        var places: [(node: Int, values: [String])] = [(0, [])]
        for segment in segments {
            var next: [(node: Int, values: [String])] = []
            for place in places {
                if let node = nodes[place.node].fixed[segment] { next.append((node, place.values)) }
                if let node = nodes[place.node].capture, !segment.isEmpty {
                    next.append((node, place.values + [segment]))
                }
            }
            places = next
            guard !places.isEmpty else { break }
        }
        return places
    }

    private func entry(at node: Int, _ method: Method) -> Entry? {
        nodes[node].entries[method] ?? (method == .head ? nodes[node].entries[.get] : nil)
    }

    private func allowed(at node: Int) -> [Method] {
        let methods = nodes[node].entries.keys
        return methods.contains(.get) ? methods + [.head] : Array(methods)
    }
}
