import FlatProfile
import HTTPServer
import Pages
import PhoneService
import Testing

@testable import WebUI

/// What whoever is not logged in is shown and told.
@Suite struct EntranceTests {
    private typealias Utility = WebApplicationTests.Utility
    private static let html = ["Accept": "text/html"]

    private func text(_ response: Response) -> String { String(decoding: response.body.bytes, as: UTF8.self) }

    @Test(arguments: ["/login", "/language?to=xx", "/nothing"])
    func onlyTheProductIsNamedBeforeTheLogin(path: String) async throws {
        let utility = try Utility()
        let cookie = try await utility.session()
        _ = try await utility.service.submit(
            [("Station_Name", .text("Front-desk")), ("Host_Name", .text("desk-host"))],
            by: Principal(.admin, through: .web))
        let page = text(try await utility.send(.get, path, Self.html))
        #expect(page.contains("CP-8841-3PCC"))
        for detail in ["00:0e:08:aa:bb:cc", "sip88xx.12-0-7", "Front-desk", "desk-host", "FCH2305DMH0"] {
            #expect(!page.lowercased().contains(detail.lowercased()), "\(detail)")
        }
        let inside = text(try await utility.send(.get, "/status", ["Cookie": cookie, "Accept": "text/html"]))
        for detail in ["00:0e:08:aa:bb:cc", "sip88xx.12-0-7", "Front-desk"] {
            #expect(inside.contains(detail), "\(detail)")
        }
    }

    @Test(arguments: ["/backup", "/backup/open", "/backup/restore"])
    func theAddressesOfTheBackupLeadToItsForms(path: String) async throws {
        let utility = try Utility()
        let admin = try await utility.session()
        let response = try await utility.send(.get, path, ["Cookie": admin, "Accept": "text/html"])
        #expect(response.status.code == 303)
        #expect(response.headers["Location"]?.text == "/import#backup-heading")
        let page = text(try await utility.send(.get, "/import", ["Cookie": admin, "Accept": "text/html"]))
        #expect(page.contains("id=\"backup-heading\""))
        #expect(try await utility.send(.get, path).status == .unauthorized)
    }
}
