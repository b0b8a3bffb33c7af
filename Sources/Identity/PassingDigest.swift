private import COpenSSL
internal import Threading

/// The checksum of bytes that pass by and are kept nowhere, and what a signature of them would be of.
public final class PassingDigest: Sendable {
    /// What came of the bytes.
    public struct Result: Sendable {
        /// Their SHA-256.
        public var checksum: FileChecksum
        /// What the key signs of them.
        var signed: [UInt8]
    }

    /// A digest under way. Unsafe: reached under the lock only.
    private struct Context: @unchecked Sendable {
        let pointer: OpaquePointer
        var isWell: Bool

        init(_ function: OpaquePointer?) throws(FileCheckError) {
            guard let pointer = EVP_MD_CTX_new() else { throw .cryptography("begin a digest") }
            self.pointer = pointer
            isWell = EVP_DigestInit_ex(pointer, function, nil) == 1
        }

        mutating func update(_ bytes: [UInt8]) {
            isWell = EVP_DigestUpdate(pointer, bytes, bytes.count) == 1 && isWell
        }

        func finish() throws(FileCheckError) -> [UInt8] {
            var bytes = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
            var count: UInt32 = 0
            guard isWell, EVP_DigestFinal_ex(pointer, &bytes, &count) == 1 else {
                throw .cryptography("compute a digest")
            }
            return Array(bytes.prefix(Int(count)))
        }
    }

    private let contexts: Locked<(checksum: Context, signed: Context)>

    /// A digest of nothing yet, for the signature of that key if there is one.
    public init(for key: ReleaseKey? = nil) throws(FileCheckError) {
        let checksum = try Context(EVP_sha256())
        do throws(FileCheckError) {
            contexts = Locked((checksum, try Context(key?.algorithm.digestFunction ?? EVP_sha256())))
        } catch {
            EVP_MD_CTX_free(checksum.pointer)
            throw error
        }
    }

    deinit {
        contexts.withLock { contexts in
            EVP_MD_CTX_free(contexts.checksum.pointer)
            EVP_MD_CTX_free(contexts.signed.pointer)
        }
    }

    /// The next bytes.
    public func update(_ bytes: [UInt8]) {
        contexts.withLock { contexts in
            contexts.checksum.update(bytes)
            contexts.signed.update(bytes)
        }
    }

    /// There are no more; to be called once.
    public func finish() throws(FileCheckError) -> Result {
        let (checksum, signed) = contexts.withLock { ($0.checksum, $0.signed) }
        return Result(checksum: FileChecksum(bytes: try checksum.finish()), signed: try signed.finish())
    }
}

extension ReleaseKey.Algorithm {
    /// What is signed is the digest by this function.
    var digestFunction: OpaquePointer? {
        switch self {
        case .ed25519: EVP_sha512()
        case .ecdsaP256, .rsa: EVP_sha256()
        case .ecdsaP384: EVP_sha384()
        }
    }
}
