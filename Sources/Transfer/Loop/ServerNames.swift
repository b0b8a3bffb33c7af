import COpenSSL

/// What the certificate of a server says of names, read by OpenSSL rather than from its text, where an organisation called
/// `x, CN = prov.example.com` would look like a common name.
struct ServerNames {
    /// The last common name, which is the one that libcurl compares; nil if there is none or it is no text.
    let commonName: String?
    /// Whether it has alternative names at all, of whichever kind.
    let hasAlternativeNames: Bool

    /// Nil if this is no certificate.
    init?(pem: String) {
        let bytes = Array(pem.utf8)
        guard let source = BIO_new_mem_buf(bytes, Int32(bytes.count)) else { return nil }
        defer { BIO_free(source) }
        guard let certificate = PEM_read_bio_X509(source, nil, nil, nil) else {
            ERR_clear_error()
            return nil
        }
        defer { X509_free(certificate) }
        hasAlternativeNames = X509_get_ext_by_NID(certificate, NID_subject_alt_name, -1) >= 0
        commonName = Self.lastCommonName(X509_get_subject_name(certificate))
    }

    private static func lastCommonName(_ subject: OpaquePointer?) -> String? {
        var last: Int32 = -1
        while case let next = X509_NAME_get_index_by_NID(subject, NID_commonName, last), next >= 0 { last = next }
        guard last >= 0, let entry = X509_NAME_get_entry(subject, last) else { return nil }
        var text: UnsafeMutablePointer<UInt8>?
        let count = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(entry))
        guard count >= 0, let text else { return nil }
        defer { CRYPTO_free(text, #file, #line) }
        return String(validating: UnsafeBufferPointer(start: text, count: Int(count)), as: UTF8.self)
    }

    /// Whether the common name is this host with more text behind a slash: `CN=pv.example.net/mailto:x`, which old provisioning guides
    /// allow. Alternative names, where there are any, take the common name's place.
    func nameBeforeSlash(is host: String) -> Bool {
        guard !hasAlternativeNames, let commonName, let slash = commonName.firstIndex(of: "/") else { return false }
        return commonName[..<slash].lowercased() == host.lowercased()
    }
}
