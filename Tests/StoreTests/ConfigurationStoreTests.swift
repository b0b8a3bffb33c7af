import FlatProfile
import Testing

@testable import Store

/// What every store does, whatever it is made of.
@Suite struct ConfigurationStoreTests {
    // MARK: Revisions

    @Test(arguments: StoreKind.allCases)
    func beginsInFactoryStateWithoutHistory(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let revisions = try await store.revisions(limit: 10)
            #expect(revisions.isEmpty)
            #expect(store.snapshot.revision == 0)
            #expect(store.snapshot.settings.isEmpty)
            #expect(store.snapshot["Resync_Periodic"] == "3600")
            #expect(try await store.revision(0) == nil)
            #expect(try await store.snapshot(at: 0).settings.isEmpty)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func makesOneRevisionOfASetOfChanges(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let set = ChangeSet(
                [
                    ParameterChange("GPP_A", .set("a")),
                    ParameterChange(
                        "Profile_Rule", .set("/phone.xml"), access: .readWrite, isUserPreference: true, line: 7),
                ], origin: .profile(url: "http://ps/x.xml"), note: "morning")
            let committed = try await store.commit(set, at: second(5))
            let expected = Revision(
                number: 1, time: second(5), origin: .profile(url: "http://ps/x.xml"), note: "morning", changeCount: 2)
            #expect(committed?.revision == expected)
            #expect(try await store.revision(1) == expected)
            #expect(store.snapshot["GPP_A"] == "a")
            let rule = Setting(
                value: "/phone.xml", access: .readWrite, isUserPreference: true,
                provenance: Provenance(
                    origin: .profile(url: "http://ps/x.xml"), line: 7, time: second(5), revision: 1))
            #expect(store.snapshot.settings["Profile_Rule"] == rule)
            #expect(committed?.changes.map(\.name) == ["GPP_A", "Profile_Rule"])
            #expect(try await store.changes(of: 1) == committed?.changes)
            #expect(try await store.changes(of: 1)[1] == RevisionChange(name: "Profile_Rule", before: nil, after: rule))
        }
    }

    @Test(arguments: StoreKind.allCases)
    func makesNoRevisionOfWhatChangesNothing(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.set("GPP_A", "a")
            #expect(try await store.commit(.typed(["GPP_A": "a"]), at: second(1)) == nil)
            #expect(try await store.commit(.typed(["Resync_Periodic": "3600"]), at: second(1)) == nil)
            #expect(try await store.commit(.typed(["No_Such_Parameter": "x"]), at: second(1)) == nil)
            #expect(try await store.commit(ChangeSet([], origin: admin), at: second(1)) == nil)
            #expect(try await store.revisions(limit: 10).map(\.number) == [1])
        }
    }

    @Test(
        arguments: StoreKind.allCases,
        [
            .web(account: "admin"), .profile(url: "tftp://ps/ä b.xml"), .assignment(rule: "Profile_Rule_B"),
            .importedFile(name: "x.xml"), .commandLine(user: "root"), .api(account: "user"), .tr069(url: "https://acs"),
            .restore(of: 17), .factoryReset,
        ] as [Origin])
    func remembersTheOrigin(kind: StoreKind, origin: Origin) async throws {
        try await withStore(kind) { store in
            _ = try await store.commit(
                ChangeSet([ParameterChange("GPP_A", .set("x"))], origin: origin), at: second(0))
            #expect(try await store.revision(1)?.origin == origin)
            #expect(try await store.changes(of: 1).first?.after?.provenance.origin == origin)
        }
    }

    @Test(arguments: StoreKind.allCases, ["", " ", "ä🙂\u{0}\n'\"", String(repeating: "x", count: 100_000)])
    func keepsAnyText(kind: StoreKind, text: String) async throws {
        try await withStore(kind) { store in
            try await store.set("GPP_A", "before")
            _ = try await store.commit(
                ChangeSet([ParameterChange("GPP_A", .set(text))], origin: admin, note: text), at: second(0))
            #expect(try await store.changes(of: 2).map(\.after?.value) == [text])
            #expect(try await store.revision(2)?.note == text)
            try await store.set("GPP_A", "after")
            #expect(try await store.snapshot(at: 2)["GPP_A"] == text)
        }
    }

    @Test(arguments: StoreKind.allCases, [Int64.min, -1, 0, 1, Int64.max])
    func keepsAnyMoment(kind: StoreKind, milliseconds: Int64) async throws {
        try await withStore(kind) { store in
            let time = Timestamp(unixMilliseconds: milliseconds)
            _ = try await store.commit(.typed(["GPP_A": "x"]), at: time)
            #expect(try await store.revision(1)?.time == time)
            _ = try await store.append(kind: "k", at: time, payload: [])
            #expect(try await store.journal(kind: "k", limit: 1).first?.time == time)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func numbersConcurrentWritesWithoutGaps(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let numbers = try await withThrowingTaskGroup(of: RevisionNumber?.self) { group in
                for index in 0..<40 {
                    group.addTask {
                        try await store.commit(.typed(["GPP_A": "value \(index)"]), at: second(0))?.revision.number
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(numbers.compactMap(\.self).sorted() == Array(1...40))
            try await expectConsistentHistory(of: store)
        }
    }

    // MARK: History

    @Test(arguments: StoreKind.allCases)
    func listsRevisionsByPages(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            for index in 1...5 { try await store.set("GPP_A", "\(index)") }
            #expect(try await store.revisions(before: nil, limit: 2).map(\.number) == [5, 4])
            #expect(try await store.revisions(before: 4, limit: 2).map(\.number) == [3, 2])
            #expect(try await store.revisions(before: 2, limit: 9).map(\.number) == [1])
            #expect(try await store.revisions(before: 1, limit: 9).isEmpty)
            #expect(try await store.revisions(before: nil, limit: 0).isEmpty)
            #expect(try await store.revisions(before: nil, limit: -1).isEmpty)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func rebuildsEveryRevision(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            var snapshots = [store.snapshot]
            var generator = SeededGenerator(seed: 7)
            let names: [ParameterName] = ["GPP_A", "GPP_B", "GPP_C", "Profile_Rule", "Resync_Periodic"]
            while snapshots.count < 60 {
                let changes = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
                    ParameterChange(
                        names.randomElement(using: &generator) ?? "GPP_A",
                        [.set("x"), .set("y"), .set("3600"), .reset, .keep].randomElement(using: &generator) ?? .keep,
                        access: [nil, .hidden, .readWrite].randomElement(using: &generator) ?? nil,
                        isUserPreference: [nil, true, false].randomElement(using: &generator) ?? nil)
                }
                let set = ChangeSet(changes, origin: .profile(url: "http://ps/\(snapshots.count)"))
                guard try await store.commit(set, at: second(Int64(snapshots.count))) != nil else { continue }
                snapshots.append(store.snapshot)
            }
            for expected in snapshots {
                let rebuilt = try await store.snapshot(at: expected.revision)
                #expect(rebuilt.revision == expected.revision)
                #expect(rebuilt.settings == expected.settings, "revision \(expected.revision)")
            }
            try await expectConsistentHistory(of: store)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func tellsTheDifferenceInTheOrderOfTheCatalogue(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.set("GPP_B", "b")
            try await store.set("GPP_A", "a")
            try await store.set("GPP_B", "c")
            try await store.set("Profile_Rule", "temporary")
            _ = try await store.commit(
                ChangeSet([ParameterChange("Profile_Rule", .reset)], origin: admin), at: second(0))
            let forth = try await store.difference(from: 1, to: 5)
            #expect(forth.map(\.name) == ["GPP_A", "GPP_B"])
            #expect(forth.map(\.before?.value) == [nil, "b"])
            #expect(forth.map(\.after?.value) == ["a", "c"])
            #expect(try await store.difference(from: 5, to: 1).map(\.after?.value) == [nil, "b"])
            #expect(try await store.difference(from: 3, to: 5).isEmpty)
            #expect(try await store.difference(from: 0, to: 1).map(\.name) == ["GPP_B"])
        }
    }

    @Test(arguments: StoreKind.allCases, [-1, 2, RevisionNumber.max])
    func saysThatARevisionIsUnknown(kind: StoreKind, number: RevisionNumber) async throws {
        try await withStore(kind) { store in
            try await store.set("GPP_A", "a")
            #expect(try await store.revision(number) == nil)
            await #expect(throws: StoreError.unknownRevision(number)) { try await store.changes(of: number) }
            await #expect(throws: StoreError.unknownRevision(number)) { try await store.snapshot(at: number) }
            await #expect(throws: StoreError.unknownRevision(number)) {
                try await store.difference(from: 1, to: number)
            }
            await #expect(throws: StoreError.unknownRevision(number)) {
                try await store.restore(to: number, at: second(0), note: "")
            }
            await #expect(throws: StoreError.unknownRevision(0)) { try await store.changes(of: 0) }
        }
    }

    // MARK: Restore and reset

    @Test(arguments: StoreKind.allCases)
    func restoresAsANewRevisionAndLeavesTheWebLoginsAlone(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            _ = try await store.commit(
                .typed(["GPP_A": "old", "GPP_B": "b", "Admin_Password": "1", "User_Password": "1"]), at: second(1))
            _ = try await store.commit(
                .typed(["GPP_A": "new", "GPP_C": "c", "Admin_Password": "2"]), at: second(2))
            _ = try await store.commit(
                ChangeSet([ParameterChange("User_Password", .reset)], origin: admin), at: second(3))
            let restored = try await store.restore(to: 1, at: second(4), note: "back")
            #expect(
                restored?.revision
                    == Revision(number: 4, time: second(4), origin: .restore(of: 1), note: "back", changeCount: 2))
            #expect(try await store.changes(of: 4) == restored?.changes)
            #expect(store.snapshot["GPP_A"] == "old")
            #expect(store.snapshot["GPP_B"] == "b")
            #expect(store.snapshot.settings["GPP_C"] == nil)
            #expect(store.snapshot["Admin_Password"] == "2")
            #expect(store.snapshot.settings["User_Password"] == nil)
            #expect(
                store.snapshot.settings["GPP_A"]?.provenance
                    == Provenance(origin: .restore(of: 1), time: second(4), revision: 4))
            #expect(store.snapshot.settings["GPP_B"]?.provenance.revision == 1)
            #expect(try await store.restore(to: 1, at: second(5), note: "") == nil)
            #expect(try await store.restore(to: 4, at: second(5), note: "") == nil)
            try await expectConsistentHistory(of: store)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func restoresAccessAndPreferencesExactly(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            _ = try await store.commit(
                ChangeSet(
                    [
                        ParameterChange("GPP_A", .keep, access: .readOnly),
                        ParameterChange("GPP_B", .set("b"), isUserPreference: true, isUserModified: true),
                        ParameterChange("Resync_Periodic", .set("60")),
                    ], origin: admin), at: second(1))
            try await store.set("Resync_Periodic", "3600")
            let wanted = store.snapshot
            _ = try await store.commit(
                ChangeSet(
                    [
                        ParameterChange("GPP_A", .set("a"), access: .readWrite), ParameterChange("GPP_B", .reset),
                        ParameterChange("Resync_Periodic", .reset),
                    ], origin: admin), at: second(2))
            _ = try await store.restore(to: 2, at: second(3), note: "")
            for (name, setting) in wanted.settings {
                #expect(store.snapshot.settings[name]?.hasSameContent(as: setting) == true, "\(name)")
            }
            #expect(try await store.difference(from: 2, to: 4).isEmpty)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func restoresTheFactoryState(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            _ = try await store.commit(.typed(["GPP_A": "a", "Admin_Password": "1"]), at: second(1))
            #expect(try await store.restore(to: 0, at: second(2), note: "")?.revision.changeCount == 1)
            #expect(Array(store.snapshot.settings.keys) == ["Admin_Password"])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func erasesEverythingAtAFactoryResetButThatItHappened(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            _ = try await store.commit(.typed(["GPP_A": "a", "Admin_Password": "1"]), at: second(1))
            try await store.set("GPP_A", "b")
            let record = try await store.append(kind: "k", at: second(1), payload: [1])
            try await store.setState("key", [1])
            let revision = try await store.factoryReset(at: second(3), note: "button")
            let expected = Revision(number: 3, time: second(3), origin: .factoryReset, note: "button", changeCount: 0)
            #expect(revision == expected)
            #expect(store.snapshot.settings.isEmpty)
            #expect(store.snapshot.revision == 3)
            #expect(try await store.revisions(limit: 10) == [expected])
            #expect(try await store.changes(of: 3).isEmpty)
            #expect(try await store.journal(kind: "k", limit: 10).isEmpty)
            #expect(try await store.state("key") == nil)
            #expect(try await store.updateRecord(id: record, payload: []) == false)
            #expect(try await store.snapshot(at: 0).settings.isEmpty)
            await #expect(throws: StoreError.unknownRevision(2)) { try await store.snapshot(at: 2) }
            #expect(try await store.append(kind: "k", at: second(4), payload: []) == record + 1)
            #expect(try await store.set("GPP_A", "c").number == 4)
            #expect(try await store.changes(of: 4).first?.before == nil)
            #expect(try await store.snapshot(at: 3).settings.isEmpty)
            try await expectConsistentHistory(of: store)
        }
    }

    // MARK: State and journal

    @Test(arguments: StoreKind.allCases)
    func keepsState(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            #expect(try await store.state("a") == nil)
            try await store.setState("a", [1, 2, 0])
            try await store.setState("b", [])
            #expect(try await store.state("a") == [1, 2, 0])
            #expect(try await store.state("b") == [])
            try await store.setState("a", [3])
            try await store.setState("a", [3])
            #expect(try await store.state("a") == [3])
            try await store.setState("a", nil)
            try await store.setState("never", nil)
            #expect(try await store.state("a") == nil)
            #expect(store.snapshot.revision == 0)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func keepsAJournalByKind(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            var ids: [Int] = []
            for index in 0..<6 {
                ids.append(
                    try await store.append(
                        kind: index.isMultiple(of: 2) ? "even" : "odd", at: second(Int64(index)),
                        payload: [UInt8(index)]))
            }
            #expect(ids == ids.sorted() && Set(ids).count == 6)
            let records = try await store.journal(kind: "even", limit: 2)
            #expect(
                records == [
                    JournalRecord(id: ids[4], kind: "even", time: second(4), payload: [4]),
                    JournalRecord(id: ids[2], kind: "even", time: second(2), payload: [2]),
                ])
            #expect(try await store.journal(kind: "even", before: ids[2], limit: 9).map(\.id) == [ids[0]])
            #expect(try await store.journal(kind: "none", limit: 9).isEmpty)
            #expect(try await store.journal(kind: "even", limit: -1).isEmpty)
            #expect(try await store.updateRecord(id: ids[1], payload: [9, 9]))
            #expect(try await store.journal(kind: "odd", limit: 9).map(\.payload) == [[5], [3], [9, 9]])
            #expect(try await store.updateRecord(id: 999, payload: []) == false)
            #expect(store.snapshot.revision == 0)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func keepsTheNewestRecordsOfEachKind(kind: StoreKind) async throws {
        try await withStore(kind, journalLimit: 3) { store in
            let first = try await store.append(kind: "rare", at: second(0), payload: [])
            var ids: [Int] = []
            for _ in 0..<7 { ids.append(try await store.append(kind: "often", at: second(1), payload: [])) }
            #expect(try await store.journal(kind: "often", limit: 9).map(\.id) == ids.suffix(3).reversed())
            #expect(try await store.journal(kind: "rare", limit: 9).map(\.id) == [first])
            #expect(try await store.updateRecord(id: ids[0], payload: []) == false)
        }
    }
}

/// Random numbers that are the same in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
