/// A request whose head was checked and whose body has arrived completely.
public struct Request: Sendable {
    /// What is to be done.
    public var method: Method
    /// What it is about, as sent and decoded.
    public var target: RequestTarget
    /// The header fields.
    public var headers: HeaderFields
    /// The body, no larger than the limit in force for this request.
    public var body: [UInt8]
    /// Who asks.
    public var peer: Peer
    /// Whether the connection is encrypted.
    public var isTLS: Bool
    /// The port of this end; nil on a Unix socket.
    public var localPort: UInt16?
    /// 1 for HTTP/1.1, 0 for HTTP/1.0.
    public var minorVersion: Int

    /// The login that stood in the address; see `withoutLoginInAddress`.
    public package(set) var addressLogin: BasicCredentials?

    /// A request as a test or an internal caller makes it; nil when the target would be refused.
    public init?(
        method: Method, target: String, headers: [HeaderFields.Field] = [], body: [UInt8] = [],
        peer: Peer = .unknown, isTLS: Bool = false, localPort: UInt16? = nil
    ) {
        guard let parsed = try? RequestTarget(target) else { return nil }
        self.init(
            method: method, target: parsed, headers: HeaderFields(headers), body: body, peer: peer, isTLS: isTLS,
            localPort: localPort, minorVersion: 1)
    }

    init(
        method: Method, target: RequestTarget, headers: HeaderFields, body: [UInt8], peer: Peer, isTLS: Bool,
        localPort: UInt16?, minorVersion: Int
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.peer = peer
        self.isTLS = isTLS
        self.localPort = localPort
        self.minorVersion = minorVersion
    }

    /// The decoded path, beginning with a slash; see `RequestTarget.path`.
    public var path: String { target.path }

    /// What stands behind the first `?`, undecoded.
    public var rawQuery: String? { target.rawQuery }

    /// Host and port as the client addresses this server; nil when it did not say (HTTP/1.0).
    public var host: String? { target.authority ?? headers["Host"] }

    /// Whether the client wants the connection to stay open.
    public var keepsConnection: Bool {
        minorVersion == 1 ? !headers.lists("close", in: "Connection") : headers.lists("keep-alive", in: "Connection")
    }

    /// The names and values of the query, decoded as a form; empty without a query.
    public func query(limits: FormDecoding.Limits = .standard) throws(FormError) -> FormItems {
        try FormDecoding.urlEncoded(rawQuery ?? "", limits: limits)
    }

    /// The fields of the submitted form, `application/x-www-form-urlencoded` or `multipart/form-data`.
    ///
    /// An empty body without a type is an empty form; any other type throws `FormError.unsupportedType`.
    public func form(limits: FormDecoding.Limits = .standard) throws(FormError) -> FormItems {
        try FormDecoding.form(body: body, contentType: headers["Content-Type"], limits: limits)
    }

    /// The cookies, in the order of the request (RFC 6265, 4.2). Parts without `=` are left out.
    public var cookies: [(name: String, value: String)] { Cookie.parse(headers.all("Cookie")) }

    /// The value of the first cookie of that name.
    public func cookie(_ name: String) -> String? { Cookie.value(of: name, in: headers.all("Cookie")) }

    /// The credentials of `Authorization: Digest`; nil for none, malformed ones and repeated fields.
    public var digestCredentials: DigestCredentials? {
        let fields = headers.all("Authorization")
        return fields.count == 1 ? DigestCredentials(fields[0]) : nil
    }

    /// The credentials of `Authorization: Basic`; nil for none, malformed ones and repeated fields.
    public var basicCredentials: BasicCredentials? {
        let fields = headers.all("Authorization")
        return fields.count == 1 ? BasicCredentials(fields[0]) : nil
    }
}
