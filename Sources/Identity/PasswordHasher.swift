import Threading

/// Hashes and checks passwords on a thread of its own, one at a time: 32 MiB and tens of milliseconds each must neither hold the
/// cooperative pool nor be multiplied by whoever sends many logins.
public actor PasswordHasher {
    private let executor = QueueExecutor(label: "onhook.password")
    private let admitted: Locked<Int>
    private let capacity: Int

    /// The executor of the hasher's own queue.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// A hasher that takes `capacity` passwords at once, the one at work included; further ones are refused with `busy`. Sixteen
    /// make the last one wait about a second.
    public init(capacity: Int = 16) {
        precondition(capacity > 0, "a hasher takes at least one password")
        self.capacity = capacity
        admitted = Locked(0)
    }

    /// Makes what is stored of a new password. Throws `busy` or `cryptography`.
    public nonisolated func record(
        of password: String, key: FingerprintKey
    ) async throws(IdentityError) -> PasswordRecord {
        try enter()
        defer { leave() }
        return try await hashed(password, key: key)
    }

    /// Makes what is stored of a new password where nobody has to recognize it without hashing. Throws `busy` or `cryptography`.
    public nonisolated func hash(of password: String) async throws(IdentityError) -> PasswordHash {
        try enter()
        defer { leave() }
        return try await hashed(password)
    }

    /// Whether that is the password that `hash` was made of. Throws `busy` or `cryptography`.
    public nonisolated func verify(_ password: String, _ hash: PasswordHash) async throws(IdentityError) -> Bool {
        try enter()
        defer { leave() }
        return try await checked(password, hash)
    }

    private func hashed(_ password: String, key: FingerprintKey) throws(IdentityError) -> PasswordRecord {
        try PasswordRecord.of(password, key: key)
    }

    private func hashed(_ password: String) throws(IdentityError) -> PasswordHash { try PasswordHash.of(password) }

    private func checked(_ password: String, _ hash: PasswordHash) throws(IdentityError) -> Bool {
        try hash.matches(password)
    }

    private nonisolated func enter() throws(IdentityError) {
        let isAdmitted = admitted.withLock { count in
            guard count < capacity else { return false }
            count += 1
            return true
        }
        guard isAdmitted else { throw .busy }
    }

    private nonisolated func leave() {
        admitted.withLock { $0 -= 1 }
    }
}
