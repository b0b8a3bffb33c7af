private import COpenSSL

/// What a phone's certificate says of it: the subject `OU=CP-8841-3PCC, L=<serial number>, S=<MAC address>`.
///
/// Source: security chapter of the desk phone guide, "HTTPS with Client Certificate"; for what `S` is, see `ClientCredentials.make`.
public struct ClientSubject: Hashable, Sendable {
    /// `CP-8841-3PCC`.
    public var productName: String
    /// The serial number of the phone.
    public var serialNumber: String
    /// The hardware address: twelve small hexadecimal digits.
    public var mac: String

    /// A subject of those parts.
    public init(productName: String, serialNumber: String, mac: String) {
        self.productName = productName
        self.serialNumber = serialNumber
        self.mac = mac
    }
}

extension ClientCredentials {
    /// Makes a key (P-256) and a certificate that it signs itself.
    ///
    /// `S` is the surname (2.5.4.4): that is what Apache's mod_ssl, for which the guides are written, calls `S` (`SSL_CLIENT_S_DN_S`), and
    /// what OpenSSL called so in those years. State or province, which other tools call `S`, is `ST` to both.
    ///
    /// The certificate is valid from the beginning of 1970 without an end (99991231235959Z: RFC 5280, 4.1.2.5; IEEE 802.1AR, 8.7, for
    /// the certificates of devices): no clock is looked at, so that one made before the clock was set is as good as any other.
    public static func make(for subject: ClientSubject) throws(ClientCredentialsError) -> ClientCredentials {
        let key = try makeKey()
        return try make(for: subject, key: key)
    }

    /// Makes a certificate of a key that is there.
    static func make(for subject: ClientSubject, key: PrivateKey) throws(ClientCredentialsError) -> ClientCredentials {
        let encoded = key.withHandle { (handle) -> [UInt8]? in Self.certificate(of: subject, signedBy: handle) } ?? nil
        guard let encoded, let certificate = Certificate(encoded: encoded) else {
            throw .cryptography("make a certificate")
        }
        return ClientCredentials(certificate, chain: certificate.pem, key: key)
    }

    static func makeKey() throws(ClientCredentialsError) -> PrivateKey {
        guard let context = EVP_PKEY_CTX_new_from_name(nil, "EC", nil) else { throw .cryptography("make a key") }
        defer { EVP_PKEY_CTX_free(context) }
        var handle: OpaquePointer?
        guard EVP_PKEY_keygen_init(context) == 1, EVP_PKEY_CTX_set_group_name(context, "P-256") == 1,
            EVP_PKEY_generate(context, &handle) == 1
        else { throw .cryptography("make a key") }
        defer { EVP_PKEY_free(handle) }
        guard let handle, let key = PrivateKey(handle) else { throw .cryptography("make a key") }
        return key
    }

    /// DER; nil if OpenSSL fails, for want of memory.
    private static func certificate(of subject: ClientSubject, signedBy key: OpaquePointer) -> [UInt8]? {
        guard let certificate = X509_new() else { return nil }
        defer { X509_free(certificate) }
        guard X509_set_version(certificate, 2) == 1, X509_set_pubkey(certificate, key) == 1,
            setSerialNumber(of: certificate),
            ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate), "19700101000000Z") == 1,
            ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate), "99991231235959Z") == 1,
            let name = X509_get_subject_name(certificate),
            add(subject.productName, NID_organizationalUnitName, limit: 64, to: name),
            add(subject.serialNumber, NID_localityName, limit: 128, to: name),
            add(subject.mac, NID_surname, limit: 128, to: name),
            X509_set_issuer_name(certificate, name) == 1,
            // No key usage: without keyCertSign a server that takes this very certificate for its authority (ssl_client_certificate)
            // would not find it by itself with OpenSSL before 3.0.
            add("critical,CA:FALSE", NID_basic_constraints, to: certificate),
            add("clientAuth", NID_ext_key_usage, to: certificate),
            X509_sign(certificate, key, EVP_sha256()) > 0
        else { return nil }
        return encoded(certificate)
    }

    /// DER of a certificate.
    static func encoded(_ certificate: OpaquePointer) -> [UInt8]? {
        var bytes: UnsafeMutablePointer<UInt8>?
        let count = i2d_X509(certificate, &bytes)
        defer { CRYPTO_free(bytes, #file, #line) }
        guard count > 0, let bytes else { return nil }
        return Array(UnsafeBufferPointer(start: bytes, count: Int(count)))
    }

    /// A number of its own for every key: the first half of the key's digest, positive (RFC 5280, 4.1.2.2).
    private static func setSerialNumber(of certificate: OpaquePointer) -> Bool {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        guard X509_pubkey_digest(certificate, EVP_sha256(), &digest, &count) == 1, count >= 16 else { return false }
        digest[0] = digest[0] & 0x7F | 0x40
        guard let number = BN_bin2bn(digest, 16, nil) else { return false }
        defer { BN_free(number) }
        return BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nil
    }

    /// Adds a part of the subject, as much of it as X.520 allows there; one that is empty is left out.
    static func add(_ text: String, _ attribute: Int32, limit: Int, to name: OpaquePointer) -> Bool {
        let bytes = Array(text.prefix(limit).utf8)
        guard !bytes.isEmpty else { return true }
        return X509_NAME_add_entry_by_NID(name, attribute, MBSTRING_UTF8, bytes, Int32(bytes.count), -1, 0) == 1
    }

    static func add(_ text: String, _ kind: Int32, to certificate: OpaquePointer) -> Bool {
        guard let value = X509V3_EXT_conf_nid(nil, nil, kind, text) else { return false }
        defer { X509_EXTENSION_free(value) }
        return X509_add_ext(certificate, value, -1) == 1
    }
}
