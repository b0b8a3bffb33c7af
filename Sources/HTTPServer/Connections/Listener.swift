/// Where a server listens.
public enum Listener: Sendable {
    /// An IPv4 or IPv6 address in numbers and a port, 0 for a free one. `::` takes IPv4 too.
    case tcp(address: String, port: UInt16, tls: TLSIdentity? = nil)
    /// A Unix socket, made with that mode and removed at the end. A left-over socket that nobody serves is replaced.
    case unix(path: String, mode: UInt32 = 0o600)
    /// A socket that listens already, as systemd hands it over (sd_listen_fds(3)). The server closes it at the end.
    case socket(Int32, tls: TLSIdentity? = nil)

    var tls: TLSIdentity? {
        switch self {
        case .tcp(_, _, let tls), .socket(_, let tls): tls
        case .unix: nil
        }
    }
}

/// What a server proves its name with, and the oldest protocol it speaks. Its description shows no key.
public struct TLSIdentity: Sendable, CustomStringConvertible {
    /// The oldest version of TLS to accept.
    public enum Version: String, CaseIterable, Sendable {
        /// TLS 1.0, for old clients only.
        case tls10 = "TLS 1.0"
        /// TLS 1.1, for old clients only.
        case tls11 = "TLS 1.1"
        /// TLS 1.2, the default of `TLS_Server_Min_Version`.
        case tls12 = "TLS 1.2"
        /// TLS 1.3.
        case tls13 = "TLS 1.3"
    }

    let certificatePEM: String
    let keyPEM: String
    let minimumVersion: Version

    /// A certificate with its chain and the private key, both PEM.
    public init(certificatePEM: String, keyPEM: String, minimumVersion: Version = .tls12) {
        self.certificatePEM = certificatePEM
        self.keyPEM = keyPEM
        self.minimumVersion = minimumVersion
    }

    /// The version only.
    public var description: String { "TLS identity, \(minimumVersion.rawValue) or newer" }

    /// GnuTLS, "Priority Strings". Keys are agreed on anew for each connection, and what is sent is authenticated with the cipher itself
    /// (RFC 9325, 4.2); the old versions know neither, so that they bring back the least that they need.
    var priorities: String {
        let allowed = Version.allCases.reversed().prefix { $0 != minimumVersion } + [minimumVersion]
        let versions = allowed.map { ":+VERS-" + $0.rawValue.replacing(" ", with: "") }.joined()
        let keys = "NORMAL:-KX-ALL:+ECDHE-ECDSA:+ECDHE-RSA"
        let ciphers = ":-CIPHER-ALL:+AES-256-GCM:+CHACHA20-POLY1305:+AES-128-GCM:-MAC-ALL:+AEAD"
        let isOld = minimumVersion == .tls10 || minimumVersion == .tls11
        return keys + ciphers
            + (isOld ? ":+AES-128-CBC:+AES-256-CBC:+SHA1:+SIGN-ALL:%COMPAT" : ":-SIGN-RSA-SHA1:-SIGN-ECDSA-SHA1")
            + ":%SERVER_PRECEDENCE:-VERS-ALL" + versions
    }
}
