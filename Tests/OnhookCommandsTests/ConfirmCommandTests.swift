import Testing

@testable import OnhookCommands

@Suite struct ConfirmCommandTests {
    @Test func aChangeWaitsAndIsConfirmedWithoutADaemon() async throws {
        let phone = try PhoneDirectory()
        #expect(await phone.run("confirm").errors == "onhook: no change waits for a confirmation\n")
        let set = await phone.run(
            "param", "set", "Web_Server_Port=8081", "GPP_A=x", "--confirm-within", "600", "--note", "a try")
        #expect(set.output.contains("(a try)"))
        let status = try await phone.run("status", "--json").object
        let pending = try #require(status["pending_change"] as? [String: Any])
        #expect(pending.keySet == Keys.pendingChange)
        #expect(pending["revisions"] as? [Int] == [1])
        #expect(await phone.run("status").output.contains("waiting        revision 1 by admin: it is taken back in "))
        #expect(await phone.run("confirm").output == "the change stays\n")
        #expect(await phone.run("param", "get", "Web_Server_Port").output == "8081\n")
        #expect(await phone.run("revert").status == .failed)
    }

    @Test func aChangeIsTakenBackByHand() async throws {
        let phone = try PhoneDirectory()
        _ = await phone.run("param", "set", "Web_Server_Port=8081", "--confirm-within", "600")
        let reverted = await phone.run("revert", "--json")
        let revision = try #require(try reverted.object["revision"] as? [String: Any])
        #expect(revision["kind"] as? String == "revert")
        #expect(await phone.run("param", "get", "Web_Server_Port").output == "443\n")
    }

    @Test(arguments: ["5", "0", "3601", "x", "-1", "99999999999999999999"])
    func refusesATimeThatIsNone(seconds: String) async throws {
        let phone = try PhoneDirectory()
        for words in [["param", "set", "GPP_A=x"], ["history", "undo"], ["history", "restore", "0"]] {
            let run = await CommandRun(words + ["--confirm-within=\(seconds)", "--state", phone.path])
            #expect(run.status == .usage)
            #expect(isOneSentence(run.errors))
        }
        let serve = await CommandRun(["serve", "--confirm-window=\(seconds)x", "--state", ":memory:"])
        #expect(serve.status == .usage)
    }

    @Test func whatNeedsNoConfirmationWaitsForNobody() async throws {
        let phone = try PhoneDirectory()
        _ = await phone.run("param", "set", "GPP_A=x", "--confirm-within", "600")
        _ = await phone.run("param", "set", "Web_Server_Port=8081")
        #expect(await phone.run("confirm").status == .failed)
    }
}

@Suite struct SavepointCommandTests {
    @Test func namesRestoresAndForgets() async throws {
        let phone = try PhoneDirectory()
        _ = await phone.run("param", "set", "GPP_A=one")
        let made = try await phone.run("history", "savepoint", "make", "good one", "--json").object
        #expect(made.keySet == Keys.savepoint)
        #expect(made["revision"] as? Int == 1)
        _ = await phone.run("history", "savepoint", "make", "factory", "--revision", "0")
        #expect(await phone.run("history", "savepoint", "make", "factory").status == .failed)
        #expect(await phone.run("history", "savepoint", "rename", "good one", "good").status == .done)
        let names = try await phone.run("history", "savepoint", "list", "--json").objects.map { $0["name"] as? String }
        #expect(names == ["good", "factory"])
        _ = await phone.run("param", "set", "GPP_A=two")
        #expect(await phone.run("history", "savepoint", "restore", "good", "--note", "back").status == .done)
        #expect(await phone.run("param", "get", "GPP_A").output == "one\n")
        #expect(await phone.run("history", "savepoint", "delete", "good").status == .done)
        for words in [["delete", "good"], ["restore", "good"], ["rename", "good", "x"]] {
            let run = await CommandRun(["history", "savepoint"] + words + ["--state", phone.path])
            #expect(run.status == .failed)
            #expect(isOneSentence(run.errors))
        }
    }

    @Test func undoesExportsPreviewsAndFilters() async throws {
        let phone = try PhoneDirectory()
        #expect(await phone.run("history", "undo").status == .failed)
        _ = await phone.run("param", "set", "GPP_A=one")
        _ = await phone.run("param", "set", "GPP_A=two")
        let preview = await phone.run("history", "restore", "1", "--dry-run").output
        #expect(preview.hasPrefix("GPP_A: \"two\" -> \"one\"  [Applies now]\n\nApplies now: "))
        #expect(await phone.run("history", "undo", "1").status == .failed)
        let undone = await phone.run("history", "undo")
        #expect(undone.output.contains("revert of revision 2 by "))
        #expect(await phone.run("param", "get", "GPP_A").output == "one\n")
        let exported = await phone.run("history", "export", "2", "--changed")
        #expect(exported.output.contains(">two</GPP_A>"))
        #expect(await phone.run("history", "export", "9").status == .failed)
        let reverts = try await phone.run("history", "list", "--origin", "revert", "--json").objects
        #expect(reverts.map { $0["number"] as? Int } == [3])
        #expect(try await phone.run("history", "list", "--author", "nobody", "--json").objects.isEmpty)
        #expect(await phone.run("history", "list", "--origin", "nonsense").status == .failed)
    }
}
