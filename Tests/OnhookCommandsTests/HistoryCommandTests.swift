import Testing

@testable import OnhookCommands

@Suite struct HistoryCommandTests {
    @Test func showsComparesAndRestoresRevisions() async throws {
        let phone = try PhoneDirectory()
        _ = await phone.run("param", "set", "GPP_A=one")
        _ = await phone.run("param", "set", "GPP_A=two", "GPP_B=b")
        let list = try await phone.run("history", "list", "--json").objects
        #expect(list.map { $0["number"] as? Int } == [2, 1])
        #expect(list.allSatisfy { $0.keySet == Keys.revision })
        #expect(try await phone.run("history", "list", "--limit", "1", "--json").objects.count == 1)
        let shown = await phone.run("history", "show", "2")
        #expect(shown.output.hasSuffix("2 changed\n  GPP_A: \"one\" -> \"two\"\n  GPP_B: default -> \"b\"\n"))
        let difference = await phone.run("history", "diff", "2", "1")
        #expect(difference.output == "GPP_A: \"two\" -> \"one\"\nGPP_B: \"b\" -> default\n")
        #expect(await phone.run("history", "diff", "1", "1").output == "no difference\n")
        let restored = await phone.run("history", "restore", "1")
        #expect(restored.status == .done)
        #expect(restored.output.hasPrefix("3  "))
        #expect(await phone.run("param", "get", "GPP_A").output == "one\n")
        #expect(
            await phone.run("history", "restore", "1").output == "nothing was different, so nothing was stored\n")
        #expect(await phone.run("history", "restore", "0").status == .done)
        #expect(await phone.run("param", "list", "--changed").output.isEmpty)
    }

    @Test(arguments: [["history", "show", "7"], ["history", "diff", "0", "7"], ["history", "restore", "7"]])
    func saysWhenThereIsNoSuchRevision(words: [String]) async throws {
        let phone = try PhoneDirectory()
        _ = await phone.run("param", "set", "GPP_A=one")
        let run = await CommandRun(words + ["--state", phone.path])
        #expect(run.status == .failed)
        #expect(isOneSentence(run.errors))
        #expect(run.errors.contains("there is no"))
    }
}
