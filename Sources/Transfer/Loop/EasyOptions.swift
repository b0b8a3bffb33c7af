import CCurl
import Glibc

/// Sets options on an easy handle and remembers the first one that libcurl refused.
struct EasyOptions {
    let easy: UnsafeMutableRawPointer
    private(set) var refusal = CURLE_OK

    init(_ easy: UnsafeMutableRawPointer) { self.easy = easy }

    mutating func note(_ code: CURLcode) {
        if refusal == CURLE_OK { refusal = code }
    }

    mutating func set(_ option: CURLoption, _ value: Int) { note(ccurl_set_long(easy, option, value)) }
    mutating func set(_ option: CURLoption, _ value: String?) { note(ccurl_set_string(easy, option, value)) }
    mutating func set(_ option: CURLoption, blob: [UInt8]) {
        note(blob.withUnsafeBytes { ccurl_set_blob(easy, option, $0.baseAddress, $0.count) })
    }

    mutating func set(_ exchange: Exchange) {
        setCommon(exchange)
        setRoute(exchange)
        switch exchange.url.scheme {
        case .tftp: setTFTP(exchange)
        case .http: setHTTP(exchange)
        case .https:
            setHTTP(exchange)
            setTLS(exchange)
        }
        if exchange.purpose == .certificateProbe {
            set(CURLOPT_CONNECT_ONLY, 1)
            set(CURLOPT_SSL_VERIFYPEER, 0)
            set(CURLOPT_SSL_VERIFYHOST, 0)
        }
    }

    private mutating func setCommon(_ exchange: Exchange) {
        set(CURLOPT_URL, exchange.urlText)
        set(CURLOPT_PATH_AS_IS, 1)
        // No signals in a threaded program; the loop's thread blocks SIGPIPE, which OpenSSL may still raise.
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PROTOCOLS_STR, "tftp,http,https")
        // Anything but a text, be it empty, lets http_proxy, no_proxy and their like in from the environment.
        set(CURLOPT_PROXY, "")
        set(CURLOPT_NOPROXY, "")
        set(CURLOPT_NOPROGRESS, 0)
        // The loop watches the clock; libcurl's own limits are a little wider, except that TFTP takes its intervals from them.
        let slack = exchange.url.scheme == .tftp ? 0 : 1000
        set(CURLOPT_CONNECTTIMEOUT_MS, max(1, exchange.limits.connect.milliseconds()) + slack)
        set(CURLOPT_TIMEOUT_MS, max(1, exchange.remaining.milliseconds()) + slack)
        // The text of TFTP errors and the TLS version are to be had from the trace only.
        if exchange.url.scheme != .http { set(CURLOPT_VERBOSE, 1) }
    }

    /// The address is ours to choose, so that it is known; the URL keeps the name for Host and certificate.
    private mutating func setRoute(_ exchange: Exchange) {
        switch exchange.route {
        case .endpoint: break  // CURLOPT_CONNECT_TO needs a list that outlives the transfer: see Attempt.
        case .proxy(let endpoint, _, _, let login): setProxy(at: endpoint, exchange.proxyCredentials, login)
        case .unixSocket(let path): set(CURLOPT_UNIX_SOCKET_PATH, path)
        }
        guard exchange.connections == .closed else { return }
        set(CURLOPT_FRESH_CONNECT, 1)
        // With credentials the connection must last for the repeated request: see Attempt.took(header:).
        if exchange.credentials == nil, exchange.proxyCredentials == nil { set(CURLOPT_FORBID_REUSE, 1) }
    }

    private mutating func setProxy(
        at endpoint: Endpoint, _ credentials: TransferRequest.Credentials?, _ login: FetchCourse.ProxyLogin
    ) {
        set(CURLOPT_PROXY, "http://\(endpoint)")
        guard let credentials else { return }
        switch login {
        case .by(.basic): set(CURLOPT_PROXYAUTH, ccurl_auth_basic)
        case .by(.digest): set(CURLOPT_PROXYAUTH, ccurl_auth_digest)
        case .asAsked, .withheld: set(CURLOPT_PROXYAUTH, ccurl_auth_basic_or_digest)
        }
        set(CURLOPT_PROXYUSERNAME, credentials.user)
        set(CURLOPT_PROXYPASSWORD, credentials.password)
    }

    private mutating func setTFTP(_ exchange: Exchange) {
        guard let size = exchange.tftpBlockSize else { return set(CURLOPT_TFTP_NO_OPTIONS, 1) }
        set(CURLOPT_TFTP_BLKSIZE, size)
    }

    private mutating func setHTTP(_ exchange: Exchange) {
        set(CURLOPT_HTTP_VERSION, ccurl_http_1_1)
        set(CURLOPT_REQUEST_TARGET, exchange.requestTarget)
        if !exchange.userAgent.isEmpty { set(CURLOPT_USERAGENT, exchange.userAgent) }
        switch exchange.method {
        case .get: set(CURLOPT_HTTPGET, 1)
        case .post(let body, _): setBody(body)
        case .put(let body, _):
            setBody(body)
            set(CURLOPT_CUSTOMREQUEST, "PUT")
        case .form(_, let method): set(CURLOPT_CUSTOMREQUEST, method.rawValue)  // The form itself: see Attempt.
        }
        if let name = exchange.methodName { set(CURLOPT_CUSTOMREQUEST, name) }
        guard let credentials = exchange.credentials else { return }
        set(CURLOPT_HTTPAUTH, ccurl_auth_basic_or_digest)
        set(CURLOPT_USERNAME, credentials.user)
        set(CURLOPT_PASSWORD, credentials.password)
    }

    /// CURLOPT_COPYPOSTFIELDS(3): copies at once, as many bytes as the size that was set before.
    private mutating func setBody(_ body: [UInt8]) {
        note(ccurl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
        note(
            body.withUnsafeBytes {
                ccurl_set_bytes(easy, CURLOPT_COPYPOSTFIELDS, $0.baseAddress ?? UnsafeRawPointer(easy))
            })
    }

    private mutating func setTLS(_ exchange: Exchange) {
        let trust = exchange.trust
        set(CURLOPT_SSL_VERIFYPEER, 1)
        // Otherwise Attempt.connected() does it.
        set(CURLOPT_SSL_VERIFYHOST, exchange.nameCheck == .strict ? 2 : 0)
        set(CURLOPT_CERTINFO, 1)
        // A resumed session would skip the check against the authorities of this request.
        set(CURLOPT_SSL_SESSIONID_CACHE, 0)
        set(CURLOPT_CAINFO, nil)
        set(CURLOPT_CAPATH, trust.systemAuthorities == .trusted ? Self.systemAuthorities : nil)
        if !trust.extraAuthorities.isEmpty { set(CURLOPT_CAINFO_BLOB, blob: trust.extraAuthorities) }
        switch trust.minimumVersion {
        case .tls1_0: set(CURLOPT_SSLVERSION, ccurl_tls_1_0)
        case .tls1_1: set(CURLOPT_SSLVERSION, ccurl_tls_1_1)
        case .tls1_2: set(CURLOPT_SSLVERSION, ccurl_tls_1_2)
        case .tls1_3: set(CURLOPT_SSLVERSION, ccurl_tls_1_3)
        }
        if trust.minimumVersion == .tls1_0 || trust.minimumVersion == .tls1_1 {
            // ciphers(1): OpenSSL 3 speaks versions before 1.2 at security level 0 only.
            set(CURLOPT_SSL_CIPHER_LIST, "DEFAULT@SECLEVEL=0")
        }
        guard let own = trust.clientCertificate else { return }
        set(CURLOPT_SSLCERT_BLOB, blob: own.chain)
        set(CURLOPT_SSLKEY_BLOB, blob: own.key)
    }

    /// The directory is searched by hash, so that a handshake need not load a hundred certificates.
    private static let systemAuthorities: String = {
        guard let info = ccurl_version(), let path = info.pointee.capath else { return "/etc/ssl/certs" }
        return String(cString: path)
    }()
}
