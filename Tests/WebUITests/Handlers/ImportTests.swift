import FlatProfile
import HTTPServer
import PhoneService
import Testing

@testable import WebUI

/// Uploads and backups, as forms send them.
@Suite struct ImportTests {
    private static let profile =
        "<flat-profile>\r\n<GPP_A>&lt;b&gt;</GPP_A>\r\n<Nonsense_x>1</Nonsense_x>\r\n</flat-profile>"

    private struct Browser {
        let utility: WebApplicationTests.Utility
        let cookie: String
        let token: String

        init() async throws {
            utility = try WebApplicationTests.Utility()
            cookie = try await utility.session()
            let page = try await utility.send(.get, "/import", ["Cookie": cookie, "Accept": "text/html"])
            let text = String(decoding: page.body.bytes, as: UTF8.self)
            token = String(
                try #require(text.split(separator: "name=\"csrf_token\" value=\"").dropFirst().first).prefix {
                    $0 != "\""
                })
        }

        func upload(
            _ path: String, field: String, name: String, bytes: [UInt8], others: [String: String] = [:],
            boundary: String = "b"
        ) async throws -> Response {
            var body = Array(
                "--\(boundary)\r\nContent-Disposition: form-data; name=\"csrf_token\"\r\n\r\n\(token)\r\n".utf8)
            for (name, value) in others {
                body += Array(
                    "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
            }
            body += Array(
                "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(field)\"; filename=\"\(name)\"\r\n\r\n".utf8)
            body += bytes + Array("\r\n--\(boundary)--\r\n".utf8)
            return await send(path, "multipart/form-data; boundary=\(boundary)", body)
        }

        func send(_ path: String, _ type: String, _ body: [UInt8]) async -> Response {
            guard
                let request = Request(
                    method: .post, target: path,
                    headers: [
                        .init(name: "Host", value: "localhost"), .init(name: "Cookie", value: cookie),
                        .init(name: "Accept", value: "text/html"), .init(name: "Content-Type", value: type),
                    ], body: body, peer: .address("127.0.0.1", port: 4711))
            else { return Response(.badRequest) }
            return await utility.application.respond(to: request).response()
        }

        func submit(_ path: String, _ fields: [String: String]) async -> Response {
            let body = (["csrf_token": token].merging(fields) { $1 }).map { "\($0.key)=\($0.value)" }.joined(
                separator: "&")
            return await send(path, "application/x-www-form-urlencoded", Array(body.utf8))
        }
    }

    private func text(_ response: Response) -> String { String(decoding: response.body.bytes, as: UTF8.self) }

    private func hidden(_ name: String, in response: Response) throws -> String {
        let parts = text(response).split(separator: "name=\"\(name)\" value=\"")
        return String(try #require(parts.dropFirst().first).prefix { $0 != "\"" })
    }

    @Test func aProfileIsShownThenApplied() async throws {
        let browser = try await Browser()
        let shown = try await browser.upload(
            "/import", field: "profile", name: "<img src=x>.xml", bytes: Array(Self.profile.utf8))
        #expect(shown.status == .ok)
        #expect(text(shown).contains("&lt;b&gt;"))
        #expect(!text(shown).contains("<img src=x>"))
        #expect(text(shown).contains("1 warning"))
        #expect(browser.utility.service.snapshot["GPP_A"] == "")
        let applied = await browser.submit("/import/apply", ["proposal": try hidden("proposal", in: shown)])
        #expect(applied.status == .seeOther)
        #expect(browser.utility.service.snapshot["GPP_A"] == "<b>")
        let again = await browser.submit("/import/apply", ["proposal": try hidden("proposal", in: shown)])
        #expect(again.status == .notFound)
    }

    private static let lockingOut =
        "<flat-profile><Web_Server_Port>8081</Web_Server_Port><GPP_A>a</GPP_A></flat-profile>"

    @Test func aProfileThatMayLockOutWaitsForItsConfirmation() async throws {
        let browser = try await Browser()
        let service = browser.utility.service
        let shown = try await browser.upload(
            "/import", field: "profile", name: "p.xml", bytes: Array(Self.lockingOut.utf8))
        #expect(
            text(shown).contains(
                "<span class=\"effect locks-out\">May lock you out</span> The web pages move to port 8081."))
        #expect(text(shown).contains("name=\"confirm_within\" value=\"90\""))
        let token = try hidden("proposal", in: shown)
        for wrong in ["9", "3601", "x", "-1", "%3Cscript%3E"] {
            let refused = await browser.submit("/import/apply", ["proposal": token, "confirm_within": wrong])
            #expect(refused.status == .unprocessableContent, "\(wrong)")
            #expect(text(refused).contains("id=\"confirm_within-error\""), "\(wrong)")
            #expect(text(refused).contains("href=\"#confirm_within\""), "\(wrong)")
            #expect(!text(refused).contains("<script>"), "\(wrong)")
        }
        #expect(service.snapshot["GPP_A"] == "" && service.pendingChange(for: Principal(.admin, through: .web)) == nil)
        let applied = await browser.submit("/import/apply", ["proposal": token, "confirm_within": "120"])
        #expect(applied.status == .seeOther && applied.headers["Location"]?.text == "/confirm")
        let pending = try #require(service.pendingChange(for: Principal(.admin, through: .web)))
        #expect(pending.revisions == [2] && pending.remaining > 90)
        _ = try await service.revertPendingChange(by: Principal(.admin, through: .web))
        #expect(service.snapshot["GPP_A"] == "" && service.snapshot["Web_Server_Port"] != "8081")
    }

    @Test func aProfileThatLocksNobodyOutAsksForNoConfirmation() async throws {
        let browser = try await Browser()
        let shown = try await browser.upload(
            "/import", field: "profile", name: "p.xml", bytes: Array(Self.profile.utf8))
        #expect(!text(shown).contains("confirm_within"))
        #expect(text(shown).contains("<span class=\"effect applies-now\">Applies now</span>"))
    }

    /// Scripts ask for it, or it stays for good.
    @Test(arguments: [
        ("", true), ("?confirm_within=60", true), ("?confirm_within=5", false), ("?confirm_within=x", false),
    ])
    func aScriptSaysWhetherItIsToBeConfirmed(query: String, isTaken: Bool) async throws {
        let utility = try WebApplicationTests.Utility()
        try await utility.service.setUp(adminPassword: "Admin-Password-1", userPassword: "")
        let admin = Principal(.admin, through: .api)
        let record = try await utility.service.propose(
            profile: Array(Self.lockingOut.utf8), named: "p.xml", by: admin)
        let response = try await utility.send(
            .post, "/api/v1/proposals/\(record.proposal)/apply\(query)",
            ["Authorization": "Basic YWRtaW46QWRtaW4tUGFzc3dvcmQtMQ=="])
        #expect(response.status == (isTaken ? .ok : .unprocessableContent))
        let isWaiting = utility.service.pendingChange(for: admin) != nil
        #expect(isWaiting == (isTaken && !query.isEmpty))
    }

    @Test func aRestoreThatMayLockOutWaitsForItsConfirmation() async throws {
        let browser = try await Browser()
        let service = browser.utility.service
        let admin = Principal(.admin, through: .web)
        _ = try await service.submit([("Web_Server_Port", .text("8081"))], by: admin)
        let file = try await service.backup(passPhrase: "long enough", by: admin)
        _ = try await service.submit([("Web_Server_Port", .reset)], by: admin)
        let opened = try await browser.upload(
            "/backup/open", field: "backup", name: "b", bytes: file, others: ["backup_pass_phrase": "long enough"])
        #expect(text(opened).contains("The web pages move to port 8081."))
        let token = try hidden("backup", in: opened)
        let refused = await browser.submit("/backup/restore", ["backup": token, "confirm_within": "1"])
        #expect(refused.status == .unprocessableContent && text(refused).contains("id=\"confirm_within-error\""))
        let restored = await browser.submit("/backup/restore", ["backup": token])
        #expect(restored.headers["Location"]?.text == "/confirm")
        #expect(service.snapshot["Web_Server_Port"] == "8081")
        _ = try await service.revertPendingChange(by: admin)
        #expect(service.snapshot["Web_Server_Port"] != "8081")
    }

    @Test func aChangeMeanwhileIsSaidAndShown() async throws {
        let browser = try await Browser()
        let shown = try await browser.upload(
            "/import", field: "profile", name: "p.xml", bytes: Array(Self.profile.utf8))
        _ = try await browser.utility.service.submit([("GPP_A", .text("theirs"))], by: Principal(.admin, through: .api))
        let overtaken = await browser.submit("/import/apply", ["proposal": try hidden("proposal", in: shown)])
        #expect(overtaken.status == .conflict)
        #expect(text(overtaken).contains("theirs"))
        #expect(text(overtaken).contains("changed meanwhile"))
        #expect(browser.utility.service.snapshot["GPP_A"] == "theirs")
    }

    @Test(
        arguments: [
            ("p.xml", Array("no profile".utf8)), ("p.gz", [0x1f, 0x8b, 8, 0]), ("p.xml", []),
            ("../../p.xml", Array("<a/>".utf8)),
            ("p.xml", Array("<flat-profile>\n<GPP_A>".utf8)),
            ("<script>alert(1)</script>", Array("<flat-profile><script>alert(1)</script>".utf8)),
            ("p.bin", [UInt8](repeating: 0xfe, count: 5000)), ("s.bin", Array("Salted__12345678".utf8)),
            ("large.xml", [UInt8](repeating: 0x20, count: PhoneService.uploadLimit + 1)),
        ] as [(String, [UInt8])])
    func whatIsNoProfileIsSaidBesideTheField(name: String, bytes: [UInt8]) async throws {
        let browser = try await Browser()
        let response = try await browser.upload("/import", field: "profile", name: name, bytes: bytes)
        #expect(response.status == .unprocessableContent)
        #expect(text(response).contains("There is a problem"))
        #expect(!text(response).contains("<script>alert"))
    }

    @Test func aFormThatIsNoneIsRefused() async throws {
        let browser = try await Browser()
        for (type, body) in [
            ("multipart/form-data", "--b\r\n"), ("multipart/form-data; boundary=b", "--c\r\n\r\n--c--"),
            (
                "multipart/form-data; boundary=b",
                "--b\r\nContent-Disposition: form-data; name=\"profile\"; filename=\"x\"\r\n\r\nx"
            ),
            ("multipart/form-data; boundary=", ""), ("text/plain", "x"),
        ] {
            let response = await browser.send("/import", type, Array(body.utf8))
            #expect(
                [.badRequest, .forbidden, .unsupportedMediaType].contains(response.status),
                "\(type): \(response.status)")
        }
        #expect(browser.utility.service.snapshot.revision == 1)
    }

    @Test func aBackupIsMadeOpenedAndRestored() async throws {
        let browser = try await Browser()
        let service = browser.utility.service
        let admin = Principal(.admin, through: .web)
        _ = try await service.submit([("GPP_A", .text("kept"))], by: admin)
        let different = await browser.submit("/backup", ["pass_phrase": "long+enough", "pass_phrase_confirm": "other"])
        #expect(text(different).contains("The two pass phrases are different."))
        let short = await browser.submit("/backup", ["pass_phrase": "short", "pass_phrase_confirm": "short"])
        #expect(text(short).contains("8 to 1024 characters"))
        let file = await browser.submit(
            "/backup", ["pass_phrase": "long+enough", "pass_phrase_confirm": "long+enough"])
        #expect(file.status == .ok)
        #expect(file.headers["Content-Disposition"]?.text.hasSuffix(".onhook\"") == true)
        _ = try await service.submit([("GPP_A", .text("lost"))], by: admin)
        let wrong = try await browser.upload(
            "/backup/open", field: "backup", name: "b", bytes: file.body.bytes,
            others: ["backup_pass_phrase": "wrong one"])
        #expect(wrong.status == .unprocessableContent)
        #expect(text(wrong).contains("The pass phrase is not the one"))
        let opened = try await browser.upload(
            "/backup/open", field: "backup", name: "b", bytes: file.body.bytes,
            others: ["backup_pass_phrase": "long enough"])
        #expect(opened.status == .ok)
        #expect(text(opened).contains("lost"))
        let restored = await browser.submit("/backup/restore", ["backup": try hidden("backup", in: opened)])
        #expect(restored.status == .seeOther)
        #expect(service.snapshot["GPP_A"] == "kept")
    }

    @Test func nothingOfItIsForTheAccountUser() async throws {
        let utility = try WebApplicationTests.Utility()
        let cookie = try await utility.session(.user)
        for path in ["/import", "/export/changed.xml", "/admin/cfg.xml"] {
            #expect(try await utility.send(.get, path, ["Cookie": cookie]).status == .forbidden)
        }
        for path in ["/import", "/import/apply", "/backup", "/backup/open", "/backup/restore"] {
            #expect(try await utility.send(.post, path, ["Cookie": cookie]).status == .forbidden)
        }
    }
}
