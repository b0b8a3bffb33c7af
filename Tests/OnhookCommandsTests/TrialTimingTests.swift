import Foundation
import TestSupport
import Testing

/// A daemon that goes on by itself, with the clock of the machine. What it does is seen in its log; nothing is measured.
struct TrialTimingTests {
    @Test func thePhoneResyncsByItselfAndFollowsItsParametersAtOnce() async throws {
        let nginx = try NginxServer(files: ["a.xml": "<flat-profile><GPP_A>1</GPP_A></flat-profile>"])
        let directory = try TemporaryDirectory()
        var phone = try await TrialPhone(in: directory)
        try await phone.set([
            "Resync_Random_Delay": "0", "Resync_Periodic": "3600", "Resync_Error_Retry_Delay": "3600",
            "Profile_Rule": "http://127.0.0.1:\(nginx.port)/a.xml",
        ])
        // The start has no random delay once that is stored.
        try await phone.stop()
        phone = try await TrialPhone(in: directory)
        try await phone.daemon.line(with: "(Profile_Rule, power-up): http://127.0.0.1:\(nginx.port)/a.xml: applied")
        var next = try await phone.status().next_resync
        #expect(next?.reason == "periodic (Resync_Periodic)")

        // A shorter period counts from the last success: at once.
        var browser = try await phone.browser()
        #expect(try await browser.submit("/voice/provisioning", [("Resync_Periodic", "1")]).status == 303)
        let first = try await phone.daemon.line(with: "(Profile_Rule, periodic)")
        let number = try #require(
            first.components(separatedBy: "attempt ").last?.split(separator: " ").first.flatMap { Int($0) })
        try await phone.daemon.line(with: "attempt \(number + 1) (Profile_Rule, periodic)")

        // Failures retry by their own delay, which is followed at once as well.
        #expect(
            try await browser.submit(
                "/voice/provisioning", [("Profile_Rule", "http://127.0.0.1:\(nginx.port)/none.xml")]
            ).status == 303)
        try await phone.daemon.line(with: "none.xml: Download failed: the server answered 404")
        next = try await phone.status().next_resync
        #expect(next?.reason.contains("Resync_Error_Retry_Delay") == true)
        #expect(try await browser.submit("/voice/provisioning", [("Resync_Error_Retry_Delay", "1")]).status == 303)
        try await phone.daemon.line(with: "(Profile_Rule, error-retry)")
        let record = try await phone.status()
        #expect(record.attempts.first?.trigger == "error-retry")

        // Switched off, nothing is due any more.
        #expect(try await browser.submit("/voice/provisioning", [("Provision_Enable", "No")]).status == 303)
        #expect(try await phone.ask("POST", "/api/v1/resync", [:] as [String: String]).status == 409)
        next = try await phone.status().next_resync
        #expect(next == nil)
        try await phone.stop()
    }

    @Test func aPhoneThatIsToldNotToDoesNotResyncAtItsStart() async throws {
        let directory = try TemporaryDirectory()
        var phone = try await TrialPhone(in: directory)
        try await phone.set([
            "Resync_On_Reset": "No", "Resync_Random_Delay": "0", "Profile_Rule": "http://127.0.0.1:1/x",
        ])
        try await phone.stop()
        phone = try await TrialPhone(in: directory)
        #expect(try await phone.status().next_resync == nil)
        #expect(try await phone.status().attempts.allSatisfy { $0.trigger != "power-up" || !$0.rule.contains(":1/x") })
        try await phone.stop()
    }
}
