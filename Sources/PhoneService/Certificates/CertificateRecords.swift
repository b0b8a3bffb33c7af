internal import Identity
internal import FlatProfile

/// One certificate, without its key.
public struct CertificateRecord: Codable, Hashable, Sendable {
    /// The first 16 digits of its fingerprint.
    public var id: String
    /// Its subject, as RFC 2253 writes it.
    public var subject: String
    /// Its issuer.
    public var issuer: String
    /// Its number, in hexadecimal digits.
    public var serial_number: String
    /// From when it is valid.
    public var not_before: String
    /// Until when.
    public var not_after: String
    /// The names and addresses that it is good for.
    public var names: [String]
    /// Its key: `P-256`, `RSA 2048`.
    public var key: String
    /// What its issuer signed it with.
    public var signature: String
    /// SHA-256 of the certificate: 64 hexadecimal digits.
    public var fingerprint: String
    /// SHA-256 of its public key.
    public var key_fingerprint: String
    /// Whether it is signed with its own key.
    public var self_signed: Bool
    /// What it is used for: `web-server`, `provisioning`.
    public var uses: [String]
    /// What is odd about it now.
    public var warnings: [String]
}

/// A certificate that is in use.
public struct UsedCertificateRecord: Codable, Hashable, Sendable {
    /// Where it comes from: `own`, `installed`, `command-line`.
    public var source: String
    /// The certificate; null if the phone has none, or makes it when it is first needed.
    @Nullable public var certificate: CertificateRecord?
}

/// All certificates of the phone.
public struct CertificatesRecord: Codable, Hashable, Sendable {
    /// What the web server shows to browsers.
    public var web_server: UsedCertificateRecord
    /// What the phone shows to provisioning servers that ask.
    public var provisioning: UsedCertificateRecord
    /// Those that somebody installed.
    public var installed: [CertificateRecord]
    /// What is wrong, in sentences.
    public var problems: [String]
}

/// A certificate to install.
public struct CertificateWish: Codable, Sendable {
    /// The file, PEM as it is.
    public var pem: String?
    /// The file, PEM or PKCS #12, in base64.
    public var data: String?
    /// Its password.
    public var password: String?
    /// What it is used for; nothing if it is left out.
    public var uses: [String]?

    /// A wish of those parts.
    public init(pem: String? = nil, data: String? = nil, password: String? = nil, uses: [String]? = nil) {
        self.pem = pem
        self.data = data
        self.password = password
        self.uses = uses
    }
}

/// What an installed certificate is to be used for.
public struct CertificateUseWish: Codable, Sendable {
    /// `web-server`, `provisioning`, or nothing.
    public var uses: [String]

    /// A wish for those.
    public init(uses: [String]) { self.uses = uses }
}

extension CertificateRecord {
    init(_ certificate: Certificate, uses: [CertificateUse], now: Timestamp) {
        let moment = now.unixMilliseconds / 1000
        id = String(certificate.fingerprint.prefix(16))
        subject = certificate.subject
        issuer = certificate.issuer
        serial_number = certificate.serialNumber
        not_before = Timestamp(unixMilliseconds: certificate.validity.lowerBound * 1000).iso8601
        not_after = Timestamp(unixMilliseconds: certificate.validity.upperBound * 1000).iso8601
        names = certificate.alternativeNames
        key = certificate.key?.name ?? "unknown"
        signature = certificate.signature
        fingerprint = certificate.fingerprint
        key_fingerprint = certificate.keyFingerprint
        self_signed = certificate.isSelfSigned
        self.uses = uses.map(\.rawValue).sorted()
        warnings = Self.warnings(certificate, at: moment)
    }

    private static func warnings(_ certificate: Certificate, at now: Int64) -> [String] {
        let days = (certificate.validity.upperBound - now) / 86_400
        if certificate.validity.upperBound < now { return ["it has expired"] }
        if certificate.validity.lowerBound > now { return ["it is not valid yet by this machine's clock"] }
        return days < 30 ? ["it expires in \(days) days"] : []
    }
}
