import FlatProfile
import ProfileRules
import TestSupport
import Testing
import Threading
import Transfer

@testable import Provisioning

/// `--srv`, against a real dnsmasq and a real nginx.
@Suite struct ServiceLookupTests {
    private static let domain = "example.test"

    @Test(arguments: [
        (TransferScheme.https, "_ciscoprov-https._tls.example.test"), (.http, "_ciscoprov-http._tcp.example.test"),
    ])
    func asksForTheServiceOfTheScheme(scheme: TransferScheme, name: String) throws {
        #expect(try ServiceLookup(for: TransferURL(scheme: scheme, host: Self.domain, path: "/x")).name == name)
    }

    @Test func refusesTFTPWithThePhonesWords() {
        #expect(
            throws: AttemptFailure(
                outcome: .otherFailure, sentence: "Error - TFTP Scheme not supported in SRV lookups.")
        ) {
            try ServiceLookup(for: TransferURL(scheme: .tftp, host: Self.domain, path: "/x"))
        }
    }

    @Test(arguments: ["192.0.2.1", "2001:db8::1"])
    func refusesAnAddress(address: String) {
        #expect(
            throws: AttemptFailure(
                outcome: .otherFailure,
                sentence:
                    "--srv looks up the servers of a domain, and \(address) is an address: write the domain instead, "
                    + "or leave out --srv")
        ) {
            try ServiceLookup(for: TransferURL(scheme: .http, host: address, path: "/x"))
        }
    }

    @Test func fetchesFromTheFirstServerThatAnswersWithTheCertificateOfTheDomain() async throws {
        let place = try await Place(names: ["DNS:example.test"])
        let gone = try ListeningSocket.freePort()
        let result = try await place.resync(
            "[--srv] https://example.test/$PSN.xml",
            [
                "--srv-host=_ciscoprov-https._tls.example.test,pr2.example.test,\(place.tlsPort),10,60",
                "--srv-host=_ciscoprov-https._tls.example.test,pr1.example.test,\(gone),10,20",
                "--host-record=pr1.example.test,127.0.0.1", "--host-record=pr2.example.test,127.0.0.1",
            ])
        let attempt = try #require(result.report.attempts.first)
        #expect(attempt.ending == .applied)
        #expect(result.snapshot["Station_Name"] == "Found by SRV")
        #expect(attempt.transfer.services.map(\.target.host) == ["pr1.example.test", "pr2.example.test"])
        #expect(attempt.transfer.steps.map(\.endpoint?.port) == [gone, place.tlsPort])
        #expect(attempt.transfer.url == "https://example.test/8841-3PCC.xml")
    }

    @Test func refusesACertificateOfTheServerInPlaceOfTheDomain() async throws {
        let place = try await Place(names: ["DNS:pr1.example.test"])
        let result = try await place.resync(
            "[--srv] https://example.test/$PSN.xml",
            [
                "--srv-host=_ciscoprov-https._tls.example.test,pr1.example.test,\(place.tlsPort),10,20",
                "--host-record=pr1.example.test,127.0.0.1",
            ])
        #expect(result.report.ending == .failed)
        #expect(
            result.report.attempts.first?.ending.error
                == "Download failed: the certificate of the server is for pr1.example.test, not for example.test: "
                + "use one of those names in the URL, or get another certificate")
        #expect(result.snapshot["Station_Name"] == "")
    }

    @Test func tellsADomainWithoutServers() async throws {
        let place = try await Place(names: ["DNS:example.test"])
        let result = try await place.resync("[--srv] http://example.test/x", ["--address=/example.test/"])
        let attempt = try #require(result.report.attempts.first)
        #expect(
            attempt.ending
                == .failed(
                    .otherFailure,
                    "Download failed: DNS names no server for _ciscoprov-http._tcp.example.test: check the SRV records of "
                        + "the domain"))
        #expect(attempt.transfer.steps.map(\.failure) == [.nameNotFound("_ciscoprov-http._tcp.example.test")])
    }

    /// RFC 2782: the root as a target says that there is no such service.
    @Test func tellsADomainThatOffersNoService() async throws {
        let place = try await Place(names: ["DNS:example.test"])
        let result = try await place.resync(
            "[--srv] http://example.test/x", ["--srv-host=_ciscoprov-http._tcp.example.test"])
        #expect(result.report.ending == .failed)
        #expect(result.report.attempts.first?.transfer.services == [])
    }

    /// An nginx with a certificate for those names, and a phone that trusts its authority.
    private struct Place {
        let authority: Certificates
        let nginx: NginxServer
        var tlsPort: UInt16 { nginx.tlsPort ?? 0 }

        init(names: [String]) async throws {
            let authority = try await BlockingThread.value { try Certificates() }
            self.authority = authority
            nginx = try await BlockingThread.value {
                let pair = try authority.certificate(commonName: "test", names: names)
                return try NginxServer(
                    files: ["8841-3PCC.xml": LivePlace.profile(["Station_Name": "Found by SRV"])], certificate: pair)
            }
        }

        func resync(
            _ rule: String, _ records: [String]
        ) async throws -> (report: ResyncReport, snapshot: Snapshot) {
            let dns = try await BlockingThread.value { try DNSServer(records) }
            let store = PlainStore(["Profile_Rule": rule])
            let client = try TransferClient()
            let host = LiveHost(authorities: Array(authority.authority.utf8))
            let engine = ProvisioningEngine(
                identity: LivePlace.identity, store: store, fetcher: NamedFetcher(client: client, dns: dns), host: host,
                observer: Recorder(), clock: ContinuousClock())
            let report = try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await engine.run(from: nil) }
                defer { group.cancelAll() }
                return try await engine.resync(by: "admin")
            }
            await client.shutdown()
            return (report, store.snapshot)
        }
    }
}
