import Foundation
import TestSupport
import Testing
import Threading

/// The API refuses what the form refuses, in the words of the form; so do drafts, the preview and the command line.
@Suite struct SameSentenceTests {
    private static let password = "Correct-Horse1"

    /// A bad value for each type of parameter, and one for what stands across them.
    private static let bad: [(tab: String, values: [String: String])] = [
        ("provisioning", ["Resync_Periodic": "soon"]),
        ("provisioning", ["Resync_Error_Retry_Delay": "10,,20", "Forced_Resync_Delay": "-1"]),
        ("provisioning", ["Profile_Rule": "( x"]),
        ("provisioning", ["Resync_Trigger_1": "1 eq"]),
        ("system", ["Web_Server_Port": "65536"]),
        ("system", ["Enable_Web_Server": "maybe"]),
        ("system", ["Enable_Protocol": "Gopher"]),
        ("system", ["Primary_NTP_Server": "a b"]),
        ("regional", ["Daylight_Saving_Time_Rule": "start=13/1/0;end=1/1/0;save=1"]),
        ("regional", ["Time_Zone": "Moon"]),
        ("phone", ["Station_Name": String(repeating: "x", count: 5000)]),
    ]

    @Test func formAPIDraftPreviewAndCommandSayTheSame() async throws {
        let directory = try TemporaryDirectory()
        let state = directory.path + "/state"
        let passwordFile = try directory.write(Self.password, to: "pw")
        let daemon = try await DaemonProcess(state: state, options: ["--admin-password-file", passwordFile])
        let browser = try await Browser(daemon)
        var refused = 0
        for (tab, values) in Self.bad {
            let answer = try await browser.ask(
                "PATCH", "/api/v1/parameters", JSONSerialization.data(withJSONObject: values), json: true)
            let faults = try Self.faults(answer.body)
            guard !faults.isEmpty else {
                Issue.record("\(values) is taken")
                continue
            }
            refused += 1
            for (method, path) in [("POST", "/api/v1/parameters/preview"), ("PUT", "/api/v1/drafts/same")] {
                let other = try await browser.ask(
                    method, path, JSONSerialization.data(withJSONObject: values), json: true)
                #expect(try Self.faults(other.body) == faults, "\(method) \(path) \(values)")
                #expect(other.status == answer.status)
            }
            let form = values.map {
                "\($0.key)=\($0.value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
            }
            let page = try await browser.ask(
                "POST", "/voice/\(tab)", Data(form.joined(separator: "&").utf8), json: false)
            #expect(page.status == answer.status)
            let shown = String(decoding: page.body, as: UTF8.self)
            for sentence in faults.values {
                // A page begins a sentence with a capital, ends it with a stop, and escapes.
                let text = Self.escaped(String(sentence.dropFirst()))
                #expect(shown.contains(text), "\(tab) does not say: \(sentence)")
            }
            let command = try await OnhookRun(
                ["param", "set"] + values.map { "\($0.key)=\($0.value)" } + ["--state", state])
            #expect(command.status == 1)
            for sentence in faults.values { #expect(command.errors.contains(sentence)) }
        }
        #expect(refused == Self.bad.count)
        let revision = try await browser.ask("GET", "/api/v1/revisions?limit=1", Data(), json: true)
        #expect(String(decoding: revision.body, as: UTF8.self).contains("\"number\":1,"), "something was stored")
        try await daemon.end()
    }

    private static func faults(_ body: Data) throws -> [String: String] {
        let answer = try JSONSerialization.jsonObject(with: body) as? [String: Any]
        return answer?["faults"] as? [String: String] ?? [:]
    }

    private static func escaped(_ text: String) -> String {
        text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
            .replacingOccurrences(of: ">", with: "&gt;").replacingOccurrences(of: "\"", with: "&quot;")
            .replacingOccurrences(of: "'", with: "&#39;")
    }

    /// Somebody with the administrator's password, who takes pages and JSON.
    private struct Browser {
        let daemon: DaemonProcess

        init(_ daemon: DaemonProcess) async throws { self.daemon = daemon }

        func ask(_ method: String, _ path: String, _ body: Data, json: Bool) async throws -> (status: Int, body: Data) {
            let files = try TemporaryDirectory()
            try body.write(to: URL(fileURLWithPath: files.path + "/body"))
            var words = [
                "curl", "-s", "--max-time", "120", "-u", "admin:\(SameSentenceTests.password)", "-X", method,
                "-o", files.path + "/answer", "-w", "%{http_code}", daemon.url(path),
                "-H", json ? "Content-Type: application/json" : "Content-Type: application/x-www-form-urlencoded",
                "-H", json ? "Accept: application/json" : "Accept: text/html",
            ]
            if !body.isEmpty { words += ["--data-binary", "@\(files.path)/body"] }
            let command = words
            let status = try await BlockingThread.value { try ChildProcess.run(command) }
            let answer = (try? Data(contentsOf: URL(fileURLWithPath: files.path + "/answer"))) ?? Data()
            return (Int(status.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0, answer)
        }
    }
}
