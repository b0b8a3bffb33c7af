import Notation

/// What is stored of a web login: the hash that logins are checked against, and a fingerprint by which the same password is
/// recognized without hashing, so that a profile that sets it again at each resync costs nothing.
public struct PasswordRecord: Sendable {
    /// The hash.
    public let hash: PasswordHash
    let fingerprint: [UInt8]

    init(hash: PasswordHash, fingerprint: [UInt8]) {
        self.hash = hash
        self.fingerprint = fingerprint
    }

    /// Hashes a password. Blocks for some 50 to 100 ms; `PasswordHasher.record` does it off the cooperative pool.
    package static func of(_ password: String, key: FingerprintKey) throws(IdentityError) -> PasswordRecord {
        let hash = try PasswordHash.of(password)
        return PasswordRecord(hash: hash, fingerprint: try key.fingerprint(of: password, salt: hash.salt))
    }

    /// Whether this was made of the same password with the same key. Takes microseconds. False after the key was replaced, and then
    /// the password is simply hashed again.
    public func isSame(_ password: String, key: FingerprintKey) throws(IdentityError) -> Bool {
        SecretBytes.areEqual(fingerprint, try key.fingerprint(of: password, salt: hash.salt))
    }

    /// The form in which it is stored: the hash's, `$`, and 64 hexadecimal digits.
    public var text: String { hash.text + "$" + fingerprint.hexadecimal }

    /// Reads what `text` writes; nil for anything else.
    public init?(text: String) {
        guard let separator = text.lastIndex(of: "$"), let hash = PasswordHash(text[..<separator]),
            let fingerprint = [UInt8](hexadecimal: text[text.index(after: separator)...]), fingerprint.count == 32
        else { return nil }
        self.init(hash: hash, fingerprint: fingerprint)
    }
}
