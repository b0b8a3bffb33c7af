import HTTPServer
import Testing

@testable import Pages

@Suite struct RequestOriginTests {
    private func fault(
        _ method: Method = .get, host: String, _ headers: [HeaderFields.Field] = [],
        target: String = "/status", isTLS: Bool = false
    ) throws -> RequestOrigin.Fault? {
        let request = try #require(
            Request(
                method: method, target: target, headers: [.init(name: "Host", value: host)] + headers,
                peer: .address("192.0.2.9", port: 4711), isTLS: isTLS))
        do throws(RequestOrigin.Fault) {
            try RequestOrigin.check(request, names: ["phone.example.com"])
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        "127.0.0.1", "127.0.0.1:8080", "192.0.2.1:0", "localhost", "LOCALHOST:80", "[::1]", "[2001:db8::1]:8443",
        "[::ffff:192.0.2.1]", "phone.example.com", "Phone.Example.Com:8080", "localhost:",
    ])
    func takesItsOwnNames(host: String) throws {
        #expect(try fault(host: host) == nil)
    }

    @Test(arguments: [
        "evil.example", "evil.example:8080", "localhost.evil.example", "localhost@evil.example",
        "localhost:80@evil.example", "127.0.0.1:x@evil.example", "127.0.0.1.evil.example", "[::1].evil.example",
        "[evil.example]", "[evil:example]", "[::1", "1.2.3", "1.2.3.256", "+1.2.3.4", "", ":80",
        "phone.example.com.evil.example", "localhost:80:80",
    ])
    func refusesForeignNames(host: String) throws {
        #expect(try fault(host: host) == .foreignHost(host))
    }

    @Test func anAddressOfTheRequestLineWinsOverHost() throws {
        #expect(try fault(host: "localhost", target: "http://evil.example/status") == .foreignHost("evil.example"))
    }

    @Test(arguments: ["http://evil.example", "http://localhost:81", "https://localhost", "null", ""])
    func refusesWhatAForeignPageSends(origin: String) throws {
        let field = HeaderFields.Field(name: "Origin", value: origin)
        #expect(try fault(.post, host: "localhost", [field]) == .foreignOrigin)
        #expect(try fault(.patch, host: "localhost", [field]) == .foreignOrigin)
    }

    @Test func takesWhatItsOwnPagesSend() throws {
        #expect(
            try fault(.post, host: "localhost:8080", [.init(name: "Origin", value: "http://localhost:8080")]) == nil)
        #expect(
            try fault(.post, host: "[::1]", [.init(name: "Origin", value: "https://[::1]")], isTLS: true) == nil)
    }

    @Test(arguments: ["cross-site", "same-site"])
    func refusesWhatTheBrowserCallsForeign(site: String) throws {
        #expect(
            try fault(.post, host: "localhost", [.init(name: "Sec-Fetch-Site", value: site)]) == .foreignOrigin)
    }
}
