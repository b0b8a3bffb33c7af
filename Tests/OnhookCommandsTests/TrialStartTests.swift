import Foundation
import TestSupport
import Testing

/// State directories on which no daemon may start, or that one holds already.
struct TrialStartTests {
    /// The sentence with which a daemon refuses a directory; it must have ended with 1, and have said nothing else.
    private func refusal(of state: String) async throws -> String {
        let run = try await OnhookRun(["serve", "--listen", "127.0.0.1:0", "--state", state], within: 20)
        #expect(run.status == 1)
        #expect(run.output == "")
        #expect(run.errors.hasSuffix("\n") && run.errors.split(separator: "\n").count == 1, "\(run.errors)")
        return run.errors
    }

    @Test func aDirectoryThatAnotherDaemonServesIsRefused() async throws {
        let phone = try await TrialPhone()
        let sentence = try await refusal(of: phone.state)
        #expect(sentence.contains("is in use by process \(phone.daemon.process); stop that one first"), "\(sentence)")
        #expect(try await phone.status().revision >= 1)
    }
}
