import FlatProfile
import Identity
import TestSupport
import Testing
import Threading

@testable import PhoneService

/// What a real nginx sees of the certificate that the phone shows.
@Suite struct OwnCertificateTests {
    private static let subject = "SN=000e08aabbcc,L=FCH0000TEST,OU=CP-8841-3PCC"
    /// A profile that holds what the server knows of the client.
    private static let mirror = """
        location = /p.xml { default_type text/xml;
        return 200 '<flat-profile><GPP_A>$ssl_client_verify</GPP_A><GPP_B>$ssl_client_s_dn</GPP_B></flat-profile>'; }
        """

    private let authority: Certificates
    private let pair: Certificates.Pair

    init() throws {
        authority = try Certificates()
        pair = try authority.certificate(commonName: "127.0.0.1", names: ["IP:127.0.0.1"])
    }

    private func seen(_ phone: TrialPhone, by server: NginxServer) async throws -> [String] {
        let port = try #require(server.tlsPort)
        let attempt = try await phone.resync(
            by:
                "(\"$CCERT\" eq \"Installed\")? (GPP_C=\"$CCERT\";)! https://127.0.0.1:\(port)/p.xml | (GPP_C=\"$CCERT\";)! https://127.0.0.1:\(port)/p.xml"
        )
        return [attempt.result] + ["GPP_A", "GPP_B", "GPP_C"].map { phone.service.snapshot[ParameterName($0)] }
    }

    @Test func aServerThatTakesAnyCertificateSeesWhichPhoneItIs() async throws {
        let server = try await BlockingThread.value { [pair] in
            try NginxServer(server: "ssl_verify_client optional_no_ca; \(Self.mirror)", certificate: pair)
        }
        let phone = try await TrialPhone(
            authorities: authority.authority, ownCertificate: OwnCertificate(madeWhenNeededFor: TrialPhone.identity))
        let seen = try await seen(phone, by: server)
        #expect(seen[0] == "applied")
        #expect(seen[1].hasPrefix("FAILED:self"))
        #expect(Array(seen[2...]) == [Self.subject, "Installed"])
        await phone.stop()
    }

    @Test func aServerThatTakesTheCertificateForItsAuthorityVerifiesIt() async throws {
        let directory = try TemporaryDirectory()
        let credentials = try ClientCredentials.kept(
            in: directory.path(of: "identity"), for: ClientSubject(TrialPhone.identity))
        let server = try await BlockingThread.value { [pair] in
            let trusted = try directory.write(credentials.chain, to: "phone.pem")
            return try NginxServer(
                server: "ssl_client_certificate \(trusted); ssl_verify_client on; \(Self.mirror)", certificate: pair)
        }
        let phone = try await TrialPhone(authorities: authority.authority, ownCertificate: OwnCertificate(credentials))
        #expect(try await seen(phone, by: server) == ["applied", "SUCCESS", Self.subject, "Installed"])
        await phone.stop()
    }

    @Test func aPhoneWithoutOneShowsNone() async throws {
        let server = try await BlockingThread.value { [pair] in
            try NginxServer(server: "ssl_verify_client optional_no_ca; \(Self.mirror)", certificate: pair)
        }
        let phone = try await TrialPhone(authorities: authority.authority)
        #expect(try await seen(phone, by: server) == ["applied", "NONE", "", "Not Installed"])
        await phone.stop()
    }

    @Test func theStatusPageTellsWhetherThereIsOne() async throws {
        func row(_ own: OwnCertificate) async throws -> String? {
            let phone = try await TrialPhone(ownCertificate: own)
            let rows = phone.service.machineSections(customization: "Open").flatMap(\.rows)
            await phone.stop()
            return rows.first { $0.label == "Client Certificate" }?.value
        }
        #expect(try await row(.none) == "Not Installed")
        #expect(try await row(OwnCertificate(madeWhenNeededFor: TrialPhone.identity)) == "Installed")
    }

    @Test func theOneThatIsMadeWhenItIsNeededLasts() {
        let own = OwnCertificate(madeWhenNeededFor: TrialPhone.identity)
        let first = own.certificate
        #expect(first != nil)
        #expect(own.certificate == first)
        #expect(OwnCertificate.none.certificate == nil)
    }
}
