import Glibc
import TestSupport
import Testing

@testable import Identity

@Suite struct ClientCredentialsTests {
    private let directory: TemporaryDirectory
    private static let subject = ClientSubject(
        productName: "CP-8841-3PCC", serialNumber: "88012BA01234", mac: "000e08abcdef")

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func printed(_ credentials: ClientCredentials, _ words: String...) throws -> String {
        let file = try directory.write(credentials.chain, to: "printed.pem")
        return try ChildProcess.run(["openssl", "x509", "-in", file, "-noout"] + words)
    }

    @Test func theCertificateSaysWhichPhoneItIs() throws {
        let made = try ClientCredentials.make(for: Self.subject)
        #expect(made.certificate.subject == "SN=000e08abcdef,L=88012BA01234,OU=CP-8841-3PCC")
        #expect(
            try printed(made, "-subject", "-issuer", "-nameopt", "oneline,-sname,lname") == """
                subject=organizationalUnitName = CP-8841-3PCC, localityName = 88012BA01234, surname = 000e08abcdef
                issuer=organizationalUnitName = CP-8841-3PCC, localityName = 88012BA01234, surname = 000e08abcdef

                """)
        let text = try printed(made, "-text")
        for part in [
            "Version: 3 (0x2)", "NIST CURVE: P-256", "ecdsa-with-SHA256", "CA:FALSE", "TLS Web Client Authentication",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(made.certificate.isSelfSigned)
        #expect(!made.certificate.isAuthority)
    }

    @Test func noClockDecidesFromWhenToWhenItIsValid() throws {
        let made = try ClientCredentials.make(for: Self.subject)
        #expect(
            try printed(made, "-dates", "-dateopt", "iso_8601")
                == "notBefore=1970-01-01 00:00:00Z\nnotAfter=9999-12-31 23:59:59Z\n")
        #expect(made.certificate.validity == 0...253_402_300_799)
        for now: Int64 in [0, 12, 1_700_000_000, 4_102_444_800] { #expect(made.warning(at: now) == nil) }
    }

    @Test func everyKeyIsAnother() throws {
        let (one, other) = (
            try ClientCredentials.make(for: Self.subject), try ClientCredentials.make(for: Self.subject)
        )
        #expect(one.key != other.key)
        #expect(try printed(one, "-serial") != printed(other, "-serial"))
    }

    @Test func openSSLVerifiesItAgainstItself() throws {
        let file = try directory.write(ClientCredentials.make(for: Self.subject).chain, to: "own.pem")
        let verdict = try ChildProcess.run(["openssl", "verify", "-purpose", "sslclient", "-CAfile", file, file])
        #expect(verdict == "\(file): OK\n")
    }

    @Test func nothingPrintsTheKey() throws {
        let made = try ClientCredentials.make(for: Self.subject)
        var dumped = ""
        dump(made, to: &dumped)
        for text in [dumped, "\(made)", String(reflecting: made), "\(made.certificate)"] {
            #expect(!text.contains("PRIVATE"))
            #expect(!text.contains("\(made.key.prefix(40))"))
        }
    }

    @Test func oddSubjectsGoInAsFarAsTheyMay() throws {
        let odd = ClientSubject(
            productName: "", serialNumber: String(repeating: "Ü,\"", count: 60), mac: "000e08abcdef")
        let made = try ClientCredentials.make(for: odd)
        #expect(made.certificate.subject.hasPrefix("SN=000e08abcdef,L=Ü\\,\\\"Ü"))
        #expect(!made.certificate.subject.contains("OU="))
        #expect(
            try ClientCredentials.kept(in: directory.path, for: odd).certificate.subject == made.certificate.subject)
    }

    @Test func theDirectoryKeepsItForTheNextStart() throws {
        let identity = directory.path(of: "identity")
        #expect(try ClientCredentials.present(in: identity, for: Self.subject) == nil)
        let first = try ClientCredentials.kept(in: identity, for: Self.subject)
        let second = try ClientCredentials.kept(in: identity, for: Self.subject)
        #expect(first.key == second.key)
        #expect(first.chain == second.chain)
        let names = try ChildProcess.run(["ls", identity])
        #expect(
            names == """
                client-CP-8841-3PCC-000e08abcdef-88012BA01234.crt
                client-CP-8841-3PCC-000e08abcdef-88012BA01234.key

                """)
        #expect(
            try ChildProcess.run(["stat", "-c", "%a", identity, identity + "/" + names.split(separator: "\n")[1]])
                == "700\n600\n")
    }

    @Test func anotherPhoneHasAnotherAndTheFirstGetsItsOwnBack() throws {
        let first = try ClientCredentials.kept(in: directory.path, for: Self.subject)
        var changed = Self.subject
        changed.serialNumber = "../../etc/FCH 1"
        let second = try ClientCredentials.kept(in: directory.path, for: changed)
        #expect(second.key != first.key)
        #expect(second.certificate.subject == "SN=000e08abcdef,L=../../etc/FCH 1,OU=CP-8841-3PCC")
        #expect(try ChildProcess.run(["ls", directory.path]).split(separator: "\n").count == 4)
        #expect(try ClientCredentials.kept(in: directory.path, for: Self.subject).key == first.key)
    }

    @Test func aKeyThatLostItsCertificateGetsANewOne() throws {
        let first = try ClientCredentials.kept(in: directory.path, for: Self.subject)
        let files = ClientCredentials.files(in: directory.path, of: Self.subject)
        unlink(files.certificate)
        let second = try ClientCredentials.kept(in: directory.path, for: Self.subject)
        #expect(second.key == first.key)
        #expect(
            try ChildProcess.run(["openssl", "verify", "-CAfile", files.certificate, files.certificate]).hasSuffix(
                "OK\n"))
    }

    @Test func aDamagedKeyIsNeverReplaced() throws {
        _ = try ClientCredentials.kept(in: directory.path, for: Self.subject)
        let files = ClientCredentials.files(in: directory.path, of: Self.subject)
        let name = "client-CP-8841-3PCC-000e08abcdef-88012BA01234"
        try directory.write("", to: name + ".key")
        for _ in 1...2 {
            #expect(throws: ClientCredentialsError.noKey(name: name + ".key")) {
                try ClientCredentials.kept(in: directory.path, for: Self.subject)
            }
        }
        unlink(files.certificate)
        #expect(throws: ClientCredentialsError.noKey(name: name + ".key")) {
            try ClientCredentials.kept(in: directory.path, for: Self.subject)
        }
    }

    @Test func saysWhereItCannotBeKept() {
        #expect(
            throws: ClientCredentialsError.unreadable(
                name: "client-CP-8841-3PCC-000e08abcdef-88012BA01234.key", reason: "Not a directory")
        ) {
            try ClientCredentials.kept(in: "/dev/null/identity", for: Self.subject)
        }
    }
}

/// A certificate with its key that somebody gives: `--client-cert`, `--client-key`.
@Suite struct GivenCredentialsTests {
    private let directory: TemporaryDirectory
    private let authority: Certificates

    init() throws {
        directory = try TemporaryDirectory()
        authority = try Certificates()
    }

    @Test func readsAChainAndAKeyOfAnyKind() throws {
        let pair = try authority.certificate(commonName: "phone.example", names: ["DNS:phone.example"])
        let chain = try directory.write("text\n" + pair.certificate + authority.authority, to: "chain.pem")
        let pkcs8 = try directory.write(pair.key, to: "key.pem")
        let old = directory.path(of: "old.pem")
        try ChildProcess.run(["openssl", "ec", "-in", pkcs8, "-out", old])
        for key in [pkcs8, old] {
            let given = try ClientCredentials(certificateFile: chain, keyFile: key)
            #expect(given.certificate.subject == "CN=phone.example")
            #expect(String(decoding: given.chain, as: UTF8.self) == pair.certificate + authority.authority)
            #expect(try directory.read(key == old ? "old.pem" : "key.pem").suffix(given.key.count) == given.key[...])
        }
        let both = try directory.write(pair.key + pair.certificate, to: "both.pem")
        #expect(try ClientCredentials(certificateFile: both, keyFile: both).key == Array(pair.key.utf8))
    }

    @Test func warnsOfACertificateThatIsNotValidNow() throws {
        let pair = try authority.certificate(
            commonName: "phone", names: ["DNS:phone"], validity: ("20200101000000Z", "20210101000000Z"))
        let file = try directory.write(pair.certificate + pair.key, to: "pair.pem")
        let given = try ClientCredentials(certificateFile: file, keyFile: file)
        #expect(given.certificate.validity == 1_577_836_800...1_609_459_200)
        #expect(given.warning(at: 1_600_000_000) == nil)
        #expect(
            given.warning(at: 1_609_459_201)
                == "the client certificate (CN=phone) has expired; servers that check it will refuse this phone")
        #expect(
            given.warning(at: 0) == "the client certificate (CN=phone) is not valid yet by this machine's clock")
    }

    @Test func refusesWhatDoesNotBelongTogether() throws {
        let (one, other) = (
            try authority.certificate(commonName: "one", names: ["DNS:one"]),
            try authority.certificate(commonName: "other", names: ["DNS:other"])
        )
        let certificate = try directory.write(one.certificate, to: "one.pem")
        let key = try directory.write(other.key, to: "other.key")
        #expect(throws: ClientCredentialsError.notAPair(certificate: "one.pem", key: "other.key")) {
            try ClientCredentials(certificateFile: certificate, keyFile: key)
        }
        #expect(throws: ClientCredentialsError.noKey(name: "one.pem")) {
            try ClientCredentials(certificateFile: certificate, keyFile: certificate)
        }
        #expect(throws: ClientCredentialsError.noCertificate(name: "other.key")) {
            try ClientCredentials(certificateFile: key, keyFile: key)
        }
        #expect(throws: ClientCredentialsError.unreadable(name: "absent", reason: "No such file or directory")) {
            try ClientCredentials(certificateFile: directory.path(of: "absent"), keyFile: key)
        }
    }

    @Test(arguments: [["-aes256"], ["-aes256", "-traditional"]])
    func neverAsksForAPassPhrase(form: [String]) throws {
        let pair = try authority.certificate(commonName: "phone", names: ["DNS:phone"])
        let certificate = try directory.write(pair.certificate, to: "phone.pem")
        let open = try directory.write(pair.key, to: "open.key")
        let sealed = directory.path(of: "sealed.key")
        try ChildProcess.run(["openssl", "pkey", "-in", open, "-out", sealed, "-passout", "pass:hush"] + form)
        #expect(throws: ClientCredentialsError.keyNeedsPassPhrase(name: "sealed.key")) {
            try ClientCredentials(certificateFile: certificate, keyFile: sealed)
        }
    }

    @Test func saysWhichBlockIsDamaged() throws {
        let pair = try authority.certificate(commonName: "phone", names: ["DNS:phone"])
        let cut = try directory.write(pair.certificate + pair.certificate.prefix(200), to: "cut.pem")
        #expect(throws: ClientCredentialsError.damaged(name: "cut.pem", block: 2)) {
            try ClientCredentials(certificateFile: cut, keyFile: cut)
        }
    }
}
