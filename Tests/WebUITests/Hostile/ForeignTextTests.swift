import FlatProfile
import HTTPServer
import PhoneService
import Provisioning
import Testing
import Threading
import Transfer

@testable import Pages
@testable import WebUI

/// One hostile text in everything that comes from outside, and one in every secret; then every address that can be read is read.
@Suite struct ForeignTextTests {
    private typealias Utility = WebApplicationTests.Utility

    /// Breaks out of text, of both kinds of quotes and of a template, wherever it is not escaped.
    private static let marker = "M4rk\"'<b onx=1></textarea></title></script>{{NAME}}"
    private static let secret = "S3cret-Marker-9Z"
    private static let machine: Peer = .process(user: 0, group: 0, id: 1)
    private static let lan: Peer = .address("192.0.2.9", port: 4711)

    /// A server that says something hostile wherever a server can say something.
    private final class HostileFetcher: ProfileFetcher {
        private let count = Locked(0)

        func fetch(_ request: TransferRequest) async -> TransferReport {
            let number = count.withLock { count in
                count += 1
                return count
            }
            let url = TransferURL(scheme: .https, host: "server.example", path: "/\(marker)")
            let endpoint = Endpoint(address: "192.0.2.1", port: 443)
            let failures: [TransferFailure] = [
                .tftp(code: 4, message: marker), .malformedResponse(marker), .tlsFailed(marker),
                .other(code: 1, marker), .badURL(marker), .nameServerFailed(name: marker, reason: marker),
            ]
            let failure = failures[number % failures.count]
            let step = TransferStep(
                url: url, endpoint: endpoint, lookUps: [NameLookUp(name: marker, addresses: [marker])], status: 302,
                failure: failure, redirect: url, certificate: CertificateSummary(subject: marker, issuer: marker),
                warnings: [.commonNameOnly(host: marker, commonName: marker)])
            guard number % 4 == 0 else { return TransferReport(steps: [step], result: .failure(failure)) }
            let body =
                "<flat-profile><Strange_\(number)>\(escaped)</Strange_\(number)><GPP_B>\(escaped)</GPP_B></flat-profile>"
            return TransferReport(
                steps: [step],
                result: .success(
                    TransferResponse(
                        status: 200, contentType: marker, contentEncoding: nil, lastModified: marker,
                        body: Array(body.utf8), url: url, endpoint: endpoint)))
        }

        private var escaped: String {
            marker.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
        }
    }

    /// The addresses of a route: a capture stands for each thing of that kind.
    private static func addresses(of route: Route) -> [String] {
        let values = [
            "tab": ["system", "sip", "provisioning", "regional", "phone", "user", "att-console"],
            "line": ["1", "2"], "name": ["GPP_A", "browser", "marked", "messages", "GPP_SA"],
            "parameter": ["GPP_A"],
            "screen": ["menu", "administration", "profile-rule", "activation", "status", "progress"],
        ]
        var addresses = [route.pattern]
        for capture in route.pattern.matches(of: /:([a-z]+)/) {
            let choices = (values[String(capture.1)] ?? (1...5).map(String.init)) + [escaped(marker)]
            addresses = addresses.flatMap { address in choices.map { address.replacing(":\(capture.1)", with: $0) } }
        }
        return addresses
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.filter { $0 != UInt8(ascii: "/") }
            .map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Puts the marker wherever somebody outside can put a text, and says how many parameters took it.
    private func fill(_ utility: Utility) async throws -> Int {
        let me = Principal(.admin, through: .web)
        var wishes: [(name: String, value: SubmittedValue)] = []
        for parameter in Catalogue.of(.standard).parameters {
            guard !["Admin_Password", "User_Password"].contains(parameter.name.text) else { continue }
            guard !parameter.name.text.hasPrefix("Session_") else { continue }
            let text = parameter.isSecret ? Self.secret : Self.marker
            guard
                parameter.isSecret
                    || ["GPP", "Rule", "Name", "Server", "User", "Station", "Proxy", "Tone", "Text", "URL"]
                        .contains(where: parameter.name.text.contains)
            else { continue }
            wishes.append((parameter.name.text, .text(text)))
        }
        // All or nothing: what is refused is left out, and the rest stored at once.
        do throws(SubmissionRefusal) {
            _ = try await utility.service.submit(wishes, by: me, note: Self.marker)
        } catch {
            // Not `catch .faults`: that brings the compiler of Swift 6.3.1 down ("Found outside of lifetime use").
            guard case .faults(let faults) = error else { throw error }
            let refused = Set(faults.map(\.name))
            wishes.removeAll { refused.contains($0.name) }
            _ = try await utility.service.submit(wishes, by: me, note: Self.marker)
        }
        let options = ["66", "150", "159", "160", "43", "125"].map { "\"\($0)\":\"\(hexadecimal(Self.marker))\"" }
        for name in ["eth0", Self.marker] {
            let lease =
                "{\"event\":\"obtained\",\"interface\":\"\(json(name))\",\"client\":\"\(json(Self.marker))\","
                + "\"options\":{\(options.joined(separator: ","))}}"
            _ = try await utility.send(.post, "/api/v1/dhcp-lease", body: lease, from: Self.machine)
        }
        let changes = "{\"GPP_C\":\"\(json(Self.marker))\",\"GPP_SC\":\"\(Self.secret)\"}"
        _ = try await utility.send(.patch, "/api/v1/drafts/marked", body: changes, from: Self.machine)
        let name = Self.escaped(Self.marker)
        _ = try await utility.send(.post, "/login", body: "username=\(name)&password=\(Self.secret)")
        _ = try await utility.send(
            .put, "/api/v1/call-state", body: "{\"state\":\"\(json(Self.marker))\"}", from: Self.machine)
        return wishes.count
    }

    private func json(_ text: String) -> String { text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") }

    private func hexadecimal(_ text: String) -> String {
        text.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Fetches what one rule after another names, each a marker too.
    private func resync(_ utility: Utility) async throws {
        for number in 0..<8 {
            let rule = number % 2 == 0 ? "https://server.example/a" : Self.marker
            let wish = "{\"rule\":\"\(json(rule))\",\"dry_run\":\(number == 7)}"
            _ = try await utility.send(.post, "/api/v1/resync", body: wish, from: Self.machine)
        }
        for path in ["/api/v1/problem-report", "/api/v1/report", "/api/v1/upgrade", "/api/v1/custom-ca"] {
            _ = try await utility.send(
                .post, path,
                body: "{\"url\":\"https://server.example/\(json(Self.marker))\",\"rule\":\"\(json(Self.marker))\"}",
                from: Self.machine)
        }
    }

    @Test func noTextFromOutsideBecomesMarkupAndNoSecretIsShownAtAnyAddress() async throws {
        let utility = try Utility(fetcher: HostileFetcher())
        _ = try await utility.session(.user)
        let marked = try await fill(utility)
        #expect(marked > 30)
        let running = Task { [service = utility.service] in await service.run() }
        defer { running.cancel() }
        while utility.service.status(recentAttempts: 1).attempts.isEmpty { await Task.yield() }
        try await resync(utility)
        let query =
            "?"
            + ["q", "next", "after", "from", "to", "before", "token", "view", "only", "name", "attempts", "filter"]
            .map { "\($0)=\(Self.escaped(Self.marker))" }.joined(separator: "&")
        var seen = 0
        for account in Account.allCases {
            let cookie = try await utility.session(account)
            for route in utility.application.routes where route.method == .get && !route.pattern.hasSuffix("/events") {
                for address in Self.addresses(of: route) + ["/" + Self.escaped(Self.marker)] {
                    for (language, target) in [
                        ("en", address), ("de", address), ("zh-CN", address), ("en", address + query),
                    ] {
                        seen += try await look(
                            utility, target,
                            [
                                "Cookie": cookie, "Accept": "text/html", "Accept-Language": language,
                                "User-Agent": Self.marker, "Referer": "http://localhost/" + Self.marker,
                            ])
                    }
                }
            }
        }
        // Otherwise the sweep could see nothing and pass.
        #expect(seen > 500, "the marker stood in \(seen) answers")
    }

    /// Reads one address; 1 if it shows the marker in any form.
    private func look(_ utility: Utility, _ target: String, _ headers: [String: String]) async throws -> Int {
        let response = try await utility.send(.get, target, headers)
        let text = String(decoding: response.body.bytes, as: UTF8.self)
        let type = response.headers["Content-Type"]?.text ?? ""
        #expect(!text.contains(Self.secret), "\(target)")
        for field in ["Location", "Content-Disposition", "Set-Cookie"] as [HeaderName] {
            let value = response.headers[field]?.text ?? ""
            #expect(!value.contains(Self.secret) && !value.contains("M4rk\""), "\(target): \(field): \(value)")
        }
        if type.hasPrefix("text/html") {
            let tags = HTMLSkeleton(text).tags
            #expect(!tags.contains { $0.attributes.contains("onx") }, "\(target)")
            #expect(!text.contains("<b onx"), "\(target)")
            #expect(!text.contains("M4rk\""), "\(target)")
        } else if type.contains("xml") {
            #expect(!text.contains("<b onx"), "\(target)")
        } else {
            // What is no page must not be taken for one.
            #expect(response.headers["X-Content-Type-Options"]?.text == "nosniff", "\(target)")
        }
        return text.contains("M4rk") ? 1 : 0
    }
}
