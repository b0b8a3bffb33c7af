import FlatProfile
import HTTPServer
import Pages
import PhoneService
import Testing

@testable import WebUI

/// Remarks of the history: ours in the page's language, those of people as they wrote them.
@Suite struct RevisionNoteTests {
    private typealias Utility = WebApplicationTests.Utility

    @Test(arguments: [
        "first passwords", "password of admin", "password of user", "not confirmed in time",
        "the machine was restarted before it was confirmed", "by admin (web)", "by root (command line)",
        "applied from a dry run by admin (API)",
    ])
    func whatTheProgramWroteIsSaidInEachLanguage(note: String) throws {
        #expect(RevisionNote(text: note).isOfProgram)
        for language in [Language.german, .simplifiedChinese] {
            let translations = Translations(language, remembersMissing: true)
            #expect(translations.say(note) != note, "\(language)")
            #expect(translations.missingSentences.isEmpty)
        }
    }

    @Test(arguments: [
        "Restore", "by John", "by night", "first passwords!", "Backup", "password of root", "by admin", "applied",
        "<b>first passwords</b>", "",
    ])
    func whatAPersonWroteStaysAsItIs(note: String) {
        #expect(!RevisionNote(text: note).isOfProgram)
    }

    @Test func theHistorySaysThemInThePagesLanguage() async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        _ = try await utility.service.submit(
            [("GPP_A", .text("x"))], by: Principal(.admin, through: .web), note: "Restore")
        for path in ["/history", "/history/1"] {
            let response = try await utility.send(
                .get, path, ["Cookie": cookie, "Accept": "text/html", "Accept-Language": "de"])
            let page = String(decoding: response.body.bytes, as: UTF8.self)
            #expect(page.contains("erste Passwörter") && !page.contains("first passwords"), "\(path)")
        }
        let response = try await utility.send(
            .get, "/history", ["Cookie": cookie, "Accept": "text/html", "Accept-Language": "de"])
        #expect(String(decoding: response.body.bytes, as: UTF8.self).contains("Restore"))
    }
}
