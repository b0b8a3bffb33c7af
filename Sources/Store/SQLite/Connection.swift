import CSQLite
import Notation

/// One connection to a database with the statements that it has prepared; closed with its last reference.
///
/// Used by one thread at a time: it belongs to the actor that opened it.
package final class Connection {
    private let handle: OpaquePointer
    private var statements: [String: Statement] = [:]

    private init(owning handle: OpaquePointer) {
        self.handle = handle
    }

    deinit {
        // A statement must not outlive its connection.
        statements = [:]
        sqlite3_close_v2(handle)
    }

    /// Opens the file, which has to exist. `immutable` promises that nobody changes it meanwhile and lets SQLite read a database in
    /// WAL mode on a read-only medium, without its log (sqlite.org/wal.html, "Read-Only Databases").
    ///
    /// - Parameter patience: How long a statement waits for another process that writes, in milliseconds.
    package static func open(
        path: String, access: StoreAccess, immutable: Bool = false, vfs: String? = nil, patience: Int32 = 1000
    ) throws(StoreError) -> Connection {
        var handle: OpaquePointer?
        let mode = access == .readWrite ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY
        let name = "file:" + percentEncoded(path) + (immutable ? "?immutable=1" : "")
        // One thread at a time: SQLite need not lock what the actor guards (sqlite.org/threadsafe.html, "Multi-thread").
        let flags = mode | SQLITE_OPEN_URI | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX
        let code = sqlite3_open_v2(name, &handle, flags, vfs)
        // There is a handle even when opening failed, and it has to be closed.
        guard let handle else { throw .other(code: Int(code), message: String(cString: sqlite3_errstr(code))) }
        let connection = Connection(owning: handle)
        guard code == SQLITE_OK else { throw StoreError(code, of: handle) }
        sqlite3_busy_timeout(handle, patience)
        // What is refused after a look must stay as it was, its log included.
        connection.writesLogBackOnClose = false
        return connection
    }

    /// Whether closing copies the log into the database and removes it.
    package var writesLogBackOnClose = true {
        didSet { csqlite_set_checkpoint_on_close(handle, writesLogBackOnClose ? 1 : 0) }
    }

    /// Executes one statement, which is prepared once and kept.
    package func run(_ sql: String, _ values: SQLValue...) throws(StoreError) {
        try run(sql, values)
    }

    /// As above, with values that somebody else has listed.
    package func run(_ sql: String, _ values: [SQLValue]) throws(StoreError) {
        let statement = try prepared(sql)
        defer { statement.reset() }
        try statement.bind(values, on: handle)
        while try statement.step(on: handle) {}
    }

    /// Reads all rows of a query.
    package func rows<Element>(
        _ sql: String, _ values: SQLValue..., read: (borrowing Row) throws(StoreError) -> Element
    ) throws(StoreError) -> [Element] {
        try rows(sql, values, read: read)
    }

    /// As above, with values that somebody else has listed.
    package func rows<Element>(
        _ sql: String, _ values: [SQLValue], read: (borrowing Row) throws(StoreError) -> Element
    ) throws(StoreError) -> [Element] {
        let statement = try prepared(sql)
        defer { statement.reset() }
        try statement.bind(values, on: handle)
        var elements: [Element] = []
        while try statement.step(on: handle) { elements.append(try read(statement.row)) }
        return elements
    }

    /// The number that a pragma or a counting query answers; 0 if it answers nothing.
    package func integer(_ sql: String, _ values: SQLValue...) throws(StoreError) -> Int {
        let statement = try prepared(sql)
        defer { statement.reset() }
        try statement.bind(values, on: handle)
        return try statement.step(on: handle) ? statement.row.integer(0) : 0
    }

    /// How many rows the last statement changed.
    package var changedRows: Int { Int(sqlite3_changes64(handle)) }

    /// The identifier of the row that was added last.
    package var lastRow: Int { Int(sqlite3_last_insert_rowid(handle)) }

    /// Executes a script of several statements without values.
    package func execute(_ script: String) throws(StoreError) {
        let code = sqlite3_exec(handle, script, nil, nil, nil)
        guard code == SQLITE_OK else { throw StoreError(code, of: handle) }
    }

    /// Does all of `body`, or nothing of it.
    package func transaction<Result>(_ body: () throws(StoreError) -> Result) throws(StoreError) -> Result {
        try transaction(failure: { $0 }, body)
    }

    /// Does all of `body`, or nothing of it, where `body` has errors of its own; `failure` is what an error of the database means there.
    package func transaction<Result, Failure: Error>(
        failure: (StoreError) -> Failure, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        rollBack()
        try run("BEGIN IMMEDIATE", failure)
        do throws(Failure) {
            let result = try body()
            try run("COMMIT", failure)
            return result
        } catch {
            rollBack()
            throw error
        }
    }

    private func run<Failure: Error>(_ sql: String, _ failure: (StoreError) -> Failure) throws(Failure) {
        do throws(StoreError) {
            try run(sql)
        } catch {
            throw failure(error)
        }
    }

    /// After some errors SQLite has rolled back by itself, after others it has not (sqlite.org/lang_transaction.html).
    private func rollBack() {
        guard sqlite3_get_autocommit(handle) == 0 else { return }
        sqlite3_exec(handle, "ROLLBACK", nil, nil, nil)
    }

    private func prepared(_ sql: String) throws(StoreError) -> Statement {
        if let statement = statements[sql] { return statement }
        let statement = try Statement.prepare(sql, on: handle)
        statements[sql] = statement
        return statement
    }

    /// A path as it stands in a `file:` name (SQLite, "Uniform Resource Identifiers").
    private static func percentEncoded(_ path: String) -> String {
        path.percentEncoded { $0.isVisible && ![UInt8]("%?#".utf8).contains($0) }
    }
}
