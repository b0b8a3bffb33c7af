internal import Notation

/// One sentence: what it is, and what to do.
extension CertificateUploadError: CustomStringConvertible {
    /// The sentence.
    public var description: String {
        switch self {
        case .empty: "no file was chosen: choose one with a certificate and its private key"
        case .tooLarge(let limit):
            "the file is larger than \(limit >> 10) KiB, which no certificate with its chain is: is it the right one?"
        case .unknownForm: "the file is neither PEM (-----BEGIN CERTIFICATE-----) nor PKCS #12 (.p12, .pfx)"
        case .damaged(let block): "block \(block) of the file is damaged: send the file as it was made"
        case .noCertificate: "the file holds no certificate: put it in front of its key (-----BEGIN CERTIFICATE-----)"
        case .noKey:
            "the file holds no private key: append the key of the certificate (-----BEGIN PRIVATE KEY-----)"
        case .severalKeys(let count): "the file holds \(count) private keys: leave the one of the certificate"
        case .passwordMissing: "the file is protected with a password: type it"
        case .passwordWrong: "the password is not that of the file"
        case .oldCipher:
            "the password is right, but the file is encrypted in an old way that is not read any more: "
                + "export it again with AES (openssl pkcs12 -export)"
        case .tooManyRounds(let limit): "the file wants its password hashed more than \(limit) times: export it again"
        case .notAPair: "the private key is not that of the certificate: send the two that were made together"
        case .chainTooLong(let limit): "the file holds more than \(limit) certificates: leave those of the one chain"
        case .stranger(let subject):
            "the certificate of \(subject.prefix(120)) does not belong to the chain: leave it out, or add those between"
        case .expired(let moment): "the certificate expired on \(Self.day(moment)): have it renewed"
        case .weakKey(let name): "the key is too weak (\(name)): use RSA with 2048 bits or more, or P-256"
        case .weakSignature(let name):
            "the certificate is signed with \(name), which can be forged: have it issued again with SHA-256"
        }
    }

    private static func day(_ moment: Int64) -> String {
        let date = CalendarDate(daysSinceEpoch: moment / 86_400)
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(date.year)-\(two(date.month))-\(two(date.day))"
    }
}
