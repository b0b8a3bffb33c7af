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
