/// A way to move a profile: what `$SCHEME` says. (Provisioning Formats, "Macro Expansion Variables")
public enum TransferScheme: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    case tftp, http, https

    /// The port of a URL that names none: 69, 80, 443.
    public var defaultPort: UInt16 {
        switch self {
        case .tftp: 69
        case .http: 80
        case .https: 443
        }
    }

    /// As in a URL: `https`.
    public var description: String { rawValue }
}

/// Where something lies: scheme, server, port, path. It has no place for a user name or password, so it may be shown anywhere.
public struct TransferURL: Hashable, Sendable, CustomStringConvertible {
    /// How to get there.
    public var scheme: TransferScheme
    /// A DNS name, an IPv4 address, or an IPv6 address without brackets.
    public var host: String
    /// The port, also when it is the scheme's own.
    public var port: UInt16
    /// The absolute path with its query, as written: nothing is decoded, encoded or tidied up.
    public var path: String

    /// A location; `port` nil means the scheme's own, and brackets around an IPv6 address are taken off.
    public init(scheme: TransferScheme, host: String, port: UInt16? = nil, path: String) {
        self.scheme = scheme
        self.host = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        self.port = port ?? scheme.defaultPort
        self.path = path
    }

    /// `http://prov.example.com:8080/p.cfg`; the scheme's own port is left out.
    public var description: String {
        "\(scheme)://\(authority)\(path)"
    }

    /// Host and, unless it is the scheme's own, port: what stands in the Host header.
    package var authority: String {
        port == scheme.defaultPort ? bracketedHost : "\(bracketedHost):\(port)"
    }

    /// The host as URLs write it.
    package var bracketedHost: String { host.contains(":") ? "[\(host)]" : host }

    /// Same server, same door: scheme, host (without regard to case) and port agree.
    func hasSameOrigin(as other: TransferURL) -> Bool {
        scheme == other.scheme && port == other.port && hasSameHost(as: other)
    }

    func hasSameHost(as other: TransferURL) -> Bool { host.lowercased() == other.host.lowercased() }
}

/// An address and port that was, or is to be, connected to.
public struct Endpoint: Hashable, Sendable, CustomStringConvertible {
    /// An IPv4 or IPv6 address in numbers: what `$SERVIP` says.
    public var address: String
    /// The port.
    public var port: UInt16

    /// An endpoint.
    public init(address: String, port: UInt16) {
        self.address = address
        self.port = port
    }

    /// `192.0.2.1:69` or `[2001:db8::1]:69`.
    public var description: String { address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)" }
}
