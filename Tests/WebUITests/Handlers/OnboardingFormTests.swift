import FlatProfile
import HTTPServer
import Identity
import PhoneService
import Provisioning
import Store
import Testing
import Transfer

@testable import WebUI

/// The panels Activation code and Profile account, as a login of the machine sees them.
@Suite struct OnboardingFormTests {
    private struct Desk {
        let service: PhoneService
        let application: WebApplication

        init(activation: String? = "codes.example.test") throws {
            service = PhoneService(
                identity: DeviceIdentity(
                    model: .standard, mac: MACAddress(bits: 0x000e_08aa_bbcc), serialNumber: "FCH2305DMH0",
                    softwareVersion: "sip88xx.12-0-7MPP0201-66", hardwareVersion: "2.0.1"),
                store: InMemoryStore(catalogue: Catalogue.of(.standard)), fetcher: RefusingFetcher(),
                passwords: LoginPasswords(hasher: PasswordHasher(), key: try .ephemeral()), host: StillHost(),
                services: OnboardingServices(activation: activation.flatMap { OnboardingServices.Server($0) }),
                report: { _ in })
            application = WebApplication(
                service: service,
                configuration: WebConfiguration(
                    instance: "test", setupToken: "token-of-this-test", trustedUsers: [0], makeToken: { "token" }))
        }

        func send(_ method: Method, _ target: String, _ body: String = "") async throws -> (Response, String) {
            let request = try #require(
                Request(
                    method: method, target: target,
                    headers: [
                        .init(name: "Content-Type", value: "application/x-www-form-urlencoded"),
                        .init(name: "Accept", value: "text/html"),
                    ], body: Array(body.utf8), peer: .process(user: 0, group: 0, id: 1)))
            let response = await application.respond(to: request).response()
            return (response, String(decoding: response.body.bytes, as: UTF8.self))
        }
    }

    /// A service that knows no code.
    private struct RefusingFetcher: ProfileFetcher {
        func fetch(_ request: TransferRequest) async -> TransferReport {
            TransferReport(
                steps: [
                    TransferStep(
                        url: request.url, endpoint: Endpoint(address: "192.0.2.1", port: 443), status: 404,
                        failure: .status(404))
                ], result: .failure(.status(404)))
        }
    }

    private struct StillHost: ProvisioningHost {
        var now: Timestamp { Timestamp(unixSeconds: 1_700_000_000) }
        func offer(for snapshot: Snapshot) -> ProvisioningOffer? { nil }
        var customAuthorities: [UInt8] { [] }
        func localAddress(towards host: String?) -> String { "192.0.2.7" }
        func syslog(_ message: String, configuration: Snapshot) {}
    }

    @Test func theFieldForACodeIsThereWhenSomebodyTakesCodes() async throws {
        let (_, page) = try await Desk().send(.get, "/voice/phone")
        #expect(page.contains(#"<input id="activation-code" name="code""#))
        #expect(page.contains("It is sent to codes.example.test"))
        let (_, other) = try await Desk(activation: nil).send(.get, "/voice/phone")
        #expect(!other.contains("activation-code\""))
        #expect(other.contains("No activation service is named"))
    }

    @Test(arguments: ["basic", "advanced"])
    func theSettingsOfWebexAndTheCodeLeadToEachOther(view: String) async throws {
        let (_, page) = try await Desk().send(.get, "/voice/phone?view=\(view)")
        let panel = try #require(page.firstRange(of: "id=\"activation-heading\""))
        let link = try #require(page.firstMatch(of: /<a href="#([^"]+)">To the settings of Webex<\/a>/))
        #expect(link.range.lowerBound > panel.lowerBound)
        let section = try #require(page.firstRange(of: "id=\"section-webex\""))
        #expect(page[section.upperBound...].contains("id=\"\(link.1)\""))
        #expect(page[section.upperBound...].contains(##"<a href="#activation-heading">To the activation code</a>"##))
        // A page made around kept fields has the same links.
        #expect(try await Desk().send(.get, "/voice/phone?view=\(view)").1.contains("To the settings of Webex"))
    }

    @Test func aPhoneThatIsProvisionedShowsNoField() async throws {
        let desk = try Desk()
        _ = try await desk.service.submit([("Profile_Rule", .text("http://h/x"))], by: Principal(.admin, through: .web))
        let (_, page) = try await desk.send(.get, "/voice/phone")
        #expect(!page.contains("name=\"code\""))
        #expect(page.contains("set Profile Rule to gds:// and resync"))
    }

    @Test(arguments: [
        ("123", "An activation code has 16 digits, not 3; a short one begins with # and has 3 to 16."),
        ("%23123", "Invalid activation code: the service does not know it; check the digits."),
    ])
    func aCodeThatIsNotAcceptedIsToldBesideItsField(code: String, sentence: String) async throws {
        let desk = try Desk()
        let run = Task { await desk.service.runOnRequest() }
        defer { run.cancel() }
        let (response, page) = try await desk.send(.post, "/activation", "code=\(code)")
        #expect(response.status == .unprocessableContent)
        #expect(page.contains(sentence))
        #expect(page.contains(##"href="#activation-code""##))
        #expect(!page.contains("value=\"#123\""))
    }

    @Test func theProfileAccountIsSetAndClearedAndNeverShown() async throws {
        let desk = try Desk()
        let (set, _) = try await desk.send(.post, "/profile-account", "user=operator&password=geheim&do=set")
        #expect(set.headers["Location"]?.text == "/voice/provisioning")
        let (_, page) = try await desk.send(.get, "/voice/provisioning")
        #expect(page.contains("Clear account"))
        #expect(!page.contains("operator") && !page.contains("geheim"))
        #expect(desk.service.profileAccount.is_set)
        _ = try await desk.send(.post, "/profile-account", "do=clear")
        #expect(!desk.service.profileAccount.is_set)
    }

    @Test func aFaultyProfileAccountIsToldBesideItsField() async throws {
        let (response, page) = try await Desk().send(.post, "/profile-account", "user=a%3Ab&password=p&do=set")
        #expect(response.status == .unprocessableContent)
        #expect(page.contains("The user name of the profile account must not hold a colon."))
        #expect(page.contains(##"href="#profile-account-user""##))
    }

    @Test func theStatusTellsHowFarThePhoneIs() async throws {
        let desk = try Desk()
        let (_, before) = try await desk.send(.get, "/status")
        #expect(before.contains("Open: <span class=\"reason\">nothing has provisioned this phone"))
        _ = try await desk.service.submit([("Profile_Rule", .text("http://h/x"))], by: Principal(.admin, through: .web))
        let (_, after) = try await desk.send(.get, "/status/live")
        #expect(after.contains("<b>This phone</b>, Open to Aborted: Admin (web) set a profile rule."))
    }
}
