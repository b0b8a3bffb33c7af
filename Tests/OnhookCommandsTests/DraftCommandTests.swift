import TestSupport
import Testing

/// `onhook draft`, by the built program: over a store that nobody serves, and over a daemon.
@Suite struct DraftCommandTests {
    @Test(arguments: [false, true])
    func preparesShowsDiscardsAndApplies(isServed: Bool) async throws {
        let directory = try TemporaryDirectory()
        let state = directory.path(of: "state")
        var daemon: DaemonProcess? = try await DaemonProcess(state: state)
        if !isServed {
            try await daemon?.end()
            daemon = nil
        }
        func run(_ words: String..., input: String = "") async throws -> OnhookRun {
            try await OnhookRun(words + ["--state", state], input: input)
        }
        #expect(try await run("draft", "list").output == "there are no drafts\n")
        #expect(try await run("draft", "show").errors.contains("there is no such draft"))
        let prepared = try await run("draft", "set", "GPP_A=a", "Asset_ID=4711")
        #expect(prepared.status == 0)
        #expect(prepared.output.contains("GPP_A: \"\" -> \"a\"  [Applies now]\n"))
        #expect(prepared.output.contains("Asset_ID: \"\" -> \"4711\"  [Reboots]\n"))
        let secret = try await run("draft", "set", "GPP_SA=geheim")
        #expect(secret.status == 2 && !secret.errors.contains("geheim"))
        #expect(try await run("draft", "set", input: "GPP_SA=geheim\n").output.contains("GPP_SA: \"\" -> \"********\""))
        #expect(try await run("draft", "set", "Resync_Periodic=soon").status == 1)
        #expect(try await run("draft", "list").output.hasPrefix("console  3 changes  "))
        #expect(try await run("param", "get", "GPP_A").output == "\n", "a draft changes nothing by itself")
        #expect(try await run("draft", "discard", "Asset_ID").status == 0)
        let shown = try await run("draft", "show").output
        #expect(shown.contains("GPP_A") && !shown.contains("Asset_ID") && !shown.contains("geheim"))
        // Somebody else changes the same value.
        #expect(try await run("param", "set", "GPP_A=theirs").status == 0)
        #expect(try await run("draft", "show").output.contains("(conflict: it was \"\" when this was prepared)"))
        let refused = try await run("draft", "apply")
        #expect(refused.status == 1 && refused.errors.contains("somebody else has changed GPP_A since"))
        let applied = try await run("draft", "apply", "--mine", "GPP_A", "--note", "the move")
        #expect(applied.status == 0 && applied.output.contains("GPP_A: \"theirs\" -> \"a\""))
        #expect(applied.output.contains("(the move)"))
        #expect(try await run("draft", "list").output == "there are no drafts\n")
        #expect(try await run("draft", "set", "GPP_B=b", "--name", "later").status == 0)
        #expect(try await run("draft", "discard", "--name", "later").status == 0)
        #expect(try await run("draft", "list", "--json").output == "[]\n")
        #expect(
            try await run("draft", "set", "GPP_B=b", "--name", "no name").errors.contains("a draft's name has 1 to"))
        try await daemon?.end()
    }
}
