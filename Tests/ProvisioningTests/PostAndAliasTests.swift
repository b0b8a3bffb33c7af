import FlatProfile
import ProfileFormat
import ProfileRules
import TestSupport
import Testing
import Threading
import Transfer

@testable import Provisioning

/// `--post` and `--alias`, alone and together with the other options.
@Suite struct PostAndAliasTests {
    private static let account =
        "<customer-account><SIP-number>14085551234</SIP-number><name>Reception</name></customer-account>"
    private static let map =
        "/customer-account/SIP-number = /flat-profile/User_ID_1_ ; /customer-account/name = /flat-profile/Station_Name ;"

    /// A server that answers every request with that body, and keeps what it was asked.
    private final class Recording: Sendable {
        let server: ScriptedServer
        let requests: Locked<[String]>

        init(_ body: [UInt8], headers: String = "") throws {
            let requests = Locked<[String]>([])
            self.requests = requests
            server = try ScriptedServer { connection in
                guard let request = connection.readRequest() else { return }
                requests.withLock { $0.append(request) }
                let head = "HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n\(headers)Connection: close\r\n\r\n"
                connection.send(Array(head.utf8) + body)
            }
        }

        /// The first line, the lines of the header by their names, and the body of the only request.
        func request() throws -> (line: String, headers: [String: String], body: String) {
            let all = requests.withLock { $0 }
            let text = try #require(all.count == 1 ? all[0] : nil, "\(all)")
            let end = try #require(text.firstRange(of: "\r\n\r\n"))
            let lines = text[..<end.lowerBound].split(separator: "\r\n").map(String.init)
            let headers = lines.dropFirst().map { $0.split(separator: ":", maxSplits: 1).map(String.init) }
            return (
                lines[0],
                Dictionary(headers.map { ($0[0].lowercased(), String($0[1].dropFirst())) }) { $1 },
                String(text[end.upperBound...])
            )
        }
    }

    private static let profile = Array("<flat-profile><Station_Name>Reception</Station_Name></flat-profile>".utf8)

    /// The example of the SPA2102 guide.
    @Test func postsTheExpandedTextOfTheParameter() async throws {
        let server = try Recording(Self.profile)
        let phone = LivePhone([
            "GPP_F": #"Product = "$PN"; MAC_Addr = "$MA"; Ser_Num = "$SN"; SW_Ver = "$SWVER"; Key = "$SA";"#,
            "GPP_SA": "topsecret",
        ])
        let attempt = try await phone.resync("[--post f ] http://127.0.0.1:\(server.server.port)/cpe/resyncs?")
        let body =
            #"Product = "CP-8841-3PCC"; MAC_Addr = "000e08aabbcc"; Ser_Num = "FCH2305DMH0"; "#
            + #"SW_Ver = "sip88xx.12-0-7MPP0201-66"; Key = "$SA";"#
        let request = try server.request()
        #expect(request.line == "POST /cpe/resyncs? HTTP/1.1")
        #expect(request.headers["content-type"] == "application/x-www-form-urlencoded")
        #expect(request.headers["content-length"] == "\(body.utf8.count)")
        #expect(request.body == body)
        #expect(attempt.ending == .applied)
        #expect(attempt.posted == PostedBody(parameter: "GPP_F", bytes: body.utf8.count))
        #expect(phone.store.snapshot["Station_Name"] == "Reception")
        #expect(!"\(attempt)".contains("topsecret") && !"\(attempt)".contains("Ser_Num"))
    }

    @Test func whatTheSameAlternativeAssignsIsPosted() async throws {
        let server = try Recording(Self.profile)
        let phone = LivePhone(["GPP_F": "before"])
        let rule = #"(f = "after $$MA"; a = "x";)! [--post f] http://127.0.0.1:\#(server.server.port)/p"#
        #expect(try await phone.resync(rule).ending == .applied)
        // The assignment is expanded with the rule, the body when it is posted.
        #expect(try server.request().body == "after 000e08aabbcc")
    }

    @Test func anEmptyParameterIsAnEmptyBody() async throws {
        let server = try Recording(Self.profile)
        let phone = LivePhone()
        let attempt = try await phone.resync("[--post p] http://127.0.0.1:\(server.server.port)/p")
        let request = try server.request()
        #expect(request.line == "POST /p HTTP/1.1" && request.body == "")
        #expect(request.headers["content-length"] == "0")
        #expect(attempt.posted == PostedBody(parameter: "GPP_P", bytes: 0))
        #expect(attempt.explanation.warnings == [.emptyBody("GPP_P")])
    }

    @Test func aBodyThatGrowsTooLongIsNotSent() async throws {
        let server = try Recording(Self.profile)
        let phone = LivePhone([
            "GPP_A": String(repeating: "x", count: 2000), "GPP_B": String(repeating: "$A", count: 40),
        ])
        let attempt = try await phone.resync("[--post b] http://127.0.0.1:\(server.server.port)/p")
        #expect(
            attempt.ending
                == .failed(
                    .otherFailure,
                    "one-time rule posts GPP_B, which has more than 65536 bytes with its macros expanded, so nothing was asked "
                        + "of the server: shorten it"))
        #expect(server.requests.withLock { $0 } == [])
    }

    // MARK: Aliases

    @Test func readsAProvidersOwnDocument() async throws {
        let nginx = try NginxServer(files: ["account.xml": Self.account])
        let phone = LivePhone([
            "GPP_B": Self.map + " /customer-account/place = /flat-profile/GPP_C ; /name = /flat-profile/No_Such_Name"
        ])
        let attempt = try await phone.resync("[--alias b] http://127.0.0.1:\(nginx.port)/account.xml")
        #expect(attempt.ending == .applied)
        #expect(attempt.changes.map(\.name) == ["User_ID_1_", "Station_Name"])
        #expect(phone.store.snapshot["User_ID_1_"] == "14085551234")
        #expect(
            attempt.warnings.map(\.description) == [
                "GPP_C: the alias /customer-account/place matches no element of the file; names are case sensitive",
                "No_Such_Name: the alias /name matches no element of the file; names are case sensitive",
            ])
    }

    @Test func anAliasForAParameterThatDoesNotExistIsAWarning() async throws {
        let nginx = try NginxServer(files: ["account.xml": Self.account])
        let phone = LivePhone(["GPP_B": "/name = /flat-profile/Station_Nam"])
        let attempt = try await phone.resync("[--alias b] http://127.0.0.1:\(nginx.port)/account.xml")
        #expect(attempt.ending == .applied && attempt.changes == [])
        #expect(
            attempt.warnings == [
                ProfileWarning(.unknownParameter(suggestion: "Station_Name"), name: "Station_Nam", line: 1)
            ])
    }

    @Test func aSpoiltMapFailsBeforeTheServerIsAsked() async throws {
        let server = try Recording(Self.profile)
        let phone = LivePhone(["GPP_B": "/name > /flat-profile/Station_Name"])
        let attempt = try await phone.resync("[--alias b] http://127.0.0.1:\(server.server.port)/p")
        #expect(
            attempt.ending
                == .failed(
                    .otherFailure,
                    "the alias map in GPP_B, which one-time rule names, cannot be read, so nothing was asked of the server: "
                        + "column 7: expected = or /, not \">\"; a statement is /account/number = /flat-profile/User_ID_1_ ;"
                ))
        #expect(server.requests.withLock { $0 } == [])
        #expect(attempt.explanation.warnings.count == 1)
    }

    @Test func anEmptyMapRenamesNothing() async throws {
        let nginx = try NginxServer(files: [
            "flat.xml": String(decoding: Self.profile, as: UTF8.self), "account.xml": Self.account,
        ])
        let phone = LivePhone()
        let flat = try await phone.resync("[--alias b] http://127.0.0.1:\(nginx.port)/flat.xml")
        #expect(flat.ending == .applied && flat.explanation.warnings == [.emptyAliasMap("GPP_B")])
        let account = try await phone.resync("[--alias b] http://127.0.0.1:\(nginx.port)/account.xml")
        #expect(account.ending.error?.hasPrefix("Corrupt profile: there is no flat-profile element") == true)
    }

    // MARK: Together

    /// The combinations of the SPA2102 guide.
    @Test(arguments: [
        "[--post j --alias k]", "[--key \"SymmetricSecret\" --alias k]", "[--key \"$SB\" --post j]",
        "[--alias k --key abracadabra321 --post j]", "[--alias k --post j --uid u --pwd $SB --key \"$SB\"]",
    ])
    func optionsWorkTogether(options: String) async throws {
        let phrase =
            options.contains("Symmetric")
            ? "SymmetricSecret" : options.contains("abra") ? "abracadabra321" : "from GPP_SB"
        let isSealed = options.contains("--key")
        let text = options.contains("--alias") ? Array(Self.account.utf8) : Self.profile
        let body =
            isSealed
            ? try await BlockingThread.value { try OpenSSLProgram.enc(["-md", "md5", "-k", phrase], text) } : text
        let server = try Recording(body)
        let phone = LivePhone(["GPP_J": "mac=$MAU", "GPP_K": Self.map, "GPP_SB": "from GPP_SB"])
        let attempt = try await phone.resync("\(options) http://127.0.0.1:\(server.server.port)/x")
        #expect(attempt.ending == .applied, "\(attempt.ending)")
        #expect(phone.store.snapshot["Station_Name"] == "Reception")
        let request = try server.request()
        #expect(request.line.hasPrefix(options.contains("--post") ? "POST" : "GET"))
        #expect(request.body == (options.contains("--post") ? "mac=000E08AABBCC" : ""))
    }

    /// RFC 8188 for the answer, and the map for what it holds.
    @Test func aSealedAnswerToAPostIsReadThroughTheMap() async throws {
        let material = "an IKM of many characters"
        let body = try await BlockingThread.value {
            try HTTPECE().encrypt([Array(Self.account.utf8)], key: material, recordSize: 50)[0]
        }
        let server = try Recording(body, headers: "Content-Encoding: aes128gcm\r\n")
        let phone = LivePhone(["GPP_J": "x", "GPP_K": Self.map, "IKM_HTTP_Encrypt_Content": material])
        let attempt = try await phone.resync("[--post j --alias k] http://127.0.0.1:\(server.server.port)/x")
        #expect(attempt.ending == .applied, "\(attempt.ending)")
        #expect(phone.store.snapshot["User_ID_1_"] == "14085551234")
    }

    @Test func aPostIsAnsweredWithCredentialsWhenTheServerAsks() async throws {
        let requests = Locked<[String]>([])
        let server = try ScriptedServer { connection in
            while let request = connection.readRequest() {
                let isFirst = requests.withLock { requests in
                    requests.append(request)
                    return requests.count == 1
                }
                let head =
                    isFirst
                    ? "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n"
                    : "HTTP/1.1 200 OK\r\nContent-Length: \(Self.profile.count)\r\n\r\n"
                connection.send(Array(head.utf8) + (isFirst ? [] : Self.profile))
            }
        }
        let phone = LivePhone(["GPP_J": "body", "GPP_SA": "secret"])
        let attempt = try await phone.resync("[--post j --uid u --pwd $SA] http://127.0.0.1:\(server.port)/x")
        #expect(attempt.ending == .applied, "\(attempt.ending)")
        #expect(requests.withLock { $0.map { $0.hasSuffix("\r\n\r\nbody") } } == [true, true])
    }
}
