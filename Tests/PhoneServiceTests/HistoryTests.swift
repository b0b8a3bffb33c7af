import FlatProfile
import Testing

@testable import PhoneService

@Suite struct HistoryTests {
    private let admin = PhoneBench.admin

    private func set(_ name: String, _ value: String, _ bench: PhoneBench, note: String = "") async throws {
        _ = try await bench.service.submit([(name, .text(value))], by: admin, note: note)
    }

    @Test func aRevisionTellsWhoMadeItAndWhy() async throws {
        let bench = try await PhoneBench()
        try await set("GPP_A", "1", bench, note: "for the <b>lab</b>")
        let record = try #require(try await bench.service.revision(1))
        #expect(record.origin == "admin (web)")
        #expect(record.kind == "web")
        #expect(record.author == "admin")
        #expect(record.note == "for the <b>lab</b>")
        #expect(record.change_count == 1)
    }

    @Test(
        arguments: [
            (String(repeating: "n", count: 10_000), "a note has at most 200 characters"),
            ("two\nlines", "a note is one line, without control characters"),
            ("nul\u{0}", "a note is one line, without control characters"),
            ("\u{202e}backwards", "a note is one line, without control characters"),
        ])
    func refusesANoteThatIsNone(note: String, sentence: String) async throws {
        let bench = try await PhoneBench()
        let refusal = SubmissionRefusal.faults([FieldFault(name: "note", sentence: sentence)])
        await #expect(throws: refusal) { try await set("GPP_A", "1", bench, note: note) }
        #expect(bench.service.snapshot.revision == 0)
        try await set("GPP_A", "1", bench)
        await #expect(throws: refusal) { try await bench.service.restore(0, by: admin, note: note) }
        await #expect(throws: refusal) { try await bench.service.undo(1, by: admin, note: note) }
        #expect(bench.service.snapshot.revision == 1)
    }

    @Test func aRestoreIsShownBeforeItIsDone() async throws {
        let bench = try await PhoneBench(["Admin_Password": "Long-Enough-1"])
        try await set("GPP_A", "1", bench)
        try await set("Web_Server_Port", "8081", bench)
        let preview = try await bench.service.restorePreview(0)
        #expect(preview.based_on == 3)
        #expect(preview.changes.map(\.name).sorted() == ["GPP_A", "Web_Server_Port"])
        #expect(preview.locks_out)
        #expect(preview.effects.first?.effect == "locks-out")
        try await set("GPP_B", "meanwhile", bench)
        await #expect(throws: SubmissionRefusal.self) {
            try await bench.service.restore(0, by: admin, basedOn: preview.based_on)
        }
        let restored = try #require(
            try await bench.service.restore(0, by: admin, note: "back", basedOn: 4, confirming: .standard))
        #expect(restored.origin == "restore of revision 0")
        #expect(restored.author == "admin")
        #expect(restored.note == "back")
        #expect(bench.service.hasPassword(.admin))
        #expect(bench.service.pendingRecord?.revisions == [5])
    }

    @Test(arguments: [-1, 7, Int.max, Int.min])
    func saysThatThereIsNoSuchRevision(number: Int) async throws {
        let bench = try await PhoneBench(["GPP_A": "1"])
        await #expect(throws: ServiceFailure.self) { try await bench.service.restorePreview(number) }
        await #expect(throws: ServiceFailure.self) {
            try await bench.service.exportedConfiguration(at: number, changedOnly: false)
        }
        await #expect(throws: ServiceFailure.self) { try await bench.service.parameters(at: number) }
        let missing = SubmissionRefusal.missing("there is no revision \(number); the history lists those that exist")
        await #expect(throws: missing) { try await bench.service.restore(number, by: admin) }
        await #expect(throws: missing) { try await bench.service.undo(number, by: admin) }
        await #expect(throws: missing) { try await bench.service.makeSavepoint("x", of: number, by: admin) }
    }

    @Test func theNewestRevisionIsUndoneOnce() async throws {
        let bench = try await PhoneBench()
        try await set("GPP_A", "1", bench)
        try await set("GPP_A", "2", bench)
        let undone = try await bench.service.undo(2, by: admin, note: "oops")
        #expect(undone?.origin == "revert of revision 2")
        #expect(bench.service.snapshot["GPP_A"] == "1")
        // The same form sent twice undoes nothing else.
        await #expect(throws: SubmissionRefusal.outdated("\(StoreErrorText.overtaken(3))")) {
            try await bench.service.undo(2, by: admin)
        }
    }

    private enum StoreErrorText {
        static func overtaken(_ number: Int) -> String {
            "revision \(number) was made meanwhile, so nothing was changed; look at it and try again"
        }
    }

    @Test func theUserChangesNothingOfTheHistory() async throws {
        let bench = try await PhoneBench(["GPP_A": "1"])
        let savepoint = try await bench.service.makeSavepoint("x", by: admin)
        let attempts: [() async throws -> Void] = [
            { _ = try await bench.service.restore(0, by: PhoneBench.user) },
            { _ = try await bench.service.undo(1, by: PhoneBench.user) },
            { _ = try await bench.service.makeSavepoint("y", by: PhoneBench.user) },
            { _ = try await bench.service.renameSavepoint(savepoint.id, to: "y", by: PhoneBench.user) },
            { try await bench.service.deleteSavepoint(savepoint.id, by: PhoneBench.user) },
        ]
        for attempt in attempts {
            await #expect(throws: SubmissionRefusal.self) { try await attempt() }
        }
        #expect(bench.service.snapshot.revision == 1)
        #expect(try await bench.service.savepoints() == [savepoint])
    }

    @Test(
        arguments: [
            ("", "a savepoint needs a name"), (" \t\u{a0} ", "a savepoint needs a name"),
            (String(repeating: "x", count: 61), "a name has at most 60 characters"),
            (String(repeating: "x", count: 10_240), "a name has at most 60 characters"),
            ("a\u{301}" + String(repeating: "\u{301}", count: 5000), "a name has at most 60 characters"),
            ("a\u{0}b", "a name is one line, without control characters"),
            ("a\nb", "a name is one line, without control characters"),
            ("a\u{1b}[2Jb", "a name is one line, without control characters"),
            ("a\u{202e}b", "a name is one line, without control characters"),
            ("a\u{2028}b", "a name is one line, without control characters"),
        ])
    func refusesANameThatIsNone(name: String, sentence: String) async throws {
        let bench = try await PhoneBench(["GPP_A": "1"])
        let kept = try await bench.service.makeSavepoint("kept", by: admin)
        let refusal = SubmissionRefusal.faults([FieldFault(name: "name", sentence: sentence)])
        await #expect(throws: refusal) { try await bench.service.makeSavepoint(name, by: admin) }
        await #expect(throws: refusal) { try await bench.service.renameSavepoint(kept.id, to: name, by: admin) }
        #expect(try await bench.service.savepoints() == [kept])
    }

    @Test func aNameMayHoldMarkupWhichIsText() async throws {
        let bench = try await PhoneBench(["GPP_A": "1"])
        let name = "<script>alert(1)</script> & \"quoted\""
        #expect(try await bench.service.makeSavepoint("  \(name)  ", by: admin).name == name)
    }

    @Test func anEarlierConfigurationIsExportedWithoutSecrets() async throws {
        let bench = try await PhoneBench(["GPP_A": "one", "Admin_Password": "Long-Enough-1", "GPP_SA": "a secret"])
        try await set("GPP_A", "two", bench)
        let whole = String(
            decoding: try await bench.service.exportedConfiguration(at: 1, changedOnly: false), as: UTF8.self)
        let changed = String(
            decoding: try await bench.service.exportedConfiguration(at: 1, changedOnly: true), as: UTF8.self)
        for text in [whole, changed] {
            #expect(text.contains("<GPP_A ua=\"na\">one</GPP_A>"))
            #expect(!text.contains("a secret") && !text.contains("scrypt"))
        }
        #expect(changed.count < whole.count / 10)
        let records = try await bench.service.parameters(at: 1, .changed)
        #expect(records.map(\.name).sorted() == ["Admin_Password", "GPP_A", "GPP_SA"])
        #expect(records.first { $0.name == "GPP_SA" }?.value == nil)
    }
}
