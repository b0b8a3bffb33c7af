/// One thing to move: where, how, as whom, and within which limits.
public struct TransferRequest: Sendable {
    /// What is asked of the server.
    public enum Method: Sendable, Equatable {
        /// Fetch; the only one that TFTP knows.
        case get
        /// Send a body and take the answer (`--post`).
        case post([UInt8], contentType: String)
        /// Store a body (`HTTP_Report_Method` PUT).
        case put([UInt8], contentType: String)
        /// Send a form with files and take the answer (`PRT_Upload_Rule`).
        case form([FormPart], by: FormMethod)
    }

    /// How a form is sent (`PRT_HTTP_Method`).
    public enum FormMethod: String, Sendable, Equatable {
        case post = "POST"
        case put = "PUT"
    }

    /// What answers a Basic or Digest challenge. It has no description, so that it cannot reach a log by interpolation.
    public struct Credentials: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
        CustomReflectable
    {
        /// The user name.
        public var user: String
        /// The password.
        public var password: String

        /// Credentials; they are sent only when a server asks for them.
        public init(user: String, password: String) {
            self.user = user
            self.password = password
        }

        /// Says that there are some.
        public var description: String { "credentials (not shown)" }
        /// As `description`.
        public var debugDescription: String { description }
        /// Shows no children, so that `dump` prints nothing either.
        public var customMirror: Mirror { Mirror(self, children: []) }
    }

    /// A header line beyond those that every phone sends.
    public struct Header: Sendable, Equatable {
        /// The field's name.
        public var name: String
        /// The field's value.
        public var value: String

        /// A header.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Where.
    public var url: TransferURL
    /// What; `.get` unless said otherwise.
    public var method: Method
    /// The `User-Agent` line; empty sends none.
    public var userAgent: String
    /// Lines after `phoneHeaders`.
    public var headers: [Header]
    /// The answer to a challenge of the first server; never sent to another one after a redirect.
    public var credentials: Credentials?
    /// How long, how much, how often.
    public var limits: TransferLimits
    /// Whom HTTPS believes.
    public var trust: TransferTrust
    /// Who knows the addresses of names.
    public var resolver: NameServers
    /// Servers to connect to instead of the URL's own, in this order: the outcome of an SRV look-up. Host header and certificate
    /// check keep the URL's name, as the guide asks for ("DNS SRV for HTTP Provisioning": host name validation uses the original
    /// domain name). They hold for the first URL only, not behind a redirect.
    public var services: [ServiceTarget]
    /// The proxy that http and https go through (`Proxy_Mode` Manual); TFTP never does. Nothing in the environment of the process
    /// has a say in this.
    public var proxy: TransferProxy?
    /// Who chooses the proxy, URL by URL and also for each redirect (`Proxy_Mode` Auto); asked for http and https when `proxy` is nil.
    public var proxyFinder: ProxyFinder?
    /// The servers that may be asked, the URL's own and those of redirects (`Restricted_Access_Domains`). A target in `services`
    /// stands for the URL's own server, whose name is what counts.
    public var accessDomains: AccessDomains
    /// The block size that TFTP asks for, 8 to 65464 bytes (RFC 2348); nil asks for no option at all (plain RFC 1350). The
    /// default 1428 fits an Ethernet frame with room for a VLAN tag and a tunnel.
    public var tftpBlockSize: Int?
    /// Where the body of the answer goes; into memory unless said otherwise.
    public var destination: BodyDestination = .memory
    /// Told each address before it is tried, on the thread of the client: it must return at once.
    public var willTry: (@Sendable (Endpoint) -> Void)?

    /// A request; every default is the phone's, as far as it is known.
    public init(
        url: TransferURL, method: Method = .get, userAgent: String = "", headers: [Header] = [],
        credentials: Credentials? = nil, limits: TransferLimits = TransferLimits(),
        trust: TransferTrust = TransferTrust(), resolver: NameServers = .system,
        services: [ServiceTarget] = [], proxy: TransferProxy? = nil, proxyFinder: ProxyFinder? = nil,
        accessDomains: AccessDomains = .unrestricted, tftpBlockSize: Int? = 1428
    ) {
        self.url = url
        self.method = method
        self.userAgent = userAgent
        self.headers = headers
        self.credentials = credentials
        self.limits = limits
        self.trust = trust
        self.resolver = resolver
        self.services = services
        self.proxy = proxy
        self.proxyFinder = proxyFinder
        self.accessDomains = accessDomains
        self.tftpBlockSize = tftpBlockSize
    }

    /// What every request of the phone carries besides Host and User-Agent (captured from an 8865 on 12.0(2)).
    public static let phoneHeaders = [
        Header("Accept-Encoding", "deflate, gzip"),
        Header("Accept", "*/*"),
        Header("Accept-Language", "en"),
        Header("Accept-Charset", "iso-8859-1"),
    ]
}

/// A server and port that an SRV record names.
public struct ServiceTarget: Hashable, Sendable {
    /// The server's name (or address).
    public var host: String
    /// The server's port.
    public var port: UInt16

    /// A target.
    public init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }
}

/// One SRV record (RFC 2782).
public struct ServiceRecord: Hashable, Sendable {
    /// The lower, the earlier.
    public var priority: UInt16
    /// Among equal priorities: the lower, the earlier. (Provisioning guide, "SRV Record Fields"; RFC 2782 would draw lots instead.)
    public var weight: UInt16
    /// Where the service is.
    public var target: ServiceTarget

    /// A record.
    public init(priority: UInt16, weight: UInt16, target: ServiceTarget) {
        self.priority = priority
        self.weight = weight
        self.target = target
    }

    /// The order in which a phone tries them; records that agree in both numbers keep the server's order.
    static func inOrderOfUse(_ records: [ServiceRecord]) -> [ServiceRecord] {
        records.enumerated().sorted { left, right in
            (left.element.priority, left.element.weight, UInt(left.offset))
                < (right.element.priority, right.element.weight, UInt(right.offset))
        }.map(\.element)
    }
}

/// Who answers look-ups of names.
public enum NameServers: Hashable, Sendable {
    /// The machine's own servers (`/etc/resolv.conf`), read anew whenever no look-up was under way; `/etc/hosts` comes first.
    case system
    /// These servers, in this order, instead of the machine's; `/etc/hosts` still comes first.
    case servers([Endpoint])
}
