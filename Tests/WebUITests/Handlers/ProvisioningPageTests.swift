import FlatProfile
import HTTPServer
import Pages
import PhoneService
import Testing

@testable import WebUI

/// Voice > Provisioning with its reasons, dry runs and the phone's own screen, as a browser's session sees them; no phone runs.
@Suite struct ProvisioningPageTests {
    private typealias Utility = WebApplicationTests.Utility

    private struct Browser {
        let utility: Utility
        let cookie: String
        let token: String
        /// The revision before anything was asked.
        let revision: Int

        init(_ account: Account = .admin) async throws {
            utility = try Utility()
            cookie = try await utility.session(account)
            revision = utility.service.snapshot.revision
            let page = try await utility.send(.get, "/status", ["Cookie": cookie]).body.bytes
            token = String(
                try #require(
                    String(decoding: page, as: UTF8.self).firstMatch(of: /name="csrf_token" value="([^"]+)"/)?.1))
        }

        func get(_ target: String) async throws -> (Response, String) {
            let response = try await utility.send(.get, target, ["Cookie": cookie, "Accept": "text/html"])
            return (response, String(decoding: response.body.bytes, as: UTF8.self))
        }

        func post(_ target: String, _ fields: [String: String], token: String? = nil) async throws -> (Response, String)
        {
            let body = (fields.map { "\($0.key)=\(Self.escaped($0.value))" } + ["csrf_token=\(token ?? self.token)"])
                .joined(separator: "&")
            let response = try await utility.send(
                .post, target, ["Cookie": cookie, "Accept": "text/html"], body: body)
            return (response, String(decoding: response.body.bytes, as: UTF8.self))
        }

        private static func escaped(_ text: String) -> String {
            text.utf8.map { byte in
                let hex = String(byte, radix: 16)
                return "%" + (hex.count == 1 ? "0" : "") + hex
            }.joined()
        }
    }

    private static let markup = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"

    /// What was applied is told as done.
    @Test(arguments: Language.allCases)
    func aDryRunThatWasAppliedSaysNotWouldAnyMore(language: Language) throws {
        func page(applied: String) throws -> String {
            let record = try RecordCoding.decode(
                DryRunRecord.self,
                from: Array(
                    """
                    {"id":"x","time":"2026-11-20T07:58:39.000Z","rule":null,"running":null,"succeeded":true,"attempts":[],
                    "changes":[{"name":"GPP_A","old":null,"new":"1","old_ua":null,"new_ua":null,"effects":[]}],"effects":[],
                    "locks_out":false,"revision":4,"obstacle":\(applied == "null" ? "null" : "\"it was applied already\""),"applied":\(applied)}
                    """.utf8))
            let view = DryRunView(
                record, now: Timestamp(unixSeconds: 1_795_161_519),
                in: Snapshot(catalogue: Catalogue.of(.standard), revision: 5), csrfToken: "t")
            return String(decoding: Renderer.of(language).render(view), as: UTF8.self)
        }
        let translations = Translations.of(language)
        func said(_ text: String) -> String { translations?.say(text) ?? text }
        let (before, after) = (try page(applied: "null"), try page(applied: "[5]"))
        #expect(before.contains(said("What it would change")) && !before.contains(said("What it changed") + "<"))
        #expect(after.contains(said("What it changed")) && !after.contains(said("What it would change")))
        #expect(after.contains(said("The dry run is applied: 1 parameter was changed.")))
        #expect(!after.contains(said("What the dry run would change")) && !after.contains("would"))
        #expect(after.contains("/history/5") && !after.contains("dry-run/x/apply"))
    }

    @Test(arguments: [
        "(1 eq \(markup)", "http://h/\(markup)", "[--key Geheim] http://h/\(markup)", "(GPP_A = \"\(markup)\";)!",
        "[--uid Geheim --pwd Geheim2 http://h", "https://u:Geheim@h/x", "",
    ])
    func anExplanationIsNoMarkupAndTellsNoSecret(rule: String) async throws {
        let browser = try await Browser()
        for form in [
            ["explain": "Profile_Rule", "Profile_Rule": rule], ["explain": "rule", "rule": rule],
            ["explain": "Profile_Rule", "Profile_Rule": "http://h/$A", "GPP_A": rule],
        ] {
            let (response, text) = try await browser.post("/explanation", form)
            #expect(response.status == .ok)
            #expect(!text.contains("<script") && !text.contains("<img"), "\(text)")
            #expect(form["GPP_A"] != nil || !text.contains("Geheim"), "\(text)")
        }
        #expect(browser.utility.service.snapshot.revision == browser.revision)
    }

    @Test func aRuleOfTenKilobytesIsAnswered() async throws {
        let browser = try await Browser()
        let (response, text) = try await browser.post(
            "/explanation",
            ["explain": "Profile_Rule", "Profile_Rule": "http://h/" + String(repeating: "x", count: 10_240)])
        #expect(response.status == .ok)
        #expect(text.utf8.count < 100_000)
    }

    @Test func whatHoldsNoRuleIsRefusedInASentence() async throws {
        let browser = try await Browser()
        let (response, text) = try await browser.post("/explanation", ["explain": "Station_Name"])
        #expect(response.status == .unprocessableContent)
        #expect(text == "Station_Name holds neither a rule nor a schedule, so there is nothing to explain.\n")
        let (missing, _) = try await browser.post("/explanation", [:])
        #expect(missing.status == .badRequest)
    }

    @Test func theButtonExplainsWhatIsTypedAndStoresNothing() async throws {
        let browser = try await Browser()
        let (response, page) = try await browser.post(
            "/voice/provisioning", ["explain": "Resync_Periodic", "Resync_Periodic": "77", "GPP_A": "typed"])
        #expect(response.status == .ok)
        #expect(page.contains("After a success it resyncs every 77 s (1 min 17 s)."))
        #expect(page.contains("value=\"typed\""))
        #expect(browser.utility.service.snapshot.revision == browser.revision)
    }

    @Test func nothingIsDoneWithoutTheTokenOfTheSession() async throws {
        let browser = try await Browser()
        for target in [
            "/explanation", "/resync", "/upgrade", "/dry-run/0123456789abcdef/apply", "/phone-screen/reboot",
        ] {
            let (response, _) = try await browser.post(target, ["do": "dry-run", "confirm": "yes"], token: "forged")
            #expect(response.status == .forbidden, "\(target)")
        }
        #expect(browser.utility.service.newestDryRun == nil)
    }

    @Test(arguments: ["/dry-run/0123456789abcdef", "/dry-run/%3Cscript%3E", "/dry-run/x/live", "/phone-screen/none"])
    func whatDoesNotExistIsSaidSo(target: String) async throws {
        let (response, text) = try await Browser().get(target)
        #expect(response.status == .notFound)
        #expect(!text.contains("<script>"))
    }

    @Test(arguments: ["/explanation", "/dry-run/x", "/dry-run/x/live", "/onboarding/live"])
    func rulesAreTheAdministrators(target: String) async throws {
        let browser = try await Browser(.user)
        let (response, _) =
            target == "/explanation"
            ? try await browser.post(target, ["explain": "Profile_Rule"]) : try await browser.get(target)
        #expect(response.status == .forbidden)
    }

    @Test func anUpgradeIsAskedAboutOnceMoreAndARuleThatCannotBeReadIsSaidBesideItsField() async throws {
        let browser = try await Browser()
        let (asked, page) = try await browser.post("/upgrade", ["url": "http://h/sip88xx.12-0-8MPP0001-1.loads"])
        #expect(asked.status == .ok)
        #expect(page.contains("name=\"confirm\" value=\"yes\""))
        let (refused, tab) = try await browser.post("/upgrade", ["url": "(1 eq", "from": "provisioning"])
        #expect(refused.status == .unprocessableContent)
        #expect(tab.contains("id=\"upgrade-url-error\"") && tab.contains("value=\"(1 eq\""))
    }

    @Test(arguments: ["0", "1", "9223372036854775807", "-1", "x"])
    func anyPageOfAttemptsIsAnswered(before: String) async throws {
        let (response, _) = try await Browser().get("/attempts?before=\(before)")
        #expect(response.status == (Int(before).map { $0 >= 0 } == true ? .ok : .notFound))
    }
}
