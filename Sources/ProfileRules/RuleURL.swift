/// Where a rule says to fetch from or send to.
///
/// Source: Provisioning Formats, "URL Syntax".
public struct RuleURL: Hashable, Sendable {
    /// How it is fetched.
    public enum Scheme: String, Hashable, Sendable, CaseIterable {
        case tftp, http, https

        /// 69, 80, 443.
        public var defaultPort: UInt16 {
            switch self {
            case .tftp: 69
            case .http: 80
            case .https: 443
            }
        }
    }

    /// The scheme; tftp if none is written.
    public var scheme: Scheme
    /// Whether the scheme is written.
    public var hasExplicitScheme: Bool
    /// The server as written, an IPv6 address without its brackets; nil is the server learnt from DHCP.
    public var host: String?
    /// The port, written or default.
    public var port: UInt16
    /// Whether the port is written.
    public var hasExplicitPort: Bool
    /// Begins with `/`, ends with the query if there is one.
    public var path: String

    /// An address of those parts.
    public init(
        scheme: Scheme = .tftp, hasExplicitScheme: Bool = true, host: String? = nil, port: UInt16? = nil, path: String
    ) {
        self.scheme = scheme
        self.hasExplicitScheme = hasExplicitScheme
        self.host = host
        self.port = port ?? scheme.defaultPort
        self.hasExplicitPort = port != nil
        self.path = path
    }

    /// The whole URL, `tftp://192.168.150.20/8841-3PCC.xml`; the port only if it is written.
    ///
    /// - Parameter server: Stands for a missing server; without one the text of an address without server is its path alone.
    public func text(defaultServer server: String? = nil) -> String {
        guard let host = host ?? server else { return hasExplicitScheme ? "\(scheme.rawValue)://\(path)" : path }
        let authority = host.contains(":") ? "[\(host)]" : host
        return "\(scheme.rawValue)://\(authority)\(hasExplicitPort ? ":\(port)" : "")\(path)"
    }
}
