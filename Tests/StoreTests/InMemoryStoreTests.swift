import FlatProfile
import Testing
import TestSupport
import Threading

@testable import Store

@Suite struct InMemoryStoreTests {
    /// The budget of a virtual phone is 32 kB for everything; the store may have half of it. Measured in a process of its own.
    @Test func isSmallEnoughForTenThousandPhones() async throws {
        let output = try await BlockingThread.value { try StoreProbe(["memory", "10000"]).run() }
        let lines = output.split(separator: "\n")
        let bytes = try #require(Int(lines.last ?? ""), "\(output)")
        #expect(bytes > 0 && bytes < (lines.first == "sanitized" ? 8 : 1) * 16_384)
    }

    @Test func readersSeeWholeRevisions() async throws {
        let store = InMemoryStore(catalogue: phone)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for index in 1...200 {
                    _ = try await store.commit(.typed(["GPP_A": "\(index)", "GPP_B": "\(index)"]), at: second(0))
                }
            }
            for _ in 0..<3 {
                group.addTask {
                    while store.snapshot.revision < 200 {
                        let snapshot = store.snapshot
                        #expect(snapshot["GPP_A"] == snapshot["GPP_B"])
                        await Task.yield()
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
