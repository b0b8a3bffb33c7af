import FlatProfile
import TestSupport
import Testing
import Threading
import Transfer

@testable import Provisioning

/// The way from the box to the provider with real servers: dnsmasq, and nginx over TLS.
@Suite struct OnboardingServerTests {
    private struct Place {
        let authority: Certificates
        let nginx: NginxServer
        var port: UInt16 { nginx.tlsPort ?? 0 }

        init(names: [String], files: [String: String] = [:], server lines: String = "") async throws {
            let authority = try await BlockingThread.value { try Certificates() }
            self.authority = authority
            nginx = try await BlockingThread.value {
                try NginxServer(
                    files: files, server: lines,
                    certificate: try authority.certificate(commonName: "test", names: names))
            }
        }

        /// Runs a phone from the box until it has come to that state, or so many steps were done.
        func onboard(
            _ store: PlainStore, records: [String], services: OnboardingServices = OnboardingServices(),
            domain: String? = nil, until isEnough: ([OnboardingStory]) -> Bool
        ) async throws -> [OnboardingStory] {
            let dns = try await BlockingThread.value { try DNSServer(records) }
            let client = try TransferClient()
            let recorder = Recorder()
            let engine = ProvisioningEngine(
                identity: LivePlace.identity, store: store, fetcher: NamedFetcher(client: client, dns: dns),
                host: LiveHost(authorities: Array(authority.authority.utf8), domain: domain), observer: recorder,
                clock: ContinuousClock(), services: services)
            await withTaskGroup { group in
                group.addTask { await engine.run() }
                while await !isEnough(recorder.stories) { await recorder.nextEvent() }
                group.cancelAll()
            }
            await client.shutdown()
            return await recorder.stories
        }
    }

    private static let phone: [ParameterName: String] = ["Resync_Random_Delay": "0"]

    @Test func findsItsProviderByTheServiceOfTheDomain() async throws {
        let place = try await Place(
            names: ["DNS:example.test"],
            files: ["Cisco/000e08aabbcc.cfg": LivePlace.profile(["Station_Name": "By SRV"])])
        let store = PlainStore(Self.phone)
        let stories = try await place.onboard(
            store,
            records: [
                "--srv-host=_ciscoprov-https._tls.example.test,pr1.example.test,\(place.port),10,20",
                "--host-record=pr1.example.test,127.0.0.1",
            ], domain: "example.test", until: { !$0.isEmpty })
        #expect(stories.map(\.after) == [.aborted])
        #expect(stories[0].sentence == "the profile of https://example.test/Cisco/000e08aabbcc.cfg was loaded")
        #expect(stories[0].transfer.steps.map(\.status) == [404, 200])
        #expect(store.snapshot["Station_Name"] == "By SRV")
        #expect(store.snapshot["Profile_Rule"] == "[--srv] https://example.test/Cisco/$MA.cfg")
    }

    @Test func aCertificateOfTheTargetAloneIsNotBelieved() async throws {
        let place = try await Place(
            names: ["DNS:pr1.example.test"], files: ["8841-3PCC.xml": LivePlace.profile(["Station_Name": "Forged"])])
        let store = PlainStore(Self.phone)
        let stories = try await place.onboard(
            store,
            records: [
                "--srv-host=_ciscoprov-https._tls.example.test,pr1.example.test,\(place.port),10,20",
                "--host-record=pr1.example.test,127.0.0.1",
            ], domain: "example.test", until: { $0.count > 1 })
        #expect(stories[0].sentence.contains("is for pr1.example.test, not for example.test"))
        #expect(stories.last?.after == .open)
        #expect(store.snapshot["Station_Name"] == "")
    }

    @Test func asksEDOSAsTheCapturedRequestDoes() async throws {
        let place = try await Place(
            names: ["DNS:edos.example.test", "DNS:provider.example.test"],
            files: ["p.xml": LivePlace.profile(["Station_Name": "Provider"])],
            server: """
                location = /software/edos/callhome/rc {
                    if ($args != "id=000E08AABBCC:FCH2305DMH0:CP-8841-3PCC&sw=sip88xx.12-0-7MPP0201-66&orig=orig_mpp&authstatus=none") {
                        return 400;
                    }
                    return 200 '<flat-profile><Profile_Rule>https://provider.example.test:$server_port/p.xml</Profile_Rule></flat-profile>';
                }
                """)
        let store = PlainStore(Self.phone)
        let server = OnboardingServices.Server(host: "edos.example.test", port: place.port)
        let stories = try await place.onboard(
            store,
            records: [
                "--host-record=edos.example.test,127.0.0.1", "--host-record=provider.example.test,127.0.0.1",
            ], services: OnboardingServices(edos: server), until: { $0.last?.after == .acquired })
        #expect(stories.map(\.after) == [.pending, .customPending, .acquired])
        #expect(store.snapshot["Station_Name"] == "Provider")
    }

    @Test func anEDOSThatNobodyVouchesForIsNotBelieved() async throws {
        let place = try await Place(names: ["DNS:somebody.else.test"], server: "return 200 '<flat-profile/>';")
        let server = OnboardingServices.Server(host: "edos.example.test", port: place.port)
        let store = PlainStore(Self.phone)
        let stories = try await place.onboard(
            store, records: ["--host-record=edos.example.test,127.0.0.1"],
            services: OnboardingServices(edos: server), until: { $0.count > 1 })
        #expect(stories.last?.after == .pending)
        #expect(
            stories.last?.sentence.hasPrefix("EDOS could not be asked: the certificate of the server is for") == true)
    }
}
