/// What happened in a transfer, from the first look-up to the end.
public struct TransferReport: Sendable, Equatable {
    /// Every try, in order: one for each address and each redirect. Empty when nothing was tried.
    public var steps: [TransferStep]
    /// The answer, or why there is none.
    public var result: Result<TransferResponse, TransferFailure>

    /// A report.
    public init(steps: [TransferStep], result: Result<TransferResponse, TransferFailure>) {
        self.steps = steps
        self.result = result
    }
}

/// One try: one URL at one address.
public struct TransferStep: Sendable, Equatable {
    /// What was asked for.
    public var url: TransferURL
    /// Where, the proxy's address if there is one; nil when the look-up of the name failed.
    public var endpoint: Endpoint?
    /// The proxy that the request went through, `host:port`; nil without one.
    public var proxy: String?
    /// What the proxy script said about the URL; in the first step for it only, and nil if none was asked.
    public var decision: ProxyDecision?
    /// What name servers said since the step before: the look-ups that led to this address. Later addresses of the same answer have
    /// none of their own.
    public var lookUps: [NameLookUp]
    /// The HTTP status of the last answer; nil without one, and for TFTP.
    public var status: Int?
    /// What ended this try, if it was not a status.
    public var failure: TransferFailure?
    /// Where the answer leads, if that is followed (301, 302).
    public var redirect: TransferURL?
    /// Who asked for a login, the proxy before the server.
    public var authentications: [AuthenticationStory]
    /// Body bytes received.
    public var bytes: Int
    /// From the start of this try to its end.
    public var duration: Duration
    /// `TLSv1.3`; nil without TLS, and before the handshake is through.
    public var tlsVersion: String?
    /// The server's certificate, as far as it was seen.
    public var certificate: CertificateSummary?
    /// What is odd, but was accepted.
    public var warnings: [TransferWarning]
    /// How long the server wants to be left alone (`Retry-After` in seconds; one with a date is passed over).
    public var retryAfter: Duration?

    /// A step.
    public init(
        url: TransferURL, endpoint: Endpoint?, proxy: String? = nil, decision: ProxyDecision? = nil,
        lookUps: [NameLookUp] = [], status: Int? = nil,
        failure: TransferFailure? = nil, redirect: TransferURL? = nil, authentications: [AuthenticationStory] = [],
        bytes: Int = 0, duration: Duration = .zero, tlsVersion: String? = nil,
        certificate: CertificateSummary? = nil, warnings: [TransferWarning] = []
    ) {
        self.url = url
        self.endpoint = endpoint
        self.proxy = proxy
        self.decision = decision
        self.lookUps = lookUps
        self.status = status
        self.failure = failure
        self.redirect = redirect
        self.authentications = authentications
        self.bytes = bytes
        self.duration = duration
        self.tlsVersion = tlsVersion
        self.certificate = certificate
        self.warnings = warnings
    }
}

/// What name servers said of one name.
public struct NameLookUp: Sendable, Hashable {
    /// The name: the server's, the proxy's, or that of a target of an SRV record.
    public var name: String
    /// All addresses, in the order in which they are tried; empty when it failed.
    public var addresses: [String]
    /// Why there are none.
    public var failure: TransferFailure?

    /// A look-up.
    public init(name: String, addresses: [String], failure: TransferFailure? = nil) {
        self.name = name
        self.addresses = addresses
        self.failure = failure
    }
}

/// How a server or a proxy was shown a user name and a password.
public struct AuthenticationStory: Sendable, Hashable {
    /// Who asked.
    public enum Asker: String, Sendable, Hashable { case server, proxy }

    /// The ways to log in that are known here (RFC 7617, RFC 7616).
    public enum Scheme: String, Sendable, Hashable { case basic = "Basic", digest = "Digest" }

    /// Who asked: with a 401, or with a 407.
    public var asker: Asker
    /// The better one of those that were offered; nil if neither was.
    public var scheme: Scheme?
    /// How often the credentials were sent; zero if there were none, or no known scheme.
    public var tries: Int

    /// A story.
    public init(asker: Asker, scheme: Scheme?, tries: Int) {
        self.asker = asker
        self.scheme = scheme
        self.tries = tries
    }
}

/// Something odd that was accepted all the same.
public enum TransferWarning: Sendable, Hashable {
    /// The certificate has no alternative names, and its common name was taken for the server's, as the phone does. Browsers have not done
    /// so for years (RFC 9525).
    case commonNameOnly(host: String, commonName: String)
}

/// What a certificate says about itself, in the words of OpenSSL.
public struct CertificateSummary: Sendable, Hashable {
    /// `C = DE, O = Example, CN = prov.example.com`.
    public var subject: String
    /// The one who signed it.
    public var issuer: String

    /// A summary.
    public init(subject: String, issuer: String) {
        self.subject = subject
        self.issuer = issuer
    }
}

/// An answer with a status of 2xx, or a TFTP file.
public struct TransferResponse: Sendable, Equatable {
    /// The HTTP status; nil for TFTP.
    public var status: Int?
    /// The `Content-Type` line.
    public var contentType: String?
    /// The `Content-Encoding` line: the body is as it was sent, its decoding is up to the caller.
    public var contentEncoding: String?
    /// The `Last-Modified` line.
    public var lastModified: String?
    /// The bytes, without transfer coding (chunks) but with content coding; empty if they went to a file.
    public var body: [UInt8]
    /// How many bytes the body has, wherever it went.
    public var bytes: Int
    /// Where it came from after all redirects.
    public var url: TransferURL
    /// The server that answered (`$SERVIP`), or the proxy.
    public var endpoint: Endpoint
    /// From the call to the last byte.
    public var duration: Duration

    /// An answer.
    public init(
        status: Int?, contentType: String? = nil, contentEncoding: String? = nil, lastModified: String? = nil,
        body: [UInt8], bytes: Int? = nil, url: TransferURL, endpoint: Endpoint, duration: Duration = .zero
    ) {
        self.status = status
        self.contentType = contentType
        self.contentEncoding = contentEncoding
        self.lastModified = lastModified
        self.body = body
        self.bytes = bytes ?? body.count
        self.url = url
        self.endpoint = endpoint
        self.duration = duration
    }
}
