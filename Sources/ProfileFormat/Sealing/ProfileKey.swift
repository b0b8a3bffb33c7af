private import COpenSSL

/// How a profile is sealed. A rule or an answer says which it is, never the file's name.
public enum SealScheme: String, Hashable, Sendable, CaseIterable {
    /// The file of `openssl enc -aes-256-cbc` with a pass phrase: what the option `--key` of a rule opens (Provisioning Formats,
    /// "Encrypt a Profile with AES-256-CBC").
    case aes256cbc
    /// The content coding `aes128gcm` (RFC 8188): what `IKM_HTTP_Encrypt_Content` opens, and only where the answer names it.
    case aes128gcm
}

/// A secret that seals and opens profiles, and the scheme that it is for.
///
/// It is kept in memory of its own, which is wiped with the last copy; texts for people, dumps and mirrors show none of it.
public struct ProfileKey: Sendable {
    /// What a key may have at most, in bytes: as much as a rule.
    public static let sizeLimit = 16 << 10

    /// What it is for.
    public let scheme: SealScheme
    private let secret: Secret

    /// A key of these bytes: for a text its UTF-8, exactly as it is written.
    ///
    /// For `aes256cbc` they are a pass phrase, however much they look like a key in hexadecimal digits, because the phone's documents know
    /// no other form. For `aes128gcm` they are the input keying material itself: no source tells whether the phone decodes the parameter's
    /// text first, so it is taken as it is.
    ///
    /// Throws `emptyKey`, and `keyTooLong` beyond `sizeLimit`.
    public init(_ bytes: some Collection<UInt8>, for scheme: SealScheme) throws(SealError) {
        guard !bytes.isEmpty else { throw .emptyKey }
        guard bytes.count <= Self.sizeLimit else { throw .keyTooLong(limit: Self.sizeLimit) }
        self.scheme = scheme
        secret = Secret(bytes)
    }

    /// Lends the bytes; they must not outlive the call.
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        // The buffer lives as long as its owner, and that until the end of this call.
        withExtendedLifetime(secret) { body(UnsafeBufferPointer(secret.bytes)) }
    }

    /// The owner of the bytes.
    ///
    /// Unchecked, because of the pointer: nobody writes to the memory between `init` and `deinit`.
    private final class Secret: @unchecked Sendable {
        let bytes: UnsafeMutableBufferPointer<UInt8>

        init(_ secret: some Collection<UInt8>) {
            bytes = .allocate(capacity: secret.count)
            _ = bytes.initialize(fromContentsOf: secret)
        }

        deinit {
            OPENSSL_cleanse(bytes.baseAddress, bytes.count)
            bytes.deallocate()
        }
    }
}

extension ProfileKey: Equatable {
    /// Whether both are the same key for the same scheme; how long it takes tells their lengths only.
    public static func == (left: Self, right: Self) -> Bool {
        left.withBytes { left in
            right.withBytes { right in
                left.count == right.count && CRYPTO_memcmp(left.baseAddress, right.baseAddress, left.count) == 0
            }
        } && left.scheme == right.scheme
    }
}

extension ProfileKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The scheme; of the secret nothing, not even its length.
    public var description: String { "\(scheme.rawValue) key ********" }

    /// The same as `description`.
    public var debugDescription: String { description }

    /// Nothing to look into.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
