public import FlatProfile
public import Identity
public import Provisioning
internal import Threading

/// Whom the phone believes besides its system: the authorities that it was started with, and its one custom CA.
public actor PhoneAuthorities: CustomAuthorityKeeper {
    private struct Contents: Sendable {
        var custom: AuthorityBundle?
        /// Of all of them.
        var pem: [UInt8]
    }

    private let executor = QueueExecutor(label: "onhook.authorities")
    private let fixed: [UInt8]
    private let file: AuthorityFile?
    private let contents: Locked<Contents>
    private let now: @Sendable () -> Timestamp

    /// The executor of its own queue: files are written there.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    /// The authorities that the phone is started with, and the file that keeps its custom CA; without a file it is forgotten with the
    /// process. Blocks for the disk.
    ///
    /// Throws if the file cannot be read or is damaged.
    public init(
        _ fixed: TrustedAuthorities = TrustedAuthorities(), file: AuthorityFile? = nil,
        now: @escaping @Sendable () -> Timestamp
    ) throws(IdentityError) {
        let custom = try file?.read()
        self.fixed = fixed.pem
        self.file = file
        self.now = now
        contents = Locked(Contents(custom: custom, pem: fixed.pem + (custom?.pem ?? [])))
    }

    /// All certificates, PEM; empty for none. Never waits.
    public nonisolated var pem: [UInt8] { contents.withLock { $0.pem } }

    /// The custom CA; nil if none is installed. Never waits.
    public nonisolated var installed: CustomAuthorities? {
        contents.withLock { $0.custom }.map(summary)
    }

    /// Checks a file and installs it.
    public func install(_ bytes: [UInt8]) async throws(CustomAuthorityRefusal) -> CustomAuthorities {
        let bundle: AuthorityBundle
        do throws(AuthorityBundleError) {
            bundle = try AuthorityBundle(bytes)
        } catch {
            throw CustomAuthorityRefusal(sentence: "\(error)")
        }
        try put(bundle)
        return summary(of: bundle)
    }

    /// Removes the custom CA.
    public func remove() async throws(CustomAuthorityRefusal) {
        try put(nil)
    }

    private func put(_ bundle: AuthorityBundle?) throws(CustomAuthorityRefusal) {
        // At each start the same file comes again; the disk need not be worn for it.
        guard contents.withLock({ $0.custom }) != bundle else { return }
        do throws(IdentityError) {
            try file?.write(bundle)
        } catch {
            throw CustomAuthorityRefusal(sentence: "\(error)")
        }
        let pem = fixed + (bundle?.pem ?? [])
        contents.withLock { $0 = Contents(custom: bundle, pem: pem) }
    }

    private nonisolated func summary(of bundle: AuthorityBundle) -> CustomAuthorities {
        CustomAuthorities(
            commonName: bundle.commonName, count: bundle.certificates.count,
            warnings: bundle.warnings(at: now().unixMilliseconds / 1000))
    }
}
