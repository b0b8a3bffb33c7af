import Foundation
import TestSupport
import Testing
import Threading

@testable import OnhookCommands

/// A daemon among servers that lie, with the limits of life: each attempt ends in words, nothing changes, and pages are served on.
@Suite(.timeLimit(.minutes(5))) struct TrialBadInputTests {
    private static let secret = "Trial-Secret-1"
    private static let load = "sip88xx.12-0-8MPP0001-1.loads"

    private static let lies: [(answer: String, outcome: String, part: String)] = [
        ("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<flat-profile>", "C", "not complete"),
        ("\u{1}\u{2}\u{3}\r\n\r\n", "C", "makes no sense"),
        ("HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n", "C", "file"),
        ("HTTP/1.1 302 Found\r\nLocation: /\(load)\r\nContent-Length: 0\r\n\r\n", "C", "redirected too often"),
        ("HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"r\"\r\nContent-Length: 0\r\n\r\n", "C", "the user name"),
        ("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", "B", "404"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "B", "empty"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n<!DOCTYPE a []><a/>\n", "B", "document type"),
    ]

    @Test func aDaemonAmongLiarsServesOn() async throws {
        let phone = try await TrialPhone()
        for lie in Self.lies {
            let server = try ScriptedServer(answers: [lie.answer])
            let url = "http://127.0.0.1:\(server.port)"
            try await phone.set(["GPP_SA": Self.secret, "Profile_Rule": "[--uid a --pwd $SA] \(url)/x.xml"])
            let before = try await phone.ask("GET", "/api/v1/parameters").body
            let revision = try await phone.status().revision
            let resync = try await phone.resync()
            let attempt = try #require(resync.attempts.first)
            expectTold(attempt.error, attempt.outcome, lie.outcome, lie.part)
            #expect(!resync.succeeded && attempt.changed.isEmpty && attempt.revision == nil)
            #expect(resync.next_resync?.reason.contains("Resync_Error_Retry_Delay") == true)

            let upgrade = try await phone.ask("POST", "/api/v1/upgrade", ["url": "\(url)/\(Self.load)"]).object
            let load = try #require(upgrade["attempt"] as? [String: Any])
            #expect(load["result"] as? String != "installed")
            if lie.outcome == "C" || lie.part == "404" {
                expectTold(load["error"] as? String, load["outcome"] as? String ?? "", lie.outcome, "Download failed: ")
            }
            #expect(try await phone.status().revision == revision)
            #expect(try await phone.ask("GET", "/api/v1/parameters").body == before)
            let page = try await phone.basic("GET", "/status")
            #expect(page.status == 200 && !page.body.contains(Self.secret))
            #expect(!phone.daemon.printed.contains(Self.secret))
        }
        try await phone.stop()
    }

    private func expectTold(
        _ error: String?, _ outcome: String, _ expected: String, _ part: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let sentence = error ?? "no error"
        #expect(outcome == expected, "\(sentence)", sourceLocation: sourceLocation)
        #expect(sentence.contains(part), "\(sentence)", sourceLocation: sourceLocation)
        #expect(isOneSentence("onhook: \(sentence)\n"), sourceLocation: sourceLocation)
        #expect(!sentence.contains(Self.secret), sourceLocation: sourceLocation)
    }

    @Test func aLoadOfAnotherModelIsNotEvenFetched() async throws {
        let server = try NginxServer(files: ["sip78xx.12-0-8MPP0001-1.loads": "image"])
        let phone = try await TrialPhone()
        let url = "http://127.0.0.1:\(server.port)/sip78xx.12-0-8MPP0001-1.loads"
        let upgrade = try await phone.ask("POST", "/api/v1/upgrade", ["url": url]).object
        let attempt = try #require(upgrade["attempt"] as? [String: Any])
        expectTold(attempt["error"] as? String, attempt["result"] as? String ?? "", "failed", "78xx")
        #expect(try server.directory.read("access.log").isEmpty)
        #expect(try await phone.basic("GET", "/status").status == 200)
        try await phone.stop()
    }

    // MARK: Reports

    @Test func reportsToLiarsFailInWords() async throws {
        let phone = try await TrialPhone()
        for lie in Self.lies where lie.outcome == "C" {
            let server = try ScriptedServer(answers: [lie.answer])
            let url = "http://127.0.0.1:\(server.port)/x"
            try await phone.set(["Report_Rule": url, "PRT_Upload_Rule": url, "GPP_SA": Self.secret])
            let revision = try await phone.status().revision
            let answer = try await phone.ask("POST", "/api/v1/report", [:] as [String: String]).object
            let report = try #require((answer["reports"] as? [[String: Any]])?.first, "\(answer)")
            expectTold(report["error"] as? String, report["outcome"] as? String ?? "", "C", "Upload failed: ")
            let problem = try await phone.ask("POST", "/api/v1/problem-report", ["description": "x"]).object
            #expect(problem["result"] as? String == "not-uploaded", "\(problem)")
            expectTold(problem["error"] as? String, "C", "C", "Upload failed: ")
            #expect(try await phone.status().revision == revision)
            #expect(try await phone.basic("GET", "/status").status == 200)
        }
        try await phone.stop()
    }

    // MARK: EDOS and activation

    /// A service over TLS that answers everything with what lies in a file.
    private struct Liar {
        let nginx: NginxServer
        let authority: String

        init() async throws {
            (nginx, authority) = try await BlockingThread.value {
                let authority = try Certificates()
                let nginx = try NginxServer(
                    files: ["answer": ""], server: "location / { error_page 404 405 =200 /answer; }",
                    certificate: try authority.certificate(commonName: "localhost", names: ["DNS:localhost"]))
                return (nginx, try nginx.directory.write(authority.authority, to: "ca.pem"))
            }
        }

        func answer(_ text: String) throws { try nginx.directory.write(text, to: "root/answer") }
        func answer(_ bytes: [UInt8]) throws { try nginx.directory.write(bytes, to: "root/answer") }
    }

    @Test func anActivationServiceThatLiesLeadsNowhere() async throws {
        let liar = try await Liar()
        let phone = try await TrialPhone(options: [
            "--ca-file", liar.authority, "--activation-host", "localhost:\(liar.nginx.tlsPort ?? 0)",
        ])
        let deep = String(repeating: "[", count: 100_000)
        for answer in [
            "", "{}", "[]", "null", "<html>", deep, #"{"profile_rule": 7}"#, #"{"profile_rule": "file:///etc/passwd"}"#,
            #"{"profile_rule": "gopher://127.0.0.1/x"}"#, #"{"profile_rule": "/x.xml"}"#, #"{"profile_rule": ""}"#,
            #"{"profile_rule": "http://h/x\u0000y"}"#, #"{"profile_rule": "http://h/x\r\ny"}"#,
            #"{"profile_rule": "(\"a\" lt )? http://h/x"}"#, #"{"profile_rule": "http://\#(Self.long)/x"}"#,
        ] {
            try liar.answer(answer)
            let run = try await OnhookRun(["activate", "#123", "--state", phone.state])
            let told = run.output + run.errors
            #expect(run.status == 1 && told.contains("the activation service"), "\(answer.prefix(60)): \(told)")
            #expect(try await phone.value(of: "Profile_Rule") == "/$PSN.xml", "\(answer.prefix(60))")
        }
        try liar.answer([0xff, 0xfe, 0])
        #expect(try await OnhookRun(["activate", "#123", "--state", phone.state]).status == 1)
        #expect(try await phone.basic("GET", "/status").status == 200)
        try await phone.stop()
    }

    private static let long = String(repeating: "a.", count: 40_000)

    @Test(arguments: [
        ("<html>no</html>", "Corrupt profile: "),
        (
            "<flat-profile><Profile_Rule>file:///etc/passwd</Profile_Rule><GPP_A>x</GPP_A></flat-profile>",
            "a Profile_Rule that cannot be read: column 1: there is no scheme \"file\""
        ),
        ("<flat-profile><Profile_Rule/><GPP_A>x</GPP_A></flat-profile>", "sets no Profile_Rule, so it leads nowhere"),
        ("<flat-profile><Profile_Rule>http://127.0.0.1:1/x</Profile_Rule><GPP_A>x</GPP_A>", "Corrupt profile: "),
        ("<!DOCTYPE a []><flat-profile><Profile_Rule>http://h/x</Profile_Rule></flat-profile>", "document type"),
    ])
    func anEDOSThatLiesLeadsNowhere(answer: String, part: String) async throws {
        let liar = try await Liar()
        try liar.answer(answer)
        let patient = try await TrialPhone()
        try await patient.set(["Resync_Random_Delay": "0"])
        try await patient.stop()
        let phone = try await TrialPhone(
            in: patient.directory,
            options: ["--ca-file", liar.authority, "--edos-host", "localhost:\(liar.nginx.tlsPort ?? 0)"])
        var status = ""
        // Until EDOS was asked; the next round is a minute later.
        while !status.contains("  edos  ") || !status.contains("next round     ") {
            status = try await OnhookRun(["status", "--state", phone.state]).output
        }
        #expect(status.contains("customization  Pending"), "\(status)")
        #expect(status.contains(part), "\(status)")
        #expect(try await phone.value(of: "Profile_Rule") == "/$PSN.xml")
        #expect(try await phone.value(of: "GPP_A") == "")
        #expect(try await phone.basic("GET", "/status").status == 200)
        try await phone.stop()
    }
}

extension HTTPAnswer {
    fileprivate var object: [String: Any] {
        get throws {
            try #require(try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any], "\(body)")
        }
    }
}
