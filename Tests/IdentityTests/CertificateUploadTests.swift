import TestSupport
import Testing

@testable import Identity

/// Files as people have them, made with the openssl program.
@Suite struct CertificateUploadTests {
    private let files: TemporaryDirectory
    private static let now: Int64 = 1_795_000_000

    init() throws {
        files = try TemporaryDirectory()
    }

    @discardableResult
    private func openssl(_ words: String...) throws -> String { try ChildProcess.run(["openssl"] + words) }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    private func fault(_ bytes: [UInt8], password: String = "") -> CertificateUploadError? {
        do throws(CertificateUploadError) {
            _ = try CertificateUpload.read(bytes, password: password, at: Self.now)
            return nil
        } catch {
            return error
        }
    }

    /// A self-signed pair with another key or another end.
    private func pair(_ key: [String], days: String = "3650", digest: String = "-sha256") throws -> (
        certificate: String, key: String
    ) {
        try ChildProcess.run(
            ["openssl", "req", "-x509", "-nodes", "-days", days, digest, "-subj", "/CN=other", "-newkey"] + key + [
                "-keyout", files.path(of: "o.key"), "-out", files.path(of: "o.pem"),
            ])
        return (
            String(decoding: try files.read("o.pem"), as: UTF8.self),
            String(decoding: try files.read("o.key"), as: UTF8.self)
        )
    }

    @Test func readsAChainInWhateverOrder() throws {
        let authority = try Certificates()
        let pair = try authority.certificate(commonName: "phone", names: ["DNS:phone.example.com"])
        for parts in [
            [pair.certificate, authority.authority, pair.key], [pair.key, authority.authority, pair.certificate],
            ["\u{FEFF}Bag Attributes\n", authority.authority, pair.certificate, "rubbish\n", pair.key],
        ] {
            let read = try CertificateUpload.read(bytes(parts.joined()), password: "", at: Self.now)
            #expect(read.certificate.subject == "CN=phone")
            #expect(read.certificate.alternativeNames == ["DNS:phone.example.com"])
            #expect(read.certificate.key == .init(name: "P-256", strength: 128))
            #expect(!read.certificate.isSelfSigned && read.certificate.issuer == "CN=Onhook Test CA")
            // The phone's own first, and nothing but certificates: no remark, no key.
            let text = String(decoding: read.chain, as: UTF8.self)
            #expect(text == pair.certificate + authority.authority)
        }
    }

    @Test(arguments: ["", "a password of some length", "ü\u{1F511} and blanks"])
    func readsPKCS12WithItsPassword(password: String) throws {
        let authority = try Certificates()
        let pair = try authority.certificate(commonName: "phone", names: [])
        let both = try files.write(pair.certificate + pair.key, to: "both.pem")
        let others = try files.write(authority.authority, to: "ca.pem")
        let secret = try files.write(password + "\n", to: "password")
        try openssl(
            "pkcs12", "-export", "-in", both, "-certfile", others, "-out", files.path(of: "x.p12"), "-passout",
            "file:\(secret)")
        let packed = try files.read("x.p12")
        let read = try CertificateUpload.read(packed, password: password, at: Self.now)
        #expect(String(decoding: read.chain, as: UTF8.self) == pair.certificate + authority.authority)
        #expect(fault(packed, password: "x") == .passwordWrong)
        if !password.isEmpty { #expect(fault(packed) == .passwordMissing) }
        #expect(fault(Array(packed.dropLast(9)), password: password) == .unknownForm)
    }

    @Test func readsAKeyWithAPassPhrase() throws {
        let pair = try pair(["ec", "-pkeyopt", "ec_paramgen_curve:P-384"])
        let key = try files.write(pair.key, to: "plain.key")
        try openssl("pkcs8", "-topk8", "-in", key, "-passout", "pass:geheim", "-out", files.path(of: "e.key"))
        let text = bytes(pair.certificate) + (try files.read("e.key"))
        #expect(try CertificateUpload.read(text, password: "geheim", at: Self.now).certificate.key?.name == "P-384")
        #expect(fault(text) == .passwordMissing)
        #expect(fault(text, password: "Geheim") == .passwordWrong)
        let error = try #require(fault(text, password: "Geheim"))
        #expect("\(error)" == "the password is not that of the file")
    }

    @Test func tellsWhatIsWrong() throws {
        let one = try pair(["ec", "-pkeyopt", "ec_paramgen_curve:P-256"])
        let two = try pair(["ec", "-pkeyopt", "ec_paramgen_curve:P-256"])
        #expect(fault([]) == .empty)
        #expect(fault([UInt8](repeating: 0x2d, count: CertificateUpload.sizeLimit + 1)) == .tooLarge(limit: 64 << 10))
        #expect(fault(bytes("../../etc/passwd")) == .unknownForm)
        #expect(fault([0x30, 0x82, 0xff, 0xff, 0x02]) == .unknownForm)
        #expect(fault([0x30]) == .unknownForm)
        #expect(fault(bytes(one.certificate)) == .noKey)
        #expect(fault(bytes(one.key)) == .noCertificate)
        #expect(fault(bytes(one.certificate + two.key)) == .notAPair)
        #expect(fault(bytes(one.certificate + one.key + two.key)) == .severalKeys(2))
        #expect(fault(bytes(one.certificate + two.certificate + one.key)) == .stranger(subject: "CN=other"))
        #expect(fault(bytes(one.certificate.replacing("A", with: "!") + one.key)) == .damaged(block: 1))
        #expect(
            fault(bytes(String(repeating: one.certificate, count: 9) + one.key)) == .chainTooLong(limit: 8))
        // The same certificate twice is one chain.
        #expect(fault(bytes(one.certificate + one.certificate + one.key)) == nil)
    }

    @Test func refusesWhatCanBeForged() throws {
        let short = try pair(["rsa:1024"])
        #expect(fault(bytes(short.certificate + short.key)) == .weakKey("RSA 1024"))
        let old = try pair(["rsa:2048"], digest: "-sha1")
        #expect(fault(bytes(old.certificate + old.key)) == .weakSignature("RSA-SHA1"))
    }

    @Test func refusesAnExpiredCertificate() throws {
        let pair = try Certificates().certificate(
            commonName: "old", names: [], validity: ("20200101000000Z", "20210131120000Z"))
        let error = try #require(fault(bytes(pair.certificate + pair.key)))
        #expect(error == .expired(at: 1_612_094_400))
        #expect("\(error)" == "the certificate expired on 2021-01-31: have it renewed")
    }

    @Test func noKeyIsInAnythingThatIsPrinted() throws {
        let pair = try pair(["ec", "-pkeyopt", "ec_paramgen_curve:P-256"])
        let read = try CertificateUpload.read(bytes(pair.certificate + pair.key), password: "", at: Self.now)
        var dumped = "\(read) \(String(reflecting: read))"
        dump(CertificateShelf.Item(read), to: &dumped)
        for line in pair.key.split(separator: "\n") { #expect(!dumped.contains(line)) }
    }
}
