/// Decides what a fetch does next: find a route, look up, try an address, follow, give up. It performs nothing, so that a test can
/// drive it.
struct FetchCourse {
    enum Move: Equatable {
        /// Ask the request's finder for the routes to this URL.
        case findRoutes(TransferURL)
        /// Find the addresses of these servers, in this order.
        case lookUp([ServiceTarget])
        case attempt(Hop)
        case finish(Result<TransferResponse, TransferFailure>)
    }

    /// An address to connect to, and what to ask there.
    struct Hop: Equatable {
        var endpoint: Endpoint
        /// The proxy that listens there.
        var proxy: TransferProxy?
        /// What the proxy is to connect to instead of the URL's own server.
        var service: ServiceTarget?
        var login = ProxyLogin.asAsked
        var nameCheck = Exchange.NameCheck.strict
    }

    /// When a proxy is shown the user name and the password.
    enum ProxyLogin: Equatable {
        /// When it asks, within the same exchange.
        case asAsked
        /// Not in this exchange. A proxy that refuses a request before its body has come may wait for the body for ever while the request
        /// is repeated (squid 5.7 does): so it is asked anew, over another connection, once its scheme is known.
        case withheld
        /// By this scheme, which it asked for.
        case by(AuthenticationStory.Scheme)
    }

    /// How one try ended.
    struct Outcome {
        var endpoint: Endpoint
        var answer: Answer
        /// Set unless the answer is complete.
        var failure: TransferFailure?
        /// The server never got the request: another address may do better.
        var isConnectionFailure: Bool
        /// A TFTP server that may do better without options.
        var isOptionFailure = false
        /// The server's name is in its certificate's common name, before a slash.
        var isNameFailure = false
        var duration: Duration
        var tlsVersion: String?
        var certificate: CertificateSummary?
        var warnings: [TransferWarning] = []
    }

    /// What was found out about one server of a `lookUp`.
    struct Found {
        var target: ServiceTarget
        var result: Result<[String], TransferFailure>
    }

    let request: TransferRequest
    private(set) var url: TransferURL
    private(set) var carriesCredentials: Bool
    /// What TFTP asks for; nil from the moment on that a server could not deal with options.
    private(set) var tftpBlockSize: Int?
    private(set) var steps: [TransferStep] = []
    private(set) var visited: [TransferURL]
    private var routes: ArraySlice<TransferRoute> = []
    private(set) var route = TransferRoute.direct
    private var untried: ArraySlice<Hop> = []
    private(set) var present: Hop?
    /// What the next step has to tell besides its own try.
    private var news: [NameLookUp] = []
    private var decision: ProxyDecision?

    init(_ request: TransferRequest) {
        self.request = request
        url = request.url
        carriesCredentials = request.credentials != nil
        tftpBlockSize = request.tftpBlockSize
        visited = [request.url]
    }

    /// The credentials for the present URL.
    var credentials: TransferRequest.Credentials? { carriesCredentials ? request.credentials : nil }

    /// Whom the present route connects to: for the server's name in failures.
    var nameToLookUp: String { route.proxy?.host ?? url.host }

    mutating func begin() -> Move {
        if let fault = request.fault { return .finish(.failure(fault)) }
        return approach()
    }

    // MARK: Routes

    private mutating func approach() -> Move {
        route = .direct
        guard request.accessDomains.permits(host: url.host) else { return .finish(.failure(.notPermitted(url.host))) }
        guard url.scheme != .tftp else { return take([.direct]) }
        if let proxy = request.proxy { return take([.proxy(proxy)]) }
        return request.proxyFinder == nil ? take([.direct]) : .findRoutes(url)
    }

    mutating func foundRoutes(_ decision: ProxyDecision, after duration: Duration) -> Move {
        self.decision = decision
        guard decision.routes.isEmpty else { return take(decision.routes) }
        return lookUpFailed(.proxyScript(decision.failure ?? .nowhereToLook), after: duration)
    }

    private mutating func take(_ found: [TransferRoute]) -> Move {
        routes = found[...]
        return nextRoute(or: .nameNotFound(url.host))
    }

    private mutating func nextRoute(or failure: TransferFailure) -> Move {
        guard let next = routes.popFirst() else { return .finish(.failure(failure)) }
        route = next
        let targets = next.proxy.map { [ServiceTarget(host: $0.host, port: $0.port)] } ?? servers
        guard targets.allSatisfy({ TransferURL.isAddress($0.host) }) else { return .lookUp(targets) }
        untried = hops(to: targets.map { Endpoint(address: $0.host, port: $0.port) })
        return nextHop(or: failure)
    }

    /// The targets of an SRV look-up stand for the first URL's server only.
    private var servers: [ServiceTarget] {
        hasServices ? request.services : [ServiceTarget(host: url.host, port: url.port)]
    }

    private var hasServices: Bool { visited.count == 1 && !request.services.isEmpty }

    mutating func lookedUp(_ found: [Found], after duration: Duration) -> Move {
        news += found.compactMap { found in
            guard !TransferURL.isAddress(found.target.host) else { return nil }
            return switch found.result {
            case .success(let addresses): NameLookUp(name: found.target.host, addresses: addresses)
            case .failure(let failure): NameLookUp(name: found.target.host, addresses: [], failure: failure)
            }
        }
        let endpoints = found.flatMap { found in
            ((try? found.result.get()) ?? []).map { Endpoint(address: $0, port: found.target.port) }
        }
        untried = hops(to: endpoints)
        guard untried.isEmpty else { return nextHop(or: .nameNotFound(nameToLookUp)) }
        let failures = found.compactMap { if case .failure(let failure) = $0.result { failure } else { nil } }
        return lookUpFailed(failures.first ?? .nameNotFound(nameToLookUp), after: duration)
    }

    mutating func lookUpFailed(_ failure: TransferFailure, after duration: Duration) -> Move {
        steps.append(
            TransferStep(
                url: url, endpoint: nil, proxy: route.proxy?.authority, decision: takeDecision(), lookUps: takeNews(),
                failure: failure, duration: duration))
        return nextRoute(or: failure)
    }

    private mutating func takeNews() -> [NameLookUp] {
        defer { news = [] }
        return news
    }

    private mutating func takeDecision() -> ProxyDecision? {
        defer { decision = nil }
        return decision
    }

    private func hops(to endpoints: [Endpoint]) -> ArraySlice<Hop> {
        guard let proxy = route.proxy else {
            return endpoints.map { Hop(endpoint: $0) }.prefix(request.limits.addresses)
        }
        let services = hasServices ? request.services.map { $0 as ServiceTarget? } : [nil]
        let isRead = url.scheme == .http && !hasServices
        let login: ProxyLogin = isRead && request.method != .get && proxy.credentials != nil ? .withheld : .asAsked
        return services.flatMap { service in
            endpoints.map { Hop(endpoint: $0, proxy: proxy, service: service, login: login) }
        }.prefix(request.limits.addresses)
    }

    private mutating func nextHop(or failure: TransferFailure) -> Move {
        guard let hop = untried.popFirst() else { return nextRoute(or: failure) }
        present = hop
        return .attempt(hop)
    }

    // MARK: Answers

    mutating func ended(_ outcome: Outcome, after total: Duration) -> Move {
        // The same try in another way, which alone is worth telling.
        if outcome.isNameFailure { return again { $0.nameCheck = .beforeSlash } }
        var step = TransferStep(
            url: url, endpoint: outcome.endpoint, proxy: route.proxy?.authority, decision: takeDecision(),
            lookUps: takeNews(), status: outcome.answer.status, failure: outcome.failure,
            authentications: authentications(outcome.answer),
            bytes: outcome.answer.bodyBytes, duration: outcome.duration, tlsVersion: outcome.tlsVersion,
            certificate: outcome.certificate, warnings: outcome.warnings)
        step.retryAfter = outcome.answer.retryAfter.map { .seconds($0) }
        let verdict = verdict(on: outcome, after: total)
        if case .redirect(let next) = verdict { step.redirect = next }
        steps.append(step)
        switch verdict {
        case .finish(let result): return .finish(result)
        case .redirect(let next): return follow(next)
        case .withoutOptions:
            tftpBlockSize = nil
            return again { _ in }
        case .logIn(let scheme): return again { $0.login = .by(scheme) }
        case .next(let failure): return nextHop(or: failure)
        }
    }

    /// The same address once more.
    private mutating func again(_ change: (inout Hop) -> Void) -> Move {
        guard var hop = present else { return .finish(.failure(.nameNotFound(url.host))) }
        change(&hop)
        present = hop
        return .attempt(hop)
    }

    private mutating func follow(_ next: TransferURL) -> Move {
        carriesCredentials = carriesCredentials && url.mayShareCredentials(with: next)
        visited.append(next)
        url = next
        return approach()
    }
}

extension TransferURL {
    /// Credentials follow a redirect only within one server: the same scheme, host and port, or from plain http to https of the
    /// same host with both on their usual ports.
    fileprivate func mayShareCredentials(with next: TransferURL) -> Bool {
        if hasSameOrigin(as: next) { return true }
        return hasSameHost(as: next) && (scheme, port) == (.http, 80) && (next.scheme, next.port) == (.https, 443)
    }
}
