public import ProfileFormat
public import ProfileRules

/// In which form a job's profiles leave the bench.
public enum Delivery: Hashable, Sendable {
    /// As XML.
    case plain
    /// Compressed with gzip, which phones see by how the file begins.
    case gzip
    /// Encrypted.
    case sealed(Sealing)

    /// How a job's profiles are encrypted. Its description shows no secret.
    public struct Sealing: Hashable, Sendable {
        /// `aes256cbc`, which the option `--key` of a rule opens, or `aes128gcm` (RFC 8188), which IKM_HTTP_Encrypt_Content opens.
        public var scheme: SealScheme
        /// For `aes256cbc`: how the key is made of the pass phrase.
        public var digest: KeyDigest
        /// Whether profiles are compressed with gzip first.
        public var isCompressed: Bool
        /// The pass phrase or the keying material.
        public var key: Secret

        /// A way of sealing of those parts.
        public init(
            scheme: SealScheme, digest: KeyDigest = .sealing, isCompressed: Bool = false, key: Secret
        ) {
            self.scheme = scheme
            self.digest = digest
            self.isCompressed = isCompressed
            self.key = key
        }
    }

    /// The word for it: `plain`, `gzip`, `aes256cbc` or `aes128gcm`.
    public var word: String {
        switch self {
        case .plain: "plain"
        case .gzip: "gzip"
        case .sealed(let sealing): sealing.scheme.rawValue
        }
    }

    /// The content coding that a web server has to name with such a file (RFC 8188, section 2); nil if none.
    public var contentEncoding: String? {
        guard case .sealed(let sealing) = self, sealing.scheme == .aes128gcm else { return nil }
        return "aes128gcm"
    }
}
