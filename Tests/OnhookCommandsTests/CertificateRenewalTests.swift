import Glibc
import TestSupport
import Testing
import Threading

/// The certificate that the web server makes itself, in the program as it runs on for years.
@Suite(.timeLimit(.minutes(10))) struct CertificateRenewalTests {
    /// What browsers get to see.
    private struct Served: Equatable {
        var fingerprint: String
        var end: String

        init(by daemon: DaemonProcess) async throws {
            let script = #"""
                openssl s_client -connect "$1" </dev/null 2>/dev/null | openssl x509 -noout -fingerprint -sha256 -enddate
                """#
            let lines = try await BlockingThread.value {
                try ChildProcess.run(["sh", "-c", script, "sh", "127.0.0.1:\(daemon.port)"])
            }.split(separator: "\n").map(String.init)
            try #require(lines.count == 2)
            (fingerprint, end) = (lines[0], lines[1])
        }
    }

    private let files: TemporaryDirectory

    init() throws {
        files = try TemporaryDirectory()
        try setClock("+0")
    }

    /// The daemon's clock goes on by so much (faketime(1), `FAKETIME_TIMESTAMP_FILE`); it never finds half a file.
    private func setClock(_ offset: String) throws {
        let new = try files.write(offset + "\n", to: "clock.new")
        guard rename(new, files.path(of: "clock")) == 0 else { throw TestSupportError("rename: errno \(errno)") }
    }

    private func daemon() async throws -> DaemonProcess {
        try await DaemonProcess(
            state: files.path(of: "state"), options: ["--tls"],
            environment: [
                "FAKETIME_TIMESTAMP_FILE": files.path(of: "clock"), "FAKETIME_NO_CACHE": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            ],
            // The command sets a clock of its own as well, which would win over the file.
            wrapper: ["faketime", "-m", "-f", "+0", "env", "-u", "FAKETIME"])
    }

    /// Ends the daemon, whose parent is the command `faketime`; its exit status is that one's too.
    private func end(_ daemon: DaemonProcess) async throws -> Int {
        try await BlockingThread.value {
            _ = try ChildProcess.run(["pkill", "-TERM", "-P", String(daemon.process)])
        }
        return try await daemon.end(by: 0)
    }

    /// The web server looks at its certificate whenever something is changed, and four times a day.
    private func lookAtItsCertificate(_ value: String) async throws {
        let run = try await OnhookRun(["param", "set", "Station_Name=\(value)", "--state", files.path(of: "state")])
        #expect(run.status == 0, "\(run.errors)")
    }

    @Test func itIsMadeAnewBeforeItEndsWhileTheProgramRuns() async throws {
        let daemon = try await daemon()
        let first = try await Served(by: daemon)
        // It is made for 730 days, and anew in the last thirty of them.
        try setClock("+690d")
        try await lookAtItsCertificate("long after")
        #expect(try await Served(by: daemon) == first)
        try setClock("+701d")
        try await lookAtItsCertificate("shortly before the end")
        let second = try await eventually("another certificate") {
            let served = try await Served(by: daemon)
            return served == first ? nil : served
        }
        #expect(second.fingerprint != first.fingerprint && second.end != first.end)
        // It stays, also over a restart.
        #expect(try await end(daemon) == 0)
        let next = try await self.daemon()
        #expect(try await Served(by: next) == second)
        #expect(try await end(next) == 0)
    }

    @Test func oneThatEndedWhileTheProgramWasAwayIsNotServed() async throws {
        let daemon = try await daemon()
        let first = try await Served(by: daemon)
        #expect(try await end(daemon) == 0)
        try setClock("+800d")
        let next = try await self.daemon()
        #expect(try await Served(by: next) != first)
        #expect(try await end(next) == 0)
    }
}
