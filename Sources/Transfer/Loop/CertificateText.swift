import Glibc

/// One certificate of a chain as libcurl prints it: lines of `Name:value` (CURLINFO_CERTINFO(3)).
struct CertificateText {
    private var values: [Substring: Substring] = [:]

    init(lines: [String]) {
        for line in lines {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let name = line[..<colon]
            if values[name] == nil { values[name] = line[line.index(after: colon)...] }
        }
    }

    var summary: CertificateSummary? {
        guard let subject = values["Subject"], let issuer = values["Issuer"] else { return nil }
        return CertificateSummary(subject: String(subject), issuer: String(issuer))
    }

    /// `Nov 20 07:18:40 2026 GMT`
    var startDate: String? { values["Start date"].map(String.init) }
    var expireDate: String? { values["Expire date"].map(String.init) }

    /// The certificate itself.
    var pem: String? { values["Cert"].map(String.init) }

    /// The alternative names, or the common name if there are none.
    var names: [String] {
        if let alternatives = values["X509v3 Subject Alternative Name"] {
            return alternatives.split(separator: ",").compactMap { entry in
                let text = entry.drop { $0 == " " }
                return text.firstIndex(of: ":").map { String(text[text.index(after: $0)...]) }
            }
        }
        return commonName.map { [$0] } ?? []
    }

    private var commonName: String? {
        values["Subject"]?.split(separator: ",").compactMap { part in
            let pair = part.split(separator: "=", maxSplits: 1).map { $0.split(separator: " ").joined(separator: " ") }
            return pair.first == "CN" && pair.count == 2 ? pair[1] : nil
        }.last
    }

    /// Whether its time was over at that moment; nil when the date cannot be read.
    func isExpired(at seconds: time_t) -> Bool? {
        expireDate.flatMap(Self.seconds).map { $0 < seconds }
    }

    /// Whether its time was still to come at that moment; nil when the date cannot be read.
    func isEarly(at seconds: time_t) -> Bool? {
        startDate.flatMap(Self.seconds).map { $0 > seconds }
    }

    /// Reads OpenSSL's only form of a date (ASN1_TIME_print(3)): `Nov 20 07:18:40 2026 GMT`.
    private static func seconds(_ date: String) -> time_t? {
        let words = date.split { $0 == " " || $0 == ":" }
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard words.count == 7, words[6] == "GMT", let month = months.firstIndex(of: String(words[0])) else {
            return nil
        }
        let numbers = words[1...5].compactMap { Int32($0) }
        guard numbers.count == 5 else { return nil }
        var parts = tm()
        parts.tm_mon = Int32(month)
        parts.tm_mday = numbers[0]
        parts.tm_hour = numbers[1]
        parts.tm_min = numbers[2]
        parts.tm_sec = numbers[3]
        parts.tm_year = numbers[4] - 1900
        return timegm(&parts)
    }
}

extension CertificateFault {
    /// The same fault with what the chain, the server's certificate first, tells about it.
    func explained(by chain: [CertificateText], at seconds: time_t) -> CertificateFault {
        switch self {
        case .expired: .expired(on: (chain.first { $0.isExpired(at: seconds) == true } ?? chain.first)?.expireDate)
        case .notYetValid:
            .notYetValid(until: (chain.first { $0.isEarly(at: seconds) == true } ?? chain.first)?.startDate)
        case .unknownIssuer: .unknownIssuer(chain.last?.summary?.issuer)
        case .wrongName, .selfSigned, .revoked, .other: self
        }
    }

    /// Whether the chain could tell more than the refusal did.
    var wantsExplanation: Bool {
        switch self {
        case .expired, .notYetValid, .unknownIssuer: true
        case .wrongName, .selfSigned, .revoked, .other: false
        }
    }
}
