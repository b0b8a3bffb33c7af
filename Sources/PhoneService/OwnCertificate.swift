public import FlatProfile
public import Identity
internal import Threading
public import Transfer

/// The certificate that the phone shows of itself to HTTPS servers that ask: at hand, made when it is first needed, or none.
public final class OwnCertificate: Sendable {
    /// Whether there is one: `$CCERT`, and Client Certificate on Status.
    public var isInstalled: Bool { hasOwn || replacement.withLock { $0 != nil } }

    private let hasOwn: Bool
    private let replacement = Locked<ClientCertificate?>(nil)

    private let value: Locked<ClientCertificate?>
    private let subject: ClientSubject?

    /// One that is kept, or that somebody gave.
    public init(_ credentials: ClientCredentials) {
        hasOwn = true
        value = Locked(ClientCertificate(credentials))
        subject = nil
    }

    /// One that is made when a server is about to be asked, and lasts as long as the process: for phones without a directory, of which
    /// there may be thousands.
    public init(madeWhenNeededFor identity: DeviceIdentity) {
        hasOwn = true
        value = Locked(nil)
        subject = ClientSubject(identity)
    }

    private init() {
        hasOwn = false
        value = Locked(nil)
        subject = nil
    }

    /// None: for a phone that cannot keep one.
    public static let none = OwnCertificate()

    /// Shows one that somebody installed from now on; nil shows the phone's own again.
    func replace(with credentials: ClientCredentials?) {
        replacement.withLock { $0 = credentials.map(ClientCertificate.init) }
    }

    /// The certificate with its key; nil if there is none.
    public var certificate: ClientCertificate? {
        if let present = replacement.withLock({ $0 }) ?? value.withLock({ $0 }) { return present }
        // Made outside of the lock; of two that are made at once the first stays.
        guard let subject, let made = try? ClientCredentials.make(for: subject) else { return nil }
        return value.withLock { value in
            if value == nil { value = ClientCertificate(made) }
            return value
        }
    }
}

extension ClientSubject {
    /// What a certificate says of that phone.
    public init(_ identity: DeviceIdentity) {
        self.init(
            productName: identity.model.productName, serialNumber: identity.serialNumber,
            mac: identity.mac.lowercase)
    }
}

extension ClientCertificate {
    fileprivate init(_ credentials: ClientCredentials) {
        self.init(chain: credentials.chain, key: credentials.key)
    }
}
