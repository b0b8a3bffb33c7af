import CCurl
import Glibc

extension Attempt {
    /// How it ended, in our words; `code` is libcurl's result, nil if the loop took it away before there was one.
    func outcome(_ code: CURLcode?, at now: ContinuousClock.Instant) -> FetchCourse.Outcome {
        let failure = failure(code)
        return FetchCourse.Outcome(
            endpoint: exchange.endpoint, answer: answer, failure: failure,
            isConnectionFailure: failure.map { isConnectionFailure(code, $0) } ?? false,
            isOptionFailure: isOptionFailure(code), isNameFailure: isNameFailure(failure), duration: now - started,
            tlsVersion: tlsVersion, certificate: certificates.first?.summary, warnings: warnings)
    }

    var serverNames: ServerNames? { certificates.first?.pem.flatMap { ServerNames(pem: $0) } }

    /// Whether the other way to read a common name would help.
    private func isNameFailure(_ failure: TransferFailure?) -> Bool {
        guard case .certificate(_, .wrongName)? = failure, exchange.nameCheck == .strict else { return false }
        return serverNames?.nameBeforeSlash(is: exchange.url.host) == true
    }

    private var warnings: [TransferWarning] {
        guard exchange.url.scheme == .https, isConnected, let names = serverNames, !names.hasAlternativeNames,
            let commonName = names.commonName
        else { return [] }
        return [.commonNameOnly(host: exchange.url.host, commonName: commonName)]
    }

    /// What the server showed (CURLINFO_CERTINFO(3)); the list belongs to the handle, so it is copied.
    var certificates: [CertificateText] {
        var info: UnsafeMutablePointer<curl_certinfo>?
        guard exchange.url.scheme == .https, ccurl_get_certificates(easy, &info) == CURLE_OK, let info else {
            return []
        }
        return (0..<Int(info.pointee.num_of_certs)).compactMap { index in
            info.pointee.certinfo[index].map { CertificateText(lines: Self.texts($0)) }
        }
    }

    private static func texts(_ list: UnsafeMutablePointer<curl_slist>) -> [String] {
        sequence(first: list) { $0.pointee.next }.compactMap { $0.pointee.data.map { String(cString: $0) } }
    }

    private func isConnectionFailure(_ code: CURLcode?, _ failure: TransferFailure) -> Bool {
        switch failure {
        case .refused, .unreachable, .connectTimeout: true
        // The proxy could not reach the server.
        case .proxyRefused(status: 502...504): true
        default: code == CURLE_COULDNT_CONNECT
        }
    }

    private func failure(_ code: CURLcode?) -> TransferFailure? {
        // From behind the tunnel: no proxy of ours said that.
        if exchange.isTunnelled, isConnected, answer.status == 407 { return .status(407) }
        switch stop {
        case .statusSettled: return nil
        case .failure(let failure): return failure
        case .notConnected: return .connectTimeout(exchange.endpoint, after: exchange.limits.connect)
        case nil: break
        }
        guard let code, code != CURLE_OK else { return nil }
        if isTunnelRefused { return answer.status == 407 ? nil : .proxyRefused(status: answer.status ?? 0) }
        return connectionFailure(code) ?? tftpFailure(code) ?? tlsFailure(code) ?? exchangeFailure(code)
    }

    /// Whether a proxy answered the request for a tunnel with anything but 2xx.
    private var isTunnelRefused: Bool {
        guard exchange.isTunnelled, !isConnected, let status = answer.status else { return false }
        return !(200..<300).contains(status)
    }

    private func connectionFailure(_ code: CURLcode) -> TransferFailure? {
        switch code {
        case CURLE_COULDNT_CONNECT:
            switch systemError {
            case ECONNREFUSED: .refused(exchange.endpoint)
            case ETIMEDOUT: .connectTimeout(exchange.endpoint, after: exchange.limits.connect)
            case 0: .unreachable(exchange.endpoint, reason: words(for: code))
            case let number: .unreachable(exchange.endpoint, reason: String(cString: strerror(number)))
            }
        case CURLE_OPERATION_TIMEDOUT where !isConnected:
            .connectTimeout(exchange.endpoint, after: exchange.limits.connect)
        case CURLE_OPERATION_TIMEDOUT: .totalTimeout(after: exchange.limits.total)
        default: nil
        }
    }

    /// RFC 1350, appendix, and RFC 2347. libcurl has one result for the codes 0 and 4: servers use 0, "see the message", for all that
    /// has no code of its own. A code that libcurl does not know looks like an abortion by us; 8 is the only one defined.
    private func tftpFailure(_ code: CURLcode) -> TransferFailure? {
        guard exchange.url.scheme == .tftp else { return nil }
        let number: Int? =
            switch code {
            case CURLE_TFTP_ILLEGAL: 0
            case CURLE_TFTP_NOTFOUND: 1
            case CURLE_TFTP_PERM: 2
            case CURLE_REMOTE_DISK_FULL: 3
            case CURLE_TFTP_UNKNOWNID: 5
            case CURLE_REMOTE_FILE_EXISTS: 6
            case CURLE_TFTP_NOSUCHUSER: 7
            case CURLE_ABORTED_BY_CALLBACK: 8
            default: nil
            }
        if let number, let tftpMessage { return .tftp(code: number, message: tftpMessage) }
        return code == CURLE_TFTP_ILLEGAL ? .malformedResponse(words(for: code)) : nil
    }

    /// Whether the options are what went wrong: the server refused them, or its answer to them was no good for libcurl (7.88 does not
    /// take a file size of 0).
    private func isOptionFailure(_ code: CURLcode?) -> Bool {
        guard exchange.url.scheme == .tftp, exchange.tftpBlockSize != nil, stop == nil, answer.bodyBytes == 0 else {
            return false
        }
        return tftpMessage == nil ? code == CURLE_TFTP_ILLEGAL : code == CURLE_ABORTED_BY_CALLBACK
    }

    private func tlsFailure(_ code: CURLcode) -> TransferFailure? {
        switch code {
        case CURLE_PEER_FAILED_VERIFICATION: .certificate(host: exchange.url.host, certificateFault)
        case CURLE_SSL_CONNECT_ERROR: .tlsFailed(words(for: code))
        case CURLE_SSL_CACERT_BADFILE: .tlsFailed("the extra authorities are no usable PEM certificates")
        case CURLE_SSL_CERTPROBLEM: .tlsFailed("the phone's own certificate or key cannot be used")
        case CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_SHUTDOWN_FAILED, CURLE_SSL_INVALIDCERTSTATUS:
            .tlsFailed(words(for: code))
        default: nil
        }
    }

    /// By the number that OpenSSL gave (x509_vfy.h, X509_STORE_CTX_get_error(3)); a wrong name is libcurl's own finding.
    private var certificateFault: CertificateFault {
        var number = 0
        ccurl_get_long(easy, CURLINFO_SSL_VERIFYRESULT, &number)
        switch number {
        case 9: return .notYetValid(until: nil)
        case 10: return .expired(on: nil)
        case 18: return .selfSigned
        case 19, 20, 21: return .unknownIssuer(nil)
        case 23: return .revoked
        case _ where errorDescription.contains("subject name"):
            return .wrongName(expected: exchange.url.host, names: certificates.first?.names ?? [])
        default: return .other(words(for: CURLE_PEER_FAILED_VERIFICATION))
        }
    }

    private func exchangeFailure(_ code: CURLcode) -> TransferFailure {
        switch code {
        case CURLE_GOT_NOTHING: .connectionClosed
        case CURLE_PARTIAL_FILE: .partialBody(expected: answer.contentLength, got: answer.bodyBytes)
        case CURLE_RECV_ERROR where errorDescription.contains("chunked-encoding"): .malformedResponse(words(for: code))
        // With TLS 1.3 a server refuses the client's certificate only after the handshake.
        case CURLE_RECV_ERROR where errorDescription.contains(" alert "): .tlsFailed(words(for: code))
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR:
            answer.bodyBytes == 0
                ? .connectionClosed : .partialBody(expected: answer.contentLength, got: answer.bodyBytes)
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_HTTP2, CURLE_BAD_CONTENT_ENCODING:
            .malformedResponse(words(for: code))
        case CURLE_URL_MALFORMAT: .badURL(words(for: code))
        default: .other(code: Int(code.rawValue), words(for: code))
        }
    }

    private var systemError: Int32 {
        var number = 0
        ccurl_get_long(easy, CURLINFO_OS_ERRNO, &number)
        return Int32(truncatingIfNeeded: number)
    }

    /// libcurl 7.88 asks an unconnected UDP socket for its peer, and that complaint hides all later ones.
    private func words(for code: CURLcode) -> String {
        errorDescription.isEmpty || errorDescription.hasPrefix("getpeername()")
            ? String(cString: curl_easy_strerror(code)) : errorDescription
    }
}
