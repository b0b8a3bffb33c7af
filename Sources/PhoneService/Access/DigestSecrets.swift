internal import FlatProfile
internal import Identity
internal import Store
internal import Threading

/// What HTTP Digest needs of the passwords of the two accounts (RFC 7616, "A1"): from it one can log in, so it is kept only while the
/// administrator has Digest switched on (`--script-login digest`), and is forgotten when it is switched off.
///
/// The hash of a password, which is kept otherwise, does not do: it would have to be made with the server's nonce.
final class DigestSecrets: Sendable {
    /// The realm, which every such secret holds.
    static let realm = "Onhook"
    private static let stateKey = "digest"

    /// The secrets of one password, by algorithm.
    private struct Secrets: Codable {
        /// What is stored of the password they were made of: with another one they are void.
        var record: String
        var values: [String: String]
    }

    private struct Memory {
        var isOn = false
        var accounts: [String: Secrets] = [:]
    }

    private let store: any ConfigurationStore
    private let memory = Locked(Memory())

    init(store: any ConfigurationStore) {
        self.store = store
    }

    var isOn: Bool { memory.withLock { $0.isOn } }

    /// Begins to keep secrets, with those of earlier runs; or forgets them all.
    func turn(on isOn: Bool) async throws(StoreError) {
        guard isOn else {
            memory.withLock { $0 = Memory() }
            return try await store.setState(Self.stateKey, nil)
        }
        let kept = try await store.state(Self.stateKey).flatMap {
            try? RecordCoding.decode([String: Secrets].self, from: $0)
        }
        memory.withLock { $0 = Memory(isOn: true, accounts: kept ?? [:]) }
    }

    /// Takes the chance that a password passes by which is right, or is about to be stored.
    func learn(_ password: String, of parameter: ParameterName, storedAs record: String) async {
        let account = Self.account(of: parameter)
        guard isOn, memory.withLock({ $0.accounts[account]?.record }) != record else { return }
        var values: [String: String] = [:]
        for algorithm in TextDigest.allCases {
            values[algorithm.rawValue] = try? Self.secret(account, password, algorithm)
        }
        let accounts = memory.withLock { memory in
            memory.accounts[account] = Secrets(record: record, values: values)
            return memory.accounts
        }
        // Who cannot write it asks for the password once more after the next start.
        try? await store.setState(Self.stateKey, RecordCoding.encode(accounts))
    }

    /// The secret of an account whose password is stored as that record; nil if none is known.
    func secret(of parameter: ParameterName, storedAs record: String, _ algorithm: TextDigest) -> String? {
        memory.withLock { memory in
            guard let secrets = memory.accounts[Self.account(of: parameter)], secrets.record == record else {
                return nil
            }
            return secrets.values[algorithm.rawValue]
        }
    }

    static func secret(_ name: String, _ password: String, _ algorithm: TextDigest) throws(IdentityError) -> String {
        try algorithm.hexadecimal(of: "\(name):\(realm):\(password)")
    }

    private static func account(of parameter: ParameterName) -> String {
        (Account.allCases.first { $0.parameter == parameter } ?? .user).rawValue
    }
}
