import Glibc
import TestSupport
import Testing

@testable import Identity

@Suite struct AuthorityBundleTests {
    private let directory: TemporaryDirectory
    private let authority: Certificates

    init() throws {
        directory = try TemporaryDirectory()
        authority = try Certificates()
    }

    private func bundle(_ text: String) throws(AuthorityBundleError) -> AuthorityBundle {
        try AuthorityBundle(Array(text.utf8))
    }

    /// A certificate that signed itself, with whatever subject and extensions.
    private func certificate(_ subject: String, _ extra: String...) throws -> String {
        let words = [
            "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-utf8", "-keyout", "/dev/null",
        ]
        let file = directory.path(of: "made.pem")
        try ChildProcess.run(
            ["openssl", "req", "-x509", "-days", "3650", "-subj", subject, "-out", file] + words + extra)
        return String(decoding: try directory.read("made.pem"), as: UTF8.self)
    }

    @Test func readsWhatAServerWouldOffer() throws {
        let other = try Certificates().authority
        let marked = "\u{FEFF}" + authority.authority
        let windows = authority.authority.split(separator: "\n").joined(separator: "\r\n") + "\r\n"
        for text in [authority.authority, marked, windows, "Our authority:\n\n" + authority.authority + "\nend\n"] {
            let bundle = try bundle(text)
            #expect(bundle.commonName == "Onhook Test CA")
            #expect(String(decoding: bundle.pem, as: UTF8.self) == authority.authority)
        }
        let both = try bundle(authority.authority + other + authority.authority)
        #expect(both.certificates.count == 2)
        #expect(String(decoding: both.pem, as: UTF8.self) == authority.authority + other)
    }

    @Test func readsDER() throws {
        let file = try directory.write(authority.authority, to: "ca.pem")
        let der = directory.path(of: "ca.der")
        try ChildProcess.run(["openssl", "x509", "-in", file, "-outform", "DER", "-out", der])
        let bytes = try directory.read("ca.der")
        #expect(try AuthorityBundle(bytes).pem == Array(authority.authority.utf8))
        #expect(throws: AuthorityBundleError.noCertificate) { try AuthorityBundle(bytes + [0]) }
        #expect(throws: AuthorityBundleError.noCertificate) { try AuthorityBundle(bytes.dropLast()) }
    }

    @Test func takesOneThatSignedItselfForAnAuthority() throws {
        let pair = try Certificates.selfSigned(commonName: "ps.example.com", names: ["DNS:ps.example.com"])
        let bundle = try bundle(pair.certificate)
        #expect(bundle.commonName == "ps.example.com")
        let plain = try certificate("/CN=box", "-addext", "basicConstraints=critical,CA:FALSE")
        #expect(try self.bundle(plain).certificates.first?.isAuthority == false)
    }

    @Test func refusesTheCertificateOfAServer() throws {
        let pair = try authority.certificate(commonName: "ps.example.com", names: ["DNS:ps.example.com"])
        for (number, text) in [
            (1, pair.certificate + authority.authority), (2, authority.authority + pair.certificate),
        ] {
            #expect(throws: AuthorityBundleError.notAnAuthority(number: number, subject: "CN=ps.example.com")) {
                try bundle(text)
            }
        }
    }

    @Test func refusesAPrivateKeyWhereverItStands() throws {
        let pair = try authority.certificate(commonName: "x", names: ["DNS:x"])
        for text in [pair.key, authority.authority + pair.key, pair.key + authority.authority] {
            #expect(throws: AuthorityBundleError.privateKey) { try bundle(text) }
        }
        let sealed = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n"
        #expect(throws: AuthorityBundleError.privateKey) { try bundle(authority.authority + sealed) }
    }

    @Test(arguments: [
        ("", AuthorityBundleError.noCertificate), ("<html>404</html>", .noCertificate),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", .damaged(block: 1)),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n", .damaged(block: 1)),
        ("-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n", .somethingElse(block: 1, kind: "X509 CRL")),
        (String(repeating: "x", count: 1 << 20 | 1), .tooLarge),
    ])
    func refusesWhatHoldsNoCertificate(text: String, error: AuthorityBundleError) {
        #expect(throws: error) { try bundle(text) }
    }

    @Test func neverAsksForAPassPhrase() {
        let sealed = """
            -----BEGIN CERTIFICATE-----
            Proc-Type: 4,ENCRYPTED
            DEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF

            AAAA
            -----END CERTIFICATE-----

            """
        #expect(throws: AuthorityBundleError.damaged(block: 1)) { try bundle(sealed) }
    }

    @Test func aFaultInOneRefusesAll() throws {
        let cut = String(authority.authority.prefix(300))
        #expect(throws: AuthorityBundleError.damaged(block: 2)) { try bundle(authority.authority + cut) }
    }

    @Test func everyTruncationIsRefusedOrWhole() throws {
        for count in 0..<authority.authority.utf8.count {
            let bundle = try? AuthorityBundle(Array(authority.authority.utf8.prefix(count)))
            if let bundle { #expect(bundle.pem == Array(authority.authority.utf8)) }
        }
    }

    /// Whatever comes, it is refused or it is certificates; nothing else happens.
    @Test(arguments: 1...4) func changedBytesAreRefusedOrCertificates(seed: UInt64) throws {
        var random = SeededGenerator(state: seed)
        let pem = Array(authority.authority.utf8)
        let der = try #require(AuthorityBundle(pem).certificates.first).encoded
        for _ in 0..<2000 {
            var bytes = Bool.random(using: &random) ? pem : der
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard let bundle = try? AuthorityBundle(bytes) else { continue }
            #expect(bundle.certificates.count == 1)
            #expect(try AuthorityBundle(bundle.pem) == bundle)
        }
        for _ in 0..<500 {
            let noise = (0..<Int.random(in: 0...300, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            #expect(throws: AuthorityBundleError.noCertificate) { try AuthorityBundle(noise) }
            _ = try? ChecksumList(noise)
            _ = try? ReleaseKey(pem: noise, name: "noise")
        }
    }

    @Test func namesAreFitForOneLine() throws {
        #expect(try bundle(certificate("/O=No Name")).commonName == nil)
        #expect(try bundle(certificate("/CN=Büro \"CA\"\t<b>")).commonName == "Büro \"CA\"<b>")
    }

    @Test func warnsOfCertificatesThatAreNotValidNow() throws {
        let bundle = try bundle(authority.authority)
        let from = try #require(bundle.certificates.first?.validity.lowerBound)
        #expect(bundle.warnings(at: from).isEmpty)
        #expect(
            bundle.warnings(at: 0)
                == ["the certificate of CN=Onhook Test CA is not valid yet by the clock of this phone"])
        #expect(
            bundle.warnings(at: from + 11 * 366 * 86_400)
                == ["the certificate of CN=Onhook Test CA has expired: no server that it signed will be believed"])
    }
}

@Suite struct AuthorityFileTests {
    private let directory: TemporaryDirectory
    private let bundle: AuthorityBundle

    init() throws {
        directory = try TemporaryDirectory()
        bundle = try AuthorityBundle(Array(Certificates().authority.utf8))
    }

    @Test func keepsOneBundle() throws {
        let file = AuthorityFile(directory: directory.path(of: "identity"))
        #expect(try file.read() == nil)
        try file.write(nil)
        try file.write(bundle)
        #expect(try file.read() == bundle)
        let other = try AuthorityBundle(Array(Certificates().authority.utf8))
        try file.write(other)
        #expect(try file.read() == other)
        #expect(try ChildProcess.run(["ls", "-A", directory.path(of: "identity")]) == "custom-ca.pem\n")
        try file.write(nil)
        #expect(try file.read() == nil)
    }

    @Test func aDamagedFileIsNotTakenForNone() throws {
        try directory.write("", to: "custom-ca.pem")
        let error = IdentityError.damagedAuthorities(
            name: "custom-ca.pem", reason: "\(AuthorityBundleError.noCertificate)")
        #expect(throws: error) { try AuthorityFile(directory: directory.path).read() }
    }

    @Test func saysWhatTheSystemSays() throws {
        let file = AuthorityFile(directory: "/dev/null/identity")
        #expect(throws: IdentityError.file(name: "custom-ca.pem", reason: "Not a directory")) { try file.write(bundle) }
    }
}

/// The same numbers for the same seed (xorshift64*).
private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }
}
