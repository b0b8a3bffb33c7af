import FlatProfile
import Store
import Testing
import Threading

@testable import PhoneService

@Suite struct DraftTests {
    private static let mine = DraftKey.browser(token: "token of a browser")
    private static let other = DraftKey.browser(token: "token of another")

    private func draft(_ bench: PhoneBench, _ key: DraftKey = mine, _ who: Principal = PhoneBench.admin) -> DraftRecord
    {
        bench.service.draft(key, of: who)
    }

    private func prepare(
        _ values: KeyValuePairs<String, String>, _ bench: PhoneBench, _ key: DraftKey = mine,
        by who: Principal = PhoneBench.admin
    ) async throws {
        try await bench.service.prepare(values.map { DraftWish($0.key, .text($0.value)) }, in: key, by: who)
    }

    @Test func aDraftChangesNothingUntilItIsApplied() async throws {
        let bench = try await PhoneBench(["GPP_A": "old"])
        try await prepare(["GPP_A": "new", "Asset_ID": "4711"], bench)
        #expect(bench.service.snapshot["GPP_A"] == "old" && bench.service.snapshot.revision == 1)
        let record = draft(bench)
        #expect(record.changes.map(\.name) == ["Asset_ID", "GPP_A"])
        #expect(record.changes.map(\.new) == ["4711", "new"])
        #expect(record.changes.map(\.old) == ["", "old"])
        #expect(record.effects.map(\.effect) == ["reboots"])
        let revision = try #require(
            try await bench.service.applyDraft(Self.mine, by: PhoneBench.admin, note: "for the reception"))
        #expect(revision.number == 2 && revision.change_count == 2 && revision.note == "for the reception")
        #expect(bench.service.snapshot["GPP_A"] == "new")
        #expect(draft(bench).changes.isEmpty)
    }

    @Test func draftsOfBrowsersAndAccountsAreApart() async throws {
        let bench = try await PhoneBench()
        try await prepare(["GPP_A": "a"], bench)
        try await prepare(["Hold_Reminder_Timer": "30"], bench, by: PhoneBench.user)
        #expect(draft(bench, Self.other).changes.isEmpty)
        #expect(draft(bench, Self.mine, PhoneBench.user).changes.map(\.name) == ["Hold_Reminder_Timer"])
        #expect(draft(bench).changes.map(\.name) == ["GPP_A"])
        await #expect(
            throws: DraftRefusal.submission(.missing("there is no such draft, or it is empty"))
        ) { try await bench.service.applyDraft(Self.other, by: PhoneBench.admin) }
    }

    @Test func anInvalidValueIsNotPrepared() async throws {
        let bench = try await PhoneBench()
        do throws(SubmissionRefusal) {
            try await bench.service.prepare(
                [
                    DraftWish("GPP_A", .text("fine")), DraftWish("Web_Server_Port", .text("0")),
                    DraftWish("Profile_Rule", .text("( $MA eq")), DraftWish("No_Such_Name", .text("x")),
                    DraftWish("Admin_Password", .text("short")),
                ], in: Self.mine, by: PhoneBench.admin)
            Issue.record("it was prepared")
        } catch {
            guard case .faults(let faults) = error else { throw error }
            #expect(faults.map(\.name) == ["Web_Server_Port", "Profile_Rule", "No_Such_Name", "Admin_Password"])
        }
        #expect(draft(bench).changes.isEmpty)
    }

    @Test func theUserPreparesOnlyWhatItMayChange() async throws {
        let bench = try await PhoneBench()
        await #expect(throws: SubmissionRefusal.self) { try await prepare(["GPP_A": "x"], bench, by: PhoneBench.user) }
        try await prepare(["Hold_Reminder_Timer": "30"], bench, by: PhoneBench.user)
        // A profile takes the right away before it is applied.
        let set = ChangeSet(
            [ParameterChange("Hold_Reminder_Timer", .keep, access: .readOnly)], origin: .profile(url: "http://h/"))
        _ = try await bench.service.writer.commit(set)
        #expect(draft(bench, Self.mine, PhoneBench.user).changes.map(\.state) == ["refused"])
        await #expect(throws: DraftRefusal.self) {
            try await bench.service.applyDraft(Self.mine, by: PhoneBench.user)
        }
        #expect(bench.service.snapshot["Hold_Reminder_Timer"] == "")
    }

    @Test func secretsAreNeverShownAndLoginsAreKeptAsHashes() async throws {
        let bench = try await PhoneBench(["XML_Password": "s3cret-old"])
        try await prepare(["Admin_Password": "correct-Horse7", "XML_Password": "s3cret-new"], bench)
        let shown = "\(draft(bench))"
        #expect(!shown.contains("correct-Horse7") && !shown.contains("s3cret"))
        let kept = try #require(bench.store.drafts.drafts.values.first)
        #expect(kept["Admin_Password"]?.isHashed == true && kept["Admin_Password"]?.value != "correct-Horse7")
        #expect(!kept.holder.key.contains("token"))
        _ = try await bench.service.applyDraft(Self.mine, by: PhoneBench.admin)
        #expect(try await bench.service.logIn("admin", "correct-Horse7") == .admin)
        #expect(bench.service.snapshot["XML_Password"] == "s3cret-new")
    }

    @Test func whatIsThereAlreadyIsNoChange() async throws {
        let bench = try await PhoneBench(["GPP_A": "same"])
        try await prepare(["GPP_A": "other", "GPP_B": "b"], bench)
        try await prepare(["GPP_A": "same"], bench)
        #expect(draft(bench).changes.map(\.name) == ["GPP_B"])
        try await bench.service.prepare([DraftWish("GPP_B", nil)], in: Self.mine, by: PhoneBench.admin)
        #expect(!bench.service.hasDraft(Self.mine, of: .admin))
    }

    // MARK: Conflicts

    @Test func whatAResyncChangedMeanwhileIsAskedAbout() async throws {
        let bench = try await PhoneBench(["GPP_A": "old", "GPP_B": "old"])
        try await prepare(["GPP_A": "mine", "GPP_B": "mine"], bench)
        let set = ChangeSet([ParameterChange("GPP_A", .set("theirs"))], origin: .profile(url: "http://ps/p.xml"))
        _ = try await bench.service.writer.commit(set)
        let record = draft(bench)
        #expect(record.conflicts == 1)
        let conflict = try #require(record.changes.first)
        #expect(conflict.state == "conflict" && conflict.changed_by == "http://ps/p.xml")
        #expect([conflict.base, conflict.old, conflict.new] == ["old", "theirs", "mine"])
        await #expect(throws: DraftRefusal.conflicts(["GPP_A"])) {
            try await bench.service.applyDraft(Self.mine, by: PhoneBench.admin)
        }
        #expect(bench.service.snapshot["GPP_B"] == "old")
        let answers: [String: DraftAnswer] = ["GPP_A": .theirs]
        _ = try await bench.service.applyDraft(
            Self.mine, by: PhoneBench.admin, answers: answers, basedOn: record.revision)
        #expect(bench.service.snapshot["GPP_A"] == "theirs" && bench.service.snapshot["GPP_B"] == "mine")
        #expect(!bench.service.hasDraft(Self.mine, of: .admin))
    }

    @Test func mineOverTheirs() async throws {
        let bench = try await PhoneBench(["GPP_A": "old"])
        try await prepare(["GPP_A": "mine"], bench)
        _ = try await bench.service.submit([("GPP_A", .text("theirs"))], by: PhoneBench.admin)
        _ = try await bench.service.applyDraft(Self.mine, by: PhoneBench.admin, answers: ["GPP_A": .mine])
        #expect(bench.service.snapshot["GPP_A"] == "mine")
    }

    @Test func anAnswerToWhatHasMovedAgainDoesNotCount() async throws {
        let bench = try await PhoneBench(["GPP_A": "old"])
        try await prepare(["GPP_A": "mine"], bench)
        _ = try await bench.service.submit([("GPP_A", .text("theirs"))], by: PhoneBench.admin)
        let seen = draft(bench).revision
        _ = try await bench.service.submit([("GPP_A", .text("theirs again"))], by: PhoneBench.admin)
        await #expect(throws: DraftRefusal.conflicts(["GPP_A"])) {
            try await bench.service.applyDraft(
                Self.mine, by: PhoneBench.admin, answers: ["GPP_A": .mine], basedOn: seen)
        }
        #expect(bench.service.snapshot["GPP_A"] == "theirs again")
    }

    @Test func twoPeopleWhoWantTheSameDoNotDisagree() async throws {
        let bench = try await PhoneBench(["GPP_A": "old"])
        try await prepare(["GPP_A": "new"], bench)
        try await prepare(["GPP_A": "new", "GPP_B": "b"], bench, Self.other)
        _ = try await bench.service.applyDraft(Self.mine, by: PhoneBench.admin)
        #expect(draft(bench, Self.other).changes.map(\.state) == ["done", "open"])
        #expect(bench.service.draftedChangeCount(Self.other, of: .admin) == 1)
        let revision = try await bench.service.applyDraft(Self.other, by: PhoneBench.admin)
        #expect(revision?.changes?.map(\.name) == ["GPP_B"])
    }

    @Test func manyWhoApplyAtOnceLoseNothing() async throws {
        let bench = try await PhoneBench()
        let names = ["GPP_A", "GPP_B", "GPP_C", "GPP_D", "GPP_E", "GPP_F"]
        for name in names {
            try await bench.service.prepare(
                [DraftWish(name, .text(name))], in: try #require(DraftKey(named: name)), by: PhoneBench.admin)
        }
        try await withThrowingTaskGroup { group in
            for name in names {
                group.addTask {
                    _ = try await bench.service.applyDraft(try #require(DraftKey(named: name)), by: PhoneBench.admin)
                }
            }
            try await group.waitForAll()
        }
        for name in names { #expect(bench.service.snapshot[ParameterName(name)] == name) }
        #expect(bench.service.snapshot.revision == names.count)
    }

    @Test func aDiskThatRefusesLeavesTheDraft() async throws {
        let bench = try await PhoneBench()
        bench.store.fail([.edit])
        await #expect(throws: SubmissionRefusal.self) { try await prepare(["GPP_A": "a"], bench) }
        bench.store.fail([])
        try await prepare(["GPP_A": "a"], bench)
        bench.store.fail([.commit])
        await #expect(throws: DraftRefusal.self) {
            try await bench.service.applyDraft(Self.mine, by: PhoneBench.admin)
        }
        #expect(bench.service.draftedChangeCount(Self.mine, of: .admin) == 1)
    }

    // MARK: One tab

    @Test func aTabThatIsSubmittedTakesItsDraftedValuesAlong() async throws {
        let bench = try await PhoneBench(["GPP_A": "old"])
        try await prepare(["GPP_A": "drafted", "XML_Password": "s3cret", "Asset_ID": "4711"], bench)
        let fields = bench.service.draftedFields(Self.mine, of: PhoneBench.admin)
        #expect(fields["GPP_A"] == DraftedField(text: "drafted", isSet: true, stored: "old", overtakenBy: nil))
        #expect(fields["XML_Password"] == DraftedField(text: "", isSet: true, stored: nil, overtakenBy: nil))
        let revision = try await bench.service.submit(
            [("GPP_A", .text("drafted")), ("GPP_B", .text("typed"))],
            showing: ["GPP_A": "drafted", "XML_Password": ""],
            of: Self.mine, by: PhoneBench.admin, basedOn: 1)
        #expect(revision?.changes?.map(\.name).sorted() == ["GPP_A", "GPP_B", "XML_Password"])
        #expect(bench.service.snapshot["XML_Password"] == "s3cret")
        #expect(draft(bench).changes.map(\.name) == ["Asset_ID"])
    }

    @Test func aDraftedValueThatIsPutBackIsDroppedFromTheDraft() async throws {
        let bench = try await PhoneBench(["GPP_A": "old"])
        try await prepare(["GPP_A": "drafted"], bench)
        let revision = try await bench.service.submit(
            [("GPP_A", .text("old"))], showing: ["GPP_A": "drafted"], of: Self.mine, by: PhoneBench.admin, basedOn: 1)
        #expect(revision == nil && !bench.service.hasDraft(Self.mine, of: .admin))
    }

    @Test func aTabThatShowedOlderValuesLeavesTheDraftAlone() async throws {
        let bench = try await PhoneBench(["GPP_A": "old"])
        try await prepare(["GPP_A": "drafted in another window"], bench)
        _ = try await bench.service.submit(
            [("GPP_A", .text("old")), ("GPP_B", .text("b"))], showing: [:], of: Self.mine, by: PhoneBench.admin,
            basedOn: 1)
        #expect(bench.service.snapshot["GPP_A"] == "old")
        try await bench.service.prepare(
            [DraftWish("GPP_A", .text("old")), DraftWish("GPP_C", .text("c"))], in: Self.mine, by: PhoneBench.admin,
            basedOn: 1)
        #expect(draft(bench).changes.map(\.new) == ["drafted in another window", "c"])
    }

    @Test func aTabWithAnOvertakenValueIsNotSubmitted() async throws {
        let bench = try await PhoneBench(["GPP_A": "old"])
        try await prepare(["GPP_A": "mine"], bench)
        _ = try await bench.service.submit([("GPP_A", .text("theirs"))], by: PhoneBench.admin)
        do throws(SubmissionRefusal) {
            _ = try await bench.service.submit(
                [("GPP_A", .text("mine")), ("GPP_B", .text("b"))], showing: ["GPP_A": "mine"], of: Self.mine,
                by: PhoneBench.admin, basedOn: 2)
            Issue.record("it was submitted")
        } catch {
            guard case .faults(let faults) = error else { throw error }
            #expect(faults.map(\.name) == ["GPP_A"])
        }
        #expect(bench.service.snapshot["GPP_A"] == "theirs" && bench.service.snapshot["GPP_B"].isEmpty)
    }

    // MARK: Hostile input

    @Test(arguments: ["", "browser", "a b", "../x", "name\n", "ä", String(repeating: "x", count: 65), "a/b", "%00"])
    func thatIsNoNameOfADraft(name: String) { #expect(DraftKey(named: name) == nil) }

    @Test(arguments: [String(repeating: "x", count: 201), "two\nlines", "bell\u{7}"])
    func thatIsNoNote(note: String) async throws {
        let bench = try await PhoneBench()
        try await prepare(["GPP_A": "a"], bench)
        await #expect(throws: DraftRefusal.self) {
            try await bench.service.applyDraft(Self.mine, by: PhoneBench.admin, note: note)
        }
        #expect(bench.service.snapshot["GPP_A"].isEmpty)
    }

    @Test func aHugeDraftIsRefusedWithASentence() async throws {
        let bench = try await PhoneBench()
        let text = String(repeating: "x", count: 200_000)
        let wishes = ["GPP_A", "GPP_B", "GPP_C"].map { DraftWish($0, .text(text)) }
        do throws(SubmissionRefusal) {
            try await bench.service.prepare(wishes, in: Self.mine, by: PhoneBench.admin)
            Issue.record("it was prepared")
        } catch {
            #expect("\(error)".contains("512 KiB") || "\(error)".contains("at most"))
        }
        #expect(!bench.service.hasDraft(Self.mine, of: .admin))
    }

    @Test func aPreviewStoresNothing() async throws {
        let bench = try await PhoneBench()
        let preview = try bench.service.preview(
            [("Web_Server_Port", .text("8443")), ("Admin_Password", .text("correct-Horse7"))], by: PhoneBench.admin)
        #expect(preview.changes.map(\.name).sorted() == ["Admin_Password", "Web_Server_Port"])
        #expect(preview.effects.map(\.effect) == ["locks-out", "locks-out", "restarts-web-server"])
        #expect(!"\(preview)".contains("correct-Horse7"))
        #expect(bench.service.snapshot.revision == 0)
    }
}
