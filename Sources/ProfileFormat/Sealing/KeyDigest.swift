private import COpenSSL

/// With which digest `openssl enc` makes a key of a pass phrase: the one policy about it.
///
/// The file does not tell. OpenSSL before 1.1.0 took md5 unless told otherwise, later versions take sha256; the newest guide writes `-md md5`
/// (Provisioning Formats, "Encrypt a Profile with AES-256-CBC"). A wrong guess shows in what comes out, which is no XML.
public enum KeyDigest: String, Hashable, Sendable, CaseIterable {
    /// What the phone's guide names; every phone opens it.
    case md5
    /// The default of `openssl enc` since 1.1.0.
    case sha256

    /// With which one profiles and reports are sealed unless told otherwise.
    public static let sealing = KeyDigest.md5
    /// Which ones are tried to open a profile, in this order.
    public static let opening: [KeyDigest] = [.md5, .sha256]

    /// OpenSSL's name for it.
    var method: OpaquePointer? {
        switch self {
        case .md5: EVP_md5()
        case .sha256: EVP_sha256()
        }
    }
}
