private import COpenSSL

/// Why a certificate is not installed. No case holds anything of the file but subjects of certificates.
public enum CertificateUploadError: Error, Hashable, Sendable {
    /// Nothing was sent.
    case empty
    /// The file has more bytes than that.
    case tooLarge(limit: Int)
    /// It is neither PEM nor PKCS #12.
    case unknownForm
    /// A PEM block, counted from 1, is damaged.
    case damaged(block: Int)
    /// There is no certificate.
    case noCertificate
    /// There is no private key.
    case noKey
    /// There are that many private keys.
    case severalKeys(Int)
    /// The key, or the file, can be read with a password only, and none was given.
    case passwordMissing
    /// The password is another.
    case passwordWrong
    /// The password is that of the file, but OpenSSL cannot read its old ciphers.
    case oldCipher
    /// The file wants its password hashed more often than that.
    case tooManyRounds(limit: Int)
    /// None of the certificates is that of the key.
    case notAPair
    /// There are more certificates than that.
    case chainTooLong(limit: Int)
    /// A certificate does not belong to the chain.
    case stranger(subject: String)
    /// The certificate ended at that moment, in seconds since 1970.
    case expired(at: Int64)
    /// The key is too short: its name.
    case weakKey(String)
    /// The certificate is signed with what can be forged today.
    case weakSignature(String)
}

/// A file that somebody sends to have a certificate installed: PEM with the key, or PKCS #12 (RFC 7292).
public enum CertificateUpload {
    /// The most bytes of a file. A chain with its key has about 8 kB.
    public static let sizeLimit = 64 << 10
    /// The most certificates of a chain.
    public static let chainLimit = 8
    /// The most rounds of hashing a password, far beyond what programs choose.
    public static let roundLimit = 2_000_000

    /// Reads a file and checks it, at that moment in seconds since 1970. Certificates come in the order that TLS wants (RFC 8446, 4.4.2),
    /// whatever theirs was; what else the file holds is left out. Takes as long as hashing the password does.
    public static func read(
        _ bytes: [UInt8], password: String, at now: Int64
    ) throws(CertificateUploadError) -> ClientCredentials {
        guard !bytes.isEmpty else { throw .empty }
        guard bytes.count <= sizeLimit else { throw .tooLarge(limit: sizeLimit) }
        defer { ERR_clear_error() }
        let (certificates, key) =
            bytes[0] == 0x30 ? try pkcs12(bytes, password) : try pem(bytes, password)
        return try checked(certificates, key, at: now)
    }

    private static func checked(
        _ certificates: [Certificate], _ key: PrivateKey, at now: Int64
    ) throws(CertificateUploadError) -> ClientCredentials {
        guard !certificates.isEmpty else { throw .noCertificate }
        guard certificates.count <= chainLimit else { throw .chainTooLong(limit: chainLimit) }
        guard let own = certificates.first(where: { $0.belongs(to: key) }) else { throw .notAPair }
        let chain = try ordered(certificates, from: own)
        guard own.validity.upperBound > now else { throw .expired(at: own.validity.upperBound) }
        // 112 bits are RSA with 2048 (NIST SP 800-131A).
        guard let kind = own.key, kind.strength >= 112, !kind.name.hasPrefix("DSA") else {
            throw .weakKey(own.key?.name ?? "a key of an unknown kind")
        }
        guard !own.hasWeakSignature else { throw .weakSignature(own.signature) }
        return ClientCredentials(own, chain: chain.flatMap(\.pem), key: key)
    }

    private static func ordered(
        _ certificates: [Certificate], from own: Certificate
    ) throws(CertificateUploadError) -> [Certificate] {
        var chain = [own]
        var rest = certificates.filter { $0 != own }
        while let last = chain.last, !last.isSelfSigned, let next = rest.firstIndex(where: last.isSigned(by:)) {
            let certificate = rest[next]
            rest.removeAll { $0 == certificate }
            chain.append(certificate)
        }
        if let stranger = rest.first { throw .stranger(subject: stranger.subject) }
        return chain
    }

    private static func pem(
        _ text: [UInt8], _ password: String
    ) throws(CertificateUploadError) -> (certificates: [Certificate], key: PrivateKey) {
        let blocks: [PEMText.Block]
        do throws(PEMText.DamagedBlock) {
            blocks = try PEMText.blocks(in: text)
        } catch {
            throw .damaged(block: error.number)
        }
        guard !blocks.isEmpty else { throw .unknownForm }
        let certificates = try certificates(in: blocks)
        guard !certificates.isEmpty else { throw .noCertificate }
        let keys = blocks.filter(\.isPrivateKey)
        guard let block = keys.first else { throw .noKey }
        guard keys.count == 1 else { throw .severalKeys(keys.count) }
        if block.isEncrypted { return (certificates, try encryptedKey(in: text, password)) }
        guard let key = PrivateKey(encoded: block.bytes, label: block.label) else { throw .noKey }
        return (certificates, key)
    }

    private static func certificates(in blocks: [PEMText.Block]) throws(CertificateUploadError) -> [Certificate] {
        var certificates: [Certificate] = []
        for (number, block) in blocks.enumerated() where block.isCertificate {
            guard let certificate = Certificate(encoded: block.bytes) else { throw .damaged(block: number + 1) }
            certificates.append(certificate)
        }
        return certificates
    }

    private static func encryptedKey(in text: [UInt8], _ password: String) throws(CertificateUploadError) -> PrivateKey
    {
        // Without one OpenSSL would ask on the terminal.
        guard !password.isEmpty else { throw .passwordMissing }
        guard let source = BIO_new_mem_buf(text, Int32(text.count)) else { throw .noKey }
        defer { BIO_free(source) }
        let handle = password.withCString { password in
            PEM_read_bio_PrivateKey(source, nil, nil, UnsafeMutableRawPointer(mutating: password))
        }
        guard let handle else { throw .passwordWrong }
        defer { EVP_PKEY_free(handle) }
        guard let key = PrivateKey(handle) else { throw .noKey }
        return key
    }

    private static func pkcs12(
        _ bytes: [UInt8], _ password: String
    ) throws(CertificateUploadError) -> (certificates: [Certificate], key: PrivateKey) {
        let file = bytes.withUnsafeBufferPointer { buffer in
            var next = buffer.baseAddress
            return d2i_PKCS12(nil, &next, buffer.count)
        }
        guard let file else { throw .unknownForm }
        defer { PKCS12_free(file) }
        guard copenssl_seal_iterations(file) <= roundLimit else { throw .tooManyRounds(limit: roundLimit) }
        guard let certificates = BIO_new(BIO_s_mem()) else { throw .noCertificate }
        defer { BIO_free(certificates) }
        let isSealed = PKCS12_mac_present(file) == 1
        let isRight = password.withCString { PKCS12_verify_mac(file, $0, -1) == 1 }
        guard !isSealed || isRight else { throw password.isEmpty ? .passwordMissing : .passwordWrong }
        var handle: OpaquePointer?
        guard password.withCString({ copenssl_open_pkcs12(file, $0, certificates, &handle) }) == 1 else {
            throw isSealed ? .oldCipher : .passwordWrong
        }
        defer { EVP_PKEY_free(handle) }
        guard let handle, let key = PrivateKey(handle) else { throw .noKey }
        let blocks = try? PEMText.blocks(in: certificates.contents)
        return (try self.certificates(in: blocks ?? []), key)
    }
}

extension PrivateKey {
    /// The key that OpenSSL has decoded, as PKCS #8; nil without memory.
    init?(_ handle: OpaquePointer) {
        guard let form = EVP_PKEY2PKCS8(handle) else { return nil }
        defer { PKCS8_PRIV_KEY_INFO_free(form) }
        var bytes: UnsafeMutablePointer<UInt8>?
        let count = i2d_PKCS8_PRIV_KEY_INFO(form, &bytes)
        defer { CRYPTO_clear_free(bytes, Int(max(0, count)), #file, #line) }
        guard count > 0, let bytes else { return nil }
        self.init(encoded: Array(UnsafeBufferPointer(start: bytes, count: Int(count))))
    }
}
