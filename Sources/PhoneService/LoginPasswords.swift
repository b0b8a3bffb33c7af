public import Identity

/// Hashes and checks the passwords of the web logins.
public struct LoginPasswords: Sendable {
    private let hasher: PasswordHasher
    private let key: FingerprintKey

    /// Works with that hasher, which phones of one process may share, and the phone's own key.
    public init(hasher: PasswordHasher, key: FingerprintKey) {
        self.hasher = hasher
        self.key = key
    }

    /// What is stored of a new password.
    func stored(_ password: String) async throws(IdentityError) -> String {
        try await hasher.record(of: password, key: key).text
    }

    /// Whether what is stored was made of that password; costs nothing.
    func isSame(_ password: String, as stored: String) -> Bool {
        guard let record = PasswordRecord(text: stored) else { return false }
        return (try? record.isSame(password, key: key)) ?? false
    }

    /// Whether what is stored was made of that password; about a twentieth of a second of work, on a thread of its own, also where
    /// nothing is stored. Throws `busy` or `cryptography`.
    func verify(_ password: String, against stored: String) async throws(IdentityError) -> Bool {
        guard let hash = PasswordRecord(text: stored)?.hash else {
            _ = try await hasher.verify(password, .decoy)
            return false
        }
        return try await hasher.verify(password, hash)
    }
}

extension PhoneService {
    /// Whether two secrets are the same text; takes as long for any two texts of one length.
    public static func areEqual(_ left: String, _ right: String) -> Bool {
        !left.isEmpty && RandomToken.areEqual(left, right)
    }

    /// What a password of the web page needs, in words.
    public static let passwordRule =
        "8 to 127 characters, of three of these kinds: capital letters, small letters, digits, special characters. No blank. No common password."
}
