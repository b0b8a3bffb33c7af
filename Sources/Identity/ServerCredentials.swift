private import COpenSSL
internal import Notation

/// What the web server's own certificate says of the phone.
public struct ServerSubject: Hashable, Sendable {
    /// `CP-8841-3PCC`.
    public var productName: String
    /// The hardware address: twelve small hexadecimal digits.
    public var mac: String
    /// The names under which browsers find it; the first is its common name.
    public var hostNames: [String]
    /// The addresses, in numbers.
    public var addresses: [String]

    /// A subject of those parts.
    public init(productName: String, mac: String, hostNames: [String], addresses: [String]) {
        self.productName = productName
        self.mac = mac
        self.hostNames = hostNames
        self.addresses = addresses
    }
}

/// The certificate that the web server makes for itself, kept with its key in `DIR/identity/web-server.pem`.
///
/// It is valid for two years, less than the 825 days that Apple's systems take at most, and is made anew thirty days before its end: with
/// the same key, so that whoever has compared the key's fingerprint need not do so again.
public enum ServerCredentials {
    /// The name of the file.
    public static let name = "web-server.pem"

    private static let lifetime: Int64 = 730 * 86_400
    /// How long before its end a certificate is made anew.
    public static let renewal: Int64 = 30 * 86_400

    /// Whether a certificate has to be made anew at that moment, in seconds since 1970. One that begins in the future was made while the
    /// clock was wrong.
    public static func isDue(_ certificate: Certificate, at now: Int64) -> Bool {
        now < certificate.validity.lowerBound || now > certificate.validity.upperBound - renewal
    }

    /// The credentials that the directory keeps, made or made anew if they have to be; without a directory new ones. `renewing` makes them
    /// anew in any case, with another key. Blocks for the disk.
    ///
    /// Throws if the file cannot be read or written, or holds something else: it is not replaced silently, because people compare it.
    public static func kept(
        in directory: String?, for subject: ServerSubject, at now: Int64, renewing: Bool = false
    ) throws(ClientCredentialsError) -> ClientCredentials {
        guard let directory else { return try make(for: subject, key: ClientCredentials.makeKey(), at: now) }
        let file = directory + "/" + name
        let key: PrivateKey
        if !renewing, IdentityFile.exists(file) {
            let present = try ClientCredentials(certificateFile: file, keyFile: file)
            guard isDue(present.certificate, at: now) else { return present }
            key = try ClientCredentials.key(of: file)
        } else {
            key = try ClientCredentials.makeKey()
        }
        let made = try make(for: subject, key: key, at: now)
        do throws(IdentityFile.Failure) {
            try IdentityFile.makeDirectory(directory)
            // One file, so that the certificate is never that of another key.
            try IdentityFile.write(made.chain + made.key, to: file, existing: .replaced)
        } catch {
            throw .unreadable(name: name, reason: error.reason)
        }
        return made
    }

    /// What the directory keeps; nil if nothing is there that can be used. Blocks for the disk.
    public static func present(in directory: String?) -> ClientCredentials? {
        directory.flatMap { try? ClientCredentials(certificateFile: $0 + "/" + name, keyFile: $0 + "/" + name) }
    }

    static func make(
        for subject: ServerSubject, key: PrivateKey, at now: Int64
    ) throws(ClientCredentialsError) -> ClientCredentials {
        let encoded = key.withHandle { handle in certificate(of: subject, signedBy: handle, at: now) } ?? nil
        guard let encoded, let certificate = Certificate(encoded: encoded) else {
            throw .cryptography("make a certificate")
        }
        return ClientCredentials(certificate, chain: certificate.pem, key: key)
    }

    private static func certificate(
        of subject: ServerSubject, signedBy key: OpaquePointer, at now: Int64
    ) -> [UInt8]? {
        guard let certificate = X509_new() else { return nil }
        defer { X509_free(certificate) }
        typealias Making = ClientCredentials
        guard X509_set_version(certificate, 2) == 1, X509_set_pubkey(certificate, key) == 1,
            setSerialNumber(of: certificate),
            // A day earlier: the clocks of others may be behind.
            ASN1_TIME_set(X509_getm_notBefore(certificate), Int(now - 86_400)) != nil,
            ASN1_TIME_set(X509_getm_notAfter(certificate), Int(now + lifetime)) != nil,
            let name = X509_get_subject_name(certificate),
            Making.add(subject.hostNames.first ?? subject.mac, NID_commonName, limit: 64, to: name),
            Making.add(subject.productName, NID_organizationalUnitName, limit: 64, to: name),
            Making.add(subject.mac, NID_serialNumber, limit: 64, to: name),
            X509_set_issuer_name(certificate, name) == 1,
            Making.add("critical,CA:FALSE", NID_basic_constraints, to: certificate),
            Making.add("critical,digitalSignature", NID_key_usage, to: certificate),
            Making.add("serverAuth", NID_ext_key_usage, to: certificate),
            addNames(of: subject, to: certificate), X509_sign(certificate, key, EVP_sha256()) > 0
        else { return nil }
        return Making.encoded(certificate)
    }

    /// Random: of a key there may be several certificates, and browsers refuse two of one issuer with the same number.
    private static func setSerialNumber(of certificate: OpaquePointer) -> Bool {
        guard var bytes = try? SecretBytes.random(count: 16) else { return false }
        bytes[0] = bytes[0] & 0x7F | 0x40
        guard let number = BN_bin2bn(bytes, 16, nil) else { return false }
        defer { BN_free(number) }
        return BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nil
    }

    private static func addNames(of subject: ServerSubject, to certificate: OpaquePointer) -> Bool {
        let names =
            subject.hostNames.filter(isHostName).map { (GEN_DNS, $0) } + subject.addresses.map { (GEN_IPADD, $0) }
        guard !names.isEmpty, let list = GENERAL_NAMES_new() else { return names.isEmpty }
        defer { GENERAL_NAMES_free(list) }
        for (kind, text) in names {
            // An address that is none is left out: a certificate without it is better than none.
            guard copenssl_push_name(list, kind, text) == 1 || kind == GEN_IPADD else { return false }
        }
        ERR_clear_error()
        return X509_add1_ext_i2d(certificate, NID_subject_alt_name, UnsafeMutableRawPointer(list), 0, 0) == 1
    }

    private static func isHostName(_ text: String) -> Bool {
        (1...253).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy {
                $0.isASCII && ($0.properties.isAlphabetic || "0123456789-._".unicodeScalars.contains($0))
            }
    }
}
