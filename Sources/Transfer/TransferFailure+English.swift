extension TransferFailure: CustomStringConvertible {
    /// One English sentence: what happened and, where something can be done, what.
    public var description: String {
        switch self {
        case .nameNotFound(let name):
            "there is no address for \(name): check the spelling of the server's name and the DNS records"
        case .nameServerFailed(let name, let reason):
            "the name servers could not look up \(name) (\(reason)): check the DNS servers of this machine"
        case .refused(let endpoint):
            "\(endpoint) refused the connection: check that the server runs and listens on that port"
        case .unreachable(let endpoint, let reason):
            "\(endpoint) cannot be reached (\(reason)): check the network and the route to the server"
        case .connectTimeout(let endpoint, let limit):
            "\(endpoint) did not answer within \(limit.english): check the address, the port and firewalls on the way"
        case .idleTimeout(let limit):
            "the server sent nothing for \(limit.english) and was given up: check its load and its logs"
        case .totalTimeout(let limit):
            "the transfer took longer than \(limit.english) altogether and was given up"
        case .tooLarge(let limit):
            "the answer is larger than the limit of \(limit) bytes: check that the URL names the right file"
        case .tooManyRedirects(let chain):
            "redirected too often: \(chain.map(\.description).joined(separator: " -> "))"
        case .badRedirect(let fault): "the server's redirect cannot be followed: \(fault)"
        case .redirectNotFollowed(let status):
            "the server answered \(status), a redirect that phones do not follow: let it answer 301 or 302"
        case .status(404): "the server answered 404: there is no such file"
        case .status(407):
            "a proxy on the way answered 407: it wants credentials"
        case .status(let status) where status >= 500:
            "the server answered \(status): the fault is on its side, see its logs"
        case .status(let status): "the server answered \(status)"
        case .authenticationFailed(attempts: 0):
            "the server wants a login other than Basic and Digest: switch one of these on there"
        case .authenticationFailed(let attempts):
            "the server refused the credentials (\(attempts == 1 ? "1 attempt" : "\(attempts) attempts")): "
                + "check the user name and the password"
        case .authenticationRequired:
            "the server wants a user name and a password, and there are none for it: set --uid and --pwd in the rule, "
                + "or the profile account"
        case .proxyAuthenticationFailed(attempts: 0):
            "the proxy wants a login other than Basic and Digest: switch one of these on there"
        case .proxyAuthenticationFailed(let attempts):
            "the proxy refused the credentials (\(attempts == 1 ? "1 attempt" : "\(attempts) attempts")): "
                + "check Proxy_Username and Proxy_Password"
        case .proxyAuthenticationRequired:
            "the proxy wants a user name and a password, and there are none: set Proxy_Server_Requires_Authentication, "
                + "Proxy_Username and Proxy_Password"
        case .proxyRefused(let status):
            "the proxy answered \(status) to the request for a tunnel to the server: see the proxy's rules and logs"
        case .proxyScript(let failure): "\(failure)"
        case .notPermitted(let host):
            "\(host) is not among the servers of Restricted_Access_Domains: add it there, or use another server"
        case .notAdmitted(let endpoint):
            "\(endpoint) is not asked: it is neither this machine nor in a private network, and nobody allowed it (--allow-remote)"
        case .certificate(let host, let fault): fault.sentence(host: host)
        case .tlsFailed(let text): "no TLS connection: \(text)"
        case .tftp(code: 1, let message): "the TFTP server has no such file\(message.inBrackets)"
        case .tftp(let code, let message): "the TFTP server answered error \(code)\(message.inBrackets)"
        case .connectionClosed: "the server closed the connection without an answer"
        case .partialBody(let expected?, let got):
            "the connection ended after \(got) of \(expected) bytes: the answer is not complete"
        case .partialBody(nil, let got): "the connection ended after \(got) bytes: the answer is not complete"
        case .storageFull: "there is no room left for the file: free some on the disk that takes it"
        case .cannotStore(let reason): "the file cannot be written (\(reason)): check the disk that takes it"
        case .malformedResponse(let text): "the server's answer makes no sense: \(text)"
        case .badURL(let text): "this is no usable URL: \(text)"
        case .badRequest(let text): "this cannot be sent: \(text)"
        case .cancelled: "the transfer was cancelled"
        case .shutDown: "the program is shutting down"
        case .other(let code, let text): "the transfer failed: \(text) (libcurl \(code))"
        }
    }
}

extension TransferWarning: CustomStringConvertible {
    /// One English sentence, without its end.
    public var description: String {
        switch self {
        case .commonNameOnly(let host, let commonName):
            "the certificate of \(host) names it in its common name (\(commonName.forTelling)) only: "
                + "get one with subject alternative names, as browsers demand"
        }
    }
}

extension RedirectFault: CustomStringConvertible {
    /// What is wrong with the redirect.
    public var description: String {
        switch self {
        case .noLocation: "it has no Location line"
        case .unreadable: "its Location is no URL"
        case .scheme(let scheme): "it leads to \(scheme), and only tftp, http and https are known"
        case .downgrade(let url): "it leads from https to \(url), where everybody on the way could read along"
        case .bodyOverTFTP: "it leads to TFTP, which takes no body"
        }
    }
}

extension CertificateFault {
    func sentence(host: String) -> String {
        switch self {
        case .expired(let date):
            "the certificate of \(host) expired\(date.map { " on \($0)" } ?? ""): renew it, or set the phone's clock"
        case .notYetValid(let date):
            "the certificate of \(host) is not valid\(date.map { " before \($0)" } ?? " yet"): set the phone's clock"
        case .wrongName(let expected, let names) where names.isEmpty:
            "the certificate of the server does not name \(expected): get one that does"
        case .wrongName(let expected, let names):
            "the certificate of the server is for \(names.joined(separator: ", ")), not for \(expected): "
                + "use one of those names in the URL, or get another certificate"
        case .unknownIssuer(let issuer):
            "the certificate of \(host) is signed by \(issuer ?? "somebody"), who is not trusted here: "
                + "install that authority's certificate (Custom_CA_Rule)"
        case .selfSigned:
            "the certificate of \(host) is signed by itself and not trusted here: "
                + "install it as an authority (Custom_CA_Rule), or get one from a known authority"
        case .revoked: "the certificate of \(host) was revoked: get another one"
        case .other(let text): "the certificate of \(host) was not accepted: \(text)"
        }
    }
}

extension Duration {
    /// `10 s`, `0.25 s`.
    var english: String {
        let (seconds, attoseconds) = components
        let milliseconds = attoseconds / 1_000_000_000_000_000
        guard milliseconds != 0 else { return "\(seconds) s" }
        var digits = String(1000 + milliseconds).dropFirst()
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(seconds).\(digits) s"
    }
}

extension String {
    fileprivate var inBrackets: String { isEmpty ? "" : " (\(self))" }
}
