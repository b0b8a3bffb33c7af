import FlatProfile
import TestSupport
import Testing

@testable import Store

/// Changes that wait for their confirmation, in both stores.
@Suite struct PendingChangeTests {
    private func terms(_ milliseconds: Int = 90_000, account: String = "admin") -> ConfirmationQuestion {
        { _ in ConfirmationTerms(account: account, boot: "boot", deadline: .milliseconds(milliseconds)) }
    }

    @Test(arguments: StoreKind.allCases)
    func waitsTogetherWithItsRevision(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.set("GPP_A", "before")
            #expect(store.pendingChange == nil)
            _ = try await store.commit(.typed(["GPP_A": "after"]), at: second(1), terms: terms(1234))
            let pending = try #require(store.pendingChange)
            #expect(pending.revisions == [2])
            #expect(pending.terms == ConfirmationTerms(account: "admin", boot: "boot", deadline: .milliseconds(1234)))
        }
    }

    @Test(arguments: StoreKind.allCases)
    func isAskedAboutWhatReallyChanges(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.set("GPP_A", "same")
            let question: ConfirmationQuestion = { changes in
                changes.contains { $0.name == "GPP_A" } ? terms()(changes) : nil
            }
            _ = try await store.commit(.typed(["GPP_A": "same", "GPP_B": "x"]), at: second(1), terms: question)
            #expect(store.pendingChange == nil)
            let nothing = try await store.commit(.typed(["GPP_A": "same"]), at: second(1), terms: terms())
            #expect(nothing == nil)
            #expect(store.pendingChange == nil)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func isConfirmedOnceAndStays(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            _ = try await store.commit(.typed(["GPP_A": "after"]), at: second(1), terms: terms())
            #expect(try await store.confirm(newest: 7) == false)
            #expect(try await store.confirm(newest: 1))
            #expect(try await store.confirm(newest: 1) == false)
            #expect(store.pendingChange == nil)
            #expect(store.snapshot["GPP_A"] == "after")
            let outcome = try await store.revertPendingChange(newest: 1, at: second(2), author: "", note: "")
            #expect(outcome == .passed)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func comesBackAsARevisionOfItsOwn(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.set("GPP_A", "before")
            _ = try await store.commit(.typed(["GPP_A": "after", "GPP_B": "new"]), at: second(1), terms: terms())
            let outcome = try await store.revertPendingChange(newest: 2, at: second(9), author: "root", note: "late")
            guard case .reverted(let committed?) = outcome else { return #expect(Bool(false), "\(outcome)") }
            #expect(
                committed.revision
                    == Revision(
                        number: 3, time: second(9), origin: .revert(of: 2), author: "root", note: "late", changeCount: 2
                    ))
            #expect(try await store.revision(3) == committed.revision)
            #expect(store.snapshot["GPP_A"] == "before")
            #expect(store.snapshot.settings["GPP_B"] == nil)
            #expect(
                store.snapshot.settings["GPP_A"]?.provenance
                    == Provenance(origin: .revert(of: 2), time: second(9), revision: 3))
            #expect(store.pendingChange == nil)
            try await expectConsistentHistory(of: store)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func leavesWhatOthersHaveChangedSince(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            _ = try await store.commit(
                .typed(["GPP_A": "1", "GPP_B": "1", "GPP_C": "1", "GPP_D": "old"]), at: second(0))
            var set = ChangeSet.typed(["GPP_A": "2", "GPP_B": "2", "GPP_C": "2"])
            set.changes.append(ParameterChange("GPP_D", .reset))
            _ = try await store.commit(set, at: second(1), terms: terms())
            let profile = Origin.profile(url: "http://ps/x.xml")
            // Another value; the same one, which changes nothing; another one and back to the default.
            let resync = ["GPP_B": "3", "GPP_C": "2", "GPP_D": "x"] as KeyValuePairs<ParameterName, String>
            _ = try await store.commit(
                ChangeSet(resync.map { ParameterChange($0.key, .set($0.value)) }, origin: profile), at: second(2))
            _ = try await store.commit(
                ChangeSet([ParameterChange("GPP_D", .reset), ParameterChange("GPP_E", .set("e"))], origin: profile),
                at: second(3))
            _ = try await store.revertPendingChange(newest: 2, at: second(4), author: "", note: "")
            let values = ["GPP_A", "GPP_B", "GPP_C", "GPP_D", "GPP_E"].map { store.snapshot[ParameterName($0)] }
            #expect(values == ["1", "3", "1", "", "e"])
            #expect(try await store.changes(of: 5).map(\.name) == ["GPP_A", "GPP_C"])
            try await expectConsistentHistory(of: store)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func severalThatWaitComeBackTogether(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.set("GPP_A", "0")
            _ = try await store.commit(.typed(["GPP_A": "1"]), at: second(1), terms: terms(1000, account: "user"))
            try await store.set("GPP_C", "between")
            _ = try await store.commit(.typed(["GPP_A": "2", "GPP_B": "2"]), at: second(2), terms: terms(2000))
            let pending = try #require(store.pendingChange)
            #expect(pending.revisions == [2, 4])
            #expect(pending.terms.deadline == .milliseconds(2000))
            #expect(try await store.confirm(newest: 2) == false)
            #expect(try await store.revertPendingChange(newest: 2, at: second(3), author: "", note: "") == .passed)
            _ = try await store.revertPendingChange(newest: 4, at: second(3), author: "", note: "")
            #expect(store.snapshot["GPP_A"] == "0")
            #expect(store.snapshot["GPP_B"] == "")
            #expect(store.snapshot["GPP_C"] == "between")
            #expect(try await store.revision(5)?.origin == .revert(of: 2))
        }
    }

    @Test(arguments: StoreKind.allCases)
    func endsWithoutARevisionWhereNothingIsLeftToTakeBack(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            _ = try await store.commit(.typed(["GPP_A": "1"]), at: second(1), terms: terms())
            try await store.set("GPP_A", "2")
            let outcome = try await store.revertPendingChange(newest: 1, at: second(3), author: "", note: "")
            #expect(outcome == .reverted(nil))
            #expect(store.pendingChange == nil)
            #expect(store.snapshot.revision == 2)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func bringsPasswordsBack(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.set("Admin_Password", "old hash")
            _ = try await store.commit(.typed(["Admin_Password": "new hash"]), at: second(1), terms: terms())
            _ = try await store.revertPendingChange(newest: 2, at: second(2), author: "", note: "")
            #expect(store.snapshot["Admin_Password"] == "old hash")
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aFactoryResetEndsTheWaiting(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            _ = try await store.commit(.typed(["GPP_A": "1"]), at: second(1), terms: terms())
            _ = try await store.makeSavepoint("x", of: 1, at: second(1), author: "admin")
            _ = try await store.factoryReset(at: second(2), note: "")
            #expect(store.pendingChange == nil)
            #expect(try await store.savepoints().isEmpty)
            let outcome = try await store.revertPendingChange(newest: 1, at: second(3), author: "", note: "")
            #expect(outcome == .passed)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func ofConfirmingAndTakingBackAtOnceOneHappens(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            for round in 1...20 {
                let number = store.snapshot.revision + 1
                _ = try await store.commit(.typed(["GPP_A": "\(round)"]), at: second(1), terms: terms())
                async let confirmed = store.confirm(newest: number)
                async let reverted = store.revertPendingChange(newest: number, at: second(2), author: "", note: "")
                let outcomes = (try await confirmed, try await reverted != .passed)
                #expect(outcomes.0 != outcomes.1)
                #expect(store.snapshot.revision == (outcomes.1 ? number + 1 : number))
            }
        }
    }

    @Test func waitsAcrossARestartOfTheStore() async throws {
        let disk = try SmallDisk(kilobytes: 8192)
        let path = disk.path + "/state"
        let first = try await SQLiteStore.open(directory: path, catalogue: phone)
        _ = try await first.commit(.typed(["GPP_A": "1"]), at: second(1), terms: terms(4711, account: "user"))
        let pending = first.pendingChange
        await first.close()
        let again = try await SQLiteStore.open(directory: path, catalogue: phone)
        #expect(pending != nil)
        #expect(again.pendingChange == pending)
        await again.close()
    }

    // MARK: Undo

    @Test(arguments: StoreKind.allCases)
    func takesTheNewestRevisionBackButNoLogin(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.set("GPP_A", "1")
            _ = try await store.commit(.typed(["GPP_A": "2", "Admin_Password": "hash"]), at: second(1))
            let undone = try await store.undo(2, at: second(2), author: "admin", note: "oops")
            #expect(undone?.revision.origin == .revert(of: 2))
            #expect(undone?.revision.author == "admin")
            #expect(undone?.changes.map(\.name) == ["GPP_A"])
            #expect(store.snapshot["GPP_A"] == "1")
            #expect(store.snapshot["Admin_Password"] == "hash")
            // Undoing the undoing does it again.
            _ = try await store.undo(3, at: second(3), author: "admin", note: "")
            #expect(store.snapshot["GPP_A"] == "2")
            try await expectConsistentHistory(of: store)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func undoesOnlyTheNewestRevision(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.set("GPP_A", "1")
            try await store.set("GPP_A", "2")
            for number in [0, 7, -1, Int.max, Int.min] {
                await #expect(throws: StoreError.unknownRevision(number)) {
                    try await store.undo(number, at: second(2), author: "", note: "")
                }
            }
            await #expect(throws: StoreError.overtaken(by: 2)) {
                try await store.undo(1, at: second(2), author: "", note: "")
            }
            _ = try await store.commit(.typed(["Admin_Password": "hash"]), at: second(3))
            #expect(try await store.undo(3, at: second(4), author: "", note: "") == nil)
        }
    }
}
