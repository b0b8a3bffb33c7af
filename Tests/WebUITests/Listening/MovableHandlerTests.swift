import HTTPServer
import Testing

@testable import Pages
@testable import WebUI

@Suite struct MovableHandlerTests {
    private struct Utility: RequestHandler {
        func respond(to request: Request) -> Answer { .now(.text("utility")) }
    }

    private func answer(
        _ method: Method, _ target: String, host: String?, accept: String = "*/*", language: String = "en",
        course: (MovableHandler.Destination) -> MovableHandler.Course = MovableHandler.Course.redirection
    ) async throws -> Response {
        let handler = MovableHandler(
            Utility(), names: ["phone.example.com"], phone: .init(productName: "CP-8841-3PCC"),
            course(.init(port: 8443, isTLS: true)))
        let headers =
            (host.map { [HeaderFields.Field(name: "Host", value: $0)] } ?? []) + [
                .init(name: "Accept", value: accept), .init(name: "Accept-Language", value: language),
            ]
        let request = try #require(
            Request(method: method, target: target, headers: headers, peer: .address("192.0.2.9", port: 4000)))
        return await handler.respond(to: request).response()
    }

    @Test(arguments: [
        ("192.0.2.1", "/", "https://192.0.2.1:8443/"),
        ("phone.example.com:80", "/a?b=c&d", "https://phone.example.com:8443/a?b=c&d"),
        ("[::1]:80", "/voice/system", "https://[::1]:8443/voice/system"),
        ("192.0.2.1", "//evil.example/x", "https://192.0.2.1:8443//evil.example/x"),
    ])
    func sendsBrowsersToTheSameHost(host: String, target: String, location: String) async throws {
        let response = try await answer(.get, target, host: host)
        #expect(response.status == 307)
        #expect(response.headers["Location"]?.text == location)
        #expect(response.headers["Strict-Transport-Security"] == nil)
    }

    @Test(arguments: ["evil.example", "192.0.2.1@evil.example", "a b", ""])
    func sendsNobodyToAForeignHost(host: String) async throws {
        let response = try await answer(.get, "/", host: host)
        #expect(response.status == 421 && response.headers["Location"] == nil)
    }

    /// Browsers follow no redirection of a form to another origin.
    @Test func takesPeopleAlongWithAPage() async throws {
        let response = try await answer(
            .get, "/voice/system?a=\"<b>", host: "192.0.2.1", accept: "text/html", course: MovableHandler.Course.moved)
        #expect(response.status == .ok)
        #expect(response.headers["Refresh"]?.text == "1; url=https://192.0.2.1:8443/voice/system?a=%22<b>")
        let text = String(decoding: response.body.bytes, as: UTF8.self)
        #expect(text.contains("is at https://192.0.2.1:8443 now") && !text.contains("<b>"))
        let script = try await answer(.get, "/x", host: "192.0.2.1", course: MovableHandler.Course.moved)
        #expect(script.status == 307)
        let asset = try await answer(.get, "/assets/onhook.css", host: "192.0.2.1", course: MovableHandler.Course.moved)
        #expect(String(decoding: asset.body.bytes, as: UTF8.self) == "utility")
    }

    @Test(arguments: [("de-AT", "de", "Umgezogen", "jetzt unter"), ("zh-CN", "zh-Hans", "已迁移", "现在位于")])
    func speaksTheLanguageOfWhomItTakesAlong(range: String, tag: String, title: String, words: String) async throws {
        let response = try await answer(
            .get, "/", host: "192.0.2.1", accept: "text/html", language: range, course: MovableHandler.Course.moved)
        #expect(response.headers["Content-Language"]?.text == tag)
        let text = String(decoding: response.body.bytes, as: UTF8.self)
        #expect(text.contains("<html lang=\"\(tag)\">") && text.contains(title) && text.contains(words))
    }

    @Test func sendsNoFormOn() async throws {
        let response = try await answer(.post, "/login", host: "192.0.2.1")
        #expect(response.status == .forbidden && response.headers["Location"] == nil)
        #expect(String(decoding: response.body.bytes, as: UTF8.self).contains("https://192.0.2.1:8443/"))
    }
}
