package import Bench
import BenchDatabase
import TestSupport
import Threading

/// What a bench may be kept in.
package enum BenchKind: String, CaseIterable, Sendable {
    case sqlite
    case postgreSQL
}

/// An empty bench of its own, of either kind.
package struct TestBench: Sendable {
    /// What `--store` takes: a directory, or an address.
    package let place: String
    private let directory: TemporaryBench?

    /// Makes one.
    package init(_ kind: BenchKind) async throws {
        switch kind {
        case .sqlite:
            let bench = try TemporaryBench()
            directory = bench
            place = bench.path
        case .postgreSQL:
            directory = nil
            let server = try await PostgreSQLServer.shared.value
            place = server.address(of: try await BlockingThread.value { try server.makeDatabase() })
        }
    }

    /// Opens it.
    package func open() async throws -> any BenchStore {
        if DatabaseAddress.isMeant(by: place) {
            try await PostgreSQLBenchStore.open(DatabaseAddress(place))
        } else {
            try await SQLiteBenchStore.open(directory: place)
        }
    }
}
