/// An HTTP proxy, spoken to in the clear: plain requests by absolute URL, https through a tunnel (CONNECT; RFC 9110, 9.3.6). The proxy
/// finds the server's address, as it does for browsers: no name server of ours is asked for the server's name.
public struct TransferProxy: Sendable, Hashable {
    /// The proxy's name or address, an IPv6 one without brackets (`Proxy_Host`).
    public var host: String
    /// The proxy's port (`Proxy_Port`, 3128 by default).
    public var port: UInt16
    /// The answer to a 407, sent only when the proxy asks (`Proxy_Username`, `Proxy_Password`).
    public var credentials: TransferRequest.Credentials?

    /// A proxy; brackets around an IPv6 address are taken off.
    public init(host: String, port: UInt16 = 3128, credentials: TransferRequest.Credentials? = nil) {
        self.host = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        self.port = port
        self.credentials = credentials
    }

    /// `proxy.example.com:3128`
    var authority: String { ServiceTarget(host: host, port: port).authority }

    /// Why it cannot be used; nil if it may.
    var fault: TransferFailure? {
        if let text = TransferURL.hostFault(host) { return .badRequest("the proxy (Proxy_Host): \(text)") }
        guard port != 0 else { return .badRequest("the proxy's port (Proxy_Port) must not be 0") }
        return credentials?.fault
    }
}

/// One way to a server.
public enum TransferRoute: Sendable, Hashable {
    /// To the server itself.
    case direct
    /// Through this proxy.
    case proxy(TransferProxy)

    var proxy: TransferProxy? {
        if case .proxy(let proxy) = self { proxy } else { nil }
    }
}

extension ServiceTarget {
    /// `host:port`, with brackets around an IPv6 address.
    var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
