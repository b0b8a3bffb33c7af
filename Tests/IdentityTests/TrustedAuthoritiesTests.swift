import TestSupport
import Testing

@testable import Identity

@Suite struct TrustedAuthoritiesTests {
    private let directory: TemporaryDirectory
    private let certificate: [UInt8]

    init() throws {
        directory = try TemporaryDirectory()
        certificate = Array(try Certificates().authority.utf8)
    }

    @Test func readsTheCertificatesOfADirectoryInTheOrderOfTheirNames() throws {
        try directory.write(certificate, to: "b.pem")
        try directory.write(certificate + certificate, to: "a.crt")
        try directory.write("not read", to: "README")
        let authorities = try TrustedAuthorities(directory: directory.path)
        #expect(authorities.pem == certificate + certificate + [10] + certificate + [10])
        #expect(TrustedAuthorities.countCertificates(in: authorities.pem) == 3)
    }

    @Test func aDirectoryThatIsNotThereHoldsNone() throws {
        #expect(try TrustedAuthorities(directory: directory.path(of: "absent")).pem.isEmpty)
    }

    @Test(arguments: ["", "hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
    func refusesWhatHoldsNoCertificate(text: String) throws {
        let file = try directory.write(text, to: "x.pem")
        #expect(throws: IdentityError.noCertificate(name: "x.pem")) {
            var authorities = TrustedAuthorities()
            try authorities.add(file: file)
        }
    }

    @Test func saysWhichFileCannotBeRead() throws {
        #expect(throws: IdentityError.authorities(name: "absent.pem", reason: "No such file or directory")) {
            var authorities = TrustedAuthorities()
            try authorities.add(file: directory.path(of: "absent.pem"))
        }
    }

    @Test func refusesAFileThatIsTooLarge() throws {
        let file = try directory.write([UInt8](repeating: 10, count: 1 << 20) + certificate, to: "large.pem")
        #expect(throws: IdentityError.authorities(name: "large.pem", reason: "it is larger than 1 MiB")) {
            var authorities = TrustedAuthorities()
            try authorities.add(file: file)
        }
    }
}
