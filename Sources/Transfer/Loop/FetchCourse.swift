/// Decides what a fetch does next: look up, try an address, follow, give up. It performs nothing, so that a test can drive it.
struct FetchCourse {
    enum Move: Equatable {
        /// Find the addresses of these servers, in this order.
        case lookUp([ServiceTarget])
        case attempt(Endpoint)
        case finish(Result<TransferResponse, TransferFailure>)
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
        var duration: Duration
        var tlsVersion: String?
        var certificate: CertificateSummary?
    }

    let request: TransferRequest
    private(set) var url: TransferURL
    private(set) var carriesCredentials: Bool
    /// What TFTP asks for; nil from the moment on that a server could not deal with options.
    private(set) var tftpBlockSize: Int?
    private(set) var steps: [TransferStep] = []
    private var visited: [TransferURL]
    private var untried: ArraySlice<Endpoint> = []

    init(_ request: TransferRequest) {
        self.request = request
        url = request.url
        carriesCredentials = request.credentials != nil
        tftpBlockSize = request.tftpBlockSize
        visited = [request.url]
    }

    /// The credentials for the present URL.
    var credentials: TransferRequest.Credentials? { carriesCredentials ? request.credentials : nil }

    mutating func begin() -> Move {
        if let fault = request.fault { return .finish(.failure(fault)) }
        let own = [ServiceTarget(host: url.host, port: url.port)]
        return approach(request.services.isEmpty ? own : request.services)
    }

    private mutating func approach(_ targets: [ServiceTarget]) -> Move {
        let needsNames = targets.contains { !TransferURL.isAddress($0.host) }
        guard !needsNames else { return .lookUp(targets) }
        return found(targets.map { Endpoint(address: $0.host, port: $0.port) })
    }

    mutating func found(_ endpoints: [Endpoint]) -> Move {
        untried = endpoints[...]
        return nextAddress(or: .nameNotFound(url.host))
    }

    mutating func lookUpFailed(_ failure: TransferFailure, after duration: Duration) -> Move {
        steps.append(TransferStep(url: url, endpoint: nil, failure: failure, duration: duration))
        return .finish(.failure(failure))
    }

    mutating func ended(_ outcome: Outcome, after total: Duration) -> Move {
        steps.append(
            TransferStep(
                url: url, endpoint: outcome.endpoint, status: outcome.answer.status, failure: outcome.failure,
                bytes: outcome.answer.body.count, duration: outcome.duration, tlsVersion: outcome.tlsVersion,
                certificate: outcome.certificate))
        if let failure = outcome.failure {
            if outcome.isOptionFailure, tftpBlockSize != nil {
                tftpBlockSize = nil
                return .attempt(outcome.endpoint)
            }
            return outcome.isConnectionFailure ? nextAddress(or: failure) : .finish(.failure(failure))
        }
        guard let status = outcome.answer.status, url.scheme != .tftp else {
            return .finish(.success(response(outcome, after: total)))
        }
        switch status {
        case 200..<300: return .finish(.success(response(outcome, after: total)))
        case 301, 302: return follow(outcome.answer.location)
        case 300..<400: return .finish(.failure(.redirectNotFollowed(status)))
        case 401 where !carriesCredentials: return .finish(.failure(.authenticationRequired))
        case 401: return .finish(.failure(.authenticationFailed(attempts: max(0, outcome.answer.challenges - 1))))
        default: return .finish(.failure(.status(status)))
        }
    }

    private mutating func nextAddress(or failure: TransferFailure) -> Move {
        guard let endpoint = untried.popFirst() else { return .finish(.failure(failure)) }
        return .attempt(endpoint)
    }

    private mutating func follow(_ location: String?) -> Move {
        switch redirect(to: location) {
        case .failure(let failure): return .finish(.failure(failure))
        case .success(let next):
            carriesCredentials = carriesCredentials && url.mayShareCredentials(with: next)
            visited.append(next)
            url = next
            return approach([ServiceTarget(host: next.host, port: next.port)])
        }
    }

    private func redirect(to location: String?) -> Result<TransferURL, TransferFailure> {
        guard let location, !location.isEmpty else { return .failure(.badRedirect(.noLocation)) }
        return url.following(location: location).mapError { .badRedirect($0) }.flatMap { next in
            guard visited.count <= request.limits.redirects else {
                return .failure(.tooManyRedirects(visited + [next]))
            }
            guard next.scheme == .https || url.scheme != .https || request.trust.downgrade == .followed else {
                return .failure(.badRedirect(.downgrade(to: next)))
            }
            guard next.scheme != .tftp || request.method == .get else { return .failure(.badRedirect(.bodyOverTFTP)) }
            return .success(next)
        }
    }

    private func response(_ outcome: Outcome, after total: Duration) -> TransferResponse {
        let answer = outcome.answer
        return TransferResponse(
            status: url.scheme == .tftp ? nil : answer.status, contentType: answer.contentType,
            contentEncoding: answer.contentEncoding, lastModified: answer.lastModified, body: answer.body, url: url,
            endpoint: outcome.endpoint, duration: total)
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
