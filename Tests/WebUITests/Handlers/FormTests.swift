import FlatProfile
import HTTPServer
import PhoneService
import Testing

@testable import WebUI

@Suite struct FormTests {
    private static let catalogue = Catalogue.of(.standard)

    private static func form(_ items: [(String, String)]) -> FormItems {
        FormItems(items.map { FormItem(name: $0.0, value: $0.1) })
    }

    private static func submitted(_ items: [(String, String)]) -> SubmittedForm {
        SubmittedForm(form(items), catalogue: catalogue)
    }

    @Test func whatWasTypedComesBackButForSecrets() {
        let form = Self.submitted([
            ("csrf_token", "x"), ("revision", "7"), ("GPP_A", " a "), ("XML_Password", "hush"), ("Nonsense", "y"),
        ])
        #expect(form.revision == 7)
        #expect(form.typed == ["GPP_A": " a "])
        #expect(form.untold == ["XML_Password"])
        #expect(form.values.map(\.name) == ["GPP_A", "XML_Password", "Nonsense"])
    }

    @Test func anEmptySecretIsKeptAndABoxClearsIt() {
        #expect(Self.submitted([("XML_Password", "")]).values.isEmpty)
        let cleared = Self.submitted([("XML_Password", ""), ("XML_Password.clear", "yes")])
        #expect(cleared.values.map(\.name) == ["XML_Password"])
        #expect(cleared.values.map(\.value) == [.text("")])
        #expect(cleared.untold == ["XML_Password"])
    }

    @Test func aBoxResetsWhateverTheFieldHolds() {
        let form = Self.submitted([
            ("GPP_A", "old"), ("GPP_A.reset", "yes"), ("GPP_B", "new"), ("XML_Password.reset", "yes"),
            ("Nonsense.reset", "yes"),
        ])
        #expect(form.values.map(\.name) == ["GPP_B", "Nonsense.reset", "GPP_A", "XML_Password"])
        #expect(form.values.map(\.value) == [.text("new"), .text("yes"), .reset, .reset])
        #expect(form.resets == ["GPP_A", "XML_Password"])
    }

    @Test func theFirstOfRepeatedFieldsCounts() {
        #expect(Self.submitted([("GPP_A", "1"), ("GPP_A", "2")]).values.map(\.value) == [.text("1")])
    }

    @Test func aFormGoesThroughTheLoginWithoutTokenAndSecrets() {
        let sent = Self.form([
            ("csrf_token", "x"), ("revision", "7"), ("GPP_A", "two\r\nlines"), ("XML_Password", "hush"), ("GPP_B", ""),
        ])
        let kept = KeptForm(keeping: sent, catalogue: Self.catalogue)
        #expect(kept.fields.map(\.name) == ["kept.revision", "kept.GPP_A", "kept.GPP_B"])
        let login = Self.form([("username", "admin"), ("password", "p")] + kept.fields.map { ($0.name, $0.value) })
        #expect(KeptForm(login).form == Self.form([("revision", "7"), ("GPP_A", "two\r\nlines"), ("GPP_B", "")]))
    }

    @Test func aFormThatIsTooLargeIsNotKept() {
        let sent = Self.form([("GPP_A", String(repeating: "x", count: 200_000))])
        #expect(KeptForm(keeping: sent, catalogue: Self.catalogue).fields.isEmpty)
    }

    @Test func everyTabIsFoundByItsPath() {
        for tab in Self.catalogue.tabs.map(\.tab) where tab != .certificate {
            #expect(Routes.tab(path: Routes.path(of: tab)) == tab)
        }
        for path in ["/", "/voice", "/voice/", "/status", "/voice/ext", "/voice/ext/x", "/voice/ext/1/2", "/x/sip"] {
            #expect(Routes.tab(path: path) == nil, "\(path)")
        }
    }
}
