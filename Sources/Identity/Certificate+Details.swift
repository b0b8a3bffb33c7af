private import COpenSSL
internal import Notation

/// What a person looks at to know a certificate.
extension Certificate {
    /// What is signed with, and how strongly.
    public struct Key: Hashable, Sendable {
        /// `P-256`, `RSA 2048`, `ED25519`.
        public var name: String
        /// Bits of an exhaustive search that would break it (NIST SP 800-57 part 1, 5.6.1.1).
        public var strength: Int
    }

    /// Its issuer, written as its subject.
    public var issuer: String { reading("") { Self.text(of: X509_get_issuer_name($0)) } }

    /// Its number, in hexadecimal digits.
    public var serialNumber: String {
        reading("") { certificate in
            guard let number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nil) else { return "" }
            defer { BN_free(number) }
            guard let digits = BN_bn2hex(number) else { return "" }
            defer { CRYPTO_free(digits, #file, #line) }
            return String(cString: digits).lowercased()
        }
    }

    /// The names and addresses that it is good for, as OpenSSL writes them: `DNS:phone.example.com`, `IP Address:192.0.2.1`.
    public var alternativeNames: [String] {
        reading([]) { certificate in
            guard let sink = BIO_new(BIO_s_mem()) else { return [] }
            defer { BIO_free(sink) }
            copenssl_print_alternative_names(sink, certificate)
            return sink.contents.split(separator: 0).map { Self.printable(String(decoding: $0, as: UTF8.self)) }
        }
    }

    /// SHA-256 of the certificate: 64 hexadecimal digits.
    public var fingerprint: String { Self.digest(encoded) }

    /// SHA-256 of the public key (SubjectPublicKeyInfo, as RFC 7469, 2.4): it stays when a certificate is renewed with its key.
    public var keyFingerprint: String {
        reading("") { certificate in
            var bytes: UnsafeMutablePointer<UInt8>?
            let count = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &bytes)
            defer { CRYPTO_free(bytes, #file, #line) }
            guard count > 0, let bytes else { return "" }
            return Self.digest(Array(UnsafeBufferPointer(start: bytes, count: Int(count))))
        }
    }

    /// Its public key; nil for one of a kind that OpenSSL does not know.
    public var key: Key? {
        reading(nil) { certificate in
            guard let key = X509_get0_pubkey(certificate), let kind = EVP_PKEY_get0_type_name(key) else { return nil }
            let strength = Int(EVP_PKEY_get_security_bits(key))
            let name = String(cString: kind)
            guard name != "EC" else { return Key(name: Self.curve(of: key), strength: strength) }
            let hasSize = name == "RSA" || name == "RSA-PSS" || name == "DSA"
            return Key(name: hasSize ? "\(name) \(EVP_PKEY_get_bits(key))" : name, strength: strength)
        }
    }

    /// What its issuer signed it with: `ecdsa-with-SHA256`.
    public var signature: String {
        reading("") { OBJ_nid2sn(X509_get_signature_nid($0)).map { String(cString: $0) } ?? "" }
    }

    /// Whether what its issuer signed it with can be forged today (MD5, SHA-1).
    var hasWeakSignature: Bool {
        reading(true) { certificate in
            var digest: Int32 = 0
            guard OBJ_find_sigid_algs(X509_get_signature_nid(certificate), &digest, nil) == 1 else { return true }
            return [NID_md2, NID_md4, NID_md5, NID_sha1].contains(digest)
        }
    }

    /// Whether that certificate's key has signed this one.
    func isSigned(by issuer: Certificate) -> Bool {
        reading(false) { certificate in
            issuer.reading(false) { authority in
                X509_NAME_cmp(X509_get_issuer_name(certificate), X509_get_subject_name(authority)) == 0
                    && X509_verify(certificate, X509_get0_pubkey(authority)) == 1
            }
        }
    }

    private func reading<Result>(_ otherwise: Result, _ body: (OpaquePointer) -> Result) -> Result {
        defer { ERR_clear_error() }
        guard let certificate = Self.decode(encoded) else { return otherwise }
        defer { X509_free(certificate) }
        return body(certificate)
    }

    private static func curve(of key: OpaquePointer) -> String {
        var name = [CChar](repeating: 0, count: 80)
        var count = 0
        guard EVP_PKEY_get_group_name(key, &name, name.count, &count) == 1 else { return "EC" }
        let text = String(decoding: name.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
        // NIST's names are what people know (SP 800-186).
        return ["prime256v1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"][text] ?? text
    }

    private static func digest(_ bytes: [UInt8]) -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        SHA256(bytes, bytes.count, &digest)
        return digest.hexadecimal
    }

    /// The text in one line, whatever was signed.
    static func printable(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.properties.generalCategory != .control }))
    }
}
