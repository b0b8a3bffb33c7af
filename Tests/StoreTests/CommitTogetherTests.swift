import FlatProfile
import Testing

@testable import Store

/// Several revisions and state in one step.
@Suite struct CommitTogetherTests {
    private static func set(_ name: ParameterName, _ value: String, _ origin: Origin = .web(account: "admin"))
        -> DatedChangeSet
    {
        DatedChangeSet(ChangeSet([ParameterChange(name, .set(value))], origin: origin), at: second(3))
    }

    @Test(arguments: StoreKind.allCases)
    func makesOneRevisionOfEachSetThatChangesSomething(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let committed = try await store.commit(
                [
                    Self.set("GPP_A", "a"), Self.set("GPP_A", "a"),
                    Self.set("GPP_B", "b", .profile(url: "http://ps/x.xml")),
                ], onlyAfter: 0, keeping: ["key": [1, 2]])
            #expect(committed.map(\.revision.number) == [1, 2])
            #expect(committed.map(\.revision.origin) == [.web(account: "admin"), .profile(url: "http://ps/x.xml")])
            #expect(store.snapshot.revision == 2)
            #expect(store.snapshot["GPP_A"] == "a")
            #expect(store.snapshot.settings["GPP_B"]?.provenance.origin == .profile(url: "http://ps/x.xml"))
            #expect(try await store.state("key") == [1, 2])
            #expect(try await store.changes(of: 2).map(\.name) == ["GPP_B"])
            #expect(try await store.snapshot(at: 1)["GPP_B"] == "")
        }
    }

    /// A backup brings back what others had set: the revision is of now, the settings are theirs.
    @Test(arguments: StoreKind.allCases)
    func aSettingThatIsBroughtBackKeepsWhoSetItAndWhen(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let profile = EarlierSource(origin: .profile(url: "http://ps/x.xml"), time: second(1))
            let person = EarlierSource(origin: .web(account: "user"), time: second(2))
            let set = ChangeSet(
                [
                    ParameterChange("GPP_A", .set("a"), line: 7, source: profile),
                    ParameterChange("GPP_B", .set("b"), source: profile),
                    ParameterChange("GPP_C", .set("c"), source: person), ParameterChange("GPP_D", .set("d")),
                ], origin: .backup(made: "2026-11-20"), author: "admin")
            let committed = try await store.commit(
                [DatedChangeSet(set, at: second(9))], onlyAfter: nil, keeping: [:])
            #expect(committed.map(\.revision.time) == [second(9)])
            let revision = try #require(try await store.revision(1))
            #expect(revision.origin == .backup(made: "2026-11-20") && revision.author == "admin")
            #expect(revision.time == second(9))
            let expected = [
                Provenance(origin: profile.origin, line: 7, time: second(1), revision: 1),
                Provenance(origin: profile.origin, time: second(1), revision: 1),
                Provenance(origin: person.origin, time: second(2), revision: 1),
                Provenance(origin: set.origin, time: second(9), revision: 1),
            ]
            #expect(try await store.changes(of: 1).map { $0.after?.provenance } == expected)
            #expect(committed[0].changes.map { $0.after?.provenance } == expected)
            // What comes later replaces it, and the history has both.
            _ = try await store.commit([Self.set("GPP_A", "later")], onlyAfter: nil, keeping: [:])
            #expect(try await store.changes(of: 2).first?.before?.provenance == expected[0])
            #expect(try await store.snapshot(at: 1).settings["GPP_A"]?.provenance == expected[0])
            #expect(store.snapshot.settings["GPP_C"]?.provenance == expected[2])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func doesNothingAfterAnotherRevision(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            _ = try await store.commit([Self.set("GPP_A", "a")], onlyAfter: nil, keeping: [:])
            await #expect(throws: StoreError.overtaken(by: 1)) {
                try await store.commit([Self.set("GPP_B", "b")], onlyAfter: 0, keeping: ["key": [1]])
            }
            #expect(store.snapshot.revision == 1)
            #expect(try await store.state("key") == nil)
        }
    }

    /// What was applied together is confirmed or taken back together, whichever of it may lock somebody out.
    @Test(arguments: StoreKind.allCases)
    func allOfThemWaitIfOneOfThemDoes(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let terms = ConfirmationTerms(account: "admin", boot: "1", deadline: .seconds(90))
            let committed = try await store.commit(
                [Self.set("GPP_A", "a"), Self.set("Web_Server_Port", "8080"), Self.set("GPP_B", "b")],
                onlyAfter: nil, keeping: [:]
            ) { $0.contains { $0.name == "Web_Server_Port" } ? terms : nil }
            #expect(store.pendingChange?.revisions == committed.map(\.revision.number))
            #expect(store.pendingChange?.terms == terms)
            _ = try await store.revertPendingChange(newest: 3, at: second(4), author: "", note: "")
            #expect(store.snapshot.settings.isEmpty)
        }
    }

    /// A parameter that is reset first and then set to what it was has not changed in the end.
    @Test(arguments: StoreKind.allCases)
    func isAskedAboutWhatAllOfThemChangeTogether(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.commit(Self.set("Web_Server_Port", "8080").set, at: second(1))
            let reset = DatedChangeSet(
                ChangeSet([ParameterChange("Web_Server_Port", .reset)], origin: .web(account: "admin")), at: second(2))
            let committed = try await store.commit(
                [reset, Self.set("Web_Server_Port", "8080"), Self.set("GPP_A", "a")], onlyAfter: nil, keeping: [:]
            ) { changes in
                changes.map(\.name) == ["GPP_A"]
                    ? nil : ConfirmationTerms(account: "admin", boot: "1", deadline: .seconds(90))
            }
            #expect(committed.count == 3 && store.pendingChange == nil)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func ofSeveralThatKnowOneRevisionOneIsFirst(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let wins = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        (try? await store.commit([Self.set("GPP_A", "\(number)")], onlyAfter: 0, keeping: [:])) != nil
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(wins == 1)
            #expect(store.snapshot.revision == 1)
        }
    }
}
