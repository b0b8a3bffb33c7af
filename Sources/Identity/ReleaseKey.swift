private import COpenSSL
internal import Notation

/// The public key of whoever makes firmware: a file with a signature of its owner is authentic.
///
/// How the owner signs, with the plain `openssl` command:
///
///     openssl dgst -sha256 -sign key.pem -out FILE.sig FILE        RSA, ECDSA with P-256
///     openssl dgst -sha384 -sign key.pem -out FILE.sig FILE        ECDSA with P-384
///
///     openssl dgst -sha512 -binary -out FILE.sha512 FILE           Ed25519: the 64 bytes of the file's SHA-512
///     openssl pkeyutl -sign -rawin -inkey key.pem -in FILE.sha512 -out FILE.sig
///
/// Ed25519 itself (RFC 8032) needs its whole message at once, and firmware is larger than the memory that a phone can spare; so the message
/// is the digest here. RSA is PKCS #1 version 1.5 (RFC 8017, 8.2), ECDSA a DER sequence (RFC 3279, 2.2.3), as openssl writes them.
public struct ReleaseKey: Hashable, Sendable {
    /// What kind of key it is, and so how a signature is made.
    public enum Algorithm: Hashable, Sendable {
        /// Over the file's SHA-512.
        case ed25519
        /// With SHA-256.
        case ecdsaP256
        /// With SHA-384.
        case ecdsaP384
        /// With SHA-256; the length of the modulus, 2048 to 8192.
        case rsa(bits: Int)
    }

    /// The kind of key.
    public let algorithm: Algorithm
    /// The key itself: SubjectPublicKeyInfo (RFC 5280, 4.1.2.7) in DER.
    private let encoded: [UInt8]

    /// No signature of any of the algorithms is longer: 1,024 bytes for RSA of 8192 bits.
    public static let signatureSizeLimit = 1024
    private static let fileLimit = 64 << 10

    /// Reads the key in a file: PEM, `-----BEGIN PUBLIC KEY-----`. Blocks for the disk.
    public init(file path: String) throws(ReleaseKeyError) {
        let name = FileStream.name(of: path)
        let text: [UInt8]
        do throws(FileStream.Failure) {
            text = try FileStream.bytes(of: path, limit: Self.fileLimit)
        } catch {
            throw .unreadable(name: name, reason: error.reason)
        }
        try self.init(pem: text, name: name)
    }

    /// Reads a key in PEM; `name` is what an error calls it. A private key is refused: it has no business on a phone.
    public init(pem: [UInt8], name: String) throws(ReleaseKeyError) {
        let blocks: [PEMText.Block]
        do throws(PEMText.DamagedBlock) {
            blocks = try PEMText.blocks(in: pem)
        } catch {
            throw .notAKey(name: name)
        }
        guard !blocks.contains(where: \.isPrivateKey) else { throw .privateKey(name: name) }
        guard let block = blocks.first(where: { $0.label == "PUBLIC KEY" }), let key = Self.decode(block.bytes) else {
            throw .notAKey(name: name)
        }
        defer { EVP_PKEY_free(key) }
        algorithm = try Self.algorithm(of: key, name: name)
        var bytes: UnsafeMutablePointer<UInt8>?
        let count = i2d_PUBKEY(key, &bytes)
        defer { CRYPTO_free(bytes, #file, #line) }
        guard count > 0, let bytes else { throw .notAKey(name: name) }
        encoded = Array(UnsafeBufferPointer(start: bytes, count: Int(count)))
    }

    /// The SHA-256 of the key in hexadecimal digits, by which a person recognizes it:
    /// `openssl pkey -pubin -in key.pem -outform DER | sha256sum`.
    public var fingerprint: String {
        var digest = [UInt8](repeating: 0, count: 32)
        SHA256(encoded, encoded.count, &digest)
        return digest.hexadecimal
    }

    /// Checks the detached signature of a file; returns if it is right. Memory does not grow with the file. Blocks for the disk and the
    /// processor, some seconds for a gigabyte: call it off the cooperative pool.
    ///
    /// Throws `unreadable`, `noSignature` for one that is empty or too long, `wrongSignature` for any other that does not fit, or
    /// `cryptography`.
    public func verify(_ signature: [UInt8], ofFile path: String) throws(FileCheckError) {
        try verify(signature) { () throws(FileCheckError) in
            try FileDigest(path, algorithm.digestFunction).bytes
        }
    }

    /// As for a file, of bytes that passed by a digest that was made for this key.
    public func verify(_ signature: [UInt8], of digest: PassingDigest.Result) throws(FileCheckError) {
        try verify(signature) { digest.signed }
    }

    private func verify(
        _ signature: [UInt8], of digest: () throws(FileCheckError) -> [UInt8]
    ) throws(FileCheckError) {
        guard (1...Self.signatureSizeLimit).contains(signature.count) else { throw .noSignature(size: signature.count) }
        defer { ERR_clear_error() }
        guard let key = Self.decode(encoded) else { throw .cryptography("read a key again") }
        defer { EVP_PKEY_free(key) }
        let isRight =
            switch algorithm {
            case .ed25519: try Self.isSignature(signature, of: try digest(), by: key)
            case .ecdsaP256, .rsa, .ecdsaP384:
                try Self.isSignature(signature, algorithm.digestFunction, of: try digest(), by: key)
            }
        guard isRight else { throw .wrongSignature }
    }

    private static func decode(_ bytes: [UInt8]) -> OpaquePointer? {
        defer { ERR_clear_error() }
        return bytes.withUnsafeBufferPointer { buffer in
            var next = buffer.baseAddress
            return d2i_PUBKEY(nil, &next, buffer.count)
        }
    }

    /// A signature of a whole message (EVP_DigestVerify(3), "one-shot").
    private static func isSignature(
        _ signature: [UInt8], of message: [UInt8], by key: OpaquePointer
    ) throws(FileCheckError) -> Bool {
        guard let context = EVP_MD_CTX_new() else { throw .cryptography("check a signature") }
        defer { EVP_MD_CTX_free(context) }
        guard EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1 else { throw .cryptography("check a signature") }
        return EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }

    /// A signature of a digest (EVP_PKEY_verify(3)).
    private static func isSignature(
        _ signature: [UInt8], _ function: OpaquePointer?, of digest: [UInt8], by key: OpaquePointer
    ) throws(FileCheckError) -> Bool {
        guard let context = EVP_PKEY_CTX_new(key, nil) else { throw .cryptography("check a signature") }
        defer { EVP_PKEY_CTX_free(context) }
        // For RSA the padding is that of PKCS #1 version 1.5 unless said otherwise (EVP_PKEY_CTX_set_rsa_padding(3)).
        guard EVP_PKEY_verify_init(context) == 1, EVP_PKEY_CTX_set_signature_md(context, function) == 1 else {
            throw .cryptography("check a signature")
        }
        return EVP_PKEY_verify(context, signature, signature.count, digest, digest.count) == 1
    }

    private static func algorithm(of key: OpaquePointer, name: String) throws(ReleaseKeyError) -> Algorithm {
        let bits = Int(EVP_PKEY_get_bits(key))
        if EVP_PKEY_is_a(key, "ED25519") == 1 { return .ed25519 }
        if EVP_PKEY_is_a(key, "RSA") == 1 {
            guard (2048...8192).contains(bits) else { throw .unsuitable(name: name, "RSA of \(bits) bits") }
            return .rsa(bits: bits)
        }
        guard EVP_PKEY_is_a(key, "EC") == 1 else {
            throw .unsuitable(name: name, EVP_PKEY_get0_type_name(key).map { String(cString: $0) } ?? "unknown")
        }
        var group = [CChar](repeating: 0, count: 64)
        EVP_PKEY_get_group_name(key, &group, group.count, nil)
        switch String(decoding: group.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) {
        case "prime256v1": return .ecdsaP256
        case "secp384r1": return .ecdsaP384
        case let curve: throw .unsuitable(name: name, "ECDSA with the curve \(curve)")
        }
    }
}

/// Why a file is no release key.
public enum ReleaseKeyError: Error, Hashable, Sendable {
    /// The file, by its name, cannot be read, and what the system says.
    case unreadable(name: String, reason: String)
    /// It holds no public key in PEM.
    case notAKey(name: String)
    /// It holds a private key.
    case privateKey(name: String)
    /// It holds a key of another kind, or a weak one.
    case unsuitable(name: String, String)
}

/// One sentence: what it is, and what to do.
extension ReleaseKeyError: CustomStringConvertible {
    /// The sentence.
    public var description: String {
        switch self {
        case .unreadable(let name, let reason): "the release key in \(name) cannot be read (\(reason))"
        case .notAKey(let name):
            "\(name) holds no public key in PEM (-----BEGIN PUBLIC KEY-----); `openssl pkey -in key.pem -pubout` writes one, "
                + "of a certificate `openssl x509 -pubkey -noout`"
        case .privateKey(let name):
            "\(name) holds a private key, which stays with whoever makes the firmware; "
                + "`openssl pkey -in key.pem -pubout` writes the public one"
        case .unsuitable(let name, let kind):
            "the key in \(name) is of a kind that is not taken here (\(kind)): Ed25519, ECDSA with P-256 or P-384, "
                + "and RSA of 2048 to 8192 bits are"
        }
    }
}
