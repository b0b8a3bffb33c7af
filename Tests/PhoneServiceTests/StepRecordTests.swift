import Foundation
import Testing
import Transfer

@testable import PhoneService

@Suite struct StepRecordTests {
    private static let url = TransferURL(scheme: .https, host: "prov.example.com", path: "/p.cfg")

    @Test func tellsTheWholeStory() throws {
        let script = TransferURL(scheme: .http, host: "wpad.example.com", path: "/wpad.dat")
        let step = TransferStep(
            url: Self.url, endpoint: Endpoint(address: "192.0.2.3", port: 3128), proxy: "cache.example.com:3128",
            decision: ProxyDecision(
                routes: [.proxy(TransferProxy(host: "cache.example.com"))], script: script,
                answer: "PROXY cache.example.com:3128"),
            lookUps: [
                NameLookUp(name: "cache.example.com", addresses: ["192.0.2.3", "2001:db8::3"]),
                NameLookUp(name: "gone.example.com", addresses: [], failure: .nameNotFound("gone.example.com")),
            ],
            status: 302, redirect: TransferURL(scheme: .https, host: "b.example.com", path: "/q"),
            authentications: [
                AuthenticationStory(asker: .proxy, scheme: .digest, tries: 1),
                AuthenticationStory(asker: .server, scheme: nil, tries: 0),
            ],
            bytes: 17, duration: .milliseconds(250), tlsVersion: "TLSv1.3",
            certificate: CertificateSummary(subject: "CN = prov.example.com", issuer: "CN = CA"),
            warnings: [.commonNameOnly(host: "prov.example.com", commonName: "prov.example.com")])
        let record = StepRecord(step)
        #expect(
            record.story("request") == [
                #"the proxy script http://wpad.example.com/wpad.dat answers "PROXY cache.example.com:3128""#,
                "cache.example.com is 192.0.2.3, 2001:db8::3",
                "gone.example.com is not found: there is no address for gone.example.com: check the spelling of the "
                    + "server's name and the DNS records",
                "request, through the proxy cache.example.com:3128",
                "the proxy asks for a login, and gets it once by Digest",
                "the server asks for a login, and gets none",
                "TLSv1.3: certificate of CN = prov.example.com, signed by CN = CA",
                "the answer leads to https://b.example.com/q",
                "warning: the certificate of prov.example.com names it in its common name (prov.example.com) only: get "
                    + "one with subject alternative names, as browsers demand",
            ])
        let data = try JSONEncoder().encode(record)
        #expect(try JSONDecoder().decode(StepRecord.self, from: data) == record)
    }

    @Test func tellsWhyAScriptWasOfNoUse() {
        let step = TransferStep(
            url: Self.url, endpoint: nil, decision: ProxyDecision(routes: [.direct], failure: .nowhereToLook))
        #expect(
            StepRecord(step).story("request") == [
                "there is no place to look for a proxy script: the lease has neither option 252 nor a domain; set PAC_URL",
                "request",
            ])
    }

    @Test func readsAStepOfAnOlderRecord() throws {
        let text = #"{"address":"127.0.0.1:80","bytes":2,"duration":0.5,"result":"status 200","url":"http://a/b"}"#
        let record = try JSONDecoder().decode(StepRecord.self, from: Data(text.utf8))
        #expect(record.dns == nil && record.proxy == nil && record.authentication == nil && record.warnings == nil)
        #expect(record.story("request") == ["request"])
    }

    /// A thousand attempts are kept: a name server must not fill them.
    @Test func keepsNoMoreAddressesThanAreTried() {
        let addresses = (0..<4000).map { "192.0.\($0 / 256).\($0 % 256)" }
        let step = TransferStep(
            url: Self.url, endpoint: nil, lookUps: [NameLookUp(name: "a", addresses: addresses)])
        #expect(StepRecord(step).dns?.first?.addresses.count == 32)
    }
}
