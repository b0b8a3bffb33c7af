private import COpenSSL

/// The file of `openssl enc -aes-256-cbc`: `Salted__`, 8 bytes of salt, then the ciphertext with PKCS #7 padding. Key and IV come from pass
/// phrase and salt by one iteration of EVP_BytesToKey(3).
///
/// There is no authentication in it: whether a pass phrase and a digest are the right ones shows in what comes out.
enum PassPhraseSeal {
    static let saltSize = 8
    private static let magic = "Salted__".utf8
    private static let headerSize = 16
    private static let blockSize = 16
    private static let keySize = 32

    /// Whether the bytes begin as such a file does.
    static func begins(_ file: UnsafeBufferPointer<UInt8>) -> Bool { file.starts(with: magic) }

    /// What comes out with that digest; nil if the file has not the form, or its padding is wrong.
    static func open(_ file: UnsafeBufferPointer<UInt8>, with key: ProfileKey, digest: KeyDigest) -> [UInt8]? {
        let size = file.count - headerSize
        guard begins(file), size >= blockSize, size.isMultiple(of: blockSize) else { return nil }
        let salt = UnsafeBufferPointer(rebasing: file[magic.count..<headerSize])
        let body = UnsafeBufferPointer(rebasing: file[headerSize...])
        // EVP_DecryptUpdate may write a block more than it was given.
        return [UInt8](capacity: size + blockSize) { output in
            run(.decrypting, body, key, digest, salt, into: output)
        }
    }

    /// The file; nil if OpenSSL cannot make it.
    static func seal(
        _ content: UnsafeBufferPointer<UInt8>, with key: ProfileKey, digest: KeyDigest, salt: [UInt8]
    ) -> [UInt8]? {
        precondition(salt.count == saltSize, "a salt has \(saltSize) bytes")
        return [UInt8](capacity: headerSize + content.count + blockSize) { output in
            for (index, byte) in (Array(magic) + salt).enumerated() { output[index] = byte }
            let count = salt.withUnsafeBufferPointer { salt in
                run(.encrypting, content, key, digest, salt, into: output + headerSize)
            }
            return count.map { headerSize + $0 }
        }
    }

    private static func run(
        _ direction: CipherContext.Direction, _ input: UnsafeBufferPointer<UInt8>, _ key: ProfileKey,
        _ digest: KeyDigest, _ salt: UnsafeBufferPointer<UInt8>, into output: UnsafeMutablePointer<UInt8>
    ) -> Int? {
        withWipedMemory(count: keySize + blockSize) { secret in
            let nonce = secret + keySize
            let derived = key.withBytes { phrase in
                EVP_BytesToKey(
                    EVP_aes_256_cbc(), digest.method, salt.baseAddress, phrase.baseAddress, Int32(phrase.count), 1,
                    secret, nonce)
            }
            guard derived == keySize, let context = CipherContext(),
                context.begin(EVP_aes_256_cbc(), direction, key: secret, nonce: nonce),
                let count = context.update(input, into: output), let rest = context.finish(into: output + count)
            else { return nil }
            return count + rest
        }
    }
}
