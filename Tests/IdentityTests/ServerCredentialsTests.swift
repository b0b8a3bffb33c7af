import TestSupport
import Testing

@testable import Identity

@Suite struct ServerCredentialsTests {
    private let files: TemporaryDirectory
    private static let now: Int64 = 1_795_000_000
    private static let day: Int64 = 86_400
    private static let subject = ServerSubject(
        productName: "CP-8841-3PCC", mac: "000e08abcdef", hostNames: ["desk", "desk.local", "no, name", "localhost"],
        addresses: ["127.0.0.1", "::1", "192.0.2.7", "none"])

    init() throws {
        files = try TemporaryDirectory()
    }

    private func kept(at now: Int64, renewing: Bool = false) throws -> ClientCredentials {
        try ServerCredentials.kept(in: files.path, for: Self.subject, at: now, renewing: renewing)
    }

    @Test func namesTheMachineAndWhatItIsFor() throws {
        let made = try kept(at: Self.now)
        #expect(made.certificate.subject == "serialNumber=000e08abcdef,OU=CP-8841-3PCC,CN=desk")
        #expect(
            made.certificate.alternativeNames == [
                "DNS:desk", "DNS:desk.local", "DNS:localhost", "IP Address:127.0.0.1", "IP Address:0:0:0:0:0:0:0:1",
                "IP Address:192.0.2.7",
            ])
        #expect(made.certificate.key == .init(name: "P-256", strength: 128))
        #expect(made.certificate.validity == Self.now - Self.day...Self.now + 730 * Self.day)
        let file = files.path(of: ServerCredentials.name)
        #expect(try ChildProcess.run(["stat", "-c", "%a", file]) == "600\n")
        let verdict = try ChildProcess.run(
            [
                "openssl", "verify", "-purpose", "sslserver", "-verify_ip", "192.0.2.7", "-attime", "\(Self.now)",
                "-CAfile", file, file,
            ])
        #expect(verdict.hasSuffix(": OK\n"))
    }

    @Test(arguments: [(0, false), (699, false), (701, true), (5000, true), (-2, true)])
    func isMadeAnewBeforeItEndsWithTheSameKey(days: Int64, isNew: Bool) throws {
        let first = try kept(at: Self.now)
        let later = try kept(at: Self.now + days * Self.day)
        #expect((later.certificate.fingerprint != first.certificate.fingerprint) == isNew)
        #expect(later.certificate.keyFingerprint == first.certificate.keyFingerprint)
        #expect(!ServerCredentials.isDue(later.certificate, at: Self.now + days * Self.day))
        let other = try kept(at: Self.now + days * Self.day, renewing: true)
        #expect(other.certificate.keyFingerprint != first.certificate.keyFingerprint)
    }

    @Test func whatIsNoCertificateIsNotReplaced() throws {
        try files.write("something of mine", to: ServerCredentials.name)
        #expect(throws: ClientCredentialsError.noCertificate(name: ServerCredentials.name)) { try kept(at: Self.now) }
        #expect(try files.read(ServerCredentials.name) == Array("something of mine".utf8))
    }
}
