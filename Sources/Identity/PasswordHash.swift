import COpenSSL
import Notation

/// A password as it is stored: salted and hashed with scrypt (RFC 7914), so that each guess costs 32 MiB and tens of milliseconds.
///
/// Computing one blocks the thread; `PasswordHasher` does it where that hurts nobody.
public struct PasswordHash: Sendable {
    /// How hard guessing is made. Memory is `128 * r * 2^logN` bytes.
    struct Cost: Hashable, Sendable {
        var logN: Int
        var r: Int
        var p: Int

        /// 32 MiB, and 50 to 100 ms on a small computer: the next power of two would take longer than a login may.
        static let standard = Cost(logN: 15, r: 8, p: 1)

        /// Whether a stored text may ask for this: it must not make a login take all memory or all day.
        var isReasonable: Bool { (1...17).contains(logN) && (1...8).contains(r) && (1...4).contains(p) }
    }

    let cost: Cost
    let salt: [UInt8]
    let digest: [UInt8]

    /// Hashes a password with a fresh salt of 16 bytes. Blocks for some 50 to 100 ms.
    package static func of(_ password: String) throws(IdentityError) -> PasswordHash {
        let salt = try SecretBytes.random(count: 16)
        return PasswordHash(
            cost: .standard, salt: salt,
            digest: try scrypt(Array(password.utf8), salt: salt, cost: .standard, count: 32))
    }

    /// A hash that nobody knows a password of: checking against it takes as long as against any other.
    public static let decoy = PasswordHash(
        cost: .standard, salt: .init(repeating: 0, count: 16), digest: .init(repeating: 0, count: 32))

    private init(cost: Cost, salt: [UInt8], digest: [UInt8]) {
        self.cost = cost
        self.salt = salt
        self.digest = digest
    }

    /// Whether that is the password. Blocks as long as hashing does; compares in constant time.
    package func matches(_ password: String) throws(IdentityError) -> Bool {
        let digest = try Self.scrypt(Array(password.utf8), salt: salt, cost: cost, count: self.digest.count)
        return SecretBytes.areEqual(digest, self.digest)
    }

    /// The form in which it is stored: `$scrypt$ln=15,r=8,p=1$` with the salt and the hash in hexadecimal digits.
    public var text: String {
        "$scrypt$ln=\(cost.logN),r=\(cost.r),p=\(cost.p)$\(salt.hexadecimal)$\(digest.hexadecimal)"
    }

    /// Reads what `text` writes; nil for anything else, and for costs that no login may have.
    public init?(text: String) {
        self.init(text[...])
    }

    init?(_ text: Substring) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt", let cost = Cost(text: parts[2]),
            let salt = [UInt8](hexadecimal: parts[3]), salt.count == 16,
            let digest = [UInt8](hexadecimal: parts[4]), digest.count == 32
        else { return nil }
        self.init(cost: cost, salt: salt, digest: digest)
    }

    /// scrypt as RFC 7914 defines it.
    static func scrypt(
        _ password: [UInt8], salt: [UInt8], cost: Cost, count: Int
    ) throws(IdentityError) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: count)
        // Without a limit of ours OpenSSL refuses more than 32 MiB (EVP_PBE_scrypt(3)); p blocks come on top of the table.
        let memory = 128 * UInt64(cost.r) * ((1 << UInt64(cost.logN)) + UInt64(cost.p) + 2)
        let status = password.withUnsafeBytes { bytes in
            EVP_PBE_scrypt(
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count, salt, salt.count,
                1 << UInt64(cost.logN), UInt64(cost.r), UInt64(cost.p), memory, &digest, count)
        }
        guard status == 1 else { throw .cryptography("hash a password") }
        return digest
    }
}

extension PasswordHash.Cost {
    /// Reads `ln=15,r=8,p=1`.
    init?(text: Substring) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].hasPrefix("ln="), parts[1].hasPrefix("r="), parts[2].hasPrefix("p="),
            let logN = Int(parts[0].dropFirst(3)), let r = Int(parts[1].dropFirst(2)),
            let p = Int(parts[2].dropFirst(2))
        else { return nil }
        self.init(logN: logN, r: r, p: p)
        guard isReasonable else { return nil }
    }
}
