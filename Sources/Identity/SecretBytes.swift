import COpenSSL

/// The only ways in which secret bytes are made and compared.
package enum SecretBytes {
    /// Random bytes of the operating system's quality (RAND_bytes(3)).
    package static func random(count: Int) throws(IdentityError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard RAND_bytes(&bytes, Int32(count)) == 1 else { throw .cryptography("make random bytes") }
        return bytes
    }

    /// Whether both are the same; how long it takes tells their lengths, but nothing of what they hold (CRYPTO_memcmp(3)).
    package static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
    }

    /// HMAC-SHA256 (RFC 2104), 32 bytes.
    package static func authenticationCode(of message: [UInt8], key: [UInt8]) throws(IdentityError) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: 32)
        var count: UInt32 = 0
        guard HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &code, &count) != nil, count == 32
        else { throw .cryptography("compute a fingerprint") }
        return code
    }
}
