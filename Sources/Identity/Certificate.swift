private import COpenSSL

/// An X.509 certificate (RFC 5280): its bytes, and what the phone needs to know of it.
public struct Certificate: Hashable, Sendable {
    /// DER.
    let encoded: [UInt8]
    /// Its subject as RFC 2253 writes it: `SN=000e08abcdef,L=88012BA01234,OU=CP-8841-3PCC`.
    public let subject: String
    /// The first common name of the subject; nil if it has none.
    public let commonName: String?
    /// From when to when it is valid, in seconds since 1970.
    public let validity: ClosedRange<Int64>
    /// Whether it may sign others: basic constraints with CA, or an old one without extensions that signed itself.
    public let isAuthority: Bool
    /// Whether it is signed with its own key.
    public let isSelfSigned: Bool

    /// Reads DER; nil for anything else, and if something follows.
    init?(encoded bytes: [UInt8]) {
        defer { ERR_clear_error() }
        guard let certificate = Self.decode(bytes) else { return nil }
        defer { X509_free(certificate) }
        encoded = bytes
        // X509_check_ca(3): 0 is none; anything else is one, of whichever age.
        isAuthority = X509_check_ca(certificate) > 0
        isSelfSigned = X509_self_signed(certificate, 1) == 1
        let name = X509_get_subject_name(certificate)
        subject = Self.text(of: name)
        commonName = Self.commonName(of: name)
        guard let from = Self.seconds(X509_get0_notBefore(certificate)),
            let to = Self.seconds(X509_get0_notAfter(certificate))
        else { return nil }
        validity = from...max(from, to)
    }

    /// The certificate as a PEM block.
    var pem: [UInt8] { PEMText.encode(encoded, label: "CERTIFICATE") }

    /// Whether that private key (DER, PKCS #8 or the older forms) belongs to it.
    func belongs(to key: PrivateKey) -> Bool {
        defer { ERR_clear_error() }
        guard let certificate = Self.decode(encoded) else { return false }
        defer { X509_free(certificate) }
        return key.withHandle { X509_check_private_key(certificate, $0) == 1 } ?? false
    }

    static func decode(_ bytes: [UInt8]) -> OpaquePointer? {
        bytes.withUnsafeBufferPointer { buffer in
            var next = buffer.baseAddress
            guard let certificate = d2i_X509(nil, &next, buffer.count) else { return nil }
            guard next == buffer.baseAddress.map({ $0 + buffer.count }) else {
                X509_free(certificate)
                return nil
            }
            return certificate
        }
    }

    static func text(of name: OpaquePointer?) -> String {
        guard let sink = BIO_new(BIO_s_mem()) else { return "" }
        defer { BIO_free(sink) }
        copenssl_print_name(sink, name)
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = BIO_read(sink, &bytes, Int32(bytes.count))
        return String(decoding: bytes.prefix(Int(max(0, count))), as: UTF8.self)
    }

    private static func commonName(of name: OpaquePointer?) -> String? {
        let index = X509_NAME_get_index_by_NID(name, NID_commonName, -1)
        guard index >= 0, let entry = X509_NAME_get_entry(name, index) else { return nil }
        var bytes: UnsafeMutablePointer<UInt8>?
        let count = ASN1_STRING_to_UTF8(&bytes, X509_NAME_ENTRY_get_data(entry))
        defer { CRYPTO_free(bytes, #file, #line) }
        guard count > 0, let bytes else { return nil }
        let text = String(decoding: UnsafeBufferPointer(start: bytes, count: Int(count)), as: UTF8.self)
        // It stands on a page and in one line of a log, whatever was signed.
        return String(
            String.UnicodeScalarView(text.unicodeScalars.filter { $0.properties.generalCategory != .control }))
    }

    private static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64? {
        guard let epoch = ASN1_TIME_set(nil, 0) else { return nil }
        defer { ASN1_STRING_free(epoch) }
        var (days, seconds) = (Int32(0), Int32(0))
        guard ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else { return nil }
        return Int64(days) * 86_400 + Int64(seconds)
    }
}

/// A private key without a pass phrase. Descriptions and mirrors show nothing of it.
struct PrivateKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let encoded: [UInt8]
    private let label: String

    /// A key in DER, and the label that it has in PEM: that of PKCS #8 (RFC 5958), or of the older form of its kind.
    init?(encoded bytes: [UInt8], label: String = "PRIVATE KEY") {
        encoded = bytes
        self.label = label
        guard withHandle({ _ in true }) == true else { return nil }
    }

    /// The key as a PEM block.
    var pem: [UInt8] { PEMText.encode(encoded, label: label) }

    var description: String { "private key (not shown)" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }

    /// Does something with the key while it is decoded; nil if it cannot be.
    func withHandle<Result>(_ body: (OpaquePointer) -> Result) -> Result? {
        let key = encoded.withUnsafeBufferPointer { buffer in
            var next = buffer.baseAddress
            return d2i_AutoPrivateKey(nil, &next, buffer.count)
        }
        defer { ERR_clear_error() }
        guard let key else { return nil }
        defer { EVP_PKEY_free(key) }
        return body(key)
    }
}
