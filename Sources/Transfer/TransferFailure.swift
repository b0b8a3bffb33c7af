/// Why a transfer brought nothing. No case can hold a password or the user info of a URL.
public enum TransferFailure: Error, Sendable, Hashable {
    /// No name server knows the name.
    case nameNotFound(String)
    /// The name servers could not say.
    case nameServerFailed(name: String, reason: String)
    /// Nobody listens there.
    case refused(Endpoint)
    /// There is no way to that address.
    case unreachable(Endpoint, reason: String)
    /// The server did not answer within `TransferLimits.connect`.
    case connectTimeout(Endpoint, after: Duration)
    /// The server fell silent for `TransferLimits.idle`.
    case idleTimeout(after: Duration)
    /// Everything together took longer than `TransferLimits.total`.
    case totalTimeout(after: Duration)
    /// More body bytes than `TransferLimits.bodyBytes`.
    case tooLarge(limit: Int)
    /// More redirects than `TransferLimits.redirects`; all URLs that were visited, and the one that was not.
    case tooManyRedirects([TransferURL])
    /// A 301 or 302 that cannot be followed.
    case badRedirect(RedirectFault)
    /// A 3xx other than 301 and 302.
    case redirectNotFollowed(Int)
    /// Any other HTTP status that is not 2xx.
    case status(Int)
    /// 401 although credentials were sent this many times; zero when the server wants neither Basic nor Digest.
    case authenticationFailed(attempts: Int)
    /// 401, and there were no credentials (for this server).
    case authenticationRequired
    /// 407 although credentials were sent to the proxy this many times; zero when it wants neither Basic nor Digest.
    case proxyAuthenticationFailed(attempts: Int)
    /// 407, and there were no credentials for the proxy.
    case proxyAuthenticationRequired
    /// The proxy did not make the tunnel to the server; its status.
    case proxyRefused(status: Int)
    /// The proxy script gave no usable answer, and the settings let no transfer pass without one.
    case proxyScript(ProxyScriptFailure)
    /// `TransferRequest.accessDomains` does not have this server.
    case notPermitted(String)
    /// Whoever made the client lets it ask no such address (`TransferClient.init`, `admits`).
    case notAdmitted(Endpoint)
    /// The server's certificate was not believed.
    case certificate(host: String, CertificateFault)
    /// No TLS connection came about, for another reason than the certificate.
    case tlsFailed(String)
    /// The server's TFTP error packet (RFC 1350, appendix; code 8 is RFC 2347's).
    case tftp(code: Int, message: String)
    /// The server closed the connection before its answer.
    case connectionClosed
    /// The server closed the connection amid the body; `expected` is nil for a chunked one.
    case partialBody(expected: Int?, got: Int)
    /// The place that takes the body is full.
    case storageFull
    /// The place that takes the body does not, for another reason, in the system's words.
    case cannotStore(reason: String)
    /// What came is no HTTP (or TFTP) answer.
    case malformedResponse(String)
    /// The location cannot be asked for.
    case badURL(String)
    /// Something else in the request cannot be sent.
    case badRequest(String)
    /// The task was cancelled.
    case cancelled
    /// The client was shut down.
    case shutDown
    /// Anything else, with the number and words of the library.
    case other(code: Int, String)

    /// TFTP error 1.
    public static func tftpFileNotFound(_ message: String) -> TransferFailure { .tftp(code: 1, message: message) }
}

/// Why a 301 or 302 was not followed. The server's text is not kept: it may hold a password.
public enum RedirectFault: Error, Sendable, Hashable {
    /// There is no Location line.
    case noLocation
    /// The Location is no URL.
    case unreadable
    /// It leads to something other than tftp, http and https.
    case scheme(String)
    /// It leads from https to this URL, in the clear.
    case downgrade(to: TransferURL)
    /// It leads to TFTP, which cannot take the body that is to be sent.
    case bodyOverTFTP
}

/// What is wrong with a certificate.
public enum CertificateFault: Sendable, Hashable {
    /// Its time is over; `on` is OpenSSL's text for the end, nil if it could not be learnt.
    case expired(on: String?)
    /// Its time is still to come.
    case notYetValid(until: String?)
    /// It names other servers.
    case wrongName(expected: String, names: [String])
    /// Nobody whom we trust signed it; the name of who did, if it could be learnt.
    case unknownIssuer(String?)
    /// It is signed by itself.
    case selfSigned
    /// A revocation list names it.
    case revoked
    /// Anything else, in OpenSSL's words.
    case other(String)
}
