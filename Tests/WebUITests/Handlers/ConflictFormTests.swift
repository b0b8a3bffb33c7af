import FlatProfile
import HTTPServer
import Pages
import PhoneService
import Testing

@testable import WebUI

/// Two people change the same value on one tab: whoever submits later is asked.
@Suite struct ConflictFormTests {
    private typealias Utility = WebApplicationTests.Utility

    private struct Person {
        let utility: Utility
        let cookie: String
        let token: String
        let revision: Int

        init(_ utility: Utility) async throws {
            self.utility = utility
            cookie = try await utility.session()
            let page = try await utility.send(.get, "/status", ["Cookie": cookie]).body.bytes
            let match = String(decoding: page, as: UTF8.self).firstMatch(of: /name="csrf_token" value="([^"]+)"/)
            token = String(try #require(match?.1))
            revision = utility.service.snapshot.revision
        }

        func submit(_ fields: String, at revision: Int? = nil) async throws -> (Response, String) {
            let response = try await utility.send(
                .post, "/voice/provisioning", ["Cookie": cookie, "Accept": "text/html"],
                body: "csrf_token=\(token)&revision=\(revision ?? self.revision)&\(fields)")
            return (response, String(decoding: response.body.bytes, as: UTF8.self))
        }

        var snapshot: Snapshot { utility.service.snapshot }
    }

    private func set(_ name: String, _ value: String, _ utility: Utility) async throws {
        _ = try await utility.service.submit([(name, .text(value))], by: Principal(.admin, through: .api))
    }

    /// A person whose form is out of date: somebody else has set GPP_A and GPP_B.
    private func late() async throws -> Person {
        let utility = try Utility()
        _ = try await utility.session()
        try await set("GPP_A", "before", utility)
        let person = try await Person(utility)
        try await set("GPP_A", "<theirs>", utility)
        try await set("GPP_B", "of a resync", utility)
        return person
    }

    private static let form = "GPP_A=mine&GPP_B=&GPP_C=typed"

    @Test func whatBothHaveChangedIsAskedAbout() async throws {
        let person = try await late()
        let (response, page) = try await person.submit(Self.form)
        #expect(response.status.code == 409)
        #expect(page.contains("Nothing was stored: somebody else has changed values that you change too."))
        #expect(page.contains("<a href=\"#GPP_A\">"))
        #expect(page.contains("GPP A was changed meanwhile by admin (API): say which value to keep."))
        #expect(page.contains("name=\"answer.GPP_A\" value=\"mine\"> "))
        #expect(page.contains("<code>&lt;theirs&gt;</code>"))
        // What was typed is there still; what was left alone is shown as it is now.
        #expect(page.contains(">\nmine</textarea>") || page.contains("value=\"mine\" autocomplete"))
        #expect(page.contains("of a resync") && page.contains("typed"))
        #expect(page.contains("name=\"revision\" value=\"\(person.snapshot.revision)\""))
        #expect(!page.contains("asked.GPP_B") && !page.contains("asked.GPP_C"))
        #expect(person.snapshot["GPP_A"] == "<theirs>" && person.snapshot["GPP_C"] == "")
    }

    @Test(arguments: [("mine", "mine"), ("theirs", "<theirs>")])
    func theAnswerDecides(answer: String, value: String) async throws {
        let person = try await late()
        let revision = person.snapshot.revision
        let (response, _) = try await person.submit(
            "GPP_A=mine&GPP_B=of+a+resync&GPP_C=typed&asked.GPP_A=yes&answer.GPP_A=\(answer)", at: revision)
        #expect(response.status.code == 303)
        #expect(person.snapshot["GPP_A"] == value)
        #expect(person.snapshot["GPP_B"] == "of a resync" && person.snapshot["GPP_C"] == "typed")
    }

    @Test(arguments: ["", "&answer.GPP_A=", "&answer.GPP_A=both"])
    func withoutAnAnswerItIsAskedAgain(answer: String) async throws {
        let person = try await late()
        let revision = person.snapshot.revision
        let (response, page) = try await person.submit("GPP_A=mine&asked.GPP_A=yes\(answer)", at: revision)
        #expect(response.status.code == 422)
        #expect(page.contains("GPP A was changed meanwhile by somebody else: say which value to keep."))
        #expect(page.contains("name=\"asked.GPP_A\"") && page.contains("mine"))
        #expect(person.snapshot.revision == revision)
    }

    /// An answer is to the value that was shown, not to one that came later.
    @Test func aValueThatChangesOnceMoreIsAskedAboutOnceMore() async throws {
        let person = try await late()
        let revision = person.snapshot.revision
        try await set("GPP_A", "newest", person.utility)
        let (response, page) = try await person.submit(
            "GPP_A=mine&asked.GPP_A=yes&answer.GPP_A=mine", at: revision)
        #expect(response.status.code == 409)
        #expect(page.contains("<code>newest</code>") && !page.contains("value=\"mine\" checked"))
        #expect(person.snapshot["GPP_A"] == "newest")
    }

    @Test func aSecretInConflictIsNeverShownAndHasToBeTypedAgain() async throws {
        let utility = try Utility()
        let person = try await Person(utility)
        try await set("GPP_SA", "their-secret", utility)
        let (response, page) = try await person.submit("GPP_SA=my-secret")
        #expect(response.status.code == 409)
        #expect(!page.contains("their-secret") && !page.contains("my-secret"))
        let revision = person.snapshot.revision
        let (again, _) = try await person.submit("GPP_SA=&asked.GPP_SA=yes&answer.GPP_SA=mine", at: revision)
        #expect(again.status.code == 422)
        let (done, _) = try await person.submit("GPP_SA=my-secret&asked.GPP_SA=yes&answer.GPP_SA=mine", at: revision)
        #expect(done.status.code == 303)
        #expect(person.snapshot["GPP_SA"] == "my-secret")
    }

    @Test(arguments: [
        "asked.=yes", "asked.Nonsense=yes", "answer.GPP_A=mine", "answer.=theirs", "asked.GPP_A.clear=yes",
    ])
    func oddQuestionsAndAnswersChangeNothing(fields: String) async throws {
        let person = try await Person(try Utility())
        let (response, _) = try await person.submit(fields)
        #expect([303, 422].contains(response.status.code))
        #expect(person.snapshot.revision == person.revision)
    }

    @Test func aScriptThatNamesARevisionIsToldOfConflicts() async throws {
        let person = try await late()
        let basic = ["Authorization": "Basic YWRtaW46QWRtaW4tUGFzc3dvcmQtMQ==", "Content-Type": "application/json"]
        func patch(_ query: String) async throws -> Response {
            try await person.utility.send(
                .patch, "/api/v1/parameters\(query)", basic, body: #"{"GPP_A":"mine","GPP_C":"typed"}"#)
        }
        let response = try await patch("?based_on=\(person.revision)")
        #expect(response.status.code == 409)
        #expect(String(decoding: response.body.bytes, as: UTF8.self).contains("\"faults\":{\"GPP_A\":"))
        #expect(try await patch("?based_on=x").status.code == 400)
        #expect(person.snapshot["GPP_C"] == "")
        #expect(try await patch("?based_on=\(person.snapshot.revision)").status.code == 200)
        #expect(person.snapshot["GPP_A"] == "mine")
    }
}
