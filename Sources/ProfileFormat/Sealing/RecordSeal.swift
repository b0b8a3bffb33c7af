private import COpenSSL

/// The content coding `aes128gcm` (RFC 8188): a header, then records that are encrypted and authenticated one by one.
enum RecordSeal {
    static let saltSize = 16
    /// What is sealed in one record with its delimiter and tag: the record size that the RFC's examples and most servers use.
    static let usualRecordSize: UInt32 = 4096
    private static let tagSize = 16
    private static let keySize = 16
    private static let nonceSize = 12
    /// A record holds at least one byte besides its delimiter and tag (section 2.1).
    private static let smallestRecordSize = 18

    /// The byte behind the content of a record (section 2).
    private enum Delimiter {
        static let more: UInt8 = 1
        static let last: UInt8 = 2
    }

    /// What was sealed; nil unless every byte of the message is authentic and none is missing. Any key identifier will do.
    static func open(_ message: UnsafeBufferPointer<UInt8>, with key: ProfileKey) -> [UInt8]? {
        guard let header = Header(message), header.size < message.count else { return nil }
        let body = UnsafeBufferPointer(rebasing: message[header.size...])
        return [UInt8](capacity: body.count) { output in
            withKeys(of: key, salt: header.salt) { contentKey, nonce in
                guard let context = CipherContext(),
                    context.begin(EVP_aes_128_gcm(), .decrypting, key: contentKey, nonce: nil)
                else { return nil }
                return decrypt(body, header.recordSize, context, nonce, into: output)
            }
        }
    }

    /// The message; nil if OpenSSL cannot make it.
    static func seal(
        _ content: UnsafeBufferPointer<UInt8>, with key: ProfileKey, salt: [UInt8],
        recordSize: UInt32 = usualRecordSize, keyIdentifier: [UInt8] = []
    ) -> [UInt8]? {
        let header = Header.bytes(salt: salt, recordSize: recordSize, keyIdentifier: keyIdentifier)
        let share = Int(recordSize) - tagSize - 1
        // A message without content is one record, too.
        let records = max(1, (content.count + share - 1) / share)
        let size = header.count + content.count + records * (tagSize + 1)
        return [UInt8](capacity: size) { output in
            for (index, byte) in header.enumerated() { output[index] = byte }
            return salt.withUnsafeBufferPointer { salt in
                withKeys(of: key, salt: salt) { contentKey, nonce in
                    guard let context = CipherContext(),
                        context.begin(EVP_aes_128_gcm(), .encrypting, key: contentKey, nonce: nil),
                        encrypt(content, share, context, nonce, into: output + header.count)
                    else { return nil }
                    return size
                }
            }
        }
    }

    // MARK: Records

    private static func decrypt(
        _ body: UnsafeBufferPointer<UInt8>, _ recordSize: Int, _ context: borrowing CipherContext,
        _ nonce: borrowing Nonce, into output: UnsafeMutablePointer<UInt8>
    ) -> Int? {
        var written = 0
        for (number, start) in stride(from: 0, to: body.count, by: recordSize).enumerated() {
            let end = min(start + recordSize, body.count)
            let record = UnsafeBufferPointer(rebasing: body[start..<end])
            guard record.count > tagSize,
                let count = decryptRecord(record, number, context, nonce, into: output + written),
                let content = unpadded(output + written, count, isLast: end == body.count)
            else { return nil }
            written += content
        }
        return written
    }

    private static func decryptRecord(
        _ record: UnsafeBufferPointer<UInt8>, _ number: Int, _ context: borrowing CipherContext,
        _ nonce: borrowing Nonce, into output: UnsafeMutablePointer<UInt8>
    ) -> Int? {
        let sealed = UnsafeBufferPointer(rebasing: record.dropLast(tagSize))
        let tag = UnsafeBufferPointer(rebasing: record.suffix(tagSize))
        guard nonce.use(for: number, { context.begin(nil, .decrypting, nonce: $0) }),
            let count = context.update(sealed, into: output), context.expect(tag: tag),
            let rest = context.finish(into: output + count)
        else { return nil }
        return count + rest
    }

    /// The size of a record's content: before the delimiter, behind which only zeros may stand. The delimiter tells the last record, so that
    /// a message that was cut off between two records is noticed, and one that goes on behind its end.
    static func unpadded(_ record: UnsafeMutablePointer<UInt8>, _ count: Int, isLast: Bool) -> Int? {
        var end = count
        while end > 0, record[end - 1] == 0 { end -= 1 }
        guard end > 0, record[end - 1] == (isLast ? Delimiter.last : Delimiter.more) else { return nil }
        return end - 1
    }

    private static func encrypt(
        _ content: UnsafeBufferPointer<UInt8>, _ share: Int, _ context: borrowing CipherContext,
        _ nonce: borrowing Nonce, into output: UnsafeMutablePointer<UInt8>
    ) -> Bool {
        var (read, written, number) = (0, 0, 0)
        repeat {
            let end = min(read + share, content.count)
            let part = UnsafeBufferPointer(rebasing: content[read..<end])
            let delimiter = end == content.count ? Delimiter.last : Delimiter.more
            guard nonce.use(for: number, { context.begin(nil, .encrypting, nonce: $0) }),
                let count = encryptRecord(part, delimiter, context, into: output + written)
            else { return false }
            (read, written, number) = (end, written + count, number + 1)
        } while read < content.count
        return true
    }

    private static func encryptRecord(
        _ part: UnsafeBufferPointer<UInt8>, _ delimiter: UInt8, _ context: borrowing CipherContext,
        into output: UnsafeMutablePointer<UInt8>
    ) -> Int? {
        let end = [delimiter].withUnsafeBufferPointer { delimiter in
            context.update(part, into: output).flatMap { count in
                context.update(delimiter, into: output + count).map { count + $0 }
            }
        }
        guard let end, let rest = context.finish(into: output + end),
            context.tag(count: tagSize, into: output + end + rest)
        else { return nil }
        return end + rest + tagSize
    }

    // MARK: Keys

    /// Lends the key of the content and the nonces (sections 2.2 and 2.3).
    private static func withKeys<Result>(
        of key: ProfileKey, salt: UnsafeBufferPointer<UInt8>,
        _ body: (_ contentKey: UnsafePointer<UInt8>, _ nonce: borrowing Nonce) -> Result?
    ) -> Result? {
        withWipedMemory(count: HashedKey.size * 3) { memory in
            let (root, contentKey, nonce) = (memory, memory + HashedKey.size, memory + HashedKey.size * 2)
            guard HashedKey.extract(key, salt: salt, into: root),
                HashedKey.expand(root, "Content-Encoding: aes128gcm\0", into: contentKey),
                HashedKey.expand(root, "Content-Encoding: nonce\0", into: nonce)
            else { return nil }
            return body(contentKey, Nonce(base: UnsafeBufferPointer(start: nonce, count: nonceSize)))
        }
    }

    /// What makes the nonce of each record: its number, counted from 0, changes the last eight bytes.
    private struct Nonce: ~Copyable {
        let base: UnsafeBufferPointer<UInt8>

        func use(for number: Int, _ body: (UnsafePointer<UInt8>) -> Bool) -> Bool {
            withWipedMemory(count: base.count) { nonce in
                for index in base.indices {
                    let shift = UInt64(8 * (base.count - 1 - index))
                    nonce[index] = base[index] ^ UInt8(truncatingIfNeeded: UInt64(number) >> shift)
                }
                return body(nonce)
            } ?? false
        }
    }

    /// HKDF with SHA-256 (RFC 5869), for keys of at most one hash.
    private enum HashedKey {
        static let size = 32

        static func extract(
            _ key: ProfileKey, salt: UnsafeBufferPointer<UInt8>, into root: UnsafeMutablePointer<UInt8>
        ) -> Bool {
            key.withBytes {
                HMAC(EVP_sha256(), salt.baseAddress, Int32(salt.count), $0.baseAddress, $0.count, root, nil)
            }
                != nil
        }

        static func expand(
            _ root: UnsafePointer<UInt8>, _ information: String, into key: UnsafeMutablePointer<UInt8>
        ) -> Bool {
            let message = Array(information.utf8) + [1]
            return HMAC(EVP_sha256(), root, Int32(size), message, message.count, key, nil) != nil
        }
    }

    // MARK: Header

    /// Salt, record size, and a key identifier of up to 255 bytes (section 2.1).
    private struct Header {
        let salt: UnsafeBufferPointer<UInt8>
        let recordSize: Int
        /// With the key identifier.
        let size: Int

        init?(_ message: UnsafeBufferPointer<UInt8>) {
            let fixed = saltSize + 5
            guard message.count >= fixed else { return nil }
            salt = UnsafeBufferPointer(rebasing: message[..<saltSize])
            recordSize = message[saltSize..<(saltSize + 4)].reduce(0) { $0 << 8 | Int($1) }
            size = fixed + Int(message[fixed - 1])
            guard recordSize >= smallestRecordSize else { return nil }
        }

        static func bytes(salt: [UInt8], recordSize: UInt32, keyIdentifier: [UInt8]) -> [UInt8] {
            precondition(salt.count == saltSize, "a salt has \(saltSize) bytes")
            precondition(recordSize >= smallestRecordSize, "a record has \(smallestRecordSize) bytes or more")
            precondition(keyIdentifier.count <= 255, "a key identifier has 255 bytes or fewer")
            let size = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: recordSize >> $0) }
            return salt + size + [UInt8(keyIdentifier.count)] + keyIdentifier
        }
    }
}
