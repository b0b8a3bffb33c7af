import FlatProfile
import Testing

@testable import Store

/// Savepoints and the lists of revisions, in both stores.
@Suite struct SavepointTests {
    @Test(arguments: StoreKind.allCases)
    func namesRevisionsAndForgetsThem(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.set("GPP_A", "1")
            try await store.set("GPP_A", "2")
            let first = try await store.makeSavepoint("one", of: 1, at: second(5), author: "admin")
            #expect(first == Savepoint(id: 1, name: "one", revision: 1, time: second(5), author: "admin"))
            let factory = try await store.makeSavepoint("<b>factory</b>", of: 0, at: second(6), author: "root")
            let second = try await store.makeSavepoint("two", of: 2, at: second(7), author: "")
            #expect(try await store.savepoints() == [second, first, factory])
            let renamed = try await store.renameSavepoint(first.id, to: "eins")
            #expect(renamed.name == "eins" && renamed.id == first.id)
            #expect(try await store.renameSavepoint(first.id, to: "eins") == renamed)
            try await store.deleteSavepoint(second.id)
            #expect(try await store.savepoints() == [renamed, factory])
            // A number is never used twice: a form that is still open somewhere means no other one.
            #expect(try await store.makeSavepoint("three", of: 2, at: .init(unixSeconds: 0), author: "").id == 4)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func refusesNamesThatAreTakenAndNumbersThatAreNot(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.set("GPP_A", "1")
            _ = try await store.makeSavepoint("one", of: 1, at: second(5), author: "admin")
            let other = try await store.makeSavepoint("other", of: 1, at: second(5), author: "admin")
            await #expect(throws: StoreError.savepointExists("one")) {
                try await store.makeSavepoint("one", of: 0, at: second(6), author: "admin")
            }
            await #expect(throws: StoreError.savepointExists("one")) {
                try await store.renameSavepoint(other.id, to: "one")
            }
            for number in [2, -1, Int.max, Int.min] {
                await #expect(throws: StoreError.unknownRevision(number)) {
                    try await store.makeSavepoint("x", of: number, at: second(6), author: "admin")
                }
                await #expect(throws: StoreError.unknownSavepoint(number &+ 1)) {
                    try await store.deleteSavepoint(number &+ 1)
                }
                await #expect(throws: StoreError.unknownSavepoint(number &+ 1)) {
                    try await store.renameSavepoint(number &+ 1, to: "x")
                }
            }
            #expect(try await store.savepoints().count == 2)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func keepsSoManyAndNoMore(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            for number in 1...SavepointLimit.count {
                _ = try await store.makeSavepoint("name \(number)", of: 0, at: second(0), author: "")
            }
            await #expect(throws: StoreError.tooManySavepoints(limit: SavepointLimit.count)) {
                try await store.makeSavepoint("one more", of: 0, at: second(0), author: "")
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func findsRevisionsByOriginAndAuthor(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let origins: [Origin] = [
                .web(account: "admin"), .profile(url: "http://ps/x.xml"), .commandLine(user: "root"),
                .api(account: "admin"),
            ]
            for (index, origin) in origins.enumerated() {
                _ = try await store.commit(
                    ChangeSet([ParameterChange("GPP_A", .set("\(index)"))], origin: origin), at: second(0))
            }
            _ = try await store.restore(to: 1, at: second(1), author: "root", note: "", terms: nil)
            func numbers(_ filter: RevisionFilter, before: Int? = nil, limit: Int = 50) async throws -> [Int] {
                try await store.revisions(before: before, limit: limit, matching: filter).map(\.number)
            }
            #expect(try await numbers(.all) == [5, 4, 3, 2, 1])
            #expect(try await numbers(RevisionFilter(author: "admin")) == [4, 1])
            #expect(try await numbers(RevisionFilter(author: "admin"), before: 4) == [1])
            #expect(try await numbers(RevisionFilter(author: "admin"), limit: 1) == [4])
            #expect(try await numbers(RevisionFilter(author: "root")) == [5, 3])
            #expect(try await numbers(RevisionFilter(author: "")) == [2])
            #expect(try await numbers(RevisionFilter(kind: .restore)) == [5])
            #expect(try await numbers(RevisionFilter(kind: .commandLine, author: "admin")) == [])
            #expect(try await numbers(RevisionFilter(author: "' OR 1=1 --")) == [])
            #expect(try await store.authors() == ["admin", "root"])
        }
    }
}
