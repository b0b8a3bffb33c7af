import FlatProfile
import Foundation
import Glibc
import Threading
import TestSupport
import Testing

/// A marker stands for every secret of a phone; then everything that the phone ever shows is searched for it.
struct TrialSecretTests {
    private static let marker = "Marker-7Q"

    /// Everything that was shown, with a word for where.
    private struct Findings {
        private(set) var places: [String] = []
        private(set) var count = 0

        mutating func look(at text: String, in place: String) {
            count += text.utf8.count
            // Percent and base 64 forms hide nothing from those who look.
            let forms = [marker, Data(marker.utf8).base64EncodedString().replacingOccurrences(of: "=", with: "")]
            for form in forms where text.contains(form) {
                let at = text.range(of: form)?.lowerBound ?? text.startIndex
                let around = text[(text.index(at, offsetBy: -60, limitedBy: text.startIndex) ?? text.startIndex)...]
                places.append("\(place): …\(around.prefix(120))…")
            }
        }
    }

    @Test func noSecretIsShownAnywhere() async throws {
        let secrets = Catalogue.of(.standard).parameters.filter(\.isSecret).map(\.name.text)
        #expect(Set(["GPP_SA", "GPP_SB", "GPP_SC", "GPP_SD", "Admin_Password", "Password_1_"]).isSubset(of: secrets))
        let syslog = try ListeningSocket(.udp)
        let nginx = try NginxServer(
            files: ["htpasswd": ""],
            server:
                "location /closed/ { return 401; } location /taken/ { dav_methods PUT; client_max_body_size 8m; } location /moved { return 302 http://u:\(Self.marker)@127.0.0.1:1/x; }"
        )
        let server = "127.0.0.1:\(nginx.port)"
        let profile =
            "<flat-profile>"
            + secrets.filter { $0 != "Admin_Password" && $0 != "User_Password" }
            .map { "<\($0)>\(Self.marker)-\($0)</\($0)>" }.joined()
            + "<GPP_E>http://u:\(Self.marker)@example.com/</GPP_E>"
            + "<Report_Rule>[--key \(Self.marker)] http://example.com/x</Report_Rule>"
            + "<Static_IP>http://u:\(Self.marker)@example.com/</Static_IP>"
            + "<Primary_DNS>[--pwd \(Self.marker)]</Primary_DNS></flat-profile>"
        try nginx.directory.write(profile, to: "root/a.xml")
        try nginx.directory.write("<flat-profile><GPP_SA>\(Self.marker)</GPP_SB></flat-profile>", to: "root/broken.xml")
        let phone = try await TrialPhone()
        try await phone.set(["Syslog_Server": "127.0.0.1:\(syslog.port)", "Resync_Random_Delay": "0"])
        try await phone.set([
            "User_Password": "User-\(Self.marker)",
            "Profile_Rule": "(GPP_SB = \"\(Self.marker)\";)! http://\(server)/a.xml",
            "Profile_Rule_B": "[--uid me\(Self.marker) --pwd \(Self.marker)] http://\(server)/closed/x",
            "Upgrade_Rule": "[--uid a --pwd \(Self.marker)] http://example.com/f.loads",
            "GPP_A": "--pwd \(Self.marker)", "GPP_B": "https://x:\(Self.marker)@example.com/y",
            "XML_Directory_Service_URL": "http://x:\(Self.marker)@example.com/dir.xml",
        ])
        var found = Findings()
        for rule in [
            nil, "[--uid u --pwd \(Self.marker)] http://\(server)/closed/x",
            "http://u:\(Self.marker)@\(server)/broken.xml",
            "http://\(server)/moved", "[--key \(Self.marker)] http://\(server)/a.xml", "[$A] http://\(server)/closed/x",
            "[--pwd \(Self.marker) http://x/", "(GPP_SC = \"\(Self.marker)\";)! http://no-such.invalid/x",
            "[--uid $SA --pwd $SB] http://\(server)/closed/$SA",
        ] {
            let wishes: [[String: Any]] = [["dry_run": true], [:]]
            for wish in wishes {
                let body = wish.merging(rule.map { ["rule": $0] } ?? [:]) { $1 }
                found.look(
                    at: try await phone.ask("POST", "/api/v1/resync", body).body, in: "resync \(rule ?? "stored")")
            }
            guard let rule else { continue }
            // The text of the rule itself is the asker's; everything else of the answer is ours.
            found.look(
                at: try await phone.ask("POST", "/api/v1/rules/explain", ["rule": rule]).body, in: "explain \(rule)")
        }

        // JSON
        for path in [
            "/api/v1/status", "/api/v1/status?attempts=1000", "/api/v1/parameters", "/api/v1/parameters?changed",
            "/api/v1/revisions", "/api/v1/difference?from=0&to=3", "/metrics", "/healthz", "/api/v1/openapi.json",
            "/admin/cfg.xml", "/admin/spacfg.xml", "/admin/status.xml", "/status.xml", "/api/v1/reports",
        ] {
            found.look(at: try await phone.ask("GET", path).body, in: path)
        }
        let revision = try await phone.status().revision
        #expect(revision > 3)
        for number in 1...revision {
            found.look(at: try await phone.ask("GET", "/api/v1/revisions/\(number)").body, in: "revision \(number)")
        }
        found.look(
            at: try await phone.ask("POST", "/api/v1/profile/difference", profile).body, in: "profile difference")

        // Reports: the seal of the stored rule is taken away, so that all of them are read.
        try nginx.directory.write("", to: "root/taken/.keep")
        for rule in ["", "[--delta]", "[--status]"] {
            try await phone.set([
                "Report_Rule": "\(rule)http://u:\(Self.marker)@\(server)/taken/report.xml", "HTTP_Report_Method": "PUT",
                "IKM_HTTP_Encrypt_Content": "",
            ])
            found.look(at: try await phone.ask("POST", "/api/v1/report").body, in: "report \(rule)")
            let report = String(decoding: try nginx.directory.read("root/taken/report.xml"), as: UTF8.self)
            #expect(report.contains("<flat-"), "\(report.prefix(200))")
            found.look(at: report, in: "report \(rule)")
        }
        found.look(
            at: try await phone.ask("POST", "/api/v1/problem-report", ["description": "it rings"]).body,
            in: "problem report")
        let archive = try await phone.ask("GET", "/api/v1/problem-report")
        let unpacked = try await Self.contents(ofArchive: archive.bytes)
        for file in [
            "about.txt", "status.xml", "configuration.xml", "resyncs.json", "reports.json", "history.json", "log.txt",
            "network.txt",
        ] {
            #expect(unpacked.contains("/\(file)\n"), "\(file) is missing in \(unpacked.prefix(500))")
        }
        #expect(unpacked.contains("it rings"))
        found.look(at: unpacked, in: "the file of the problem report")

        // Pages
        var browser = try await phone.browser()
        var pages = [
            "/status", "/status/live", "/status/debug", "/status/downloads", "/status/messages", "/history",
            "/voice/user", "/voice/att-console", "/voice/tr-069",
        ]
        pages += ["system", "sip", "provisioning", "regional", "phone"].map { "/voice/\($0)" }
        pages += (1...16).map { "/voice/ext/\($0)" } + (1...revision).map { "/history/\($0)" }
        for page in pages {
            let answer = try await browser.get(page)
            if !["/status/live", "/voice/ext/16"].contains(page) { #expect(answer.status < 500, "\(page)") }
            found.look(at: answer.head.joined(separator: "\n") + answer.body, in: page)
        }
        let shown = try await browser.get("/voice/provisioning").body
        #expect(shown.contains("[--uid ******** --pwd ********] http://\(server)/closed/x"))

        // Commands
        for command in [
            ["status"], ["status", "--json"], ["param", "list"], ["param", "list", "--json"],
            ["param", "get", "Profile_Rule"],
            ["param", "diff"], ["history", "list"], ["history", "show", "2"], ["history", "diff", "0", "\(revision)"],
        ] {
            let run = try await OnhookRun(command + ["--state", phone.state])
            found.look(at: run.output + run.errors, in: "onhook \(command.joined(separator: " "))")
        }
        let show = try await OnhookRun(["profile", "show", nginx.directory.path(of: "root/a.xml"), "--json"])
        #expect(show.status == 0)
        found.look(at: show.output + show.errors, in: "profile show")
        let check = try await OnhookRun(["profile", "check", nginx.directory.path(of: "root/broken.xml")])
        found.look(at: check.output + check.errors, in: "profile check")

        // Logs, the process, syslog, the journal
        found.look(at: phone.daemon.printed, in: "log")
        for file in ["cmdline", "environ"] {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: "/proc/\(phone.daemon.process)/\(file)"))
            found.look(at: String(decoding: bytes, as: UTF8.self), in: "/proc/PID/\(file)")
        }
        found.look(at: Self.packets(of: syslog), in: "syslog")
        try await phone.stop()
        let journal = try await BlockingThread.value {
            try ChildProcess.run([
                "python3", "-c",
                """
                import sqlite3,sys
                c=sqlite3.connect(sys.argv[1])
                names=[r[0] for r in c.execute("select name from sqlite_master where type='table'")]
                print(names)
                for t in names:
                    if t in ('journal','state') or 'journal' in t or 'record' in t:
                        for r in c.execute(f'select * from "{t}"'): print(r)
                """, phone.state + "/onhook.db",
            ])
        }
        #expect(journal.contains("closed"), "\(journal.prefix(500))")
        found.look(at: journal, in: "journal")

        #expect(found.places == [])
        #expect(found.count > 1_000_000)
    }

    /// The names of the files of a `tar.gz`, and all that they hold.
    private static func contents(ofArchive bytes: [UInt8]) async throws -> String {
        try await BlockingThread.value {
            let directory = try TemporaryDirectory()
            let archive = try directory.write(bytes, to: "report.tar.gz")
            return try ChildProcess.run(["tar", "-tzf", archive]) + ChildProcess.run(["tar", "-xOzf", archive])
        }
    }

    private static func packets(of socket: ListeningSocket) -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        var text = ""
        while case let size = recv(socket.descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT)), size > 0 {
            text += String(decoding: buffer[..<size], as: UTF8.self) + "\n"
        }
        return text
    }

    @Test func aMaskedRuleThatComesBackKeepsItsSecret() async throws {
        let phone = try await TrialPhone()
        let rule = "[--uid phone --pwd \(Self.marker)] http://127.0.0.1:1/x.xml"
        let masked = "[--uid ******** --pwd ********] http://127.0.0.1:1/x.xml"
        try await phone.set(["Profile_Rule": rule])
        var browser = try await phone.browser()
        let page = try await browser.get("/voice/provisioning").body
        #expect(page.contains(masked) && !page.contains(Self.marker))
        #expect(try await phone.value(of: "Profile_Rule") == masked)
        let revision = try await phone.status().revision

        // What is shown is sent back with a change of something else.
        #expect(
            try await browser.submit("/voice/provisioning", [("Profile_Rule", masked), ("GPP_C", "new")]).status == 303)
        var changes: Revision = try await phone.ask("GET", "/api/v1/revisions/\(revision + 1)").decoded()
        #expect(changes.changes.map(\.name) == ["GPP_C"])
        #expect(try await phone.ask("PATCH", "/api/v1/parameters", ["Profile_Rule": masked]).status == 200)
        #expect(try await phone.status().revision == revision + 1)

        // Around the mask nothing can be changed: nobody sends a secret to another server without knowing it.
        let moved = masked.replacingOccurrences(of: "127.0.0.1:1", with: "evil.example")
        let refused = try await browser.submit("/voice/provisioning", [("Profile_Rule", moved)])
        #expect(refused.status == 422 && refused.body.contains("type the secret again"))
        #expect(try await phone.ask("PATCH", "/api/v1/parameters", ["Profile_Rule_B": masked]).status == 422)

        // The server still gets the real one.
        let asked = try ScriptedServer { connection in
            while let request = connection.readRequest() {
                let isRight = request.contains(
                    "Authorization: Basic " + Data("phone:\(Self.marker)".utf8).base64EncodedString())
                connection.send(
                    isRight
                        ? "HTTP/1.1 200 OK\r\nContent-Length: 58\r\n\r\n<flat-profile><GPP_D>understood</GPP_D></flat-profile>    "
                        : "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"r\"\r\nContent-Length: 0\r\n\r\n")
            }
        }
        let typed = "[--uid phone --pwd \(Self.marker)] http://127.0.0.1:\(asked.port)/x.xml"
        #expect(try await browser.submit("/voice/provisioning", [("Profile_Rule", typed)]).status == 303)
        let again = try await phone.value(of: "Profile_Rule") ?? ""
        #expect(
            try await browser.submit("/voice/provisioning", [("Profile_Rule", again), ("GPP_C", "")]).status == 303)
        #expect(try await phone.resync().succeeded)
        #expect(try await phone.value(of: "GPP_D") == "understood")

        // An export does not hold it, and reading the export back does not take it away.
        let export = try await phone.basic("GET", "/admin/cfg.xml")
        #expect(export.status == 200 && !export.body.contains(Self.marker))
        let difference = try await HTTPExchange.send(
            "POST", "/api/v1/profile/difference", toSocket: phone.state + "/control.sock",
            headers: ["Content-Type: application/xml"], body: export.bytes)
        let changed: Difference = try difference.decoded()
        #expect(changed.changes.map(\.name) == [])
        changes = try await phone.ask("GET", "/api/v1/revisions/1").decoded()
        #expect(!changes.changes.isEmpty)
        try await phone.stop()
    }

    private struct Revision: Decodable { var changes: [TrialPhone.Change] }
    private struct Difference: Decodable { var changes: [TrialPhone.Change] }
}
