import Testing
import TestSupport
import Threading

@testable import Transfer

@Suite struct TLSTests {
    private func pair(
        _ authority: Certificates, name: String = "127.0.0.1", names: [String] = ["IP:127.0.0.1", "DNS:localhost"],
        validity: (from: String, to: String)? = nil
    ) async throws -> Certificates.Pair {
        try await BlockingThread.value { try authority.certificate(commonName: name, names: names, validity: validity) }
    }

    private func report(
        _ server: NginxServer, trusting authority: String?, _ change: (inout TransferTrust) -> Void = { _ in }
    ) async throws -> TransferReport {
        var trust = TransferTrust(extraAuthorities: Array((authority ?? "").utf8))
        change(&trust)
        let port = try #require(server.tlsPort)
        return try await fetch(TransferRequest(url: .https(port), trust: trust))
    }

    private func authority() async throws -> Certificates { try await BlockingThread.value { try Certificates() } }

    @Test(arguments: [TransferTrust.SystemAuthorities.trusted, .ignored])
    func believesACertificateOfAnExtraAuthority(system: TransferTrust.SystemAuthorities) async throws {
        let authority = try await authority()
        let server = try NginxServer(files: ["p.cfg": "sealed"], certificate: await pair(authority))
        let report = try await report(server, trusting: authority.authority) { $0.systemAuthorities = system }
        #expect(report.text == "sealed")
        #expect(report.steps.map(\.tlsVersion) == ["TLSv1.3"])
        #expect(
            report.steps.map(\.certificate) == [
                CertificateSummary(subject: "CN = 127.0.0.1", issuer: "CN = Onhook Test CA")
            ])
    }

    @Test(arguments: TransferTrust.SystemAuthorities.all)
    func distrustsAnUnknownAuthority(system: TransferTrust.SystemAuthorities) async throws {
        let server = try NginxServer(files: ["p.cfg": "sealed"], certificate: await pair(authority()))
        let report = try await report(server, trusting: nil) { $0.systemAuthorities = system }
        #expect(report.failure == .certificate(host: "127.0.0.1", .unknownIssuer("CN = Onhook Test CA")))
        #expect(report.steps.map(\.certificate?.subject) == ["CN = 127.0.0.1"])
        #expect(try server.directory.read("access.log").isEmpty)
    }

    @Test func tellsAnExpiredCertificate() async throws {
        let authority = try await authority()
        let pair = try await pair(authority, validity: ("20200101000000Z", "20210203040506Z"))
        let report = try await report(NginxServer(certificate: pair), trusting: authority.authority)
        let failure = TransferFailure.certificate(host: "127.0.0.1", .expired(on: "Feb  3 04:05:06 2021 GMT"))
        #expect(report.failure == failure)
        #expect(
            failure.description == "the certificate of 127.0.0.1 expired on Feb  3 04:05:06 2021 GMT: "
                + "renew it, or set the phone's clock")
    }

    @Test func tellsACertificateOfTheFuture() async throws {
        let authority = try await authority()
        let pair = try await pair(authority, validity: ("20480101000000Z", "20490101000000Z"))
        let report = try await report(NginxServer(certificate: pair), trusting: authority.authority)
        #expect(report.failure == .certificate(host: "127.0.0.1", .notYetValid(until: "Jan  1 00:00:00 2048 GMT")))
    }

    @Test func tellsTheNamesOfAWrongOne() async throws {
        let authority = try await authority()
        let pair = try await pair(authority, names: ["DNS:prov.example.com", "DNS:www.example.com"])
        let report = try await report(NginxServer(certificate: pair), trusting: authority.authority)
        #expect(
            report.failure
                == .certificate(
                    host: "127.0.0.1",
                    .wrongName(expected: "127.0.0.1", names: ["prov.example.com", "www.example.com"])))
    }

    /// The phone does so; libcurl does by itself, and OpenSSL 3.0 would too (X509_check_host(3)) unless told otherwise.
    @Test func acceptsACommonNameWhereThereAreNoAlternativeNamesAndSaysSo() async throws {
        let authority = try await authority()
        let server = try NginxServer(files: ["p.cfg": "cn"], certificate: await pair(authority, names: []))
        let report = try await report(server, trusting: authority.authority)
        #expect(report.text == "cn")
        #expect(report.steps.map(\.warnings) == [[.commonNameOnly(host: "127.0.0.1", commonName: "127.0.0.1")]])
        let sentence =
            "the certificate of 127.0.0.1 names it in its common name (127.0.0.1) only: get one with subject alternative "
            + "names, as browsers demand"
        #expect(report.steps.first?.warnings.first?.description == sentence)
    }

    @Test func warnsOfNoCertificateWithAlternativeNames() async throws {
        let authority = try await authority()
        let server = try NginxServer(files: ["p.cfg": "san"], certificate: await pair(authority))
        #expect(try await report(server, trusting: authority.authority).steps.map(\.warnings) == [[]])
    }

    @Test func comparesNoCommonNameWhereThereAreAlternativeNames() async throws {
        let authority = try await authority()
        let server = try NginxServer(
            certificate: await pair(authority, name: "127.0.0.1", names: ["DNS:other.example", "IP:192.0.2.1"]))
        let report = try await report(server, trusting: authority.authority)
        #expect(
            report.failure
                == .certificate(
                    host: "127.0.0.1", .wrongName(expected: "127.0.0.1", names: ["other.example", "192.0.2.1"])))
    }

    @Test(
        arguments: [
            ("127.0.0.1\\/mailto:x", [], true), ("127.0.0.1\\/", [], true), ("127.0.0.2\\/127.0.0.1", [], false),
            ("127.0.0.1.example\\/x", [], false), ("\\/127.0.0.1", [], false),
            // Alternative names take the common name's place.
            ("127.0.0.1\\/mailto:x", ["DNS:other.example"], false),
            // Not a common name, however much it looks like one.
            ("other.example/O=x, CN = 127.0.0.1\\/x", [], false),
        ] as [(String, [String], Bool)])
    func readsACommonNameUpToASlash(name: String, names: [String], isAccepted: Bool) async throws {
        let authority = try await authority()
        let server = try NginxServer(
            files: ["p.cfg": "slash"], certificate: await pair(authority, name: name, names: names))
        let report = try await report(server, trusting: authority.authority)
        #expect((report.text == "slash") == isAccepted, "\(report)")
        #expect(report.steps.count == 1)
        #expect(try server.directory.read("access.log").isEmpty == !isAccepted)
        if !isAccepted {
            guard case .certificate(_, .wrongName)? = report.failure else {
                Issue.record("\(report)")
                return
            }
        }
    }

    /// A slash helps nobody whom no authority vouches for.
    @Test func believesNoSlashOfAnUnknownAuthority() async throws {
        let server = try NginxServer(certificate: await pair(authority(), name: "127.0.0.1\\/x", names: []))
        let report = try await report(server, trusting: nil)
        #expect(report.failure == .certificate(host: "127.0.0.1", .unknownIssuer("CN = Onhook Test CA")))
    }

    @Test func tellsASelfSignedCertificate() async throws {
        let pair = try await BlockingThread.value {
            try Certificates.selfSigned(commonName: "127.0.0.1", names: ["IP:127.0.0.1"])
        }
        let server = try NginxServer(files: ["p.cfg": "own"], certificate: pair)
        #expect(try await report(server, trusting: nil).failure == .certificate(host: "127.0.0.1", .selfSigned))
        #expect(try await report(server, trusting: pair.certificate).text == "own")
    }

    @Test func keepsToTheOldestVersion() async throws {
        let authority = try await authority()
        let server = try NginxServer(
            files: ["p.cfg": "old"], server: "ssl_protocols TLSv1.2;", certificate: await pair(authority))
        let good = try await report(server, trusting: authority.authority) { $0.minimumVersion = .tls1_2 }
        #expect(good.steps.map(\.tlsVersion) == ["TLSv1.2"])
        let bad = try await report(server, trusting: authority.authority) { $0.minimumVersion = .tls1_3 }
        guard case .tlsFailed? = bad.failure else {
            Issue.record("\(bad)")
            return
        }
    }

    @Test func speaksAnOldVersionWhenAllowed() async throws {
        let authority = try await authority()
        let server = try NginxServer(
            files: ["p.cfg": "old"], server: "ssl_protocols TLSv1.1; ssl_ciphers DEFAULT@SECLEVEL=0;",
            certificate: await pair(authority))
        let good = try await report(server, trusting: authority.authority) { $0.minimumVersion = .tls1_1 }
        #expect(good.steps.map(\.tlsVersion) == ["TLSv1.1"])
        let bad = try await report(server, trusting: authority.authority)
        guard case .tlsFailed? = bad.failure else {
            Issue.record("\(bad)")
            return
        }
    }

    @Test func showsTheClientCertificate() async throws {
        let authority = try await authority()
        let own = try await pair(authority, name: "CP-8841-3PCC", names: ["DNS:phone"])
        let directory = try TemporaryDirectory()
        let trusted = try directory.write(authority.authority, to: "ca.pem")
        let server = try NginxServer(
            server: "ssl_client_certificate \(trusted); ssl_verify_client on; return 200 $ssl_client_s_dn;",
            certificate: await pair(authority))
        let report = try await report(server, trusting: authority.authority) {
            $0.clientCertificate = ClientCertificate(chain: Array(own.certificate.utf8), key: Array(own.key.utf8))
        }
        #expect(report.text == "CN=CP-8841-3PCC")
        #expect(try await self.report(server, trusting: authority.authority).failure == .status(400))
    }

    @Test func tellsUnusableAuthorities() async throws {
        let server = try NginxServer(certificate: await pair(authority()))
        let report = try await report(server, trusting: "this is no certificate")
        #expect(report.failure == .tlsFailed("the extra authorities are no usable PEM certificates"))
    }

    @Test func tellsAServerThatSpeaksNoTLS() async throws {
        let server = try NginxServer()
        let report = try await fetch(TransferRequest(url: .https(server.port)))
        guard case .tlsFailed? = report.failure else {
            Issue.record("\(report)")
            return
        }
    }
}

extension TransferTrust.SystemAuthorities {
    fileprivate static let all: [Self] = [.trusted, .ignored]
}
