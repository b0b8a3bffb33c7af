internal import FlatProfile
package import Identity
internal import Store

/// Logins by HTTP Digest.
extension PhoneService {
    /// The realm of all challenges.
    public static let digestRealm = DigestSecrets.realm

    /// Switches Digest on or off; off, all that was kept for it is erased.
    public func useDigest(_ isOn: Bool) async throws(ServiceFailure) {
        try await reading { () async throws(StoreError) in try await digests.turn(on: isOn) }
    }

    /// Whether Digest is switched on.
    public var usesDigest: Bool { digests.isOn }

    /// What the account's password is for Digest; nil if it has none, or nobody has shown it since Digest was switched on.
    package func digestSecret(of account: Account, _ algorithm: TextDigest) -> String? {
        let record = snapshot[account.parameter]
        guard !record.isEmpty else { return nil }
        return digests.secret(of: account.parameter, storedAs: record, algorithm)
    }

    /// What XML_User_Name and XML_Password are for Digest; nil if one of them is empty.
    package func digestSecretOfApplications(_ algorithm: TextDigest) -> (name: String, secret: String)? {
        let name = snapshot["XML_User_Name"]
        let password = snapshot["XML_Password"]
        guard !name.isEmpty, !password.isEmpty,
            let secret = try? DigestSecrets.secret(name, password, algorithm)
        else { return nil }
        return (name, secret)
    }
}
