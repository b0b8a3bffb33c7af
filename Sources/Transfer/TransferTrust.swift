/// Whom an HTTPS transfer believes. There is no way to switch verification off.
public struct TransferTrust: Sendable, Hashable {
    /// The authorities of the machine.
    public enum SystemAuthorities: Sendable, Hashable {
        /// Those in the system's certificate directory are trusted.
        case trusted
        /// Only `extraAuthorities` are.
        case ignored
    }

    /// The oldest protocol that is spoken (`TLS_Client_Min_Version`).
    public enum TLSVersion: Sendable, Hashable, CaseIterable {
        /// Long broken; lowers OpenSSL's security level for this transfer too, or no such server could be reached.
        case tls1_0, tls1_1
        /// The phone's minimum from 12.0(7)SR2 on.
        case tls1_2
        case tls1_3
    }

    /// What happens to a redirect from https to http or tftp.
    public enum Downgrade: Sendable, Hashable {
        /// It ends the transfer: who wrote https wants nobody on the way to read the profile.
        case refused
        /// It is followed.
        case followed
    }

    /// Whether the machine's authorities count; they do unless said otherwise.
    public var systemAuthorities: SystemAuthorities
    /// Further authorities, PEM, any number of certificates; empty for none (`Custom_CA_Rule`).
    public var extraAuthorities: [UInt8]
    /// The oldest protocol that is spoken.
    public var minimumVersion: TLSVersion
    /// What happens to a redirect from https to something in the clear.
    public var downgrade: Downgrade
    /// What the phone shows of itself when the server asks.
    public var clientCertificate: ClientCertificate?

    /// Trust in the machine's authorities, from TLS 1.2 on.
    public init(
        systemAuthorities: SystemAuthorities = .trusted, extraAuthorities: [UInt8] = [],
        minimumVersion: TLSVersion = .tls1_2, downgrade: Downgrade = .refused,
        clientCertificate: ClientCertificate? = nil
    ) {
        self.systemAuthorities = systemAuthorities
        self.extraAuthorities = extraAuthorities
        self.minimumVersion = minimumVersion
        self.downgrade = downgrade
        self.clientCertificate = clientCertificate
    }
}

/// A certificate (with its chain) and its key. Descriptions and mirrors show neither.
public struct ClientCertificate: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// PEM, the phone's own certificate first.
    public var chain: [UInt8]
    /// PEM, without a pass phrase.
    public var key: [UInt8]

    /// A certificate with its key.
    public init(chain: [UInt8], key: [UInt8]) {
        self.chain = chain
        self.key = key
    }

    /// Says that there is one.
    public var description: String { "client certificate (not shown)" }
    /// As `description`.
    public var debugDescription: String { description }
    /// Shows no children, so that `dump` prints nothing either.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
