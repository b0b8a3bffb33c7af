internal import Host
internal import Notation
internal import ProfileRules
internal import Store
internal import Threading

/// The store of a bench in a directory of its own (mode 0700): `bench.db` (mode 0600), SQLite in WAL mode with `synchronous=FULL`.
///
/// What a call has done is on the disk when it returns and survives a kill or a loss of power at any instant. Several processes may use the
/// directory at once; who writes waits up to ten seconds for another one that does.
public actor SQLiteBenchStore: TableStore {
    private let executor = QueueExecutor(label: "onhook.bench")
    private var open: Connection?

    /// How long a write waits for another process, in milliseconds.
    static let patience: Int32 = 10_000

    /// The executor of the store's own queue: SQLite blocks its thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    private init() {}

    /// Opens the bench of a directory, which is made if it is missing, with those above it. Of what is refused nothing is changed.
    ///
    /// Throws `directory`, `newerSchema`, `damaged`, `permission`, `diskFull`, …
    public static func open(directory: String) async throws(BenchStoreError) -> SQLiteBenchStore {
        try await open(directory: directory, schema: .current)
    }

    /// As above, with another schema, for tests.
    static func open(directory: String, schema: BenchSchema) async throws(BenchStoreError) -> SQLiteBenchStore {
        let store = SQLiteBenchStore()
        try await store.open(directory, schema)
        return store
    }

    private func open(_ path: String, _ schema: BenchSchema) throws(BenchStoreError) {
        let directory: StateDirectory
        do throws(StateDirectoryError) {
            directory = try StateDirectory(path)
        } catch {
            throw .directory(error)
        }
        let database = directory.path + "/bench.db"
        do throws(FileError) {
            // SQLite gives its log the permissions of the database.
            try FileWriting.atomically(database, [], existing: .kept)
        } catch {
            switch error.cause.number {
            case 17: break  // EEXIST: the bench is there already.
            default: throw BenchStoreError(StoreError(systemError: error.cause.number) ?? .ioError("\(error.cause)"))
            }
        }
        open = try translated { () throws(StoreError) in
            let connection = try Connection.open(path: database, access: .readWrite, patience: Self.patience)
            // A released page is overwritten with zeros, so that a deleted job leaves no key in the file.
            try connection.execute(
                """
                PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;
                PRAGMA journal_size_limit = 4194304
                """)
            try schema.migrate(connection)
            connection.writesLogBackOnClose = true
            return connection
        }
    }

    /// Lets the files go; every later call throws `closed`.
    public func close() { open = nil }

    /// Reads the whole database and throws `damaged` if anything in it is broken.
    public func check() async throws(BenchStoreError) {
        let faults = try await read { (tables) throws(BenchStoreError) in
            try tables.rows("PRAGMA quick_check(1)") { $0.text(0) }
        }
        guard faults == ["ok"] else { throw .damaged("its pages do not fit together") }
    }

    // MARK: Reading and writing

    /// See `TableStore`.
    public func read<Value: Sendable>(
        _ body: @escaping @Sendable (BenchTables) throws(BenchStoreError) -> Value
    ) async throws(BenchStoreError) -> Value {
        guard let connection = open else { throw .closed }
        return try body(BenchTables(SQLiteTables(connection: connection)))
    }

    /// See `TableStore`. What is seen was committed, and in its order, because one transaction writes at a time.
    public func readHolding<Value: Sendable>(
        _ body: @escaping @Sendable (BenchTables) throws(BenchStoreError) -> Value
    ) async throws(BenchStoreError) -> Value {
        try await read(body)
    }

    /// See `TableStore`.
    public func transaction<Value: Sendable>(
        _ body: @escaping @Sendable (BenchTables) throws(BenchStoreError) -> Value
    ) async throws(BenchStoreError) -> Value {
        guard let connection = open else { throw .closed }
        return try connection.transaction(failure: { BenchStoreError($0) }) { () throws(BenchStoreError) in
            try body(BenchTables(SQLiteTables(connection: connection)))
        }
    }

    /// See `BenchStore`.
    public func delete(_ name: JobName) async throws(BenchStoreError) {
        try await transaction { (tables) throws(BenchStoreError) in try tables.delete(name) }
        // The log holds pages as they were; written back and cut, it holds a deleted key no more. Another process may be reading it: then its
        // end does so.
        try? open?.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    }
}

/// SQLite as tables of a bench.
private struct SQLiteTables: TableConnection {
    let connection: Connection

    var dialect: SQLDialect { .sqlite }

    func run(_ sql: String, _ values: [SQLValue]) throws(BenchStoreError) -> Int {
        try translated { () throws(StoreError) in
            try connection.run(sql, values)
            return connection.changedRows
        }
    }

    func run(_ sql: String, each values: [[SQLValue]]) throws(BenchStoreError) {
        try translated { () throws(StoreError) in
            for values in values { try connection.run(sql, values) }
        }
    }

    func rows(_ sql: String, _ values: [SQLValue]) throws(BenchStoreError) -> [TableRow] {
        try translated { () throws(StoreError) in
            try connection.rows(sql, values) { row in TableRow(row.values()) }
        }
    }
}

private func translated<Value>(_ body: () throws(StoreError) -> Value) throws(BenchStoreError) -> Value {
    do throws(StoreError) {
        return try body()
    } catch {
        throw BenchStoreError(error)
    }
}
