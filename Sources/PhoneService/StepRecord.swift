/// One request of a transfer. Lists are null rather than empty, and a key that an older record does not have is null.
public struct StepRecord: Codable, Hashable, Sendable {
    /// The URL, without user info.
    public var url: String
    /// What the proxy script said about the URL, in the first step for it; null if none was asked.
    @Nullable public var proxy_script: ProxyScriptRecord?
    /// The names that were looked up for this request.
    @Nullable public var dns: [LookUpRecord]?
    /// The proxy that it went through, `host:port`.
    @Nullable public var proxy: String?
    /// The address that was tried, the proxy's if there is one; null if no name was found.
    @Nullable public var address: String?
    /// The version of TLS, `TLSv1.3`.
    @Nullable public var tls: String?
    /// The server's certificate, as far as it was seen.
    @Nullable public var certificate: CertificateSummaryRecord?
    /// Who asked for a login.
    @Nullable public var authentication: [AuthenticationRecord]?
    /// What came of it: a status, or a failure in words.
    public var result: String
    /// Where the answer led, if that was followed.
    @Nullable public var redirect: String?
    /// What was odd, but accepted.
    @Nullable public var warnings: [String]?
    /// How many bytes came.
    public var bytes: Int
    /// How long it took, in seconds.
    public var duration: Double
}

/// What name servers said of one name.
public struct LookUpRecord: Codable, Hashable, Sendable {
    /// The name: the server's, the proxy's, or that of a target of an SRV record.
    public var name: String
    /// All addresses, in the order in which they are tried.
    public var addresses: [String]
    /// Why there are none, or null.
    @Nullable public var error: String?
}

/// How a server or a proxy was shown a user name and a password, neither of which is told.
public struct AuthenticationRecord: Codable, Hashable, Sendable {
    /// Who asked: `server` (401) or `proxy` (407).
    public var by: String
    /// `Basic` or `Digest`; null if neither was offered.
    @Nullable public var scheme: String?
    /// How often the credentials were sent.
    public var tries: Int
}

/// What a proxy script said.
public struct ProxyScriptRecord: Codable, Hashable, Sendable {
    /// Where the script came from; null if there was none.
    @Nullable public var url: String?
    /// What it answered, cut to 200 characters.
    @Nullable public var answer: String?
    /// Why there was no usable answer, or null.
    @Nullable public var error: String?
}

/// What a certificate says about itself.
public struct CertificateSummaryRecord: Codable, Hashable, Sendable {
    /// `CN = prov.example.com`.
    public var subject: String
    /// The one who signed it.
    public var issuer: String
}

extension StepRecord {
    /// The story of the step, a line each: what came before the request, the request in the words of the caller, what came of it.
    package func story(_ request: String) -> [String] {
        var lines = proxy_script.map(Self.line).map { [$0] } ?? []
        lines += (dns ?? []).map(Self.line)
        lines.append(proxy.map { "\(request), through the proxy \($0)" } ?? request)
        lines += (authentication ?? []).map(Self.line)
        if let certificate {
            lines.append("\(tls ?? "TLS"): certificate of \(certificate.subject), signed by \(certificate.issuer)")
        }
        if let redirect { lines.append("the answer leads to \(redirect)") }
        return lines + (warnings ?? []).map { "warning: \($0)" }
    }

    private static func line(_ script: ProxyScriptRecord) -> String {
        if let error = script.error { return error }
        return "the proxy script \(script.url ?? "") answers \"\(script.answer ?? "")\""
    }

    private static func line(_ lookUp: LookUpRecord) -> String {
        "\(lookUp.name) is \(lookUp.error.map { "not found: \($0)" } ?? lookUp.addresses.joined(separator: ", "))"
    }

    private static func line(_ authentication: AuthenticationRecord) -> String {
        guard authentication.tries > 0 else { return "the \(authentication.by) asks for a login, and gets none" }
        let times = authentication.tries == 1 ? "once" : "\(authentication.tries) times"
        return
            "the \(authentication.by) asks for a login, and gets it \(times) by \(authentication.scheme ?? "no scheme")"
    }
}
