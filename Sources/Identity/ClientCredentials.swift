/// What the phone shows of itself to a server that asks for a certificate, and the key that proves it. Descriptions and mirrors show no key.
public struct ClientCredentials: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The phone's own certificate.
    public let certificate: Certificate
    /// PEM: the phone's own certificate, then those that lead to its authority, if there are any.
    public let chain: [UInt8]
    /// PEM, without a pass phrase.
    public let key: [UInt8]

    init(_ certificate: Certificate, chain: [UInt8], key: PrivateKey) {
        self.certificate = certificate
        self.chain = chain
        self.key = key.pem
    }

    /// Reads a certificate with its key, each in PEM. Of the first file all certificates are read, the phone's own first; of the second
    /// the first private key. Both may be the same file. Blocks for the disk.
    ///
    /// Throws if a file cannot be read, holds nothing of the kind, or if the two do not belong together. Whether the certificate is valid
    /// now is another question: see `warning`.
    public init(certificateFile: String, keyFile: String) throws(ClientCredentialsError) {
        let blocks = try Self.blocks(of: certificateFile)
        let name = FileStream.name(of: certificateFile)
        let certificates = blocks.filter(\.isCertificate)
        guard !certificates.isEmpty else { throw .noCertificate(name: name) }
        var chain: [Certificate] = []
        for block in certificates {
            guard let certificate = Certificate(encoded: block.bytes) else { throw .noCertificate(name: name) }
            chain.append(certificate)
        }
        let key = try Self.key(of: keyFile)
        guard chain[0].belongs(to: key) else {
            throw .notAPair(certificate: name, key: FileStream.name(of: keyFile))
        }
        self.init(chain[0], chain: chain.flatMap(\.pem), key: key)
    }

    /// What is to be said about the certificate at that moment, in seconds since 1970; nil if nothing is. It is used all the same: it is
    /// for the server to refuse it, and the clock of this machine may be wrong.
    public func warning(at now: Int64) -> String? {
        if certificate.validity.upperBound < now {
            return
                "the client certificate (\(certificate.subject)) has expired; servers that check it will refuse this phone"
        }
        if certificate.validity.lowerBound > now {
            return "the client certificate (\(certificate.subject)) is not valid yet by this machine's clock"
        }
        return nil
    }

    /// Names the certificate, and no key.
    public var description: String { "client credentials of \(certificate.subject)" }
    /// As `description`.
    public var debugDescription: String { description }
    /// Shows no children, so that `dump` prints no key either.
    public var customMirror: Mirror { Mirror(self, children: []) }

    static func key(of file: String) throws(ClientCredentialsError) -> PrivateKey {
        let name = FileStream.name(of: file)
        guard let block = try blocks(of: file).first(where: \.isPrivateKey) else {
            throw .noKey(name: name)
        }
        guard !block.isEncrypted else { throw .keyNeedsPassPhrase(name: name) }
        guard let key = PrivateKey(encoded: block.bytes, label: block.label) else { throw .noKey(name: name) }
        return key
    }

    static func blocks(of file: String) throws(ClientCredentialsError) -> [PEMText.Block] {
        let name = FileStream.name(of: file)
        let text: [UInt8]
        do throws(FileStream.Failure) {
            text = try FileStream.bytes(of: file, limit: 256 << 10)
        } catch {
            throw .unreadable(name: name, reason: error.reason)
        }
        do throws(PEMText.DamagedBlock) {
            return try PEMText.blocks(in: text)
        } catch {
            throw .damaged(name: name, block: error.number)
        }
    }
}

/// Why the phone has no certificate of its own to show.
public enum ClientCredentialsError: Error, Hashable, Sendable {
    /// The file, by its name, cannot be read or written, and what the system says.
    case unreadable(name: String, reason: String)
    /// A PEM block of the file, counted from 1, is damaged.
    case damaged(name: String, block: Int)
    /// The file holds no certificate.
    case noCertificate(name: String)
    /// The file holds no private key.
    case noKey(name: String)
    /// The key can be read with a pass phrase only.
    case keyNeedsPassPhrase(name: String)
    /// The certificate is that of another key.
    case notAPair(certificate: String, key: String)
    /// The cryptographic library failed at this.
    case cryptography(String)
}

/// One sentence: what it is, and what to do.
extension ClientCredentialsError: CustomStringConvertible {
    /// The sentence.
    public var description: String {
        switch self {
        case .unreadable(let name, let reason): "\(name) cannot be used (\(reason))"
        case .damaged(let name, let block):
            "\(name) is damaged: block \(block) of it is no PEM; restore it from a backup"
        case .noCertificate(let name): "\(name) holds no certificate in PEM (-----BEGIN CERTIFICATE-----)"
        case .noKey(let name): "\(name) holds no private key in PEM (-----BEGIN PRIVATE KEY-----)"
        case .keyNeedsPassPhrase(let name):
            "the key in \(name) needs a pass phrase, which nobody types at a phone; "
                + "`openssl pkey -in \(name) -out FILE` writes it without one"
        case .notAPair(let certificate, let key):
            "the certificate in \(certificate) is not that of the key in \(key): name the two that were made together"
        case .cryptography(let task):
            "the cryptographic library could not \(task); look whether memory is short"
        }
    }
}
