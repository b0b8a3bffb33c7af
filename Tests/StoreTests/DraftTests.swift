import CSQLite
import FlatProfile
import TestSupport
import Testing

@testable import Store

private let mine = DraftHolder(account: "admin", key: "browser:1")
private let theirs = DraftHolder(account: "user", key: "browser:1")

/// What every store does with drafts, whatever it is made of.
@Suite struct DraftTests {
    private func change(_ name: ParameterName, _ value: String?, base: String = "", at time: Int64 = 0) -> DraftedChange
    {
        DraftedChange(name, value: value, base: base, time: second(time))
    }

    private func expect(
        _ isTaken: Bool, _ edit: DraftEdit, at time: Int64, of store: any ConfigurationStore
    ) async throws {
        let answer = try await store.edit(edit, at: second(time))
        #expect(answer == isTaken)
    }

    @Test(arguments: StoreKind.allCases)
    func keepsADraftForEachHolder(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            #expect(store.drafts.drafts.isEmpty)
            try await expect(true, DraftEdit(mine, setting: [change("GPP_A", "a")]), at: 1, of: store)
            try await expect(true, DraftEdit(theirs, setting: [change("GPP_A", "b")]), at: 2, of: store)
            try await expect(true, DraftEdit(mine, setting: [change("GPP_B", nil)]), at: 3, of: store)
            let draft = Draft(
                holder: mine, begun: second(1), touched: second(3),
                changes: [change("GPP_A", "a"), change("GPP_B", nil)])
            #expect(store.drafts[mine] == draft)
            #expect(store.drafts[theirs]?.changes.map(\.value) == ["b"])
            #expect(store.snapshot.revision == 0)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aSecondChangeOfAParameterTakesThePlaceOfTheFirst(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            _ = try await store.edit(
                DraftEdit(mine, setting: [change("GPP_A", "1"), change("GPP_B", "2")]), at: second(1))
            _ = try await store.edit(DraftEdit(mine, setting: [change("GPP_A", "3", at: 2)]), at: second(2))
            #expect(store.drafts[mine]?.changes == [change("GPP_A", "3", at: 2), change("GPP_B", "2")])
            _ = try await store.edit(DraftEdit(mine, removing: ["GPP_A", "GPP_C"]), at: second(3))
            #expect(store.drafts[mine]?.changes.map(\.name) == ["GPP_B"])
            _ = try await store.edit(DraftEdit(mine, setting: [change("GPP_D", "4")], replacesAll: true), at: second(4))
            #expect(store.drafts[mine]?.changes.map(\.name) == ["GPP_D"])
            _ = try await store.edit(DraftEdit(mine, removing: ["GPP_D"]), at: second(5))
            #expect(store.drafts[mine] == nil)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aCommitEndsWhatItSettlesInTheSameBreath(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            _ = try await store.edit(
                DraftEdit(mine, setting: [change("GPP_A", "1"), change("GPP_B", "2")]), at: second(1))
            let committed = try await store.commit(
                .typed(["GPP_A": "1"]), at: second(2),
                settling: DraftSettlement(mine, names: ["GPP_A"], ifStillAt: 0))
            #expect(committed?.revision.number == 1)
            #expect(store.drafts[mine]?.changes.map(\.name) == ["GPP_B"])
            // What makes no difference any more ends all the same.
            #expect(
                try await store.commit(
                    .typed(["GPP_A": "1"]), at: second(3), settling: DraftSettlement(mine, names: ["GPP_B"])) == nil)
            #expect(store.drafts[mine] == nil)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aCommitThatWasOvertakenChangesNothing(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            _ = try await store.edit(DraftEdit(mine, setting: [change("GPP_A", "1")]), at: second(1))
            try await store.set("GPP_C", "of the resync")
            await #expect(throws: StoreError.overtaken(by: 1)) {
                try await store.commit(
                    .typed(["GPP_A": "1"]), at: second(2),
                    settling: DraftSettlement(mine, names: ["GPP_A"], ifStillAt: 0))
            }
            #expect(store.snapshot["GPP_A"].isEmpty)
            #expect(store.drafts[mine]?.changes.count == 1)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aDraftHasLimits(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            _ = try await store.edit(DraftEdit(mine, setting: [change("GPP_A", "1")]), at: second(1))
            let long = String(repeating: "x", count: DraftBook.largestSize)
            try await expect(false, DraftEdit(mine, setting: [change("GPP_B", long)]), at: 2, of: store)
            let many = (0...DraftBook.mostChanges).map { change(ParameterName("P\($0)"), "") }
            try await expect(false, DraftEdit(mine, setting: many), at: 2, of: store)
            #expect(store.drafts[mine]?.changes == [change("GPP_A", "1")])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func theDraftThatWasLeftAloneLongestMakesRoom(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            for number in 0...DraftBook.mostDrafts {
                let holder = DraftHolder(account: "admin", key: "name:\(number)")
                _ = try await store.edit(DraftEdit(holder, setting: [change("GPP_A", "1")]), at: second(Int64(number)))
            }
            _ = try await store.edit(DraftEdit(theirs, setting: [change("GPP_A", "1")]), at: second(0))
            let kept = store.drafts.drafts.keys.filter { $0.account == "admin" }
            #expect(kept.count == DraftBook.mostDrafts)
            #expect(!kept.contains(DraftHolder(account: "admin", key: "name:0")))
            #expect(store.drafts[theirs] != nil)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func draftsThatNobodyTouchesGo(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            _ = try await store.edit(DraftEdit(mine, setting: [change("GPP_A", "1")]), at: second(0))
            let month = Int64(DraftBook.lifetime.components.seconds)
            _ = try await store.edit(DraftEdit(theirs, setting: [change("GPP_A", "1")]), at: second(month))
            #expect(store.drafts[mine] != nil)
            _ = try await store.edit(DraftEdit(theirs, setting: [change("GPP_B", "1")]), at: second(month + 1))
            #expect(store.drafts[mine] == nil)
            try await store.removeDrafts(untouchedSince: second(month + 2))
            #expect(store.drafts.drafts.isEmpty)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aFactoryResetErasesDrafts(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            _ = try await store.edit(DraftEdit(mine, setting: [change("GPP_A", "1")]), at: second(0))
            _ = try await store.factoryReset(at: second(1), note: "")
            #expect(store.drafts.drafts.isEmpty)
        }
    }

    @Test func aDraftSurvivesWithAllItSays() async throws {
        let directory = try TemporaryDirectory()
        let changes = [
            DraftedChange("Admin_Password", value: "$y$hash", isHashed: true, base: "", time: second(1)),
            DraftedChange("Profile_Rule", value: nil, base: "/old.xml", time: second(2)),
            DraftedChange("GPP_A", value: "", base: "ä\0b", time: second(3)),
        ]
        let store = try await SQLiteStore.open(directory: directory.path, catalogue: phone)
        _ = try await store.edit(DraftEdit(mine, setting: changes), at: second(4))
        let draft = store.drafts[mine]
        await store.close()
        let again = try await SQLiteStore.open(directory: directory.path, catalogue: phone)
        #expect(again.drafts[mine] == draft)
        #expect(draft?.changes == changes)
        await again.close()
    }

    /// A store of the second schema, as a program before drafts has written it.
    @Test func bringsAStoreOfTheSecondSchemaUpToDate() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/onhook.db"
        var handle: OpaquePointer?
        try #require(sqlite3_open(path, &handle) == SQLITE_OK)
        let script = """
            PRAGMA journal_mode = WAL; PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = 2;
            \(Schema.current.steps[0])
            \(Schema.current.steps[1])
            INSERT INTO revision VALUES (1, 5000, 'web', 'admin', 'first', 1);
            INSERT INTO change VALUES (1, 1, 'GPP_A', NULL, 1, 'kept', NULL, 0, 0, NULL);
            INSERT INTO present VALUES ('GPP_A', 1);
            """
        let code = sqlite3_exec(handle, script, nil, nil, nil)
        let message = String(cString: sqlite3_errmsg(handle))
        sqlite3_close(handle)
        try #require(code == SQLITE_OK, "\(message)")

        let store = try await SQLiteStore.open(directory: directory.path, catalogue: phone)
        #expect(store.snapshot["GPP_A"] == "kept")
        #expect(try await store.revision(1)?.note == "first")
        try await expect(true, DraftEdit(mine, setting: [change("GPP_A", "x", base: "kept")]), at: 1, of: store)
        try await store.check()
        try await expectConsistentHistory(of: store)
        await store.close()
        let reading = try await SQLiteStore.open(directory: directory.path, catalogue: phone, access: .readOnly)
        #expect(reading.drafts[mine]?.changes.map(\.base) == ["kept"])
        await reading.close()
    }
}
