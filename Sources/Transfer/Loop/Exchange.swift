/// One request to one place, ready for libcurl.
struct Exchange {
    enum Route {
        case endpoint(Endpoint)
        /// To the proxy at that address; `service` stands for the URL's server.
        case proxy(Endpoint, TransferProxy, service: ServiceTarget?, login: FetchCourse.ProxyLogin)
        case unixSocket(String)
    }

    enum Purpose {
        /// A request of the phone: the body of an answer other than 2xx is not read.
        case transfer
        /// A request to a local socket: every body is read.
        case local
        /// Only a TLS handshake, nothing sent, nothing verified: to see what the refused certificate says about itself.
        case certificateProbe
    }

    /// How the server's name is compared with its certificate.
    enum NameCheck {
        /// As libcurl does: alternative names, or without any the common name.
        case strict
        /// The part of the common name before a slash is the name; we compare it before anything is sent.
        case beforeSlash
    }

    var purpose: Purpose
    var route: Route
    var url: TransferURL
    var method: TransferRequest.Method
    var destination: BodyDestination
    /// For a method that none of the cases of `method` stands for; local requests only.
    var methodName: String?
    var userAgent: String
    var headers: [TransferRequest.Header]
    var credentials: TransferRequest.Credentials?
    var limits: TransferLimits
    /// What is left of `limits.total`.
    var remaining: Duration
    var trust: TransferTrust
    var nameCheck = NameCheck.strict
    var tftpBlockSize: Int?
    var connections: TransferClient.ConnectionPolicy

    init(
        _ course: FetchCourse, at hop: FetchCourse.Hop, remaining: Duration,
        connections: TransferClient.ConnectionPolicy
    ) {
        let request = course.request
        purpose = .transfer
        route =
            hop.proxy.map { .proxy(hop.endpoint, $0, service: hop.service, login: hop.login) }
            ?? .endpoint(hop.endpoint)
        url = course.url
        method = request.method
        destination = request.destination
        userAgent = request.userAgent
        headers = TransferRequest.phoneHeaders + request.headers
        credentials = course.credentials
        limits = request.limits
        self.remaining = remaining
        trust = request.trust
        nameCheck = hop.nameCheck
        tftpBlockSize = course.tftpBlockSize
        self.connections = connections
    }

    init(_ request: LocalRequest) {
        purpose = .local
        route = .unixSocket(request.socketPath)
        url = TransferURL(scheme: .http, host: "localhost", path: request.path)
        method = request.body.map { .post($0, contentType: request.contentType) } ?? .get
        destination = .memory
        methodName = request.method
        userAgent = ""
        headers = []
        limits = request.limits
        remaining = request.limits.total
        trust = TransferTrust()
        connections = .closed
    }

    /// The same place, asked for nothing but its certificate.
    var certificateProbe: Exchange {
        var probe = self
        probe.purpose = .certificateProbe
        probe.credentials = nil
        probe.trust.clientCertificate = nil
        return probe
    }

    /// Where the server is, for failures.
    var endpoint: Endpoint {
        switch route {
        case .endpoint(let endpoint), .proxy(let endpoint, _, _, _): endpoint
        case .unixSocket(let path): Endpoint(address: path, port: 0)
        }
    }

    /// libcurl decodes the percent escapes of a TFTP path, as it does on the phone, but would cut it at `?` and read `;mode=` as
    /// an order: those stay part of the file's name.
    var urlText: String {
        guard url.scheme == .tftp else { return url.description }
        var escaped = url
        escaped.path = url.path.map { character in
            switch character {
            case "?": "%3F"
            case ";": "%3B"
            case "#": "%23"
            default: String(character)
            }
        }.joined()
        return escaped.description
    }

    /// What stands in the request line: the path as written, without what follows a `#`, which is never sent (RFC 3986, 3.5). A proxy
    /// that reads the request itself gets the whole URL (RFC 9112, 3.2.2).
    var requestTarget: String {
        let path = String(url.path.prefix { $0 != "#" })
        return proxy != nil && !isTunnelled ? "\(url.scheme)://\(url.authority)\(path)" : path
    }

    var proxy: TransferProxy? {
        if case .proxy(_, let proxy, _, _) = route { proxy } else { nil }
    }

    /// What a proxy may be shown in this exchange.
    var proxyCredentials: TransferRequest.Credentials? {
        guard case .proxy(_, let proxy, _, let login) = route, login != .withheld else { return nil }
        return proxy.credentials
    }

    /// Whether a proxy is asked for a tunnel and sees nothing of what goes through it.
    var isTunnelled: Bool {
        guard case .proxy(_, _, let service, _) = route else { return false }
        return url.scheme == .https || service != nil
    }

    /// Whom to connect to, or to have connected to, instead of the URL's host and port (CURLOPT_CONNECT_TO(3)).
    var replacement: String? {
        switch route {
        case .endpoint(let endpoint): endpoint.description
        case .proxy(_, _, let service, _): service?.authority
        case .unixSocket: nil
        }
    }

    var headerLines: [String] {
        var lines = headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        switch method {
        case .get: break
        case .post(_, let contentType), .put(_, let contentType):
            lines.append("Content-Type: \(contentType)")
            // libcurl would ask for permission first, which simple servers leave unanswered.
            lines.append("Expect:")
        case .form: lines.append("Expect:")
        }
        // libcurl's own line; a phone's is among `phoneHeaders`.
        if purpose == .local { lines.append("Accept:") }
        return lines
    }
}
