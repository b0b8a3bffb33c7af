import FlatProfile
import PhoneService
import Testing

@testable import Pages
@testable import WebUI

@Suite struct VoiceTabBuilderTests {
    private static let catalogue = Catalogue.of(.standard)
    private static let now = Timestamp(unixSeconds: 1_795_161_519)

    private static func page(
        _ tab: VoiceTab, of account: Account = .admin, _ settings: [ParameterName: Setting] = [:],
        state: TabState = TabState()
    ) throws -> VoiceTabPage {
        VoiceTabBuilder(
            contents: try #require(catalogue.tabs.first { $0.tab == tab }),
            snapshot: Snapshot(catalogue: catalogue, revision: 9, settings: settings),
            principal: Principal(account, through: .web), csrfToken: "c", now: now, state: state
        ).page()
    }

    private static func set(_ value: String?, access: UserAccess? = nil) -> Setting {
        Setting(
            value: value, access: access,
            provenance: Provenance(
                origin: .profile(url: "http://ps.example.com/a.xml"), line: 12,
                time: Timestamp(unixSeconds: now.unixSeconds - 180), revision: 9))
    }

    private static func field(_ name: String, in page: VoiceTabPage) throws -> FieldView {
        try #require(page.sections.flatMap(\.fields).first { $0.name == name })
    }

    @Test func aFieldSaysWhoSetItAndWhen() throws {
        let field = try Self.field("GPP_A", in: Self.page(.provisioning, ["GPP_A": Self.set("x")]))
        #expect(field.value == "x")
        #expect(field.isChanged)
        #expect(field.origin == "http://ps.example.com/a.xml, line 12")
        #expect(field.since?.text == "3 min ago")
    }

    @Test func aFormThatComesBackKeepsTheRevisionThatItWasMadeFrom() throws {
        var state = TabState()
        state.typed = ["GPP_A": "typed"]
        state.revision = 4
        let page = try Self.page(.provisioning, ["GPP_A": Self.set("stored")], state: state)
        #expect(page.revision == 4)
        #expect(try Self.field("GPP_A", in: page).value == "typed")
        #expect(try Self.page(.provisioning).revision == 9)
    }

    @Test func aSecretThatWasTypedHasToBeTypedAgain() throws {
        var state = TabState()
        state.untold = ["XML_Password"]
        let field = try Self.field(
            "XML_Password", in: Self.page(.phone, ["XML_Password": Self.set("hush")], state: state))
        #expect(field.value == "")
        #expect(field.remark == "This was not stored, and a secret is not shown again: enter it once more.")
    }

    @Test func aFaultOfAFieldThatIsElsewhereStandsAboveTheForm() throws {
        var state = TabState()
        let contents = try #require(Self.catalogue.tabs.first { $0.tab == .sip })
        state.add(
            [
                FieldFault(name: "GPP_A", sentence: "no"),
                FieldFault(name: "Max_Forward", sentence: "Max Forward must be x"),
            ],
            on: contents, in: Self.catalogue)
        #expect(state.problems == ["No."])
        #expect(state.faults == ["Max_Forward": "Max Forward must be x."])
    }

    @Test func theUserGetsOnlyWhatTheAccessAllows() throws {
        let settings: [ParameterName: Setting] = [
            "Station_Name": Self.set("Front desk", access: .readOnly),
            "Voice_Mail_Number": Self.set("1", access: .readWrite),
            "Station_Display_Name": Self.set("hidden", access: .hidden),
        ]
        let page = try Self.page(.phone, of: .user, settings)
        #expect(try Self.field("Station_Name", in: page).isReadOnly)
        #expect(try !Self.field("Voice_Mail_Number", in: page).isReadOnly)
        #expect(!page.sections.flatMap(\.fields).contains { $0.name == "Station_Display_Name" })
        #expect(page.sections.allSatisfy { !$0.fields.isEmpty })
    }

    @Test(arguments: [
        (Account.admin, "Yes", "Yes", "any"), (.admin, "No", "Yes", "blocked"), (.user, "Yes", "Yes", "stored"),
        (.user, "Yes", "No", "blocked"),
    ])
    func resyncingIsOfferedToWhomItIsAllowed(account: Account, enable: String, user: String, offer: String) throws {
        let page = try Self.page(
            .provisioning, of: account,
            ["Provision_Enable": Self.set(enable), "User_Configurable_Resync": Self.set(user)])
        let permission = try #require(page.resync).permission
        let offered =
            switch permission {
            case .anyRule: "any"
            case .storedRules: "stored"
            case .blocked: "blocked"
            }
        #expect(offered == offer)
        #expect(try Self.page(.sip).resync == nil)
    }

    @Test(arguments: [("Yes", "Not onboarded"), ("No", "Switched off")])
    func webexTellsHowFarOnboardingIs(enable: String, state: String) throws {
        let page = try Self.page(.phone, ["Webex_Onboard_Enable": Self.set(enable)])
        let sections = page.sections.filter { $0.onboarding != nil }
        #expect(sections.map(\.title) == ["Webex"])
        #expect(sections.first?.onboarding?.state == state)
    }
}
