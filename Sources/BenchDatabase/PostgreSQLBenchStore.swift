public import Bench

/// The store of a bench in a PostgreSQL database, which several benches may share: the tables of `SQLiteBenchStore` in a schema
/// `onhook_bench` of their own.
///
/// What a call has done is on the server's disk when it returns. A server that goes away is waited for up to two minutes, and what was sent
/// meanwhile is done once.
public final class PostgreSQLBenchStore: TableStore {
    private let pool: SessionPool

    /// How many connections a store uses at most.
    public static let connections = 4

    private init(_ pool: SessionPool) {
        self.pool = pool
    }

    /// Opens the bench of a database; its tables are made if they are missing. Of what is refused nothing is changed.
    ///
    /// Throws `server`, `newerSchema`, `damaged`, `permission`, `readOnly`, …
    public static func open(_ address: DatabaseAddress) async throws(BenchStoreError) -> PostgreSQLBenchStore {
        try await open(address, patience: DatabasePatience())
    }

    /// As above, with another patience.
    package static func open(
        _ address: DatabaseAddress, patience: DatabasePatience
    ) async throws(BenchStoreError) -> PostgreSQLBenchStore {
        try await open(address, patience, .current)
    }

    static func open(
        _ address: DatabaseAddress, _ patience: DatabasePatience, _ schema: PostgreSQLSchema
    ) async throws(BenchStoreError) -> PostgreSQLBenchStore {
        let sessions = (0..<connections).map { _ in PostgreSQLSession(address, patience) }
        try await sessions[connections - 1].open(schema)
        return PostgreSQLBenchStore(SessionPool(sessions))
    }

    /// Lets the connections go; every later call throws `closed`.
    public func close() async { await pool.close() }

    /// See `TableStore`.
    public func read<Value: Sendable>(
        _ body: @escaping @Sendable (BenchTables) throws(BenchStoreError) -> Value
    ) async throws(BenchStoreError) -> Value {
        try await with { (session) throws(BenchStoreError) in try await session.read(body) }
    }

    /// See `TableStore`.
    public func readHolding<Value: Sendable>(
        _ body: @escaping @Sendable (BenchTables) throws(BenchStoreError) -> Value
    ) async throws(BenchStoreError) -> Value {
        try await with { (session) throws(BenchStoreError) in try await session.readHolding(body) }
    }

    /// See `TableStore`.
    public func transaction<Value: Sendable>(
        _ body: @escaping @Sendable (BenchTables) throws(BenchStoreError) -> Value
    ) async throws(BenchStoreError) -> Value {
        try await with { (session) throws(BenchStoreError) in try await session.transaction(body) }
    }

    private func with<Value: Sendable>(
        _ body: (PostgreSQLSession) async throws(BenchStoreError) -> Value
    ) async throws(BenchStoreError) -> Value {
        guard let session = await pool.take() else { throw .closed }
        let result: Result<Value, BenchStoreError>
        do throws(BenchStoreError) {
            result = .success(try await body(session))
        } catch {
            result = .failure(error)
        }
        await pool.give(session)
        return try result.get()
    }
}
