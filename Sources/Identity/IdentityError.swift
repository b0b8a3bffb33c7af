/// Why something about keys, passwords or tokens could not be done. No case ever holds a secret.
public enum IdentityError: Error, Equatable, Sendable {
    /// More passwords wait to be hashed than the queue takes.
    case busy
    /// A file of the identity directory cannot be used: its name and what the system says.
    case file(name: String, reason: String)
    /// A key file does not hold what it should; `name` is its name.
    case damagedKey(name: String)
    /// A file of trusted authorities cannot be read: its name and what the system says.
    case authorities(name: String, reason: String)
    /// A file of trusted authorities holds no certificate in PEM.
    case noCertificate(name: String)
    /// The custom CA in a file of the identity directory cannot be read: the file's name, and why.
    case damagedAuthorities(name: String, reason: String)
    /// The cryptographic library failed at this.
    case cryptography(String)
}

/// One sentence: what it is, and what to do.
extension IdentityError: CustomStringConvertible {
    /// The sentence.
    public var description: String {
        switch self {
        case .busy:
            "too many logins at once; try again in a few seconds"
        case .file(let name, let reason):
            "identity/\(name) cannot be used (\(reason)); see to it that the state directory belongs to this user and has space"
        case .damagedKey(let name):
            "identity/\(name) does not hold a key; restore it from a backup, or remove it to have a new one made"
        case .authorities(let name, let reason):
            "the trusted authorities in \(name) cannot be read (\(reason)); name a file of certificates in PEM, or remove it"
        case .noCertificate(let name):
            "\(name) holds no certificate; a file of trusted authorities holds certificates in PEM (-----BEGIN CERTIFICATE-----)"
        case .damagedAuthorities(let name, let reason):
            "identity/\(name) is damaged (\(reason)); remove it, and Custom_CA_Rule or `onhook updateca` fetches it again"
        case .cryptography(let task):
            "the cryptographic library could not \(task); look whether memory is short"
        }
    }
}
