import FlatProfile
import Foundation
import Glibc
import Store
import TestSupport
import Testing
import Threading
import Transfer

@testable import PhoneService

/// Servers of every protocol that lie, stall and flood, through the whole phone.
@Suite struct TrialBadServerTests {
    private static let good = TrialResyncTests.good

    /// A phone that is less patient than in life.
    private static func phone(
        authorities: String = "", resolver: NameServers = .system
    ) async throws -> TrialPhone {
        try await TrialPhone(authorities: authorities, resolver: resolver) {
            $0.lookUp = .seconds(2)
            $0.connect = .seconds(2)
            $0.idle = .seconds(2)
            $0.total = .milliseconds(2500)
            $0.bodyBytes = 1 << 20
        }
    }

    // MARK: TLS

    /// `TrialServerTests` holds those that are expired, of another name, of an unknown authority, and signed by themselves.
    @Test func aCertificateOfTheFutureAndAnOldVersionAreToldInWords() async throws {
        let (authority, future, present) = try await BlockingThread.value {
            let authority = try Certificates()
            let names = ["IP:127.0.0.1"]
            return (
                authority,
                // To a phone that boots in 1970 every certificate is of the future.
                try authority.certificate(
                    commonName: "trial", names: names, validity: (from: "20900101000000Z", to: "20910101000000Z")),
                try authority.certificate(commonName: "trial", names: names)
            )
        }
        let phone = try await Self.phone(authorities: authority.authority)
        let early = try NginxServer(files: ["x.xml": Self.good], certificate: future)
        try await phone.expectFailure(
            of: "https://127.0.0.1:\(try #require(early.tlsPort))/x.xml", "C", "not valid")
        let old = try NginxServer(
            files: ["x.xml": Self.good], server: "ssl_protocols TLSv1.1; ssl_ciphers DEFAULT@SECLEVEL=0;",
            certificate: present)
        try await phone.set(["TLS_Client_Min_Version": "TLS 1.2"])
        try await phone.expectFailure(of: "https://127.0.0.1:\(try #require(old.tlsPort))/x.xml", "C", "TLS")
        try await phone.expectFailure(of: "https://127.0.0.1:\(old.port)/x.xml", "C", "TLS")
        try await phone.expectGoodResync()
        await phone.stop()
    }

    @Test func aCommonNameWithoutAlternativeNamesIsTakenWithAWarning() async throws {
        let (authority, pair) = try await BlockingThread.value {
            let authority = try Certificates()
            return (authority, try authority.certificate(commonName: "localhost", names: []))
        }
        let phone = try await Self.phone(authorities: authority.authority)
        let server = try NginxServer(files: ["x.xml": Self.good], certificate: pair)
        let record = try await phone.resync(by: "https://localhost:\(try #require(server.tlsPort))/x.xml")
        #expect(record.outcome == "A", "\(record.error ?? "")")
        #expect(record.steps.contains { $0.warnings?.first?.contains("in its common name (localhost) only") == true })
        await phone.stop()
    }

    // MARK: HTTP

    /// What a server sends when it was asked, and what the phone says of it.
    private static let lies: [(name: String, outcome: String, part: String, answer: String)] = [
        ("a length that is too long", "C", "not complete", "Content-Length: 5000\r\n\r\n\(good)"),
        ("a length that is too short", "B", "Corrupt profile", "Content-Length: 30\r\n\r\n\(good)"),
        ("a length that is none", "C", "Content-Length", "Content-Length: 0x3\r\n\r\nabc"),
        ("two lengths", "C", "Content-Length", "Content-Length: 3\r\nContent-Length: 5\r\n\r\nabc"),
        ("no body", "B", "empty", "Content-Length: 0\r\n\r\n"),
        ("chunks that are none", "C", "makes no sense", "Transfer-Encoding: chunked\r\n\r\nzz\r\n\(good)"),
        ("a chunk that is cut", "C", "not complete", "Transfer-Encoding: chunked\r\n\r\nfff\r\n\(good)"),
        ("an unknown coding", "B", "coding", "Content-Encoding: x-\u{1}\r\nContent-Length: 3\r\n\r\nabc"),
        (
            "a coding of sixty layers", "B", "gzip,…, which is not known",
            "Content-Encoding: \(layers)\r\nContent-Length: 3\r\n\r\nabc"
        ),
    ]
    private static let layers = Array(repeating: "gzip", count: 60).joined(separator: ", ")

    @Test func aLyingServerEndsTheResyncInWords() async throws {
        let phone = try await Self.phone()
        for lie in Self.lies {
            let server = try ScriptedServer(answers: ["HTTP/1.1 200 OK\r\n" + lie.answer])
            try await phone.expectFailure(of: "http://127.0.0.1:\(server.port)/x.xml", lie.outcome, lie.part)
        }
        for (garbage, part) in [
            ("HTTP/9.9 200 OK\r\n\r\n", "makes no sense"), ("\u{1}\u{2}\r\n\r\n", "makes no sense"),
            ("220 mail ESMTP\r\n", "makes no sense"), ("HTTP/1.1 abc\r\n\r\n", "makes no sense"),
            ("", "without an answer"),
        ] {
            let server = try ScriptedServer(answers: [garbage])
            try await phone.expectFailure(of: "http://127.0.0.1:\(server.port)/x.xml", "C", part)
        }
        try await phone.expectGoodResync()
        await phone.stop()
    }

    @Test func aServerThatStallsOrFloodsIsGivenUp() async throws {
        let scripts: [(String, ScriptedServer.Script)] = [
            (
                "2.5 s",
                { connection in
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
                    while connection.send("x") { sleep(1) }
                }
            ),
            (
                "larger than the limit",
                { connection in
                    connection.send("HTTP/1.1 200 OK\r\n\r\n")
                    while connection.send([UInt8](repeating: 0x20, count: 65_536)) {}
                }
            ),
            (
                "header is longer",
                { connection in
                    connection.send("HTTP/1.1 200 OK\r\n")
                    while connection.send("X-Flood: \(TrialPhone.secret)\r\n") {}
                }
            ),
            (
                "header is longer",
                { connection in while connection.send("HTTP/1.1 100 Continue\r\n\r\n") {} }
            ),
            ("without an answer", { connection in connection.reset() }),
        ]
        let phone = try await Self.phone()
        for (part, script) in scripts {
            let server = try ScriptedServer { connection in
                guard connection.readRequest() != nil else { return }
                script(connection)
            }
            try await phone.expectFailure(of: "http://127.0.0.1:\(server.port)/x.xml", "C", part)
        }
        try await phone.expectGoodResync()
        await phone.stop()
    }

    @Test func aRedirectFromHTTPSToHTTPIsNotFollowed() async throws {
        let (authority, pair) = try await BlockingThread.value {
            let authority = try Certificates()
            return (authority, try authority.certificate(commonName: "trial", names: ["IP:127.0.0.1"]))
        }
        let clear = try NginxServer(files: ["x.xml": Self.good])
        let server = try NginxServer(
            server: "location = /x.xml { return 302 http://127.0.0.1:\(clear.port)/x.xml; }", certificate: pair)
        let phone = try await Self.phone(authorities: authority.authority)
        try await phone.expectFailure(of: "https://127.0.0.1:\(try #require(server.tlsPort))/x.xml", "C", "https")
        #expect(try clear.directory.read("access.log").isEmpty)
        await phone.stop()
    }

    @Test(arguments: [
        #"Basic realm="r""#, #"Digest realm="r", nonce="NUMBER", qop="auth""#,
        #"Digest realm="r", nonce="NUMBER", qop="auth", stale=true"#, #"Digest realm="r", nonce="n", algorithm=none"#,
        "Negotiate", "\u{1}\"", "",
    ])
    func aServerThatAsksForALoginForEverIsGivenUp(challenge: String) async throws {
        let requests = Locked(0)
        let server = try ScriptedServer { connection in
            while connection.readRequest() != nil {
                let number = requests.withLock { count in
                    count += 1
                    return count
                }
                connection.send(
                    "HTTP/1.1 401 No\r\nWWW-Authenticate: \(challenge.replacing("NUMBER", with: "\(number)"))\r\n"
                        + "Content-Length: 0\r\n\r\n")
            }
        }
        let phone = try await Self.phone()
        let record = try await phone.expectFailure(
            of: "[--uid phone --pwd $SA] http://127.0.0.1:\(server.port)/x.xml", "C", "the server ")
        #expect(record.http_status == 401)
        #expect(requests.withLock { $0 } <= 3)
        try await phone.expectGoodResync()
        await phone.stop()
    }

    // MARK: TFTP

    @Test func aTFTPServerThatLiesEndsTheResyncInWords() async throws {
        let big = Array("<flat-profile><GPP_A>\(String(repeating: "x", count: 1300))</GPP_A></flat-profile>".utf8)
        let phone = try await Self.phone()
        for (manner, outcome, part) in [
            (.error(code: 0, message: "no\r\n\u{1b}[2Jway"), "C", "error 0 (no"),
            (.error(code: 1, message: "gone"), "B", "no such file (gone)"),
            (.error(code: 2, message: ""), "C", "error 2"),
            (.error(code: 8, message: "options"), "C", "error 8 (options)"),
            (.error(code: 65_535, message: "?"), "C", "(?)"),
            (.error(code: 0, message: String(repeating: "long ", count: 300)), "C", "makes no sense"),
            (.silent, "C", "did not answer"), (.hangingAfterFirstBlock, "C", "nothing for 2 s"),
            (.options(["blksize", "0"]), "C", "Download failed: "),
            (.options(["blksize", "65464"]), "C", "Download failed: "),
            (.options(["blksize"]), "C", "Download failed: "), (.options([]), "C", "Download failed: "),
        ] as [(ScriptedTFTPServer.Manner, String, String)] {
            let server = try ScriptedTFTPServer(serving: big, manner)
            try await phone.expectFailure(of: "tftp://127.0.0.1:\(server.port)/x.xml", outcome, part)
        }
        try await phone.expectGoodResync()
        await phone.stop()
    }

    @Test func aTFTPServerThatRepeatsItselfOrIsAccompaniedIsUnderstood() async throws {
        let big = String(repeating: "x", count: 1300)
        let profile = Array("<flat-profile><GPP_A>\(big)</GPP_A></flat-profile>".utf8)
        let phone = try await TrialPhone()
        for manner in [.doubling, .repeatingTheLastBlock(3), .withStranger] as [ScriptedTFTPServer.Manner] {
            try await phone.set(["GPP_A": "before"])
            let server = try ScriptedTFTPServer(serving: profile, manner)
            let record = try await phone.resync(by: "tftp://127.0.0.1:\(server.port)/x.xml")
            #expect(record.outcome == "A", "\(manner): \(record.error ?? "")")
            #expect(phone.store.snapshot["GPP_A"] == big, "\(manner)")
        }
        await phone.stop()
    }

    // MARK: DNS

    /// What a name server answers, and what the sentence says of it.
    private static let answers: [(name: String, answer: @Sendable (ScriptedDNSServer.Question) -> [UInt8]?)] = {
        typealias Question = ScriptedDNSServer.Question
        @Sendable func target(_ name: [UInt8]) -> [UInt8] { Question.record(type: 33, [0, 1, 0, 0, 1, 187] + name) }
        return [
            ("no answer", { _ in nil }), ("three bytes", { _ in [1, 2, 3] }),
            ("the root as target", { $0.answer([target([0])]) }),
            (
                "a loop of pointers",
                { question in
                    let place = 12 + question.section.count + 18
                    return question.answer([target([UInt8(0xc0 | place >> 8), UInt8(place & 0xff)])])
                }
            ),
            ("a count that lies", { $0.answer([target(Question.labels("a.test"))], count: 10_000) }),
            ("a record that is cut", { Array($0.answer([target(Question.labels("a.test"))]).dropLast(3)) }),
            (
                "1,500 records",
                { question in
                    let port1 = Question.record(type: 33, [0, 1, 0, 0, 0, 1] + Question.labels("a.test"))
                    return question.type == 33
                        ? question.answer(Array(repeating: port1, count: 1500))
                        : question.answer([], flags: [0x81, 0x83])
                }
            ),
            ("refused", { $0.answer([], flags: [0x81, 0x85]) }),
            ("no such name", { $0.answer([], flags: [0x81, 0x83]) }),
        ]
    }()

    @Test func aLyingNameServerEndsTheResyncInWords() async throws {
        for kind in Self.answers {
            let server = try await BlockingThread.value { try ScriptedDNSServer(kind.answer) }
            let phone = try await Self.phone(
                resolver: .servers([Endpoint(address: "127.0.0.1", port: server.port)]))
            for rule in ["[--srv] https://onhook.test/x.xml", "http://onhook.test/x.xml"] {
                let record = try await phone.expectFailure(of: rule, "C", ".test")
                #expect(!(record.error ?? "").contains("did not answer within 10"), "\(kind.name)")
            }
            try await phone.expectGoodResync()
            await phone.stop()
        }
    }

    // MARK: DHCP

    @Test func aHostileLeaseNamesNoServerAndIsToldWhy() async throws {
        let phone = try await TrialPhone()
        let before = phone.store.snapshot
        func hex(_ bytes: [UInt8]) -> String {
            bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        }
        for (option, value) in [
            ("66", hex([0x68, 0, 0x74])), ("66", hex(Array("a b".utf8))), ("66", hex(Array("   ".utf8))), ("66", ""),
            ("66", hex(Array(repeating: 0x61, count: 255))), ("66", hex(Array("file:///etc/passwd".utf8))),
            ("66", hex(Array("http://a@b/x".utf8))), ("66", hex([0xff, 0xfe])), ("66", hex([0x0d, 0x0a])),
            ("160", hex(Array("http://h/$PSN\" | x".utf8))), ("150", ""), ("150", hex([10, 0, 0])),
            ("150", hex([0, 0, 0, 0])), ("43", hex([66, 255, 1])), ("43", hex([66, 0])),
            ("125", hex([0, 0, 0, 9, 255])),
        ] {
            let told = try await phone.service.hear(
                LeaseWish(event: "obtained", interface: "eth0", options: [option: value]))
            #expect(told.server == nil, "\(option) \(value)")
            try await phone.expectFailure(of: "/$PSN.xml", "C", "names no server")
        }
        #expect(phone.store.snapshot.settings["GPP_A"] == before.settings["GPP_A"])
        try await phone.expectGoodResync()
        await phone.stop()
    }
}
