import Foundation
import Glibc
import TestSupport
import Testing
import Threading

@testable import OnhookCommands

/// The real daemon, whose listeners follow the parameters; curl and openssl look at it.
@Suite struct WebServerTests {
    private let directory: TemporaryDirectory
    private var state: String { directory.path(of: "state") }

    init() throws {
        directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(
            atPath: directory.path(of: "state"), withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
    }

    @discardableResult
    private func onhook(_ words: String...) async throws -> OnhookRun {
        try await OnhookRun(words, environment: ["ONHOOK_STATE": state])
    }

    private func set(_ values: String...) async throws {
        let run = try await OnhookRun(["param", "set"] + values, environment: ["ONHOOK_STATE": state])
        #expect(run.status == 0, "\(run.errors)")
    }

    private func curl(_ words: String...) async throws -> String {
        try await BlockingThread.value {
            try ChildProcess.run(
                ["sh", "-c", #"curl -sk -o /dev/null -w '%{http_code} %{redirect_url}' "$@" || :"#, "sh"] + words)
        }
    }

    /// What the web server says of itself, once it has followed the newest revision.
    private func settled() async throws -> [String: Any] {
        let control = state + "/control.sock"
        for _ in 0..<600 {
            let text = try await BlockingThread.value {
                try ChildProcess.run(["curl", "-s", "--unix-socket", control, "http://phone/api/v1/web-server"])
            }
            let status = try await CommandRun("status", "--json", "--state", state).object
            let record = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
            if record["revision"] as? Int == status["revision"] as? Int { return record }
        }
        throw TestSupportError("the web server does not follow")
    }

    private func daemon(_ options: String...) async throws -> DaemonProcess {
        try await DaemonProcess(state: state, options: ["--model", "8841", "--mac", "000e08aabbcc"] + options)
    }

    @Test func listenersFollowTheParametersWhoeverChangesThem() async throws {
        let (one, two, plain) = (
            try ListeningSocket.freePort(), try ListeningSocket.freePort(), try ListeningSocket.freePort()
        )
        try await set("Resync_On_Reset=No", "Web_Server_Port=\(one)")
        let daemon = try await daemon("--listen", "127.0.0.1", "--redirect-port", "\(plain)")
        #expect(daemon.port == one && daemon.scheme == "https")
        #expect(try await curl("https://127.0.0.1:\(one)/healthz") == "200 ")
        #expect(try await curl("http://127.0.0.1:\(plain)/a?b") == "307 https://127.0.0.1:\(one)/a?b")
        #expect(try await curl("-d", "a=b", "http://127.0.0.1:\(plain)/a") == "403 ")
        try await set("Web_Server_Port=\(two)")
        _ = try await settled()
        #expect(try await curl("https://127.0.0.1:\(two)/healthz") == "200 ")
        #expect(try await curl("https://127.0.0.1:\(one)/a?b") == "307 https://127.0.0.1:\(two)/a?b")
        #expect(try await curl("http://127.0.0.1:\(plain)/") == "307 https://127.0.0.1:\(two)/")
        // The same place, another protocol, there and back.
        for _ in 0..<3 {
            try await set("Enable_Protocol=Http")
            _ = try await settled()
            #expect(try await curl("http://127.0.0.1:\(two)/healthz") == "200 ")
            try await set("Enable_Protocol=Https")
            let record = try await settled()
            #expect(record["as_configured"] as? Bool == true && record["redirect_error"] is NSNull)
            #expect(try await curl("https://127.0.0.1:\(two)/healthz") == "200 ")
        }
        try await set("TLS_Server_Min_Version=TLS 1.3")
        _ = try await settled()
        #expect(try await curl("--tls-max", "1.2", "https://127.0.0.1:\(two)/healthz") == "000 ")
        #expect(try await curl("https://127.0.0.1:\(two)/healthz") == "200 ")
        try await set("Enable_Web_Server=No")
        #expect(try await settled()["address"] is NSNull)
        #expect(try await curl("https://127.0.0.1:\(two)/healthz") == "000 ")
        try await set("Enable_Web_Server=Yes")
        _ = try await settled()
        #expect(try await curl("https://127.0.0.1:\(two)/healthz") == "200 ")
        #expect(try await daemon.end() == 0)
    }

    /// A browser keeps its connections: what it asks of the listener before is answered as ever, and the next connection is the new one's.
    @Test func whoKeepsAConnectionIsNotSentAwayFromTheSamePlace() async throws {
        try await set("Resync_On_Reset=No")
        let password = directory.path(of: "password")
        try Data("Correct-horse-7\n".utf8).write(to: URL(filePath: password))
        let daemon = try await daemon("--listen", "127.0.0.1:0", "--tls", "--admin-password-file", password)
        let browser = #"""
            import http.client, ssl, subprocess, sys
            port, onhook, state = sys.argv[1:]
            context = ssl._create_unverified_context()
            browser = http.client.HTTPSConnection("127.0.0.1", int(port), context=context)
            def look():
                browser.request("GET", "/login", headers={"Accept": "text/html"})
                answer = browser.getresponse()
                assert answer.status == 200 and b"Moved" not in answer.read(), answer.status
                return answer.getheader("Connection") == "close"
            assert not look()
            # There and back, while the ones before still say good-bye.
            for version in ("TLS 1.3", "TLS 1.2", "TLS 1.3"):
                subprocess.run([onhook, "param", "set", "TLS_Server_Min_Version=" + version, "--state", state], check=True)
                for _ in range(20000):
                    if look(): break
                else: sys.exit("the listener was not replaced")
                assert not look()
            """#
        let (port, program, state) = ("\(daemon.port)", try BuiltProgram.path(of: "onhook"), state)
        try await BlockingThread.value {
            _ = try ChildProcess.run(["python3", "-c", browser, port, program, state])
        }
        #expect(try await daemon.end() == 0)
    }

    @Test func whatCannotBeOpenedIsToldAndTheOldOneStays() async throws {
        let free = try ListeningSocket.freePort()
        let taken = try ListeningSocket(.tcp)
        try await set("Resync_On_Reset=No", "Web_Server_Port=\(free)")
        let daemon = try await daemon("--listen", "127.0.0.1", "--redirect-port", "0")
        try await set("Web_Server_Port=\(taken.port)")
        let record = try await settled()
        #expect(record["as_configured"] as? Bool == false)
        #expect(
            record["error"] as? String
                == "Another program listens on 127.0.0.1:\(taken.port): stop it or choose another port.")
        #expect(record["address"] as? String == "https://127.0.0.1:\(free)")
        #expect(try await curl("https://127.0.0.1:\(free)/healthz") == "200 ")
        try await daemon.line(with: "the web server is not as configured: Another program listens")
        #expect(try await daemon.end() == 0)
    }

    @Test func aPhoneWhosePortIsTakenRunsAndCanBePutRight() async throws {
        let taken = try ListeningSocket(.tcp)
        let free = try ListeningSocket.freePort()
        try await set("Resync_On_Reset=No", "Web_Server_Port=\(taken.port)")
        let program = try BuiltProgram.path(of: "onhook")
        let child = try ChildProcess(
            [program, "serve", "--state", state, "--listen", "127.0.0.1", "--redirect-port", "0"])
        let first = await onThread { child.printed(lineWith: "not listening") }
        #expect(first?.contains("onhook: not listening; only the control socket is served\n") == true)
        try await set("Web_Server_Port=\(free)")
        _ = try await settled()
        #expect(try await curl("https://127.0.0.1:\(free)/healthz") == "200 ")
    }

    private func onThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            BlockingThread.start { continuation.resume(returning: body()) }
        }
    }

    @Test func theAdministratorIsShutOutOfTheNetworkOnly() async throws {
        let phone = try await TrialPhone(options: [])
        try await phone.set(["Enable_Web_Admin_Access": "No"])
        let url = phone.daemon.url("/api/v1/status")
        #expect(try await curl("-u", "admin:\(TrialPhone.password)", url) == "403 ")
        #expect(
            try await curl("-u", "admin:\(TrialPhone.password)", phone.daemon.url("/admin/resync?x")) == "403 ")
        #expect(try await phone.status().revision > 0)
        try await phone.set(["Enable_Web_Admin_Access": "Yes"])
        #expect(try await curl("-u", "admin:\(TrialPhone.password)", url) == "200 ")
        try await phone.stop()
    }

    @Test func certificatesAreInstalledListedAndDeletedByCommand() async throws {
        let daemon = try await daemon("--tls")
        let pair = try Certificates.selfSigned(commonName: "desk", names: ["DNS:localhost", "IP:127.0.0.1"])
        let file = try directory.write(pair.certificate + pair.key, to: "both.pem")
        let certificate = try directory.write(pair.certificate, to: "cert.pem")
        let own = try await onhook("certificate", "show", "--json")
        #expect(own.status == 0)
        #expect(try await curl("--cacert", certificate, "--no-insecure", daemon.url("/healthz")) == "000 ")
        let installed = try await onhook("certificate", "install", file, "--use", "web-server", "--json")
        #expect(installed.status == 0, "\(installed.errors)")
        let id = try #require(
            (try JSONSerialization.jsonObject(with: Data(installed.output.utf8)) as? [String: Any])?["id"] as? String)
        // The listener takes it up without being asked.
        var verdict = ""
        for _ in 0..<300 where verdict != "200 " {
            verdict = try await curl("--cacert", certificate, "--no-insecure", daemon.url("/healthz"))
        }
        #expect(verdict == "200 ")
        #expect(try await onhook("certificate", "list").output.contains("\(id)  CN=desk, until"))
        let missing = try await onhook("certificate", "install", certificate)
        #expect(missing.status == 1 && missing.errors.hasPrefix("onhook: the file holds no private key"))
        for word in ["delete", "show"] {
            let run = try await onhook("certificate", word, "../../etc/passwd")
            #expect(run.status == 1 && run.errors.contains("there is no such certificate"), "\(run.errors)")
        }
        // What was installed is used by the next process as well, also after it was killed.
        try await daemon.end(by: SIGKILL)
        let again = try await self.daemon("--tls")
        #expect(try await curl("--cacert", certificate, "--no-insecure", again.url("/healthz")) == "200 ")
        #expect(try await onhook("certificate", "delete", id).status == 0)
        #expect(try await onhook("certificate", "show", "--json").output == own.output)
        for line in pair.key.split(separator: "\n").dropFirst().dropLast() {
            #expect(!(again.printed + installed.output).contains(line))
        }
        #expect(try await again.end() == 0)
    }
}
