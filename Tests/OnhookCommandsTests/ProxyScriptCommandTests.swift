import TestSupport
import Testing
import Threading

/// The hidden command by which the daemon runs proxy scripts.
@Suite struct ProxyScriptCommandTests {
    @Test func answersWhatTheScriptSays() async throws {
        let program = try BuiltProgram.path(of: "onhook")
        let script = "function FindProxyForURL(url, host) { return 'PROXY ' + host + ':3128'; }"
        // Into a pipe: it has given up writing files.
        let answer = try await BlockingThread.value {
            try ChildProcess.run([
                "/bin/sh", "-c", #"printf %s "$2" | "$1" pac-evaluate http://prov.example.com/ prov.example.com"#, "sh",
                program, script,
            ])
        }
        #expect(answer == "PROXY prov.example.com:3128")
    }

    @Test func standsInNoHelp() async throws {
        #expect(try await !OnhookRun(["--help"]).output.contains("pac-evaluate"))
    }
}
