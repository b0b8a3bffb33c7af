private import COpenSSL

/// Seals a backup with a pass phrase, and opens it again (`docs/backup.md`).
///
/// The header says what the key is made with: a line of text, the version, the costs of scrypt (RFC 7914) and 16 random bytes. scrypt makes
/// 64 bytes of pass phrase and header, so that a header that was changed makes another key: 32 are the key, 16 of the rest stand behind the
/// header and tell a wrong pass phrase from a damaged file. Then come pieces of 64 KiB, each sealed with AES-256-GCM; its nonce is the number
/// of the piece and, in the last byte, whether it is the last one. So pieces can be neither taken away nor put in another order.
public enum BackupSeal {
    /// What a pass phrase may have, in characters: 8 to 1,024.
    public static let passPhraseLength = 8...1024
    /// What a backup may hold, in bytes: 9 MiB. A phone has some hundred kilobytes.
    public static let sizeLimit = 9 << 20
    /// What the sealed file may have.
    public static var sealedSizeLimit: Int {
        headerSize + checkSize + sizeLimit + (sizeLimit / pieceSize + 1) * tagSize
    }

    private static let magic = Array("onhook backup\n".utf8)
    private static let version: UInt8 = 1
    private static let saltSize = 16
    private static let checkSize = 16
    private static let keySize = 32
    private static let tagSize = 16
    private static let pieceSize = 64 << 10
    private static var headerSize: Int { magic.count + 4 + saltSize }

    /// What scrypt costs: 2 to the power of `logN` times 1 KiB of memory (`r` is 8), `p` times as much work.
    private struct Costs {
        var logN: UInt8 = 15
        var r: UInt8 = 8
        var p: UInt8 = 3

        /// Whether this machine lets a file ask for as much.
        var isBearable: Bool { (10...17).contains(logN) && r == 8 && (1...8).contains(p) }
    }

    /// Whether a file begins as a backup does.
    public static func begins(_ file: [UInt8]) -> Bool { file.starts(with: magic) }

    /// The sealed file. Takes a quarter of a second of work; not to be called on the cooperative pool.
    ///
    /// Throws `passPhrase`, `tooLarge` and `cryptography`.
    public static func seal(_ content: [UInt8], passPhrase: String) throws(BackupSealError) -> [UInt8] {
        guard passPhraseLength.contains(passPhrase.count) else { throw .passPhrase }
        guard content.count <= sizeLimit else { throw .tooLarge }
        guard let salt = [UInt8](randomCount: saltSize) else { throw .cryptography("make random bytes") }
        let costs = Costs()
        let header = magic + [version, costs.logN, costs.r, costs.p] + salt
        let keys = try keys(passPhrase, header, costs)
        var file = header + keys.suffix(keySize).prefix(checkSize)
        file.reserveCapacity(file.count + content.count + (content.count / pieceSize + 1) * tagSize)
        var number: UInt64 = 0
        var rest = content[...]
        repeat {
            let piece = rest.prefix(pieceSize)
            rest = rest.dropFirst(piece.count)
            guard let sealed = sealed(piece, key: keys, nonce: nonce(number, isLast: rest.isEmpty)) else {
                throw .cryptography("encrypt with AES-256-GCM")
            }
            file += sealed
            number += 1
        } while !rest.isEmpty
        return file
    }

    /// What is in a sealed file. Takes a quarter of a second of work; not to be called on the cooperative pool.
    public static func open(_ file: [UInt8], passPhrase: String) throws(BackupSealError) -> [UInt8] {
        guard begins(file) else { throw .noBackup }
        guard file.count <= sealedSizeLimit else { throw .tooLarge }
        guard file.count > magic.count else { throw .cutOff }
        guard file[magic.count] == version else { throw .otherVersion(Int(file[magic.count])) }
        guard file.count >= headerSize + checkSize + tagSize else { throw .cutOff }
        let costs = Costs(logN: file[magic.count + 1], r: file[magic.count + 2], p: file[magic.count + 3])
        guard costs.isBearable else { throw .damaged }
        guard !passPhrase.isEmpty else { throw .wrongPassPhrase }
        let keys = try keys(passPhrase, Array(file[..<headerSize]), costs)
        let check = Array(file[headerSize..<headerSize + checkSize])
        guard CRYPTO_memcmp(check, Array(keys.suffix(keySize).prefix(checkSize)), checkSize) == 0 else {
            throw .wrongPassPhrase
        }
        return try pieces(file[(headerSize + checkSize)...], key: keys)
    }

    private static func pieces(_ sealed: ArraySlice<UInt8>, key: [UInt8]) throws(BackupSealError) -> [UInt8] {
        var content: [UInt8] = []
        content.reserveCapacity(sealed.count)
        var number: UInt64 = 0
        var rest = sealed
        repeat {
            let piece = rest.prefix(pieceSize + tagSize)
            rest = rest.dropFirst(piece.count)
            guard let opened = opened(piece, key: key, nonce: nonce(number, isLast: rest.isEmpty)) else {
                // Where a file was cut, its last piece has no good tag, or is not sealed as the last one.
                throw rest.isEmpty ? .cutOff : .damaged
            }
            content += opened
            number += 1
        } while !rest.isEmpty
        return content
    }

    private static func nonce(_ number: UInt64, isLast: Bool) -> [UInt8] {
        [0, 0, 0] + (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * UInt64($0))) } + [isLast ? 1 : 0]
    }

    /// 64 bytes: the key, and what checks the pass phrase.
    private static func keys(_ passPhrase: String, _ header: [UInt8], _ costs: Costs) throws(BackupSealError) -> [UInt8]
    {
        var keys = [UInt8](repeating: 0, count: 2 * keySize)
        let phrase = Array(passPhrase.utf8)
        let isMade = phrase.withUnsafeBytes { phrase in
            EVP_PBE_scrypt(
                phrase.baseAddress?.assumingMemoryBound(to: CChar.self), phrase.count, header, header.count,
                1 << UInt64(costs.logN), UInt64(costs.r), UInt64(costs.p), 256 << 20, &keys, keys.count) == 1
        }
        ERR_clear_error()
        guard isMade else { throw .cryptography("derive a key with scrypt") }
        return keys
    }

    private static func sealed(_ piece: ArraySlice<UInt8>, key: [UInt8], nonce: [UInt8]) -> [UInt8]? {
        [UInt8](capacity: piece.count + tagSize) { output in
            guard let context = CipherContext(),
                context.begin(EVP_aes_256_gcm(), .encrypting, key: key, nonce: nonce)
            else { return nil }
            let written = piece.withUnsafeBufferPointer { $0.isEmpty ? 0 : context.update($0, into: output) }
            guard let written, context.finish(into: output + written) != nil,
                context.tag(count: tagSize, into: output + written)
            else { return nil }
            return written + tagSize
        }
    }

    private static func opened(_ piece: ArraySlice<UInt8>, key: [UInt8], nonce: [UInt8]) -> [UInt8]? {
        guard piece.count >= tagSize else { return nil }
        let body = piece.dropLast(tagSize)
        let tag = Array(piece.suffix(tagSize))
        // One byte more: a buffer without capacity has no address.
        return [UInt8](capacity: body.count + 1) { output in
            guard let context = CipherContext(),
                context.begin(EVP_aes_256_gcm(), .decrypting, key: key, nonce: nonce)
            else { return nil }
            let written = body.withUnsafeBufferPointer { $0.isEmpty ? 0 : context.update($0, into: output) }
            let hasTag = tag.withUnsafeBufferPointer { context.expect(tag: $0) }
            guard let written, hasTag, context.finish(into: output + written) != nil else { return nil }
            return written
        }
    }
}

/// Why a backup is not sealed or opened; a sentence each.
public enum BackupSealError: Error, Hashable, Sendable {
    /// The pass phrase is too short or too long.
    case passPhrase
    /// It does not begin as a backup does.
    case noBackup
    /// A later version of the program made it.
    case otherVersion(Int)
    /// The pass phrase is another one.
    case wrongPassPhrase
    /// Its end is missing, or was changed.
    case cutOff
    /// It was changed since it was made.
    case damaged
    /// It is larger than `BackupSeal.sizeLimit`.
    case tooLarge
    /// OpenSSL refused to do that.
    case cryptography(String)
}

extension BackupSealError: CustomStringConvertible {
    /// What is wrong, and what to do.
    public var description: String {
        switch self {
        case .passPhrase:
            "a pass phrase has \(BackupSeal.passPhraseLength.lowerBound) to \(BackupSeal.passPhraseLength.upperBound) characters"
        case .noBackup: "this file is no backup of Onhook; choose the file that was downloaded as a backup"
        case .otherVersion(let version):
            "the backup has version \(version) of the format, and this program knows version 1; restore it with the program that made it, or a later one"
        case .wrongPassPhrase: "the pass phrase is not the one with which the backup was sealed"
        case .cutOff: "the end of the backup is missing or damaged; fetch or copy the file again"
        case .damaged: "the backup was changed or damaged since it was made; take another copy of it"
        case .tooLarge: "the backup is larger than \(BackupSeal.sizeLimit >> 20) MiB"
        case .cryptography(let what): "OpenSSL cannot \(what) on this machine"
        }
    }
}
