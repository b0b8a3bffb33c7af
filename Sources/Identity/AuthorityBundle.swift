/// A file of certificates of authorities, as `Custom_CA_Rule` fetches it, read strictly: it decides whom the phone believes.
public struct AuthorityBundle: Hashable, Sendable {
    /// The certificates in the order of the file, each once; at least one.
    public let certificates: [Certificate]

    /// What such a file may hold at most; the bundle of a whole system has a quarter of it.
    public static let sizeLimit = 1 << 20

    /// Reads certificates in PEM, or one in DER. Text outside of the PEM blocks is passed over.
    ///
    /// Refused are: a private key among them, which has no business on a server that hands it out; blocks of any other kind; a certificate
    /// of neither an authority nor one that signed itself, which is most often that of the server itself and would have to be replaced
    /// with it. A fault in one refuses all. One that is not valid now is taken: the clock of the phone may be wrong; see `warnings`.
    public init(_ file: [UInt8]) throws(AuthorityBundleError) {
        guard file.count <= Self.sizeLimit else { throw .tooLarge }
        var certificates: [Certificate] = []
        for (number, certificate) in try Self.read(file).enumerated() where !certificates.contains(certificate) {
            guard certificate.isAuthority || certificate.isSelfSigned else {
                throw .notAnAuthority(number: number + 1, subject: certificate.subject)
            }
            certificates.append(certificate)
        }
        guard !certificates.isEmpty else { throw .noCertificate }
        self.certificates = certificates
    }

    /// The certificates in PEM, one after the other, without what stood between them.
    public var pem: [UInt8] { certificates.flatMap(\.pem) }

    /// The common name in the subject of the first certificate; nil if it has none.
    public var commonName: String? { certificates.first?.commonName }

    /// What is to be said about the certificates at that moment, in seconds since 1970, a sentence each.
    public func warnings(at now: Int64) -> [String] {
        certificates.compactMap { certificate in
            if certificate.validity.upperBound < now {
                "the certificate of \(certificate.subject) has expired: no server that it signed will be believed"
            } else if certificate.validity.lowerBound > now {
                "the certificate of \(certificate.subject) is not valid yet by the clock of this phone"
            } else {
                nil
            }
        }
    }

    private static func read(_ file: [UInt8]) throws(AuthorityBundleError) -> [Certificate] {
        let blocks: [PEMText.Block]
        do throws(PEMText.DamagedBlock) {
            blocks = try PEMText.blocks(in: file)
        } catch {
            throw .damaged(block: error.number)
        }
        guard !blocks.isEmpty else { return Certificate(encoded: file).map { [$0] } ?? [] }
        guard !blocks.contains(where: \.isPrivateKey) else { throw .privateKey }
        var certificates: [Certificate] = []
        for (index, block) in blocks.enumerated() {
            guard block.isCertificate else { throw .somethingElse(block: index + 1, kind: block.label) }
            guard !block.isEncrypted, let certificate = Certificate(encoded: block.bytes) else {
                throw .damaged(block: index + 1)
            }
            certificates.append(certificate)
        }
        return certificates
    }
}

/// Why a file cannot become the phone's custom CA.
public enum AuthorityBundleError: Error, Hashable, Sendable {
    /// It is larger than `AuthorityBundle.sizeLimit`.
    case tooLarge
    /// It holds no certificate.
    case noCertificate
    /// It holds a private key.
    case privateKey
    /// A PEM block of it, counted from 1, holds something else.
    case somethingElse(block: Int, kind: String)
    /// A PEM block of it, counted from 1, cannot be read.
    case damaged(block: Int)
    /// The certificate of that number, counted from 1, is of neither an authority nor one that signed itself.
    case notAnAuthority(number: Int, subject: String)
}

/// One sentence: what it is, and what to do.
extension AuthorityBundleError: CustomStringConvertible {
    /// The sentence.
    public var description: String {
        switch self {
        case .tooLarge: "the file is larger than 1 MiB; a file of the authorities' certificates in PEM is expected"
        case .noCertificate:
            "the file holds no certificate; certificates in PEM (-----BEGIN CERTIFICATE-----) or one in DER are expected"
        case .privateKey:
            "the file holds a private key; take it off the server at once, it is no secret any more, and put a file "
                + "with certificates only in its place"
        case .somethingElse(let block, let kind):
            "block \(block) of the file is a \(kind.prefix(40)); a file with certificates only is expected"
        case .damaged(let block): "block \(block) of the file cannot be read as a certificate"
        case .notAnAuthority(let number, let subject):
            "certificate \(number) of the file (\(subject)) is not that of an authority; take the certificate of the "
                + "authority that signed it"
        }
    }
}
